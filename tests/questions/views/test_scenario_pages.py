"""Situations that questions share: written with their preview."""

import pytest

from questions import services
from questions.models import Scenario

pytestmark = pytest.mark.django_db
PAGE = "/bank/scenarios/"
TYPED = {"slug": "bus", "title": "Buses", "text": "A **bus** sends `positions`."}
SHOWN = "<p>A <strong>bus</strong> sends <code>positions</code>.</p>"


class NewTests:
    def test_it_is_looked_at_before_it_is_written(self, ivans):
        page = ivans.post(PAGE, TYPED | {"look": "1"})
        assert SHOWN in page.text
        assert "A **bus** sends" in page.text
        assert not Scenario.objects.exists()

    def test_it_is_written(self, ivans):
        assert ivans.post(PAGE, TYPED).url == f"{PAGE}bus/"
        assert "A bus sends positions." in ivans.get(PAGE).text


class RewriteTests:
    @pytest.fixture
    def page(self, ivan):
        services.create_scenario(by=ivan, **TYPED)
        return f"{PAGE}bus/"

    def test_it_begins_with_the_text_that_is_read_now(self, ivans, page):
        assert ivans.get(page).text.count(SHOWN) == 2

    def test_a_new_text_is_looked_at_first(self, ivans, page):
        told = {"title": "Buses", "text": "A *tram*.", "look": "1"}
        assert "<p>A <em>tram</em>.</p>" in ivans.post(page, told).text
        assert Scenario.objects.get().text == TYPED["text"]

    def test_what_is_sent_is_the_newest_text(self, ivans, page):
        ivans.post(page, {"title": "Buses", "text": "A *tram*."})
        assert Scenario.objects.order_by("-number")[0].text == "A *tram*."
