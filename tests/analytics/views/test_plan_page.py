"""The study plan that a diagnostic ends in."""

import pytest

from exams.models import Mode
from tests import cast
from tests.analytics import sittings

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice():
    sittings.guide_with_exams()
    return cast.alice()


def plan(client, attempt):
    return client.get(f"/plan/{attempt.pk}/")


class PlanPageTests:
    def test_it_orders_the_domains_and_gives_their_ranges(self, client, alice):
        attempt = sittings.finish(alice, Mode.DIAGNOSTIC)
        client.force_login(alice)
        page = plan(client, attempt).content.decode()
        assert page.index("Domain 1") < page.index("Domain 4")
        assert "you may know" in page

    def test_it_names_the_pages_of_missed_questions(self, client, alice):
        attempt = sittings.finish(alice, Mode.DIAGNOSTIC)
        client.force_login(alice)
        assert "docs.aws.amazon.com" in plan(client, attempt).content.decode()

    def test_it_waits_for_the_end(self, client, alice):
        attempt = sittings.start(alice, Mode.DIAGNOSTIC)
        client.force_login(alice)
        response = plan(client, attempt)
        assert response.url == f"/attempts/{attempt.pk}/result/"

    def test_it_hides_another_persons_plan(self, client, alice):
        attempt = sittings.finish(alice, Mode.DIAGNOSTIC)
        client.force_login(cast.charlie())
        assert plan(client, attempt).status_code == 404

    def test_it_asks_nobody_to_sign_in_first(self, client, alice):
        attempt = sittings.finish(alice, Mode.DIAGNOSTIC)
        assert "/account/login/" in plan(client, attempt).url
