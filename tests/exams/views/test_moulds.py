"""A mould says what its template says, whatever was chosen and whatever the text."""

import re
from typing import Any

from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from exams.views.moulds import TEMPLATE, question_html

# What the bank may hold, and what would break a format or a mark.
texts = st.sampled_from(
    ["<p>Plain</p>", "100 %", "%(id0)s", "{{ x }}", "a\n  b", "<pre>\n  x\n</pre>", "é"]
)


@st.composite
def questions(draw: Any) -> dict[str, Any]:
    count = draw(st.integers(2, 6))
    return {
        "position": str(draw(st.integers(1, 75))),
        "kind": draw(st.sampled_from(["single", "multiple"])),
        "select": draw(st.sampled_from([None, 2, 3])),
        "select_word": draw(st.sampled_from(["", "TWO"])),
        "confidence": draw(st.sampled_from(["", "sure", "unsure", "guess"])),
        "stem_html": draw(texts),
        "scenario_html": draw(st.one_of(st.just(""), texts)),
        "is_flagged": draw(st.booleans()),
        "is_checked": draw(st.booleans()),
        "row": None,
        "options": [
            {
                "id": f"{draw(st.integers(0, 2**32 - 1)):08x}",
                "letter": "ABCDEF"[number],
                "html": draw(texts),
                "is_chosen": draw(st.booleans()),
                "is_struck": draw(st.booleans()),
            }
            for number in range(count)
        ],
    }


def words(html: str) -> list[str]:
    return re.split(r"\s+", html.strip())


class MouldTests:
    @given(questions(), st.booleans())
    def test_it_is_the_template(self, question: dict[str, Any], checkable: bool):
        context = {"question": question, "is_checkable": checkable, "total": 75}
        moulded = question_html(question, is_checkable=checkable, total=75)
        assert words(moulded) == words(render_to_string(TEMPLATE, context))

    @given(questions())
    def test_no_byte_of_a_text_changes(self, question: dict[str, Any]) -> None:
        html = question_html(question, is_checkable=False, total=65)
        assert question["stem_html"] in html
        assert all(option["html"] in html for option in question["options"])
