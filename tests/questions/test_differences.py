"""What changed, told by words; whole texts can be read out of it again."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from questions.differences import compare, differences, matched
from questions.manuscript import Option, Tags, Text
from tests.factories import make_template, make_text

prose = st.lists(st.sampled_from(["a", "queue", "of", "keeps", "9", ".", " ", "\n"]))
texts = prose.map(" ".join)


def joined(pieces, *kinds):
    return "".join(piece.text for piece in pieces if piece.kind in kinds)


class CompareTests:
    @given(texts, texts)
    def test_both_texts_can_be_read_out_of_it(self, old, new):
        pieces = compare(old, new)
        assert joined(pieces, "same", "deleted") == old
        assert joined(pieces, "same", "inserted") == new

    @given(texts)
    def test_the_same_text_has_no_change(self, text):
        assert {piece.kind for piece in compare(text, text)} <= {"same"}

    def test_it_tells_words_and_not_letters(self):
        pieces = compare("a big queue", "a bigger queue")
        assert [p.text for p in pieces if p.kind != "same"] == ["big", "bigger"]

    def test_neighbours_are_one_change(self):
        kinds = [piece.kind for piece in compare("one two three", "four five three")]
        assert kinds == ["deleted", "inserted", "same"]

    def test_a_text_of_any_length_is_told_at_once(self):
        long, other = "word " * 4000, "another " * 4000
        assert [piece.kind for piece in compare(long, other)] == ["deleted", "inserted"]


class MatchTests:
    def test_an_option_is_found_where_it_stands_now(self):
        old = [Option("Use a FIFO queue."), Option("Raise the delay.")]
        new = [Option("Raise the delay now."), Option("Use a FIFO queue.")]
        assert matched(old, new) == [1, 0]

    def test_one_that_was_rewritten_keeps_its_place(self):
        assert matched([Option("Use SQS.")], [Option("Something else here")]) == [0]

    def test_one_more_is_new(self):
        old = [Option("alpha beta")]
        new = [Option("alpha beta"), Option("gamma delta")]
        assert matched(old, new) == [0, None]


class DifferencesTests:
    def test_only_what_changed_is_marked(self):
        text = make_text()
        changed = replace(text, stem=f"{text.stem} Quickly.")
        sections = differences(text, changed)
        assert [s.title for s in sections if s.is_changed] == ["Question"]

    def test_a_moved_key_is_told_at_its_options(self):
        text = make_text()
        options = [
            replace(o, is_correct=o.text.startswith("Answer c")) for o in text.options
        ]
        sections = differences(text, replace(text, options=tuple(options)))
        changed = [s.title for s in sections if s.is_changed]
        assert changed == ["Option B", "Option C"]

    def test_a_lost_option_is_told_last(self):
        text = make_text()
        sections = differences(text, replace(text, options=text.options[:3]))
        assert "Former option D, gone" in [section.title for section in sections]

    def test_a_kind_is_told_where_it_changes(self):
        text = make_text()
        names = [row.name for row in differences(text, text)[0].rows]
        assert names == ["Text"]
        changed = differences(text, replace(text, kind="multiple"))[0]
        assert joined(changed.rows[0].pieces, "inserted") == "multiple"

    def test_a_claim_reads_like_a_sentence(self):
        place = {"service": "sqs", "operation": "SendMessageBatch"}
        claim = {"claim": "Ten at most.", "botocore": place | {"max": 10}}
        text = make_text()
        sections = differences(text, replace(text, evidence=(claim,)))
        [section] = [one for one in sections if one.is_changed]
        said = joined(section.rows[0].pieces, "inserted")
        assert said == "Ten at most. (sqs SendMessageBatch; max: 10)"

    def test_tags_are_compared_when_they_are_given(self):
        text = make_text()
        old, new = Tags(("sqs",)), Tags(("sns",))
        sections = differences(text, text, old, new)
        assert [s.title for s in sections if s.is_changed] == ["Tags"]


class TemplateTests:
    def test_it_tells_what_is_drawn_otherwise(self):
        old = Text(template=make_template())
        new = Text(template=make_template(unit="requests"))
        [section] = [one for one in differences(old, new) if one.is_changed]
        assert section.title == "How it is computed"
        assert [row.name for row in section.rows if row.is_changed] == ["Answers"]
