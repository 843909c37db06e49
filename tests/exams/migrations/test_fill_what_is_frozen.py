"""What older attempts were given is filled in from what is still known of it."""

from importlib import import_module

import pytest
from django.db import connection

from exams import selectors, services
from exams.models import Attempt, Result
from questions.models import Domain
from tests import cast
from tests.exams.client import right, save_one, submit, wrong
from tests.exams.clock import to_deadline
from tests.exams.makers import settle, start

pytestmark = pytest.mark.django_db
NAMES = ("SCALE", "DOMAINS", "COUNTED_TO", "LATE_COUNT")


def fill() -> None:
    migration = import_module("exams.migrations.0007_fill_what_is_frozen")
    with connection.cursor() as cursor:
        for name in NAMES:
            cursor.execute(getattr(migration, name))


def forget() -> None:
    """Rows as they were before anything of this was kept."""
    Attempt.objects.update(scale=[], domains=[], late_counted_to=None)
    Result.objects.update(late_count=0)


class FillTests:
    def test_a_running_attempt_takes_the_guide_of_today(self) -> None:
        attempt = start(cast.alice())
        forget()
        fill()
        again = Attempt.objects.get()
        assert (again.scale, again.domains) == (attempt.scale, [*attempt.domains])

    def test_a_graded_one_keeps_what_its_result_told(self) -> None:
        attempt = start(cast.alice())
        submit(attempt)
        told = settle(attempt).result.domains
        forget()
        Domain.objects.update(name="Another name", weight_percent=25)
        fill()
        kept = [(d["code"], d["name"], d["weight"]) for d in Attempt.objects.get().domains]
        assert kept == [(d["code"], d["name"], d["weight"]) for d in told]

    def test_late_answers_that_count_are_counted(self) -> None:
        attempt = start(cast.alice())
        save_one(attempt, 1, right(attempt, 1))
        to_deadline(attempt.pk, seconds=16)
        attempt = settle(attempt)
        save_one(attempt, 1, wrong(attempt, 1), seq=2)  # another answer
        save_one(attempt, 2, right(attempt, 2))  # an answer where there was none
        save_one(attempt, 3, None)  # nothing
        save_one(attempt, 1, right(attempt, 1), seq=1)  # older than what is held
        services.count_late_answers(user=attempt.user, attempt_id=attempt.pk)
        before = Attempt.objects.select_related("result").get()
        forget()
        fill()
        after = Attempt.objects.select_related("result").get()
        assert before.result.late_count == after.result.late_count == 2
        assert after.late_counted_to == before.late_counted_to
        assert selectors.sheet_for(after).late == selectors.sheet_for(before).late
