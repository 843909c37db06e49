"""What a person can aim at: guides that have exams here and a future."""

from datetime import date

import pytest

from accounts.models import User
from exams import selectors
from exams.models import Exam
from tests import cast, factories
from tests.accounts import doors

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)
ABOUT = {"name": "Al", "time_zone": "UTC", "exam_date": ""}


def guide(code, **dates):
    made = factories.make_guide(code, **dates)
    factories.make_exam(made)
    return made


def codes(held=""):
    return [t.code for t in selectors.target_guides(today=TODAY, held=held)]


class TargetGuidesTests:
    def test_it_offers_what_is_there_now_and_later(self):
        guide("NOW-C01", valid_until=TODAY)
        guide("SOON-C01", valid_from=date(2026, 12, 1))
        assert codes() == ["NOW-C01", "SOON-C01"]

    def test_it_offers_no_retired_guide(self):
        guide("OLD-C01", valid_until=date(2026, 11, 20))
        assert codes() == []

    def test_it_offers_no_guide_without_open_exams(self):
        factories.make_guide("BARE-C01")
        guide("SHUT-C01")
        Exam.objects.update(is_open=False)
        assert codes() == []

    def test_it_keeps_what_somebody_aims_at_already(self):
        guide("OLD-C01", valid_until=date(2026, 11, 20), successor_code="NEW-C02")
        guide("NEW-C02")
        new, old = selectors.target_guides(today=TODAY, held="OLD-C01")
        assert (new.code, new.hint) == ("NEW-C02", "")
        assert "retired on 20 November 2026" in old.words
        assert "NEW-C02 has taken its place" in old.hint

    def test_it_names_no_successor_that_has_no_exams(self):
        guide("OLD-C01", valid_until=date(2026, 11, 20), successor_code="NEW-C02")
        (old,) = selectors.target_guides(today=TODAY, held="OLD-C01")
        assert "NEW-C02" not in old.hint


class ChoiceTests:
    @pytest.fixture(autouse=True)
    def old(self):
        guide("OLD-C01", valid_until=date(2020, 1, 1))

    def test_it_refuses_a_retired_exam_at_sign_up(self, client):
        doors.sign_up(client, target_guide="OLD-C01")
        assert not User.objects.exists()

    def test_it_refuses_to_turn_to_a_retired_exam(self, client):
        alice = cast.alice()
        client.force_login(alice)
        client.post("/account/", ABOUT | {"target_guide": "OLD-C01"})
        alice.refresh_from_db()
        assert alice.target_guide == ""

    def test_it_lets_alice_keep_hers_and_says_what_to_do(self, client):
        alice = cast.alice(target_guide="OLD-C01")
        client.force_login(alice)
        page = client.get("/account/").content.decode()
        assert "choose another exam to aim at" in page
        client.post("/account/", ABOUT | {"target_guide": "OLD-C01"})
        alice.refresh_from_db()
        assert (alice.name, alice.target_guide) == ("Al", "OLD-C01")
