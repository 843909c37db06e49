"""Guides, topics and exams as they are shipped, and how a successor takes over."""

import tomllib

import pytest

from questions.bankfiles.syllabus import read_syllabus
from tests.questions.files import BANK, question, write_bank

CARRIED = {"DVA-C02": ["2.3", "2.2"]}


@pytest.fixture(scope="module")
def shipped():
    return read_syllabus(BANK)


class ShippedSyllabusTests:
    def test_it_is_in_order(self, shipped):
        assert shipped.findings == []

    def test_it_holds_five_guides_and_every_topic(self, shipped):
        codes = ["DVA-C02", "SAA-C03", "SAP-C02", "CLF-C02", "DVA-C03"]
        assert list(shipped.guides) == codes
        assert len(shipped.topics) == 192

    def test_it_knows_the_counts_of_the_real_exams(self, shipped):
        dva, sap = shipped.guides["DVA-C02"], shipped.guides["SAP-C02"]
        assert (dva.scored_count, dva.unscored_count, dva.minutes) == (50, 15, 130)
        assert (sap.question_count, sap.minutes, sap.pass_mark) == (75, 180, 750)

    def test_it_changes_guides_on_the_first_of_december(self, shipped):
        old, new = shipped.guides["DVA-C02"], shipped.guides["DVA-C03"]
        assert (new.valid_from - old.valid_until).days == 1
        assert not new.is_confirmed

    def test_it_offers_exams_of_known_guides_with_their_counts(self, shipped):
        exams = tomllib.loads((BANK / "exams.toml").read_text("utf-8"))["exam"]
        strict = [e for e in exams if e["mode"] in ("mock", "sealed")]
        for exam in strict:
            guide = shipped.guides[exam["guide"]]
            assert exam["minutes"] == guide.minutes
            assert exam["scored_count"] == guide.scored_count
            assert exam["unscored_count"] == guide.unscored_count
        assert len({e["slug"] for e in exams}) == len(exams)


class CrosswalkTests:
    def test_it_carries_tasks_to_the_successor(self, shipped):
        assert shipped.carried(CARRIED)["DVA-C03"] == ["2.2"]

    def test_it_leaves_what_the_question_says_itself(self, shipped):
        said = {"DVA-C02": ["1.2"], "DVA-C03": ["4.3"]}
        assert shipped.carried(said) == said

    def test_it_carries_nothing_where_the_question_says_none(self, shipped):
        assert shipped.carried({"DVA-C02": ["1.2"], "DVA-C03": []})["DVA-C03"] == []


class BrokenSyllabusTests:
    @pytest.mark.parametrize(
        ("old", "new", "message"),
        [
            ("weight_percent = 32", "weight_percent = 33", "do not sum to 100"),
            ("minutes = 130", "minuets = 130", "`minutes` is missing"),
            ("pass_mark = 720", "pass_mark = 50", "not on the scale"),
            ('kinds = ["single", "multiple"]', "kinds = []", "`kinds` holds some"),
            ('"4.3" = ["4.3"]', '"4.3" = ["9.9"]', "DVA-C03 9.9, which does not"),
            ("[[guide]]", "[guide", "not TOML"),
        ],
    )
    def test_it_says_what_is_wrong(self, tmp_path, old, new, message):
        bank = write_bank(tmp_path, question("q"))
        path = bank / "guides.toml"
        path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
        messages = [finding.message for finding in read_syllabus(bank).findings]
        assert any(message in found for found in messages)

    def test_it_refuses_a_topic_with_an_unknown_task(self, tmp_path):
        bank = write_bank(tmp_path, question("q"))
        path = bank / "topics.toml"
        path.write_text(path.read_text().replace('"4.2"', '"4.9"', 1))
        assert read_syllabus(bank).findings[0].message == "no task DVA-C02 4.9"
