"""Shapes of what clients send: whatever comes can be judged, kept and told of."""

import json
import uuid

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from exams.forms import (
    MAX_BATCH,
    MAX_RESPONSE,
    DrillForm,
    envelope_of,
    page_answers,
    received_of,
)
from exams.models import AttemptQuestion
from lib.problems import Problem

OP_ID = str(uuid.UUID(int=7))
GOOD = {"op_id": OP_ID, "position": 1, "epoch": 1, "seq": 1, "response": ["aa"]}
HALF = "\ud800"  # one half of a surrogate pair: JSON can say it, UTF-8 cannot
junk = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(codec=None, exclude_categories=())),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


def keepable(body) -> bool:
    """Whether PostgreSQL takes it as JSONB."""
    text = json.dumps(body, ensure_ascii=False, allow_nan=False)
    text.encode()
    return "\x00" not in json.dumps(body) and "\\u0000" not in json.dumps(body).replace(
        "\\\\", ""
    )


class ReceivedTests:
    def test_a_whole_operation_is_taken_as_it_came(self) -> None:
        found = received_of(
            GOOD
            | {
                "flagged": True,
                "elapsed_ms": 12,
                "confidence": "sure",
                "struck": ["bb"],
                "client_at": "2026-11-21T09:00:00Z",
            }
        )
        assert found.fault == ""
        assert found.op_id == uuid.UUID(int=7)
        assert "op_id" not in found.body
        assert found.body["struck"] == ["bb"]

    @pytest.mark.parametrize("response", [None, [], ["aa"], {}, {"aa": "t1"}])
    def test_responses_of_every_shape_are_left_to_the_judgement(self, response) -> None:
        assert received_of(GOOD | {"response": response}).fault == ""

    @pytest.mark.parametrize("name", ["op_id", "position", "epoch", "seq", "response"])
    def test_what_is_needed_is_named_when_it_is_missing(self, name) -> None:
        body = {key: value for key, value in GOOD.items() if key != name}
        assert name in received_of(body).fault

    @pytest.mark.parametrize(
        "over",
        [
            {"position": "1"},
            {"position": 1.0},
            {"position": True},
            {"position": 10**9},
            {"epoch": None},
            {"epoch": 2**53},
            {"epoch": float("inf")},
            {"seq": -1},
            {"seq": 2**53},
            {"seq": [1]},
            {"response": "aa"},
            {"response": 1},
            {"response": ["a" * MAX_RESPONSE]},
            {"response": [HALF]},
            {"response": ["a\x00"]},
            {"response": [float("nan")]},
            {"flagged": 1},
            {"flagged": None},
            {"elapsed_ms": -1},
            {"elapsed_ms": 10**9},
            {"elapsed_ms": 1.5},
            {"confidence": "very"},
            {"confidence": ["sure"]},
            {"struck": "aa"},
            {"struck": ["aa"] * 21},
            {"struck": [HALF]},
            {"client_at": 5},
            {"client_at": "yesterday"},
            {"client_at": "2026-11-21\x0009:00:00"},
            {"client_at": "2026-11-21" + HALF + "09:00:00"},
        ],
    )
    def test_a_field_that_cannot_be_used_is_named(self, over) -> None:
        found = received_of(GOOD | over)
        assert found.fault == f"{next(iter(over))}: not usable"
        assert keepable(found.body)

    @pytest.mark.parametrize(
        "name", ["score", "state", "deadline", "user", "role", "verdict", HALF, "a\x00"]
    )
    def test_i33_unknown_fields_are_refused(self, name) -> None:
        found = received_of(GOOD | {name: 1})
        assert found.fault.startswith("unknown: ")
        assert keepable(found.body)
        found.fault.encode()

    @pytest.mark.parametrize("op", [None, 1, "x", [], [GOOD], True, 1.5])
    def test_what_is_no_object_is_kept_as_text(self, op) -> None:
        found = received_of(op)
        assert found.fault == "not an object"
        assert found.body == {"unreadable": json.dumps(op)}

    @pytest.mark.parametrize("op_id", [None, "", "x", 7, [], HALF, "\x00", "1" * 46])
    def test_without_a_usable_op_id_it_is_kept_under_a_new_one(self, op_id) -> None:
        found = received_of(GOOD | {"op_id": op_id})
        assert found.fault == "op_id: a UUID is needed"
        assert keepable(found.body)

    @given(junk)
    def test_i8_anything_can_be_kept(self, op) -> None:
        found = received_of(op)
        assert found.fault
        assert keepable(found.body)

    @given(st.dictionaries(st.sampled_from([*GOOD, "struck", "client_at"]), junk))
    def test_i8_any_mixture_can_be_kept(self, over) -> None:
        found = received_of(GOOD | over)
        assert keepable(found.body)


class EnvelopeTests:
    WRITER = str(uuid.UUID(int=1))

    def test_writer_and_operations_and_nothing_else(self) -> None:
        body = {"writer": self.WRITER, "operations": [GOOD]}
        assert envelope_of(body) == (uuid.UUID(int=1), [GOOD])

    @pytest.mark.parametrize(
        "body",
        [
            None,
            [],
            "x",
            {},
            {"writer": WRITER},
            {"operations": [GOOD]},
            {"writer": WRITER, "operations": []},
            {"writer": WRITER, "operations": {}},
            {"writer": WRITER, "operations": None},
            {"writer": None, "operations": [GOOD]},
            {"writer": "me", "operations": [GOOD]},
            {"writer": 1, "operations": [GOOD]},
            {"writer": WRITER, "operations": [GOOD], "user": 1},
            {"writer": WRITER, "operations": [GOOD] * (MAX_BATCH + 1)},
        ],
    )
    def test_anything_else_is_refused_with_400(self, body) -> None:
        with pytest.raises(Problem) as refusal:
            envelope_of(body)
        assert refusal.value.status == 400

    def test_500_operations_are_not_too_many(self) -> None:
        body = {"writer": self.WRITER, "operations": [GOOD] * MAX_BATCH}
        assert len(envelope_of(body)[1]) == 500


def question(kind: str = "single", position: int = 1) -> AttemptQuestion:
    options = [["aa", "a"], ["bb", "b"], ["cc", "c"]]
    targets = [["t1", "x"], ["t2", "y"], ["t3", "z"]]
    return AttemptQuestion(
        position=position, kind=kind, options=options, targets=targets
    )


def answered(query: str, kind: str = "single"):
    post = QueryDict("whole-form=1&" + query)
    return page_answers(post, [question(kind)])[1]


class PageAnswersTests:
    def test_what_is_not_the_form_of_an_exam_is_refused(self) -> None:
        with pytest.raises(Problem):
            page_answers(QueryDict("q1=aa"), [question()])

    def test_choices_are_a_list_and_a_flag_is_a_flag(self) -> None:
        found = answered("q1=aa&q1=bb&f1=on", "multiple")
        assert found.response == ["aa", "bb"]
        assert found.is_flagged

    @pytest.mark.parametrize("kind", ["single", "multiple", "ordering", "matching"])
    def test_nothing_chosen_is_no_answer(self, kind) -> None:
        found = answered("", kind)
        assert found.response is None
        assert not found.is_flagged

    def test_an_order_is_read_from_the_places(self) -> None:
        found = answered("q1.aa=3&q1.bb=1&q1.cc=2", "ordering")
        assert found.response == ["bb", "cc", "aa"]

    @pytest.mark.parametrize("place", ["", "x", "-1", "1.5", "²", "9" * 9000])
    def test_a_place_that_is_no_number_breaks_nothing(self, place) -> None:
        post = QueryDict(mutable=True)
        post.update({"whole-form": "1", "q1.aa": place, "q1.bb": "1"})
        found = page_answers(post, [question("ordering")])[1]
        assert "bb" in found.response

    def test_pairs_are_read_from_the_targets(self) -> None:
        found = answered("q1.aa=t2&q1.bb=", "matching")
        assert found.response == {"aa": "t2"}

    @pytest.mark.parametrize("kind", ["single", "matching"])
    @pytest.mark.parametrize("value", ["a\x00b", "x" * 100_000, HALF])
    def test_i8_whatever_a_form_says_can_be_kept(self, kind, value) -> None:
        post = QueryDict(mutable=True)
        post.update({"whole-form": "1", "q1": value, "q1.aa": value})
        found = page_answers(post, [question(kind)])[1]
        assert found.response
        assert keepable(found.response)
        assert len(json.dumps(found.response)) < 1000

    def test_i8_a_thousand_choices_are_cut(self) -> None:
        post = QueryDict("whole-form=1" + "&q1=aa" * 900)
        found = page_answers(post, [question("multiple")])[1]
        assert len(json.dumps(found.response)) < 1000


class DrillFormTests:
    def test_topics_are_words_and_ten_is_usual(self) -> None:
        form = DrillForm({"source": "topics", "topics": "sqs  lambda", "count": ""})
        assert form.is_valid()
        assert form.cleaned_data["topics"] == ["sqs", "lambda"]
        assert form.cleaned_data["count"] == 10

    @pytest.mark.parametrize(
        "over", [{"source": "all"}, {"count": "0"}, {"count": "66"}, {"count": "x"}]
    )
    def test_what_cannot_be_drilled_is_refused(self, over) -> None:
        assert not DrillForm({"source": "weak", "count": "5"} | over).is_valid()
