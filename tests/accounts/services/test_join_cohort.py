"""Codes of cohorts: for so many people and so long, whoever is first."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import joining, services
from accounts.models import Cohort, Membership
from lib.problems import Problem
from tests import cast
from tests.exams.threads import at_once
from tests.factories import make_cohort

CODE = "ABCDEFGHJK"


def join(user, code=CODE, now=None):
    return services.join_cohort(user=user, code=code, now=now or timezone.now())


@pytest.mark.django_db
class JoinCohortTests:
    @pytest.mark.parametrize("typed", [CODE, "abcde-fghjk", " abcde fghjk "])
    def test_it_lets_in_however_the_code_is_typed(self, typed):
        cohort = make_cohort(code=CODE)
        assert join(cast.alice(), typed).cohort == cohort

    def test_it_uses_one_place_for_one_person(self):
        cohort, alice = make_cohort(code=CODE), cast.alice()
        join(alice)
        join(alice)
        cohort.refresh_from_db()
        assert cohort.join_left == 9
        assert Membership.objects.count() == 1

    def test_it_refuses_when_the_places_are_gone(self):
        make_cohort(code=CODE, join_left=1)
        join(cast.alice())
        with pytest.raises(Problem, match="used up"):
            join(cast.bob())

    def test_it_refuses_after_its_end(self):
        make_cohort(code=CODE)
        with pytest.raises(Problem):
            join(cast.alice(), now=timezone.now() + timedelta(days=2))

    def test_archiving_ends_the_code(self):
        cohort = make_cohort(code=CODE)
        services.archive_cohort(actor=cast.ada(), cohort=cohort, now=timezone.now())
        with pytest.raises(Problem):
            join(cast.alice())

    def test_a_new_code_ends_the_old_one(self):
        cohort = make_cohort(code=CODE)
        ends = timezone.now() + timedelta(days=1)
        services.open_code(actor=cast.ada(), cohort=cohort, limit=3, ends_at=ends)
        with pytest.raises(Problem):
            join(cast.alice())


@pytest.mark.django_db(transaction=True)
class JoinAtOnceTests:
    def test_as_many_come_in_as_there_are_places(self):
        cohort = make_cohort(code=CODE, join_left=3)
        people = [cast.person(f"p{n}") for n in range(12)]
        results = at_once(*(lambda p=p: join(p) for p in people))
        refused = [r for r in results if isinstance(r, Problem)]
        assert (len(refused), Membership.objects.count()) == (9, 3)
        assert Cohort.objects.get(pk=cohort.pk).join_left == 0


class CodeTests:
    def test_no_sign_is_mistaken_for_another(self):
        assert not set("01OIL") & set(joining.draw_code())

    def test_it_is_read_back_as_shown(self):
        code = joining.draw_code()
        assert joining.normal_code(joining.shown_code(code).lower()) == code
