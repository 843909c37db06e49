"""A report as a file: asked for once, made by the worker, gone after a week."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from accounts import services as accounts
from accounts.models import Membership, User
from analytics import services
from analytics.models import CohortReporting, ReportFile
from lib.models import AuditEvent
from lib.problems import Problem
from tests import cast
from tests.analytics.stored import taught_cohort
from tests.factories import make_cohort, make_report_file

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def ivan():
    return cast.ivan(time_zone="Asia/Tokyo")


@pytest.fixture
def cohort(ivan):
    return taught_cohort(ivan, name="Cloud Academy")


def ask(actor, cohort, format_="xlsx"):
    return services.ask_for_file(
        actor=actor, cohort=cohort, guide="", format_=format_, now=NOW
    )


def make(file, now=NOW):
    is_made = services.make_file(file_id=file.pk, now=now)
    file.refresh_from_db()
    return is_made


def people_in(file):
    book = load_workbook(BytesIO(file.content))
    if "People" not in book.sheetnames:
        return []
    return [row[0].value for row in book["People"].iter_rows(min_row=2)]


class AskForFileTests:
    def test_asking_twice_gives_the_one_that_is_being_made(self, ivan, cohort):
        assert ask(ivan, cohort).pk == ask(ivan, cohort).pk

    def test_another_format_is_another_file(self, ivan, cohort):
        assert ask(ivan, cohort).pk != ask(ivan, cohort, "csv").pk

    def test_it_is_noted_who_took_it(self, ivan, cohort):
        ask(ivan, cohort)
        event = AuditEvent.objects.latest("pk")
        assert (event.action, event.actor_id) == ("cohort.report-taken-out", ivan.pk)

    def test_an_unknown_format_is_refused(self, ivan, cohort):
        with pytest.raises(Problem, match="Choose another"):
            ask(ivan, cohort, "exe")

    def test_without_a_report_it_says_what_to_do(self, ivan):
        with pytest.raises(Problem, match="computed first"):
            ask(ivan, make_cohort("Empty"))


class MakeFileTests:
    @pytest.mark.parametrize(
        ("format_", "begins", "name"),
        [("pdf", b"%PDF-", ".pdf"), ("xlsx", b"PK", ".xlsx"), ("csv", b"PK", ".zip")],
    )
    def test_it_is_what_was_asked_for(self, ivan, cohort, format_, begins, name):
        file = ask(ivan, cohort, format_)
        assert make(file)
        assert bytes(file.content).startswith(begins)
        assert file.name.startswith("cloud-academy-") and file.name.endswith(name)
        assert file.state == "done"

    def test_it_is_made_once(self, ivan, cohort):
        file = ask(ivan, cohort)
        assert make(file)
        assert not make(file)

    def test_who_sees_people_finds_them(self, ivan, cohort):
        file = ask(ivan, cohort)
        make(file)
        assert "Álvaro Peña" in people_in(file)
        assert file.tells_people

    def test_who_sees_figures_only_finds_nobody(self, ivan, cohort):
        CohortReporting.objects.create(cohort=cohort, is_figures_only=True)
        file = ask(ivan, cohort)
        make(file)
        assert people_in(file) == []
        assert not file.tells_people

    def test_who_teaches_there_no_more_gets_nothing(self, ivan, cohort):
        file = ask(ivan, cohort)
        Membership.objects.filter(user=ivan).update(left_at=timezone.now())
        assert not make(file)
        assert file.state == "failed"
        assert "may not see" in file.failure
        assert file.content is None

    def test_what_goes_wrong_is_said_and_holds_up_nobody(
        self, ivan, cohort, monkeypatch
    ):
        file = ask(ivan, cohort)
        monkeypatch.setattr("analytics.services.report_files.build_paper", None)
        assert services.sweep_files(now=NOW) == 0
        file.refresh_from_db()
        assert "ask again" in file.failure

    def test_two_workers_make_one(self, ivan, cohort):
        file = ask(ivan, cohort)
        ReportFile.objects.filter(pk=file.pk).update(begun_at=NOW)
        assert not make(file, NOW + timedelta(minutes=1))

    def test_a_worker_that_died_is_followed_by_another(self, ivan, cohort):
        file = ask(ivan, cohort)
        ReportFile.objects.filter(pk=file.pk).update(begun_at=NOW)
        assert make(file, NOW + timedelta(minutes=7))


class SweepFilesTests:
    def test_it_makes_what_a_lost_job_left(self, ivan, cohort):
        file = ask(ivan, cohort)
        assert services.sweep_files(now=NOW) == 1
        file.refresh_from_db()
        assert file.state == "done"

    def test_it_deletes_what_was_kept_for_a_week(self, ivan, cohort):
        guide = cohort.reports.get().guide
        make_report_file(cohort, ivan, guide, asked_at=NOW - timedelta(days=8))
        kept = make_report_file(cohort, ivan, guide, asked_at=NOW - timedelta(days=6))
        services.sweep_files(now=NOW)
        assert list(ReportFile.objects.all()) == [kept]


class ErasedMeanwhileTests:
    """The worker makes a file while somebody whom it names is being erased."""

    def erase_while(self, monkeypatch, cohort, ivan, **file):
        erasing = accounts.erasing
        person = User.objects.get(name="Álvaro Peña")
        real = erasing._take

        def takes(erasure, belonging, subject):
            if belonging.name == "cohorts":
                guide = cohort.reports.get().guide
                make_report_file(cohort, ivan, guide, **file)
            real(erasure, belonging, subject)

        monkeypatch.setattr(erasing, "_take", takes)
        made = accounts.ask_own_erasure(person=person, now=NOW)
        accounts.run_erasure(erasure_id=made.pk, now=NOW)
        made.refresh_from_db()
        told = {one["name"]: one for one in made.outcome}
        return told["report-files-naming"]

    def test_a_file_that_was_made_since_goes(self, ivan, cohort, monkeypatch):
        told = self.erase_while(monkeypatch, cohort, ivan, tells_people=True)
        assert not ReportFile.objects.exists()
        assert told["count"] == 1
        assert set(told) == {"name", "words", "fate", "count"}

    def test_a_file_that_is_being_made_goes(self, ivan, cohort, monkeypatch):
        unmade = {"made_at": None, "content": None, "name": ""}
        self.erase_while(monkeypatch, cohort, ivan, begun_at=NOW, **unmade)
        assert not ReportFile.objects.exists()

    def test_one_without_people_stays(self, ivan, cohort, monkeypatch):
        self.erase_while(monkeypatch, cohort, ivan)
        assert ReportFile.objects.exists()
