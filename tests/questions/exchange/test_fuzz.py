"""Whatever bytes come, reading ends in a report: never in another exception.

`PASSLINE_FUZZ=20000 pytest tests/questions/exchange/test_fuzz.py` looks longer.
"""

import io
import os
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from questions.exchange import (
    EXPORTS,
    FORMATS,
    read_file,
    report_of,
    template_xlsx,
    write_items,
)
from tests.questions.exchange.samples import (
    answer,
    choice_1,
    choice_2,
    condition,
    correct,
    equal,
    moodle,
    template,
    zipped,
)

EXAMPLES = int(os.environ.get("PASSLINE_FUZZ", "60"))
GIFT = (
    "$CATEGORY: A/B\n\n// [id:q] [tag:t]\n::T::[html]<p>a \\{</p>{=b#x ~%50%c ####y}\n"
)
AIKEN = "Which?\nA. one\nB) two\nANSWER: B\n\nNext\nA. 1\nB. 2\nANSWER: A"
CSV = "id,question,option a,option b,correct\n1,Which?,one,two,B\n"
YAML = """
questions:
- {kind: single, stem: a, options: [{text: b, correct: true}, {text: c}]}
"""
QTI_1 = choice_1(condition(equal("A"), '<setvar action="Add">1</setvar>'), "Multiple")
QTI_2 = choice_2(correct("A", "B"), template("match_correct"))
QTI_3 = (
    QTI_2.replace("imsqti_v2p1", "imsqtiasi_v3p0")
    .replace("assessmentItem", "qti-assessment-item")
    .replace("simpleChoice", "qti-simple-choice")
)
EXTRAS = """<passline>{"own": {"generator": "template", "template": {"parameters":
"a = 1 to 9", "answers": [{"formula": "a + 1"}]}, "scenario": {"id": "s", "title": "t",
"text": "x"}, "tasks": {"DVA-C02": ["1.1"]}, "evidence": [{"claim": "c", "botocore":
{}}]}, "options": [{"confuses": ["b"]}]}</passline></question></quiz>"""
DRAWN = """
scenarios: [{id: s, title: t, text: x}]
questions:
- {id: a, stem: "{n}?", scenario: s, template: {parameters: n = 1 to 9, answers: [
   {formula: n + 1}, {formula: n}]}, enemies: [b], tags: [1, x]}
"""
MOODLE = moodle(answer("a", 100) + answer("b", -50), stem="<b>x</b> &lt; <pre>y</pre>")
SEEDS = {
    "gift": GIFT,
    "aiken": AIKEN,
    "csv": CSV,
    "yaml": YAML,
    "moodle-xml": MOODLE,
    "qti": QTI_1,
}
MORE = [QTI_3, MOODLE.replace("</question></quiz>", EXTRAS), DRAWN]
PIECES = [
    *[
        "{",
        "}",
        "~",
        "=",
        "%",
        "\\",
        "\n\n",
        "\0",
        "<b>",
        "]]>",
        "<![CDATA[",
        "->",
        "#",
    ],
    *[
        "ANSWER: ",
        "::",
        "- ",
        "&nbsp;",
        "&#0;",
        "1e999",
        "NaN",
        "²",
        "١",
        "'",
        '"',
        "|",
    ],
    *[
        "</item>",
        "<not>",
        "999999999999999999999",
        "\x1b",
        "\ud7ff",
        "\ufdd0",
        "\t",
        ",",
    ],
]
quick = settings(
    max_examples=EXAMPLES,
    suppress_health_check=[HealthCheck.too_slow],
)


def unpacked(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@st.composite
def damaged(draw, seeds):
    """A good file with pieces cut out, doubled and put in."""
    text = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 40)))
        piece = draw(st.sampled_from([*PIECES, text[start:end] * 2, ""]))
        text = text[:start] + piece + text[end:]
    return text.encode("utf-8", "replace")


class FuzzTests:
    @pytest.mark.parametrize("format_", FORMATS)
    @quick
    @given(data=st.binary(max_size=300))
    def test_any_bytes_end_in_a_report(self, format_, data):
        report_of(read_file(data, "x", format_))

    @pytest.mark.parametrize("format_", SEEDS)
    @quick
    @given(data=st.data())
    def test_a_damaged_file_ends_in_a_report(self, format_, data):
        body = data.draw(damaged([SEEDS[format_]]))
        report_of(read_file(body, "x", format_))
        report_of(read_file(body, "x"))

    @quick
    @given(body=damaged(MORE))
    def test_what_only_few_files_have_ends_in_a_report(self, body):
        report_of(read_file(body, "x"))

    @quick
    @given(data=st.data())
    def test_a_damaged_workbook_ends_in_a_report(self, data):
        parts = unpacked(template_xlsx())
        name = data.draw(st.sampled_from(sorted(parts)))
        parts[name] = data.draw(damaged([parts[name].decode()]))
        report_of(read_file(zipped(*parts.items()), "x.xlsx"))

    @quick
    @given(data=st.data())
    def test_a_damaged_archive_ends_in_a_report(self, data):
        whole = zipped(("a.gift", GIFT), ("b.yaml", YAML), ("pictures/p.png", b"x"))
        at = data.draw(st.integers(0, len(whole)))
        piece = data.draw(st.binary(max_size=12))
        report_of(read_file(whole[:at] + piece + whole[at + len(piece) :], "x.zip"))

    @quick
    @given(body=damaged([QTI_1, QTI_2]))
    def test_a_damaged_package_ends_in_a_report(self, body):
        manifest = b'<manifest><resources><resource type="imsqti" href="q.xml"/>'
        files = ("imsmanifest.xml", manifest + b"</resources></manifest>")
        report_of(read_file(zipped(files, ("q.xml", body)), "x.zip"))

    @quick
    @given(data=st.data())
    def test_whatever_was_read_can_be_written_and_read_again(self, data):
        body = data.draw(damaged(list(SEEDS.values())))
        items = read_file(body, "x").items
        for format_ in EXPORTS if items else ():
            written = write_items(items, format_)
            if written.count:
                again = read_file(written.data, written.name)
                assert not again.errors, (format_, written.data)
