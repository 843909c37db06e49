"""The profile: what people tell, and the time they get."""

from decimal import Decimal

import pytest

from lib import audit
from lib.models import AuditEvent
from tests import cast, factories

pytestmark = pytest.mark.django_db
ABOUT = {
    "name": "Al",
    "time_zone": "Europe/Berlin",
    "target_guide": "",
    "exam_date": "",
}


@pytest.fixture
def alice(client):
    alice = cast.alice()
    client.force_login(alice)
    return alice


def set_time(client, **data):
    return client.post("/account/accommodations/", data)


class AboutTests:
    def test_it_saves_what_alice_tells(self, client, alice):
        factories.make_exam(factories.make_guide("SAA-C03"))
        client.post("/account/", ABOUT | {"target_guide": "SAA-C03"})
        alice.refresh_from_db()
        assert (alice.name, alice.time_zone, alice.target_guide) == (
            "Al",
            "Europe/Berlin",
            "SAA-C03",
        )

    @pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", "", "\0"])
    def test_it_refuses_what_is_no_time_zone(self, client, alice, zone):
        client.post("/account/", ABOUT | {"time_zone": zone})
        alice.refresh_from_db()
        assert alice.time_zone == "UTC"

    def test_it_never_takes_role_or_address(self, client, alice):
        client.post("/account/", ABOUT | {"role": "admin", "email": "x@example.org"})
        alice.refresh_from_db()
        assert (alice.role, alice.email) == ("student", "alice@example.org")

    def test_it_keeps_a_date_that_has_passed_since(self, client, alice):
        alice.exam_date = "2020-01-01"
        alice.save()
        client.post("/account/", ABOUT | {"exam_date": "2020-01-01"})
        alice.refresh_from_db()
        assert alice.name == "Al"

    def test_it_asks_visitors_to_sign_in(self, client_of):
        assert client_of().get("/account/").url == "/account/login/?next=/account/"


class TimeTests:
    def test_it_offers_the_real_exams_esl_preset(self, client, alice):
        set_time(client, preset="esl-30")
        alice.refresh_from_db()
        assert (alice.time_multiplier, alice.extra_minutes) == (1, 30)

    def test_it_takes_both_numbers(self, client, alice):
        set_time(client, preset="own", time_multiplier="1.25", extra_minutes="15")
        alice.refresh_from_db()
        assert (alice.time_multiplier, alice.extra_minutes) == (Decimal("1.25"), 15)

    @pytest.mark.parametrize(
        ("multiplier", "minutes"),
        [("0.5", "0"), ("3.5", "0"), ("1", "241"), ("1", "-1"), ("NaN", "0")],
    )
    def test_it_refuses_what_no_exam_grants(self, client, alice, multiplier, minutes):
        answer = set_time(
            client, preset="own", time_multiplier=multiplier, extra_minutes=minutes
        )
        alice.refresh_from_db()
        assert (answer.status_code, alice.time_multiplier, alice.extra_minutes) == (
            200,
            1,
            0,
        )

    def test_it_records_the_change_in_the_chain(self, client, alice):
        set_time(client, preset="double")
        event = AuditEvent.objects.get()
        assert (event.action, event.object_id) == (
            "accommodations.changed",
            str(alice.pk),
        )
        assert event.detail == {"before": "Standard time", "after": "2 × the time"}
        assert audit.first_break() is None

    def test_it_records_nothing_when_nothing_changes(self, client, alice):
        set_time(client, preset="standard")
        assert not AuditEvent.objects.exists()
