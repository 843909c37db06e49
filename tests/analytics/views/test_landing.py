"""The landing page: what it says about the bank is what the catalogue means."""

import pytest
from django.utils import timezone

from exams import selectors
from questions.models import Kind, State
from tests import cast, factories
from tests.exams.makers import add_question, bump, small_exam

pytestmark = pytest.mark.django_db


def landing(client):
    return client.get("/").content.decode()


class PoolTests:
    def test_it_counts_what_mocks_draw_from(self, client):
        small_exam()
        assert "mocks draw from 12 reviewed questions" in landing(client)
        (card,) = selectors.catalogue(cast.alice(), timezone.localdate())
        assert card.pool_size == 12

    def test_it_leaves_out_what_no_mock_asks(self, client):
        exam = small_exam()
        add_question(exam.guide, "in-order", kind=Kind.ORDERING)
        add_question(exam.guide, "not-reviewed", state=State.DRAFT)
        assert "mocks draw from 12 reviewed questions" in landing(client)

    def test_it_counts_nothing_for_a_guide_without_mocks(self, client):
        guide = factories.make_guide()
        factories.make_bank(guide)
        factories.make_exam(guide, mode="practice", minutes=None)
        bump()
        assert "mocks draw from" not in landing(client)
