"""More time for several students at once, and for one who sits an exam right now."""

import pytest
from django.test import Client

from accounts.models import User
from lib.models import AuditEvent
from tests import cast
from tests.exams.clock import age
from tests.exams.makers import again, sit
from tests.factories import make_cohort, make_member

pytestmark = pytest.mark.django_db
HALF_MORE = {"preset": "half-more", "reason": "A letter of the doctor."}
STANDARD = {"preset": "standard", "reason": "A mistake."}


@pytest.fixture
def cohort(settings):
    settings.SECOND_FACTOR_REQUIRED = False
    return make_cohort()


@pytest.fixture
def client(cohort) -> Client:
    client = Client()
    client.force_login(cast.ada())
    return client


@pytest.fixture
def members(cohort):
    return [make_member(cohort, person()) for person in (cast.alice, cast.bob)]


def grant(client, cohort, *members, **body):
    chosen = [str(member.pk) for member in members]
    fields = HALF_MORE | body | {"member": chosen}
    return client.post(f"/cohorts/{cohort.pk}/time/", fields, follow=True)


def multipliers() -> dict[str, float]:
    students = User.objects.filter(role="student")
    return {user.name: float(user.time_multiplier) for user in students}


class ManyTests:
    def test_those_who_are_ticked_have_it(self, client, cohort, members) -> None:
        make_member(cohort, cast.charlie())
        response = grant(client, cohort, *members)
        assert "Saved for 2" in response.content.decode()
        assert multipliers() == {"Alice": 1.5, "Bob": 1.5, "Charlie": 1}
        told = AuditEvent.objects.filter(action="accommodations.changed")
        assert told.count() == 2

    def test_a_number_beyond_all_measure_is_nobody(self, client, cohort) -> None:
        fields = HALF_MORE | {"member": "9" * 5000}
        assert client.post(f"/cohorts/{cohort.pk}/time/", fields).status_code == 400

    def test_nobody_ticked_is_told(self, client, cohort, members) -> None:
        response = grant(client, cohort)
        assert response.status_code == 400
        assert "Tick somebody" in response.content.decode()

    def test_who_is_not_in_the_cohort_cannot_be_named(
        self, client, cohort, members
    ) -> None:
        stranger = make_member(make_cohort("Another"), cast.charlie())
        assert grant(client, cohort, stranger).status_code == 400
        assert multipliers()["Charlie"] == 1

    def test_one_is_looked_for_by_name(self, client, cohort, members) -> None:
        path = f"/cohorts/{cohort.pk}/time/"
        told = client.get(path, {"q": "bob"}).content.decode()
        assert "Bob" in told
        assert "Alice" not in told
        assert "Nobody fits" in client.get(path, {"q": "zoe"}).content.decode()

    def test_who_sits_has_it_at_once(self, client, cohort, members) -> None:
        attempt = sit(members[0].user)
        grant(client, cohort, *members)
        moved = again(attempt).deadline_at - attempt.deadline_at
        assert moved.total_seconds() == 13 * 60

    def test_an_exam_that_would_end_is_asked_about_for_all(
        self, client, cohort, members
    ) -> None:
        grant(client, cohort, *members, preset="double")
        attempts = [sit(member.user) for member in members]
        for attempt in attempts:
            age(attempt.pk, minutes=40)
        response = grant(client, cohort, *members, **STANDARD)
        assert "2 running exams would end at once" in response.content.decode()
        assert multipliers() == {"Alice": 2, "Bob": 2}
        grant(client, cohort, *members, **STANDARD, is_confirmed="on")
        assert multipliers() == {"Alice": 1, "Bob": 1}

    def test_instructors_do_not_decide_it(self, cohort, members) -> None:
        ivan = cast.ivan()
        make_member(cohort, ivan, role="instructor")
        his = Client()
        his.force_login(ivan)
        assert his.get(f"/cohorts/{cohort.pk}/time/").status_code == 404


class OneTests:
    def test_the_page_of_a_person_asks_before_an_exam_ends(
        self, client, cohort, members
    ) -> None:
        person = members[0].user
        path = f"/people/{person.pk}/time/"
        client.post(path, HALF_MORE)
        attempt = sit(person)
        age(attempt.pk, minutes=30)
        told = client.post(path, STANDARD).content.decode()
        assert "1 running exam would end at once" in told
        assert "End it now" in told
        client.post(path, STANDARD | {"is_confirmed": "on"})
        assert multipliers()["Alice"] == 1
