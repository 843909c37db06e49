"""Out and in again: YAML and Moodle XML keep everything, all others the words."""

import os
import re
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from questions.exchange import EXPORTS, Image, read_file, write_items
from questions.exchange.drafts import (
    data_of,
    item_from,
    item_of_text,
    tags_of_item,
    text_of_item,
)
from questions.exchange.richtext import to_plain
from questions.manuscript import Option, Tags, Text

quick = settings(
    max_examples=int(os.environ.get("PASSLINE_FUZZ", "25")),
    deadline=timedelta(seconds=5),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
WHOLE = ["yaml", "moodle-xml"]
SPICE = [
    *["<b>x</b>", "a & b", "&amp;", "`code`", "**bold**", "~=#{}:\\", "->", "=> x"],
    *["]]>", "| a | b |", "- item", "1. one", "é–“”", "$CATEGORY: x", "ANSWER: B"],
    *[
        "\\n",
        "::t::",
        "@@PLUGINFILE@@/x",
        "=1+1",
        "'quoted",
        "true",
        "2026-11-21",
        "1.1",
    ],
    *[
        "# head",
        "```py\nx = {1}\n```",
        "null",
        "%50%",
        "[html]",
        "{T}",
        "-5",
        "~",
        ": ",
    ],
]
words = st.text(
    st.sampled_from("ab 0é–\"'<>&*_`[]()#~=:%{}|\\!-+.🙂\u00a0"), max_size=8
)
texts = (
    st.lists(st.one_of(words, st.sampled_from(SPICE)), min_size=1, max_size=4)
    .map(lambda parts: "\n".join(parts).strip())
    .filter(to_plain)  # signs without a word are no text
)
slugs = st.from_regex(r"[a-z]{1,8}(-[a-z]{1,5})?", fullmatch=True)
option = st.builds(
    Option,
    text=texts,
    why=st.one_of(st.just(""), texts),
    right_if=st.one_of(st.just(""), texts),
    confuses=st.lists(slugs, max_size=2, unique=True).map(tuple),
)
tags = st.builds(
    Tags,
    topics=st.lists(slugs, max_size=2, unique=True).map(tuple),
    tasks=st.just({"DVA-C02": ("1.1", "2.2")}),
    difficulty=st.sampled_from(["easy", "medium", "hard"]),
)
evidence = {"claim": "It is so: really.", "botocore": {"service": "sqs", "min": 1}}


@st.composite
def questions(draw, kinds=("single", "multiple", "ordering", "matching")):
    kind = draw(st.sampled_from(kinds))
    options = draw(st.lists(option, min_size=3, max_size=5))
    targets = ()
    if kind in ("single", "multiple"):
        keys = 1 if kind == "single" else 2
        options = [
            Option(**{**vars(one), "is_correct": n < keys})
            for n, one in enumerate(options)
        ]
    if kind == "matching":
        targets = draw(st.lists(texts, min_size=5, max_size=6, unique=True))
        options = [
            Option(**{**vars(one), "match": target})
            for one, target in zip(options, targets, strict=False)
        ]
        targets = tuple(draw(st.permutations(targets)))
    text = Text(
        kind=kind,
        stem=draw(texts),
        options=tuple(options),
        targets=targets,
        references=("https://docs.aws.amazon.com/x",),
        evidence=(evidence,),
    )
    return item_of_text(draw(slugs), text, draw(tags))


def bare(item):
    """The item without where it was found."""
    return data_of(item) | {"file": "", "line": 0, "warnings": []}


def again(item, format_):
    written = write_items([item], format_)
    parsed = read_file(written.data, written.name)
    assert (parsed.errors, parsed.skipped) == ([], [])
    return parsed.items, written.losses


def plain(text):
    # Aiken puts quotes around a word that would end the question.
    return re.sub(r"[\s“”]+", "", to_plain(text))


class WholeTests:
    @pytest.mark.parametrize("format_", WHOLE)
    @quick
    @given(item=questions())
    def test_everything_survives(self, format_, item):
        [back], losses = again(item, format_)
        assert bare(back) == bare(item)
        assert losses == []

    @pytest.mark.parametrize("format_", WHOLE)
    def test_scenario_enemies_review_and_pictures_survive(self, format_):
        item = item_of_text("one", Text(stem="Look: ![x](<a.png>)"), Tags())
        item.options = read_file(b"x{=a ~b}", "x.gift").items[0].options
        item.images = [Image("a.png", b"bytes")]
        scenario = {"id": "shop", "title": "A shop", "text": "A shop.\n\nIt sells."}
        item.own |= {"enemies": ["two"], "reviewed": "2026-11-21", "scenario": scenario}
        [back], _ = again(item, format_)
        assert bare(back) == bare(item)
        assert back.images == item.images

    @pytest.mark.parametrize("format_", WHOLE)
    def test_a_generated_question_survives(self, format_):
        item = item_of_text("computed", Text(generator="iam-policy"), Tags())
        [back], _ = again(item, format_)
        assert back.own["generator"] == "iam-policy"

    @quick
    @given(item=questions())
    def test_the_table_keeps_what_was_read(self, item):
        assert item_from(data_of(item)) == item

    @quick
    @given(item=questions())
    def test_a_draft_says_what_the_question_said(self, item):
        text = text_of_item(item)
        topics = tuple(item.own.get("topics", ()))
        assert bare(item_of_text(item.ref, text, tags_of_item(item, topics))) == bare(
            item
        )


class PictureTests:
    @pytest.fixture
    def item(self):
        text = Text(
            stem='Look: ![a _queue_ \\] "it"](<one_two.webp>)',
            options=(
                Option("![b](<b.webp>)", is_correct=True, why="![b](<b.webp>)"),
                Option("c"),
            ),
        )
        item = item_of_text("one", text, Tags())
        item.images = [Image("one_two.webp", b"first"), Image("b.webp", b"second")]
        return item

    @pytest.mark.parametrize("format_", ["qti-1.2", "qti-2.1", "qti-3.0"])
    def test_a_package_takes_them_along(self, format_, item):
        [back], losses = again(item, format_)
        assert [image.data for image in back.images] == [b"first", b"second"]
        assert '![a \\_queue\\_ \\] "it"](<' in back.stem
        assert "![b](<" in back.options[0].text
        assert "![b](<" in back.options[0].feedback
        assert not any("picture" in loss.what for loss in losses)

    @pytest.mark.parametrize("format_", ["gift", "csv", "xlsx"])
    def test_a_file_of_text_says_why_it_holds_none(self, format_, item):
        [back], losses = again(item, format_)
        assert "(picture: b)" in back.options[0].text
        assert any("text only" in loss.what for loss in losses)


class OtherFormatsTests:
    @pytest.mark.parametrize("format_", sorted(set(EXPORTS) - set(WHOLE)))
    @quick
    @given(item=questions())
    def test_the_words_and_the_key_survive(self, format_, item):
        if write_items([item], format_).count == 0:
            return
        [back], losses = again(item, format_)
        assert back.kind == item.kind
        assert plain(back.stem) == plain(item.stem)
        assert back.key == item.key
        assert [plain(o.text) for o in back.options] == [
            plain(o.text) for o in item.options
        ]
        assert [plain(p.match) for p in back.pairs if p.prompt] == [
            plain(p.match) for p in item.pairs if p.prompt
        ]
        assert losses

    @pytest.mark.parametrize(
        ("format_", "kind"),
        [("gift", "ordering"), ("aiken", "matching"), ("aiken", "multiple")],
    )
    def test_a_kind_that_a_format_lacks_is_left_out_by_name(self, format_, kind):
        options = (Option("a", match="x"), Option("b", match="y"))
        text = Text(kind=kind, stem="x", options=options, targets=("x", "y"))
        written = write_items([item_of_text("one", text, Tags())], format_)
        assert (written.count, written.losses[0].ref) == (0, "one")
        assert written.losses[0].is_left_out
