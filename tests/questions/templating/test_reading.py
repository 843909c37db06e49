"""Templates as they are typed: what is understood, and what is to be mended."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.templating import Answer, Template, read_template, template_of
from tests.factories import DRAWN_STEM, make_template

texts = st.text(max_size=40)
answers = st.builds(Answer, texts, texts, texts, texts, texts)
templates = st.builds(
    Template,
    *(
        texts,
        texts,
        texts,
        texts,
        texts,
        st.integers(0, 6),
        st.booleans(),
        texts,
        texts,
    ),
    st.lists(answers, max_size=8).map(tuple),
)


def faults(stem=DRAWN_STEM, **over):
    read = read_template(make_template(**over), stem).faults
    return [fault.text for fault in read]


class TemplateTests:
    @given(templates)
    def test_it_comes_back_from_data_as_it_was(self, template):
        assert template_of(json.loads(json.dumps(template.as_dict()))) == template

    @given(st.recursive(texts | st.none() | st.integers(), st.lists, max_leaves=5))
    def test_of_foreign_data_only_what_fits_is_kept(self, value):
        told = {"parameters": value, "decimals": value, "answers": value}
        assert isinstance(template_of(told), Template)

    @given(templates, texts)
    def test_whatever_was_typed_is_read_without_failing(self, template, stem):
        assert read_template(template, stem).faults


class FaultTests:
    def test_a_finished_template_has_none(self):
        assert faults() == []

    @pytest.mark.parametrize(
        ("over", "said"),
        [
            ({"parameters": "items"}, "begins with a name"),
            ({"parameters": "items = 9 to 1"}, "no two numbers"),
            ({"parameters": "items = 4, 4"}, "2 to 50 choices"),
            ({"parameters": "items = 1, 2\nitems = 1, 2"}, "has a meaning already"),
            ({"parameters": "answer = 1, 2"}, "has a meaning already"),
            ({"values": "calls = ceil(things / size)"}, "There is no “things”"),
            ({"values": "calls = ceil(items /"}, "not a formula"),
            ({"conditions": "items > none"}, "There is no “none”"),
            ({"least": "many"}, "is no number"),
            ({"answers": (Answer("items"),)}, "3 mistakes are needed"),
            ({"stem": "How many {things}?"}, "There is no “things”"),
            ({"stem": "How many?"}, "No name stands in the question"),
        ],
    )
    def test_each_is_told_in_words(self, over, said):
        assert any(said in text for text in faults(**over))

    def test_plain_braces_are_no_names(self):
        assert faults(stem="{items} of {size} at `/{{id}}` with `{ }`") == []
