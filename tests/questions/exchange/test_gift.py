"""GIFT: structure, escapes, weights, feedback, and what cannot be held."""

import pytest

from tests.questions.exchange.samples import key, only, read, weights


def gift(text):
    return read(text, "x.gift", "gift")


class ChoiceTests:
    def test_the_equals_sign_marks_the_key(self):
        item = only(gift("::T::Who?{=Grant ~no one ~Napoleon}"))
        assert (item.ref, item.kind, item.stem) == ("T", "single", "Who?")
        assert key(item) == ["Grant"]
        assert weights(item) == [1.0, 0.0, 0.0]

    def test_weights_without_an_equals_sign_are_multiple_response(self):
        item = only(gift("Two?{~%-100%none ~%50%a ~%50.00000%b ~%-33.33333%c}"))
        assert item.kind == "multiple"
        assert weights(item) == [-1.0, 0.5, 0.5, -0.3333333]
        assert "partial credit" in item.warnings[0]

    def test_boxes_to_tick_with_one_right_are_told_of(self):
        item = only(read("::t::Which? {~%100%a ~%0%b}", "x.gift"))
        assert "one is right" in item.warnings[0]

    def test_partial_weights_beside_a_key_are_told_as_lost(self):
        item = only(gift("Who?{=Grant ~%50%Ulysses ~no one}"))
        assert (item.kind, key(item)) == ("single", ["Grant"])
        assert weights(item) == [1.0, 0.5, 0.0]
        assert item.warnings

    def test_two_keys_of_one_choice_become_multiple_response(self):
        item = only(gift("Who?{=a =b ~c}"))
        assert (item.kind, key(item)) == ("multiple", ["a", "b"])
        assert "alone" in item.warnings[0]

    def test_feedback_belongs_to_its_option(self):
        item = only(gift("Who?{=a#right! ~b # wrong\n~c\n#late ####All in all}"))
        assert [o.feedback for o in item.options] == ["right!", "wrong", "late"]
        assert item.feedback == "All in all"

    def test_no_key_is_skipped_by_name(self):
        [skipped] = gift("::T::Who?{~a ~b}").skipped
        assert (skipped.ref, skipped.kind) == ("T", "multichoice")

    def test_true_and_false_are_two_options(self):
        item = only(gift("The sky is blue.{T#no#yes}"))
        assert [(o.text, o.is_correct) for o in item.options] == [
            ("True", True),
            ("False", False),
        ]
        assert [o.feedback for o in item.options] == ["yes", "no"]

    def test_an_answer_inside_the_sentence_leaves_a_gap(self):
        item = only(gift("Grant is {=buried ~living} here."))
        assert item.stem == "Grant is _____ here."


class TextTests:
    @pytest.mark.parametrize("sign", list("~=#{}:"))
    def test_an_escaped_sign_is_the_sign(self, sign):
        item = only(gift(f"a\\{sign}b?{{=x\\{sign} ~y}}"))
        assert item.stem.replace("\\", "") == f"a{sign}b?"
        assert key(item)[0].replace("\\", "") == f"x{sign}"

    def test_an_escaped_n_is_a_new_line(self):
        item = only(gift("[markdown]one\\ntwo{=a ~b}"))
        assert item.stem == "one\ntwo"

    def test_html_becomes_markdown_and_entities_become_signs(self):
        item = only(gift("[html]<p>Is <b>x &lt; y</b>?</p>{=[plain]<b> ~b}"))
        assert item.stem == "Is **x < y**?"
        assert key(item) == ["<b>"]

    def test_words_that_look_like_markdown_stay_words(self):
        item = only(gift("[plain]2 * 3 * 4 and *so* on{=snake_case_name ~b}"))
        assert item.stem == r"2 \* 3 \* 4 and \*so\* on"
        assert key(item) == ["snake_case_name"]

    def test_an_unclosed_tag_is_talked_about(self):
        assert only(gift("What does <b> do?{=bold ~b}")).stem == "What does <b> do?"

    def test_windows_1252_and_utf_16_are_understood(self):
        for encoding in ("cp1252", "utf-16", "utf-16-le", "utf-8-sig"):
            item = only(gift("Café – wie schön ist das?{=é ~b}".encode(encoding)))
            assert item.stem == "Café – wie schön ist das?"


class StructureTests:
    def test_blank_lines_inside_the_braces_end_nothing(self):
        item = only(gift("Who?{\n=a\n\n~b\n\n\n~c\n}\n"))
        assert len(item.options) == 3

    def test_categories_hold_until_the_next(self):
        text = "$CATEGORY: $course$/top/A/B\n\nx{=a ~b}\n\ny{=a ~b}\n\n$CATEGORY: C\n\n"
        found = gift(text + "z{=a ~b}").items
        assert [item.category for item in found] == ["A/B", "A/B", "C"]

    def test_comments_carry_ids_and_tags(self):
        item = only(gift("// [id:q7] [tag:S3] [tag:a \\] b]\nWho?{=a ~b}"))
        assert (item.ref, item.tags) == ("q7", ["S3", "a ] b"])

    def test_a_comment_between_glued_questions_belongs_to_the_second(self):
        glued = "// [id:a]\n::A::x{=a ~b}\n// [id:b] [tag:S3]\n::B::y{=a ~b}"
        found = gift(glued).items
        assert [item.own["id"] for item in found] == ["a", "b"]
        assert [item.tags for item in found] == [[], ["S3"]]

    def test_a_comment_below_the_last_line_belongs_to_its_question(self):
        first, second = gift("::A::x{=a ~b}\n// [tag:S3]\n\n::B::y{=a ~b}").items
        assert (first.tags, second.tags) == (["S3"], [])

    def test_matching_has_pairs_and_matches_of_nobody(self):
        item = only(gift("Match.{=cat -> meow =dog -> woof = -> moo}"))
        pairs = [(pair.prompt, pair.match) for pair in item.pairs]
        assert pairs == [("cat", "meow"), ("dog", "woof"), ("", "moo")]

    @pytest.mark.parametrize(
        ("braces", "kind"),
        [
            ("{}", "essay"),
            ("{#3:1}", "numerical"),
            ("{=four =4}", "shortanswer"),
            ("", "description"),
        ],
    )
    def test_other_kinds_are_named(self, braces, kind):
        [skipped] = gift(f"::T::Text{braces}").skipped
        assert (skipped.ref, skipped.kind) == ("T", kind)

    def test_a_brace_that_is_never_closed_is_told_with_its_line(self):
        parsed = gift("x{=a ~b}\n\n::T::y{=a ~b\n\nz{=a ~b}")
        assert [item.stem for item in parsed.items] == ["x", "z"]
        [fault] = parsed.errors
        assert (fault.line, fault.ref) == (3, "T")

    def test_a_title_after_closed_braces_begins_another_question(self):
        parsed = gift("::A::x{\n=a\n~b\n}\n::B::y{}\n$CATEGORY: C\n::D::z{=a ~b}")
        assert [(i.ref, i.stem) for i in parsed.items] == [("A", "x"), ("D", "z")]
        assert parsed.items[-1].category == "C"
        assert [one.ref for one in parsed.skipped] == ["B"]

    def test_a_second_question_without_a_title_is_never_swallowed(self):
        [fault] = gift("x{=a ~b}\ny{=a ~b}").errors
        assert "part them by an empty line" in fault.message

    def test_a_second_pair_of_answers_in_the_same_line_is_told(self):
        [fault] = gift("x{=a ~b} and {=c ~d}").errors
        assert "second question" in fault.message

    def test_indentation_is_kept_where_it_means_something(self):
        item = only(gift("::T::[markdown]Run\\:\n```\nif a\\:\n    b\n```\n  {=x ~y}"))
        assert item.stem == "Run:\n```\nif a:\n    b\n```"

    def test_indented_words_without_a_format_are_just_words(self):
        item = only(gift("  ::T::\n      One\n      two\n  {=x ~y}"))
        assert item.stem == "One  \ntwo"

    def test_a_picture_inside_of_the_text_comes_along(self):
        picture = '<img src\\="data\\:image/png;base64,AAAA" alt\\="A map">'
        item = only(gift(f"[html]<p>{picture}</p>{{=x ~y}}"))
        assert item.stem == "![A map](<inline-1.png>)"
        assert [image.data for image in item.images] == [b"\0\0\0"]

    def test_a_picture_that_is_not_there_is_told(self):
        item = only(gift('[html]<img src\\="@@PLUGINFILE@@/a.png">?{=x ~y}'))
        assert "was not in the file" in item.warnings[0]
