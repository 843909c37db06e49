"""check_data: a good database passes, and every broken promise has its line (I38)."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from exams import services
from exams.models import Answer, Attempt, AttemptQuestion, Operation, Result
from lib import audit
from tests import cast
from tests.exams.client import answer_all, right, save_one, submit, wrong
from tests.exams.clock import age, to_deadline
from tests.exams.makers import every_kind_exam, settle, start, start_practice

pytestmark = pytest.mark.django_db


def check(*options: str) -> str:
    out = StringIO()
    call_command("check_data", *options, stdout=out)
    return out.getvalue()


def faults(*options: str) -> list[str]:
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("check_data", *options, stdout=out)
    return [line for line in out.getvalue().splitlines() if line.startswith("FAULT")]


@pytest.fixture
def graded() -> Attempt:
    attempt = start(cast.alice())
    answer_all(attempt, right_count=3)
    submit(attempt)
    return settle(attempt)


class GoodTests:
    def test_an_empty_database_is_good(self) -> None:
        assert "Everything is as it must be." in check()

    def test_a_graded_attempt_is_good_and_counted(self, graded) -> None:
        told = check("--only-look")
        assert "Everything is as it must be." in told
        for line in ("1 attempts", "5 answers", "5 operations", "1 results"):
            assert line in told

    def test_a_running_one_with_every_kind_and_verdict_is_good(self) -> None:
        attempt = start(cast.alice(), every_kind_exam())
        answer_all(attempt, right_count=4)
        save_one(attempt, 1, None, seq=2)
        save_one(attempt, 2, right(attempt, 2), seq=0)
        save_one(attempt, 9, None)
        check("--only-look")

    def test_counted_late_answers_are_good(self) -> None:
        attempt = start(cast.alice())
        save_one(attempt, 1, right(attempt, 1))
        to_deadline(attempt.pk, seconds=16)
        settle(attempt)
        save_one(attempt, 2, right(attempt, 2))
        services.count_late_answers(user=attempt.user, attempt_id=attempt.pk)
        save_one(attempt, 3, right(attempt, 3))
        check("--only-look")

    def test_i38_what_ended_while_a_backup_lay_there_is_closed_and_graded(self) -> None:
        attempt, idle = start(cast.alice()), start_practice(cast.bob())
        save_one(attempt, 1, right(attempt, 1))
        to_deadline(attempt.pk, days=9)
        age(idle.pk, days=40)
        check()
        assert set(Attempt.objects.values_list("state", flat=True)) == {"graded"}


class FaultTests:
    def test_i20_an_overdue_attempt(self) -> None:
        to_deadline(start(cast.alice()).pk, minutes=2)
        (line,) = faults("--only-look")
        assert "its time is over" in line

    def test_i26_one_that_cannot_be_graded(self) -> None:
        attempt = start(cast.alice())
        save_one(attempt, 1, right(attempt, 1))
        submit(attempt)
        Answer.objects.update(response=["gone"])
        assert any("is not graded" in line for line in faults())

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            ({"raw": 2}, "graded again it differs"),
            ({"scaled": 900, "band_high": 950}, "graded again it differs"),
            ({"seen_share": 0.5}, "graded again it differs"),
            ({"domains": []}, "graded again it differs"),
            ({"late_count": 1}, "graded again it differs"),
        ],
    )
    def test_i24_a_result_that_was_tampered_with(self, graded, change, told) -> None:
        Result.objects.update(**change)
        (line,) = faults()
        assert told in line

    def test_i28_marks_that_do_not_fit(self, graded) -> None:
        AttemptQuestion.objects.filter(is_scored=False).update(is_correct=True)
        (line,) = faults()
        assert "marks" in line

    def test_a_result_that_is_missing(self, graded) -> None:
        Result.objects.all().delete()
        (line,) = faults()
        assert "has no result" in line

    def test_i5_an_answer_that_is_not_the_newest(self, graded) -> None:
        held = Answer.objects.get(asked__position=1)
        other = wrong if held.response == right(graded, 1) else right
        Answer.objects.filter(pk=held.pk).update(response=other(graded, 1))
        assert any("not that of the newest" in line for line in faults())

    def test_i3_a_phantom_answer(self, graded) -> None:
        Operation.objects.filter(position=1).delete()
        (line,) = faults()
        assert "no accepted operation" in line
        assert "question 1" in line

    def test_i1_an_answer_that_was_lost(self, graded) -> None:
        Answer.objects.filter(asked__position=2).delete()
        assert any("has no answer" in line for line in faults())

    def test_i25_a_form_with_a_gap(self) -> None:
        attempt = start(cast.alice())
        attempt.questions.filter(position=2).delete()
        (line,) = faults()
        assert "gaps" in line

    def test_i25_a_question_with_an_option_less(self) -> None:
        attempt = start(cast.alice())
        asked = attempt.questions.get(position=1)
        asked.options = asked.options[1:]
        asked.save()
        (line,) = faults()
        assert "options" in line

    def test_i36_a_broken_audit_chain(self) -> None:
        for n in range(3):
            audit.record(
                by="x",
                action="x",
                object_type="x",
                object_id=n,
            )
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(
                "UPDATE lib_auditevent SET actor_id = 9 WHERE object_id = '1'"
            )
            cursor.execute("SET session_replication_role = DEFAULT")
        (line,) = faults()
        assert "chain" in line
