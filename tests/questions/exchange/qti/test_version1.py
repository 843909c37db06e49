"""QTI 1.2: the key is whatever earns most, however the scoring is written."""

import pytest

from tests.questions.exchange.samples import (
    choice_1,
    condition,
    equal,
    key,
    only,
    read,
    weights,
)

ADD = '<setvar action="Add" varname="que_score">{}</setvar>'
NOT_B = f"<not>{equal('B')}</not>"


def qti(text):
    return read(text, "x.xml")


class ScoringTests:
    def test_a_setvar_without_an_action_sets(self):
        scoring = condition(equal("B"), "<setvar>5</setvar>")
        item = only(qti(choice_1(scoring)))
        assert (item.kind, key(item)) == ("single", ["B"])

    def test_feedback_conditions_before_the_score_do_not_stop_it(self):
        scoring = (
            condition("<other/>", '<displayfeedback linkrefid="g"/>', 'continue="Yes"')
            + condition(equal("A"), '<displayfeedback linkrefid="f"/>')
            + condition(equal("A"), "<setvar>1</setvar>", 'continue="No"')
        )
        assert key(only(qti(choice_1(scoring)))) == ["A"]

    def test_the_first_condition_that_holds_ends_the_processing(self):
        scoring = condition(equal("A"), "<setvar>0</setvar>", 'continue="No"')
        scoring += condition(equal("A"), "<setvar>9</setvar>")
        scoring += condition(equal("B"), "<setvar>1</setvar>")
        assert key(only(qti(choice_1(scoring)))) == ["B"]

    def test_all_or_nothing_by_and_with_not(self):
        test = f"<and>{equal('A')}{NOT_B}{equal('C')}</and>"
        item = only(qti(choice_1(condition(test, "<setvar>100</setvar>"), "Multiple")))
        assert (item.kind, key(item)) == ("multiple", ["A", "C"])
        assert (weights(item), item.warnings) == ([0.5, 0.0, 0.5], [])

    def test_points_of_each_option_are_added(self):
        points = [("A", 25), ("B", -10), ("C", 25)]
        scoring = "".join(condition(equal(n), ADD.format(p)) for n, p in points)
        item = only(qti(choice_1(scoring, "Multiple")))
        assert key(item) == ["A", "C"]
        assert weights(item) == [0.5, -0.2, 0.5]
        assert "partial credit" in item.warnings[0]

    def test_several_options_that_set_the_same_score_are_the_key_together(self):
        scoring = "".join(condition(equal(n), "<setvar>1</setvar>") for n in "AC")
        assert key(only(qti(choice_1(scoring, "Multiple")))) == ["A", "C"]

    def test_either_of_two_is_an_or(self):
        test = f"<or>{equal('A')}{equal('B')}</or>"
        item = only(qti(choice_1(condition(test, "<setvar>1</setvar>"))))
        assert (item.kind, key(item)) == ("multiple", ["A", "B"])
        assert "alone" in item.warnings[0]

    def test_no_score_at_all_is_skipped(self):
        [skipped] = qti(choice_1("")).skipped
        assert (skipped.ref, skipped.kind) == ("I", "choice")

    def test_a_comparison_of_numbers_is_not_guessed(self):
        test = '<vargt respident="R">1</vargt>'
        [skipped] = qti(choice_1(condition(test, "<setvar>1</setvar>"))).skipped
        assert "vargt" in skipped.reason

    def test_scoring_that_never_ends_is_refused(self):
        test = condition(equal("A"), ADD.format(1), 'continue="Yes"') * 2000
        [fault] = qti(choice_1(test, "Multiple", "ABCDEFGHIJ")).errors
        assert "too long" in fault.message


class FileTests:
    def test_a_doctype_is_passed_over(self):
        text = choice_1(condition(equal("A"), "<setvar>1</setvar>"))
        doctype = (
            '<!DOCTYPE questestinterop SYSTEM "ims_qtiasiv1p2.dtd" [\n'
            "<!ELEMENT ims_render_object (flow_label+)>\n"
            "<!ATTLIST ims_render_object shuffle (Yes|No) 'No'>]>"
        )
        assert key(only(qti(doctype + text))) == ["A"]

    def test_feedback_goes_to_the_option_that_shows_it(self):
        show = '<displayfeedback linkrefid="f"/>'
        scoring = condition(equal("A"), show, 'continue="Yes"')
        scoring += condition(equal("B"), "<setvar>1</setvar>")
        feedback = (
            '</resprocessing><itemfeedback ident="f"><material><mattext>No!</mattext>'
            "</material></itemfeedback>"
        )
        text = choice_1(scoring).replace("</resprocessing>", feedback)
        assert [o.feedback for o in only(qti(text)).options] == ["No!", "", ""]

    def test_feedback_that_is_called_after_its_option_is_its_own(self):
        labels = [("A1", "own of A1"), ("correct", "well done")]
        show = "".join(f'<displayfeedback linkrefid="{n}_fb"/>' for n, _ in labels)
        scoring = condition(equal("A1"), f"<setvar>1</setvar>{show}")
        feedback = "".join(
            f'<itemfeedback ident="{n}_fb"><material><mattext>{text}</mattext>'
            "</material></itemfeedback>"
            for n, text in labels
        )
        text = choice_1(scoring, labels=["A1", "B1"])
        text = text.replace("</resprocessing>", f"</resprocessing>{feedback}")
        item = only(qti(text))
        assert [o.feedback for o in item.options] == ["own of A1", ""]
        assert item.feedback == "well done"

    def test_gaps_that_look_like_matching_are_named(self):
        kind = "multiple_dropdowns_question"
        metadata = (
            "<itemmetadata><qtimetadata><qtimetadatafield><fieldlabel>question_type"
            f"</fieldlabel><fieldentry>{kind}</fieldentry></qtimetadatafield>"
            "</qtimetadata></itemmetadata><presentation>"
        )
        text = choice_1(condition(equal("A"), "<setvar>1</setvar>"))
        [skipped] = qti(text.replace("<presentation>", metadata)).skipped
        assert skipped.kind == kind

    def test_sections_are_the_category(self):
        text = choice_1(condition(equal("A"), "<setvar>1</setvar>"))
        text = text.replace(
            "<item ", '<assessment title="Quiz"><section title="S"><item '
        )
        text = text.replace("</item>", "</item></section></assessment>")
        assert only(qti(text)).category == "Quiz/S"

    def test_ordered_conditions_are_an_order(self):
        test = "".join(equal(n) for n in "CAB")
        item = only(qti(choice_1(condition(test, "<setvar>1</setvar>"), "Ordered")))
        assert [step.text for step in item.options] == ["C", "A", "B"]

    def test_one_response_for_each_prompt_is_matching(self):
        label = (
            '<response_label ident="{0}"><material><mattext>{0}</mattext></material>'
            "</response_label>"
        )
        labels = "".join(label.format(n) for n in "XYZ")
        lids = "".join(
            f'<response_lid ident="R{n}"><material><mattext>p{n}</mattext></material>'
            f"<render_choice>{labels}</render_choice></response_lid>"
            for n in "12"
        )
        scoring = "".join(
            condition(
                f'<varequal respident="R{n}">{m}</varequal>',
                '<setvar action="Add">50</setvar>',
            )
            for n, m in ("1Y", "2X")
        )
        text = (
            '<questestinterop><item ident="I"><presentation><material><mattext>Match'
            f"</mattext></material>{lids}</presentation><resprocessing>{scoring}"
            "</resprocessing></item></questestinterop>"
        )
        item = only(qti(text))
        pairs = [(pair.prompt, pair.match) for pair in item.pairs]
        assert pairs == [("p1", "Y"), ("p2", "X"), ("", "Z")]

    @pytest.mark.parametrize(
        ("kind", "words"),
        [
            ("essay_question", "no key"),
            ("calculated_question", "generator"),
            ("file_upload_question", "handed in"),
            ("text_only_question", "without a question"),
        ],
    )
    def test_the_reason_is_that_of_the_kind(self, kind, words):
        field = f"<fieldlabel>question_type</fieldlabel><fieldentry>{kind}</fieldentry>"
        told = f"<qtimetadatafield>{field}</qtimetadatafield>"
        text = f"<item><itemmetadata>{told}</itemmetadata><presentation/></item>"
        [skipped] = qti(f"<questestinterop>{text}</questestinterop>").skipped
        assert (skipped.kind, words in skipped.reason) == (kind, True)

    @pytest.mark.parametrize("tag", ["response_str", "response_num", "response_xy"])
    def test_other_responses_are_named(self, tag):
        text = f'<item ident="I"><presentation><{tag} ident="R"/></presentation></item>'
        [skipped] = qti(f"<questestinterop>{text}</questestinterop>").skipped
        assert (skipped.ref, skipped.kind) == ("I", tag)

    def test_a_response_that_makes_pairs_is_matching(self):
        test = '<varsubset respident="R">{}</varsubset>'
        scoring = "".join(
            condition(test.format(pair), ADD.format(1)) for pair in ("A,X", "B,Y")
        )
        text = choice_1(scoring, "Multiple", "ABXYZ")
        item = only(qti(text.replace("response_lid", "response_grp")))
        pairs = [(pair.prompt, pair.match) for pair in item.pairs]
        assert pairs == [("A", "X"), ("B", "Y"), ("", "Z")]

    def test_groups_without_pairs_are_named(self):
        text = choice_1(condition(equal("A"), ADD.format(1)))
        [skipped] = qti(text.replace("response_lid", "response_grp")).skipped
        assert skipped.kind == "response_grp"

    def test_a_condition_for_each_place_is_an_order(self):
        test = '<varequal respident="R" index="{}">{}</varequal>'
        places = enumerate("CAB", start=1)
        scoring = "".join(condition(test.format(*p), ADD.format(1)) for p in places)
        item = only(qti(choice_1(scoring, "Ordered")))
        assert [step.text for step in item.options] == ["C", "A", "B"]

    def test_a_bank_of_canvas_gives_its_name(self):
        field = (
            "<qtimetadata><qtimetadatafield><fieldlabel>bank_title</fieldlabel>"
            "<fieldentry>Storage</fieldentry></qtimetadatafield></qtimetadata>"
        )
        text = choice_1(condition(equal("A"), "<setvar>1</setvar>"))
        text = text.replace("<item ", f"<objectbank>{field}<item ")
        item = only(qti(text.replace("</item>", "</item></objectbank>")))
        assert item.category == "Storage"


class BlackboardTests:
    def item(self):
        best = '<setvar variablename="SCORE" action="Set">SCORE.max</setvar>'
        scoring = (
            '<outcomes><decvar varname="SCORE" maxvalue="10"/></outcomes>'
            + condition(equal("B"), f'{best}<displayfeedback linkrefid="correct"/>')
            + condition(
                '<varequal respident="AAA"/>',
                '<setvar variablename="SCORE">50</setvar>'
                '<displayfeedback linkrefid="AAA"/>',
            )
        )
        text = choice_1(scoring, "Single", ["AAA", "B"])
        formatted = "<mat_extension><mat_formattedtext>{}</mat_formattedtext>"
        said = f"<material>{formatted.format('no, a')}</mat_extension></material>"
        remark = f'<itemfeedback ident="AAA">{said}</itemfeedback>'
        return only(qti(text.replace("</item>", f"{remark}</item>")))

    def test_the_maximum_is_a_score(self):
        assert (key(self.item()), weights(self.item())) == (["B"], [0.0, 1.0])

    def test_a_remark_belongs_to_its_option(self):
        assert [o.feedback for o in self.item().options] == ["no, a", ""]

    def matching(self):
        flow = '<flow class="{}">{}</flow>'
        said = "<material><mattext>{}</mattext></material>"
        asked = (
            '<response_lid ident="R{0}"><render_choice><response_label ident="R{0}A"/>'
            '<response_label ident="R{0}B"/></render_choice></response_lid>'
        )
        prompts = [
            flow.format("", said.format(f"p{n}") + asked.format(n)) for n in "12"
        ]
        matches = [flow.format("", said.format(text)) for text in ("topic", "queue")]
        blocks = flow.format("QUESTION_BLOCK", said.format("Match"))
        blocks += flow.format("RESPONSE_BLOCK", "".join(prompts))
        blocks += flow.format("RIGHT_MATCH_BLOCK", "".join(matches))
        test = '<varequal respident="R{0}">R{0}{1}</varequal>'
        shown = '<displayfeedback linkrefid="correct"/>'
        scoring = "".join(condition(test.format(*p), shown) for p in ("1B", "2A"))
        return (
            f'<item ident="I"><presentation>{blocks}</presentation><resprocessing>'
            f"{scoring}</resprocessing></item>"
        )

    def test_matches_stand_in_a_list_of_their_own(self):
        item = only(qti(f"<questestinterop>{self.matching()}</questestinterop>"))
        pairs = [(pair.prompt, pair.match) for pair in item.pairs]
        assert (item.stem, pairs) == ("Match", [("p1", "queue"), ("p2", "topic")])


class BrightspaceTests:
    COUNT = '<setvar varname="D2L_{}" action="Add">1</setvar>'

    def test_a_count_of_faults_is_no_score(self):
        faults = [condition(equal(n), self.COUNT.format("Incorrect")) for n in "AC"]
        scoring = "".join(faults) + condition(equal("B"), self.COUNT.format("Correct"))
        item = only(qti(choice_1(scoring, "Multiple")))
        assert (key(item), weights(item)) == (["B"], [0.0, 1.0, 0.0])

    def test_its_responses_are_called_by_what_they_respond_to(self):
        label = (
            '<response_label ident="{0}"><material><mattext>{0}</mattext></material>'
        )
        labels = "".join(f"{label.format(n)}</response_label>" for n in "XY")
        asked = "".join(
            f'<response_grp respident="R{n}"><material><mattext>p{n}</mattext>'
            f"</material><render_choice>{labels}</render_choice></response_grp>"
            for n in "12"
        )
        test = '<varequal respident="R{}">{}</varequal>'
        told = [("1X", "Incorrect"), ("1Y", "Correct"), ("2X", "Correct")]
        scoring = "".join(
            condition(test.format(*pair), self.COUNT.format(name))
            for pair, name in told
        )
        text = (
            '<item ident="I"><presentation><material><mattext>Match</mattext>'
            f"</material><flow>{asked}</flow></presentation><resprocessing>{scoring}"
            "</resprocessing></item>"
        )
        item = only(qti(text))
        assert [(p.prompt, p.match) for p in item.pairs] == [("p1", "Y"), ("p2", "X")]
