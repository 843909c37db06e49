"""Moodle XML: kinds, fractions, files, categories, tags; others are named."""

import base64

import pytest

from tests.questions.exchange.samples import (
    answer,
    key,
    moodle,
    only,
    read,
    weights,
)

TWO = answer("a", 100) + answer("b", 0)


def xml(text):
    return read(text, "x.xml")


class ChoiceTests:
    def test_single_is_the_default(self):
        item = only(xml(moodle(TWO)))
        assert (item.ref, item.kind, key(item)) == ("Name", "single", ["a"])

    @pytest.mark.parametrize("told", ["false", "0"])
    def test_not_single_is_multiple_response(self, told):
        body = answer("a", 50) + answer("b", 50) + answer("c", -33.33333)
        item = only(xml(moodle(f"<single>{told}</single>{body}")))
        assert (item.kind, key(item)) == ("multiple", ["a", "b"])
        assert weights(item) == [0.5, 0.5, -0.3333333]

    def test_a_set_type_shares_the_mark(self):
        body = answer("a", 100) + answer("b", 100) + answer("c", 0)
        item = only(xml(moodle(body, "multichoiceset")))
        assert (item.kind, weights(item)) == ("multiple", [0.5, 0.5, 0.0])
        assert item.warnings == []

    def test_true_and_false_are_single_choice(self):
        item = only(xml(moodle(answer("true", 0) + answer("false", 100), "truefalse")))
        assert (item.kind, key(item)) == ("single", ["False"])

    def test_no_right_answer_is_skipped_by_name(self):
        [skipped] = xml(moodle(answer("a", 0) + answer("b", 0))).skipped
        assert (skipped.ref, skipped.kind) == ("Name", "multichoice")

    def test_a_fraction_that_is_no_number_is_an_error_with_its_line(self):
        [fault] = xml(moodle("\n\n" + answer("a", "lots") + answer("b", 0))).errors
        assert (fault.line, fault.ref) == (3, "Name")


class KindTests:
    def test_matching_keeps_matches_of_nobody(self):
        body = "".join(
            f"<subquestion><text>{p}</text><answer><text>{m}</text></answer></subquestion>"
            for p, m in [("cat", "meow"), ("dog", "woof"), ("", "moo")]
        )
        item = only(xml(moodle(body, "matching")))
        assert [pair.prompt for pair in item.pairs] == ["cat", "dog", ""]

    def test_the_fraction_of_a_step_is_its_place(self):
        body = answer("third", 3) + answer("first", 1) + answer("second", 2)
        item = only(xml(moodle(body, "ordering")))
        assert [step.text for step in item.options] == ["first", "second", "third"]

    @pytest.mark.parametrize(
        "kind", ["essay", "cloze", "calculated", "ddwtos", "shortanswer", "numerical"]
    )
    def test_other_kinds_are_named(self, kind):
        [skipped] = xml(moodle("", kind)).skipped
        assert (skipped.kind, bool(skipped.reason)) == (kind, True)


class AroundTests:
    def test_categories_are_no_questions(self):
        text = moodle(TWO).replace(
            "<quiz>",
            '<quiz><question type="category"><category><text>$course$/top/A/B</text>'
            "</category></question>",
        )
        assert only(xml(text)).category == "A/B"

    def test_tags_come_along(self):
        tags = "<tags><tag><text>s3</text></tag><tag><text>cost</text></tag></tags>"
        assert only(xml(moodle(TWO + tags))).tags == ["s3", "cost"]

    def test_a_file_of_the_question_is_its_picture(self):
        data = base64.b64encode(b"bytes").decode()
        text = moodle(TWO, stem='<img src="@@PLUGINFILE@@/a%20b.png" alt="A graph">')
        file = f'<file name="a b.png" encoding="base64">{data}</file></questiontext>'
        item = only(xml(text.replace("</questiontext>", file)))
        assert item.stem == "![A graph](<a_b.png>)"
        assert [(i.name, i.data) for i in item.images] == [("a_b.png", b"bytes")]

    def test_pictures_of_one_name_are_kept_apart(self):
        said = '&lt;img src="@@PLUGINFILE@@/i.png" alt="{}"&gt;'
        texts = [(said.format(n), base64.b64encode(n.encode()).decode()) for n in "ab"]
        body = "".join(
            f'<answer fraction="{fraction}" format="html"><text>{text}</text>'
            f'<file name="i.png" path="/" encoding="base64">{data}</file></answer>'
            for fraction, (text, data) in zip((100, 0), texts, strict=True)
        )
        item = only(xml(moodle(body)))
        assert [o.text for o in item.options] == ["![a](<i.png>)", "![b](<i-2.png>)"]
        told = {image.name: image.data for image in item.images}
        assert told == {"i.png": b"a", "i-2.png": b"b"}

    def test_a_file_may_stand_in_a_folder(self):
        text = moodle(TWO, stem='<img src="@@PLUGINFILE@@/x/y.png" alt="Y">')
        file = '<file name="y.png" path="/x/" encoding="base64">AAAA</file>'
        item = only(xml(text.replace("</questiontext>", f"{file}</questiontext>")))
        assert item.stem == "![Y](<x/y.png>)"

    def test_a_picture_that_is_missing_becomes_words(self):
        item = only(xml(moodle(TWO, stem='Look: <img src="x.png" alt="A graph">')))
        assert item.stem == "Look: (picture: A graph)"
        assert item.warnings

    def test_entities_of_html_are_understood_outside_of_cdata(self):
        item = only(xml(moodle(answer("caf&eacute;&nbsp;x", 100) + answer("b", 0))))
        assert key(item) == ["café x"]

    def test_markdown_stays_as_it_is(self):
        text = moodle(TWO, stem="**a** `b`").replace(
            'format="html"', 'format="markdown"'
        )
        assert only(xml(text)).stem == "**a** `b`"

    def test_bytes_that_are_no_utf_8_are_windows_1252(self):
        text = '<?xml version="1.0" encoding="UTF-8"?>' + moodle(TWO, stem="Café “x”")
        assert only(xml(text.encode("cp1252"))).stem == "Café “x”"
