"""Many people at one exam: who needs a look first, in pages that are searched."""

import pytest
from django.utils import timezone

from accounts.models import User
from exams.models import Attempt
from exams.selectors import Look, monitor_of
from tests import cast
from tests.exams.client import right, save_one, submit
from tests.exams.clock import age
from tests.exams.makers import sit, small_exam
from tests.exams.steps import pause
from tests.factories import make_assignment, make_cohort, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def assignment():
    return make_assignment(make_cohort(), small_exam())


@pytest.fixture
def silent(assignment) -> Attempt:
    """Zoe's: nothing was heard of her for a while."""
    attempt = sit(named("zoe"), assignment)
    age(attempt.pk, seconds=100)
    return attempt


def named(name: str) -> User:
    return cast.person(name)


def seen(assignment, **look) -> list[str]:
    page = monitor_of(assignment, timezone.now(), Look(**look))
    return [row.user.name for row in page.rows]


class NeedTests:
    def test_who_has_gone_silent_comes_before_everybody_else(
        self, assignment, silent
    ) -> None:
        submit(sit(named("adam"), assignment))
        make_member(assignment.cohort, named("bea"))
        sit(named("carl"), assignment)
        pause(sit(named("dora"), assignment), cast.ivan())
        assert seen(assignment) == ["Zoe", "Dora", "Carl", "Bea", "Adam"]

    def test_those_who_stand_alike_are_by_name(self, assignment) -> None:
        for name in ("carl", "adam", "bea"):
            make_member(assignment.cohort, named(name))
        assert seen(assignment) == ["Adam", "Bea", "Carl"]


class PageTests:
    @pytest.fixture(autouse=True)
    def waiting(self, assignment, silent) -> None:
        for name in ("adam", "bea", "carl", "dora"):
            make_member(assignment.cohort, named(name))

    def test_a_page_holds_so_many_and_leads_on(self, assignment) -> None:
        page = monitor_of(assignment, timezone.now(), Look(size=2, number=2))
        assert [row.user.name for row in page.rows] == ["Bea", "Carl"]
        assert (page.previous, page.next) == ("?page=1", "?page=3")
        assert page.total == 5

    def test_the_ends_lead_no_further(self, assignment) -> None:
        first = monitor_of(assignment, timezone.now(), Look(size=2))
        last = monitor_of(assignment, timezone.now(), Look(size=2, number=3))
        assert (first.previous, first.next) == ("", "?page=2")
        assert (last.previous, last.next) == ("?page=2", "")

    def test_past_the_end_the_last_page_is_shown(self, assignment) -> None:
        assert seen(assignment, size=2, number=9) == ["Dora"]

    def test_who_is_ticked_stays_in_sight_on_another_page(
        self, assignment, silent
    ) -> None:
        ticked = frozenset({str(silent.pk)})
        kept = seen(assignment, size=2, number=2, ticked=ticked)
        assert kept == ["Bea", "Carl", "Zoe"]
        assert seen(assignment, show="waiting", size=1, ticked=ticked) == [
            "Adam",
            "Zoe",
        ]

    def test_it_tells_how_far_those_are_who_are_shown(self, assignment, silent) -> None:
        save_one(silent, 1, right(silent, 1))
        page = monitor_of(assignment, timezone.now(), Look(size=1))
        assert page.rows[0].tally.answered == 1

    def test_names_and_addresses_are_searched_and_counted(self, assignment) -> None:
        page = monitor_of(assignment, timezone.now(), Look(q="bea"))
        assert [row.user.name for row in page.rows] == ["Bea"]
        assert page.total == 1
        assert seen(assignment, q="nobody") == []

    def test_a_search_stays_from_page_to_page(self, assignment) -> None:
        look = Look(q="a", show="waiting", size=1)
        page = monitor_of(assignment, timezone.now(), look)
        assert page.next == "?q=a&show=waiting&page=2"

    def test_a_list_that_ran_empty_is_still_the_one_asked_for(self, assignment) -> None:
        page = monitor_of(assignment, timezone.now(), Look(show="paused"))
        assert not page.rows
        assert ("paused", "Paused", 0, "?show=paused") in page.filters
