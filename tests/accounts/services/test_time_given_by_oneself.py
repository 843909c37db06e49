"""More time: by themselves people give it to exams of their own choice alone."""

from decimal import Decimal

import pytest

from accounts.accommodations import Accommodation
from accounts.services import change_accommodations
from lib.problems import Problem
from tests import cast, factories

pytestmark = pytest.mark.django_db
DOUBLE = Accommodation(Decimal(2))


def give(actor, user, time=DOUBLE):
    change_accommodations(actor=actor, user=user, accommodation=time, reason="Why not.")
    user.refresh_from_db()


class OwnTimeTests:
    def test_alice_practises_with_the_time_that_she_gives_herself(self) -> None:
        alice = cast.alice()
        give(alice, alice)
        assert alice.accommodation == DOUBLE
        assert alice.granted_time == Accommodation()

    def test_it_counts_everywhere_once_staff_have_given_the_same(self) -> None:
        alice = cast.alice()
        give(alice, alice)
        give(cast.ada(), alice)
        assert alice.granted_time == DOUBLE

    def test_who_learns_in_a_cohort_asks_its_staff(self) -> None:
        alice = cast.alice()
        factories.make_member(factories.make_cohort(), alice)
        with pytest.raises(Problem, match="Ask them"):
            give(alice, alice)

    def test_who_teaches_a_cohort_still_decides_for_themselves(self) -> None:
        ivan = cast.ivan()
        factories.make_member(factories.make_cohort(), ivan, "instructor")
        give(ivan, ivan)
        assert ivan.accommodation == DOUBLE

    def test_the_profile_of_a_learner_says_whom_to_ask(self, client) -> None:
        alice = cast.alice()
        factories.make_member(factories.make_cohort(), alice)
        client.force_login(alice)
        page = client.get("/account/").content.decode()
        assert "tell your instructor" in page
        assert "Save time" not in page
