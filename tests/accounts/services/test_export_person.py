"""I37: an export holds all, and opens nothing that the person may not see."""

import csv
import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import selectors, services
from accounts.models import JobState, PersonExport
from exams.models import NEVER, Attempt, AttemptQuestion
from lib.models import AuditEvent
from questions.services import answer_report, report_question
from tests import cast
from tests.accounts import busy
from tests.exams.client import answer_all, submit
from tests.exams.makers import assign, settle, sit, small_exam, start
from tests.exams.steps import reopen
from tests.factories import make_export, make_like_pair

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def ada():
    return cast.ada()


def unpacked(export):
    with export.file.open("rb") as file, zipfile.ZipFile(file) as archive:
        return {
            name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()
        }


def rows(export, name):
    files = unpacked(export)
    chosen = next(path for path in files if path.endswith(f"-{name}.json"))
    return json.loads(files[chosen])


class ExportPersonTests:
    def test_i37_it_holds_every_table(self, client, ada):
        zebulon = busy.make_busy(client, ada)
        export = make_export(zebulon)
        files = unpacked(export)
        silent = {
            one.name for one in selectors.all_belongings() if not rows(export, one.name)
        }
        # A result is told once it is read, and a corrected grade once it is changed.
        assert silent <= busy.NOT_MADE | {"corrected-grades"}
        assert len(files) == 1 + 2 * len(selectors.all_belongings())

    def test_csv_and_json_say_the_same(self):
        alice = cast.alice()
        files = unpacked(make_export(alice))
        path = next(name for name in files if name.endswith("-account.csv"))
        (told,) = csv.DictReader(io.StringIO(files[path]))
        assert told["email"] == "alice@example.org"
        assert (
            json.loads(files[path.replace("csv", "json")])[0]["email"] == told["email"]
        )

    def test_no_secret_is_in_it(self, client, ada):
        zebulon = busy.make_busy(client, ada)
        text = "".join(unpacked(make_export(zebulon)).values())
        assert zebulon.password not in text
        assert client.session.session_key not in text

    def test_the_readme_says_what_is_left_out_and_why(self):
        text = unpacked(make_export(cast.alice()))["README.txt"]
        assert "left out: password (" in text

    def test_asked_twice_it_is_one(self):
        alice = cast.alice()
        told = {"actor": alice, "person": alice, "now": timezone.now()}
        assert services.ask_export(**told) == services.ask_export(**told)

    def test_a_lost_job_is_found_by_the_sweep(self):
        alice = cast.alice()
        then = timezone.now() - timedelta(minutes=5)
        services.ask_export(actor=alice, person=alice, now=then)
        services.run_exports(now=timezone.now())
        assert PersonExport.objects.get().state == JobState.DONE

    def test_what_fails_says_so(self, monkeypatch):
        monkeypatch.setattr(services.exporting, "told", None)
        made = make_export(cast.alice())
        assert made.state == JobState.FAILED
        assert "ask again" in made.fault


class RunningExamTests:
    @pytest.fixture
    def alice(self):
        alice = cast.alice()
        answer_all(start(alice, small_exam()), right_count=2)
        return alice

    def test_people_get_their_own_answers_without_the_key(self, alice):
        told = rows(make_export(alice), "answers")
        assert len(told) == 5
        assert all(row["is_correct"] is None for row in told)
        assert all(isinstance(one, str) for row in told for one in row["options"])

    def test_i29_no_file_names_a_question_that_is_being_examined(self, alice):
        asked = AttemptQuestion.objects.filter(attempt__user=alice)
        slugs = asked.values_list("question__slug", flat=True)
        text = "".join(unpacked(make_export(alice)).values())
        assert not [slug for slug in slugs if slug in text]

    def test_i29_what_came_of_a_report_waits_while_its_question_is_examined(
        self, alice
    ):
        asked = AttemptQuestion.objects.filter(attempt__user=alice)[0]
        made = report_question(revision=asked.revision, reporter=alice, reason="typo")
        told = {"answer": "It is B.", "resolution": "unchanged", "now": timezone.now()}
        answer_report(report=made, by=cast.ivan(), **told)
        [row] = rows(make_export(alice), "reports")
        assert row["reason"] == "typo"
        assert (row["question"], row["answer"], row["resolution"]) == (None, None, None)

    def test_i29_administrators_get_no_answers_of_a_running_exam(self, alice, ada):
        export = make_export(alice, by=ada)
        for name in ("answers", "answers-held", "operations"):
            assert rows(export, name) == []
        assert len(rows(export, "attempts")) == 1


class UnreleasedTests:
    def test_i29_the_score_that_a_reopening_took_is_not_told(self):
        attempt = sit(cast.alice(), hidden_until=NEVER)
        submit(attempt)
        settle(attempt)
        reopen(attempt, cast.ivan(), minutes=30)
        events = rows(make_export(attempt.user), "audit")
        [detail] = [e["detail"] for e in events if e["action"] == "attempt.reopened"]
        assert detail["minutes"] == 30
        assert "scores" not in detail

    @pytest.mark.parametrize("side", ["first", "second"])
    def test_i29_whether_answers_were_alike_waits_for_the_release(self, side):
        alice, bob = cast.alice(), cast.bob()
        mock = assign(alice, bob)
        pair = [sit(alice, mock, hidden_until=NEVER), sit(bob, mock)]
        make_like_pair(*(pair if side == "first" else reversed(pair)))
        assert rows(make_export(alice), f"answers-alike-{side}") == []
        Attempt.objects.update(hidden_until=timezone.now())
        assert len(rows(make_export(alice), f"answers-alike-{side}")) == 1


class RecordedTests:
    def test_asking_and_taking_by_administrators_is_recorded(self, ada):
        export = make_export(cast.alice(), by=ada)
        services.open_export(actor=ada, export=export).close()
        actions = AuditEvent.objects.values_list("action", flat=True)
        assert list(actions) == ["export.asked-for", "export.taken"]

    def test_taking_what_is_ones_own_is_not(self):
        make_export(cast.alice())
        assert not AuditEvent.objects.exists()
