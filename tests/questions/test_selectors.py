"""Variants of generated questions, drawn by seed."""

import pytest

from questions.models import Question
from questions.selectors import draw_variant
from questions.services import load_bank
from tests.questions.files import question, write_bank

pytestmark = pytest.mark.django_db


@pytest.fixture
def revision(tmp_path):
    made = question("made", generator="dynamodb-capacity", stem=None, options=None)
    load_bank(path=write_bank(tmp_path, made))
    return Question.objects.get(slug="made").current


class DrawVariantTests:
    def test_it_fixes_a_variant_by_its_seed(self, revision):
        assert draw_variant(revision, 5) == draw_variant(revision, 5)
        assert draw_variant(revision, 5) != draw_variant(revision, 6)

    def test_it_takes_any_seed_that_an_attempt_may_have(self, revision):
        assert len(draw_variant(revision, 2**63 - 1)["options"]) == 4

    def test_it_has_everything_that_a_frozen_form_needs(self, revision):
        content = draw_variant(revision, 5)
        assert content.keys() == {"stem_html", "select", "options", "targets", "key"}
        key = [option["id"] for option in content["options"] if option["correct"]]
        assert content["key"] == key
