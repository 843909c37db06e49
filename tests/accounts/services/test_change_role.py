"""Roles and access: never without an administrator, whoever steps down when."""

import pytest

from accounts import services
from accounts.models import Role, User
from lib.problems import Problem
from tests import cast
from tests.exams.threads import at_once


def step_down(who):
    services.change_role(actor=who, user=who, role=Role.STUDENT)


def close(who):
    services.set_active(actor=who, user=who, is_active=False)


def administrators():
    return User.objects.filter(role=Role.ADMIN, is_active=True).count()


@pytest.mark.django_db
class LastAdministratorTests:
    @pytest.mark.parametrize("leave", [step_down, close])
    def test_it_keeps_the_last_one(self, leave):
        ada = cast.ada()
        with pytest.raises(Problem, match="somebody else an administrator first"):
            leave(ada)
        assert administrators() == 1

    @pytest.mark.parametrize("leave", [step_down, close])
    def test_it_lets_one_of_two_go(self, leave):
        ada = cast.ada()
        cast.person("abel", role=Role.ADMIN)
        leave(ada)
        assert administrators() == 1

    @pytest.mark.parametrize("gone", [{"is_active": False}, {"is_demo": True}])
    def test_it_counts_nobody_who_cannot_come_in(self, gone):
        ada = cast.ada()
        cast.person("abel", role=Role.ADMIN, **gone)
        with pytest.raises(Problem):
            step_down(ada)

    def test_it_never_stands_in_the_way_of_others(self):
        ada, bob = cast.ada(), cast.bob()
        services.set_active(actor=ada, user=bob, is_active=False)
        services.change_role(actor=ada, user=bob, role=Role.INSTRUCTOR)
        bob.refresh_from_db()
        assert (bob.role, bob.is_active) == (Role.INSTRUCTOR, False)

    def test_it_says_so_on_the_page(self, client, settings):
        settings.SECOND_FACTOR_REQUIRED = False
        ada = cast.ada()
        client.force_login(ada)
        answer = client.post(
            f"/django-admin/accounts/user/{ada.pk}/change/",
            {"role": "student", "time_multiplier": "1", "extra_minutes": "0"},
        )
        assert answer.status_code == 409
        assert "last administrator" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
class SteppingDownAtOnceTests:
    @pytest.mark.parametrize("leave", [step_down, close])
    def test_it_keeps_one_of_several_who_leave_together(self, leave):
        people = [cast.person(f"admin{n}", role=Role.ADMIN) for n in range(6)]
        results = at_once(*(lambda p=p: leave(p) for p in people))
        refused = [r for r in results if isinstance(r, Problem)]
        assert len(refused) == 1
        assert administrators() == 1
        assert [r for r in results if r is not None] == refused
