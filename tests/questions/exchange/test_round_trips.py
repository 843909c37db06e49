"""Out and in again: YAML and Moodle XML keep everything, all others the words."""

import os
import re

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
from questions.templating import Answer
from tests.factories import make_template

quick = settings(
    max_examples=int(os.environ.get("PASSLINE_FUZZ", "25")),
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


guides = st.sampled_from(["CLF-C02", "DVA-C02", "DVA-C03", "SAA-C03"])
tasks = st.dictionaries(guides, st.lists(st.sampled_from(["1.1", "2.10", "4.3"])))
evidences = st.fixed_dictionaries(
    {
        "claim": texts,
        "botocore": st.fixed_dictionaries(
            {"service": slugs, "member": st.just("a.b")},
            optional={
                "contains": texts,
                "max": st.integers(-(10**15), 10**15),
                "exists": st.just(True),
            },
        ),
    }
)
beside = st.fixed_dictionaries(
    {},
    optional={
        "tasks": tasks.filter(any),
        "difficulty": st.sampled_from(["easy", "medium", "hard"]),
        "references": st.lists(
            slugs.map("https://docs.aws.amazon.com/{}/".format), min_size=1, max_size=3
        ),
        "evidence": st.lists(evidences, min_size=1, max_size=2),
        "enemies": st.lists(slugs, min_size=1, max_size=3, unique=True),
        "reviewed": st.dates().map(lambda day: day.isoformat()),
        "scenario": st.fixed_dictionaries({"id": slugs, "title": slugs, "text": texts}),
    },
)
images = st.dictionaries(
    st.from_regex(r"[a-z]{1,6}\.(png|webp)", fullmatch=True),
    st.binary(min_size=1, max_size=40),
    max_size=3,
)


@st.composite
def whole_questions(draw):
    """Everything that the model holds, in one question or another."""
    item = draw(questions())
    own = {"id": item.ref, "topics": draw(st.lists(slugs, max_size=3, unique=True))}
    item.own = {n: v for n, v in (own | draw(beside)).items() if v}
    if item.kind == "matching":
        item.own["targets"] = list(dict.fromkeys(pair.match for pair in item.pairs))
    item.images = [Image(name, data) for name, data in draw(images).items()]
    shown = [f"![{draw(slugs)}](<{image.name}>)" for image in item.images]
    parts = item.options or item.pairs
    for number, words in enumerate(shown):  # in the stem, then in reasons
        if number == 0:
            item.stem = f"{item.stem}\n\n{words}"
        else:
            parts[number].feedback = f"{parts[number].feedback}\n\n{words}".strip()
    item.tags = draw(st.lists(slugs, max_size=2, unique=True))
    item.category, item.feedback = draw(slugs), draw(st.one_of(st.just(""), texts))
    return item


@st.composite
def drawn_questions(draw):
    """Questions whose numbers are drawn, by a template or by code."""
    item = draw(whole_questions())
    item.kind, item.options, item.pairs, item.images = "single", [], [], []
    item.own.pop("targets", None)
    if draw(st.booleans()):
        item.stem = ""
        item.own["generator"] = "iam-policy"
        return item
    answers = tuple(draw(st.lists(st.builds(Answer, why=texts), max_size=5)))
    template = make_template(answers=answers, decimals=2, is_grouped=False)
    item.stem = draw(texts)
    item.own |= {"generator": "template", "template": template.as_dict()}
    item.own["template"]["answers"] = list(item.own["template"]["answers"])
    return item


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
    @quick
    @given(item=whole_questions())
    def test_all_that_stands_beside_it_survives_with_it(self, format_, item):
        [back], losses = again(item, format_)
        assert bare(back) == bare(item)
        assert {i.name: i.data for i in back.images} == {
            i.name: i.data for i in item.images
        }
        assert losses == []

    @pytest.mark.parametrize("format_", WHOLE)
    @quick
    @given(item=drawn_questions())
    def test_what_is_drawn_survives(self, format_, item):
        [back], _ = again(item, format_)
        assert bare(back) == bare(item)

    @quick
    @given(item=drawn_questions())
    def test_what_moodle_cannot_draw_is_told(self, item):
        [loss] = write_items([item], "moodle-xml").losses
        assert "description" in loss.what
        assert not loss.is_left_out

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


class UnfinishedTests:
    GAPS = [
        Text(kind="single", stem=""),
        Text(kind="single", stem="x", options=(Option("a", why="w"), Option("b"))),
        Text(kind="multiple", stem="x", options=(Option("a"), Option(""))),
        Text(kind="ordering", stem="x", options=(Option("a"),)),
        Text(
            kind="matching",
            stem="x",
            options=(Option("p"), Option("q", match="m")),
            targets=("m", "n"),
        ),
    ]

    @pytest.mark.parametrize("text", GAPS)
    @pytest.mark.parametrize("format_", WHOLE)
    def test_it_comes_back_as_it_was(self, format_, text):
        item = item_of_text("one", text, Tags(("s3",)))
        [back], _ = again(item, format_)
        assert text_of_item(back) == text_of_item(item)
        assert back.warnings

    @pytest.mark.parametrize("text", GAPS)
    @pytest.mark.parametrize("format_", sorted(set(EXPORTS) - set(WHOLE)))
    def test_other_formats_leave_it_out_by_name(self, format_, text):
        written = write_items([item_of_text("one", text, Tags())], format_)
        assert written.count == 0
        assert "unfinished" in written.losses[0].what

    def test_moodle_gets_a_description_of_it(self):
        item = item_of_text("one", self.GAPS[1], Tags())
        written = write_items([item], "moodle-xml")
        assert b'type="description"' in written.data
        assert "unfinished" in written.losses[0].what


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

    @pytest.mark.parametrize("format_", sorted(set(EXPORTS) - {"aiken"}))
    @quick
    @given(item=questions(kinds=("single",)), tags=st.lists(slugs, unique=True))
    def test_tags_survive(self, format_, item, tags):
        item.tags = tags
        [back], _ = again(item, format_)
        assert back.tags == tags

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
