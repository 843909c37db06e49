"""QTI 2.x and 3.0: declared answers, mappings, and scoring rules that are run."""

import pytest

from tests.questions.exchange.samples import (
    choice_2,
    correct,
    key,
    only,
    read,
    template,
    weights,
)

MAPPING = (
    '<mapping lowerBound="0" upperBound="2" defaultValue="-2">'
    '<mapEntry mapKey="A" mappedValue="1"/><mapEntry mapKey="B" mappedValue="1"/>'
    '<mapEntry mapKey="C" mappedValue="-1"/></mapping>'
)
VARIABLE = '<variable identifier="RESPONSE"/>'
SCORE = (
    '<setOutcomeValue identifier="SCORE"><baseValue baseType="float">{}</baseValue>'
    "</setOutcomeValue>"
)


def qti(text):
    return read(text, "x.xml")


def rules(test, points=1):
    return (
        f"<responseProcessing><responseCondition><responseIf>{test}"
        f"{SCORE.format(points)}</responseIf></responseCondition></responseProcessing>"
    )


class ChoiceTests:
    def test_the_declared_answer_is_the_key(self):
        text = choice_2(correct("B"), template("match_correct"), "single", 1)
        item = only(qti(text))
        assert (item.kind, key(item), weights(item)[1]) == ("single", ["B"], 1.0)

    def test_a_mapping_gives_weights_whatever_its_bounds_hide(self):
        item = only(
            qti(choice_2(correct("A", "B") + MAPPING, template("map_response")))
        )
        assert (item.kind, key(item)) == ("multiple", ["A", "B"])
        assert weights(item) == [0.5, 0.5, -0.5, -1.0]

    def test_a_mapping_alone_is_enough(self):
        assert key(only(qti(choice_2(MAPPING, template("map_response"))))) == ["A", "B"]

    def test_all_or_nothing_loses_no_partial_credit(self):
        item = only(qti(choice_2(correct("A", "C"), template("match_correct"))))
        assert (weights(item), item.warnings) == ([0.5, 0.0, 0.5, 0.0], [])

    def test_rules_are_run_where_no_answer_is_declared(self):
        test = f"<match>{VARIABLE}<multiple>"
        test += "".join(f"<baseValue>{n}</baseValue>" for n in "BD")
        item = only(qti(choice_2("", rules(f"{test}</multiple></match>"))))
        assert key(item) == ["B", "D"]

    def test_rules_that_nobody_knows_leave_the_declared_answer(self):
        item = only(
            qti(choice_2(correct("A"), rules("<customOperator/>"), "single", 1))
        )
        assert key(item) == ["A"]

    def test_without_any_answer_it_is_skipped(self):
        [skipped] = qti(choice_2("")).skipped
        assert (skipped.ref, skipped.kind) == ("I", "choiceInteraction")

    def test_feedback_inside_a_choice_is_no_part_of_its_text(self):
        remark = (
            '<feedbackInline identifier="A" outcomeIdentifier="F">Yes!</feedbackInline>'
        )
        text = choice_2(correct("A"), "", "single", 1)
        text = text.replace(">A</simple", f">A{remark}</simple")
        item = only(qti(text))
        assert (item.options[0].text, item.options[0].feedback) == ("A", "Yes!")


class OtherKindsTests:
    def swap(self, old, new, text):
        return text.replace(old, new)

    def test_an_order_is_the_declared_one(self):
        text = choice_2(correct(*"CADB"), cardinality="ordered")
        text = self.swap("choiceInteraction", "orderInteraction", text)
        item = only(qti(text))
        assert [step.text for step in item.options] == ["C", "A", "D", "B"]

    def test_an_order_of_some_steps_is_skipped(self):
        text = choice_2(correct("C", "A"), cardinality="ordered")
        text = self.swap("choiceInteraction", "orderInteraction", text)
        assert qti(text).skipped[0].kind == "orderInteraction"

    def match(self, *pairs):
        sets = "".join(
            "<simpleMatchSet>"
            + "".join(
                f'<simpleAssociableChoice identifier="{n}">{n}</simpleAssociableChoice>'
                for n in names
            )
            + "</simpleMatchSet>"
            for names in ("AB", "XYZ")
        )
        asked = (
            f'<matchInteraction responseIdentifier="RESPONSE">{sets}</matchInteraction>'
        )
        text = choice_2(correct(*pairs))
        start, end = text.index("<choiceInt"), text.index("</itemBody>")
        return text[:start] + asked + text[end:]

    def test_pairs_may_be_declared_either_way_round(self):
        item = only(qti(self.match("A Y", "X B")))
        pairs = [(pair.prompt, pair.match) for pair in item.pairs]
        assert pairs == [("A", "Y"), ("B", "X"), ("", "Z")]

    def test_several_matches_of_a_prompt_are_skipped(self):
        [skipped] = qti(self.match("A X", "A Y", "B X")).skipped
        assert skipped.kind == "matchInteraction"

    @pytest.mark.parametrize("kind", ["textEntry", "extendedText", "hotspot", "slider"])
    def test_other_interactions_are_named(self, kind):
        text = f"<itemBody><p><{kind}Interaction/></p></itemBody>"
        text = f'<assessmentItem identifier="I">{text}</assessmentItem>'
        assert qti(text).skipped[0].kind == f"{kind}Interaction"


class BodyTests:
    def stem(self, body):
        text = choice_2(correct("B"), "", "single", 1)
        return only(qti(text.replace("<p>Which?</p>", body))).stem

    def test_instructions_for_the_candidate_are_shown_and_no_others(self):
        rubric = '<rubricBlock view="{}"><p>{}</p></rubricBlock>'
        both = rubric.format("scorer", "Secret") + rubric.format("candidate", "Read.")
        assert self.stem(f"{both}<p>Which?</p>") == "Read.\n\nWhich?"

    def test_an_object_that_is_a_picture_keeps_its_words(self):
        shown = '<p><object data="a.png" type="image/png">The map</object>?</p>'
        assert self.stem(shown) == "(picture: The map)?"


class Version3Tests:
    def test_its_names_are_those_of_2_in_other_letters(self):
        text = (
            '<qti-assessment-item identifier="I"><qti-response-declaration '
            'identifier="R" cardinality="single" base-type="identifier">'
            "<qti-correct-response><qti-value>B</qti-value></qti-correct-response>"
            "</qti-response-declaration><qti-item-body><p>Which &lt;b&gt;?</p>"
            '<qti-choice-interaction response-identifier="R" max-choices="1">'
            '<qti-prompt>Choose.</qti-prompt><qti-simple-choice identifier="A">x'
            '</qti-simple-choice><qti-simple-choice identifier="B">y'
            "</qti-simple-choice></qti-choice-interaction></qti-item-body>"
            "</qti-assessment-item>"
        )
        item = only(qti(text))
        assert (item.kind, key(item)) == ("single", ["y"])
        assert item.stem == "Which <b>?\n\nChoose."
