"""The report on paper: whole, tagged, and hard as stone against names."""

from dataclasses import replace
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from analytics.cohorts.report import FullReport
from analytics.cohorts.shielding import shielded
from analytics.papers.paper import JOINERS, paper_of
from analytics.papers.press import NotTypeset, typeset
from tests.analytics.papers.sample import HOSTILE, full_report, unnamed_report

BERLIN = ZoneInfo("Europe/Berlin")
SOURCE = settings.BASE_DIR / "templates" / "analytics" / "cohort_report.typ"


def told(full):
    return paper_of(full, BERLIN, 72.0)


def read(full):
    return PdfReader(BytesIO(typeset(SOURCE, told(full))))


def text_of(pdf):
    pages = [page.extract_text() for page in pdf.pages]
    return " ".join(" ".join(pages).replace("\u200b", "").split())


@pytest.fixture(scope="module")
def pdf():
    return read(full_report())


class PaperTests:
    def test_decisions_come_first(self, pdf):
        first = " ".join(pdf.pages[0].extract_text().split())
        assert first.index("Cloud Academy 2026") < first.index("Decisions")
        for words in ("Who should book now", "Who needs a word", "What to teach next"):
            assert words in first

    def test_it_says_when_and_where_each_page_is(self, pdf):
        count = len(pdf.pages)
        for number, page in enumerate(pdf.pages, start=1):
            words = page.extract_text()
            assert "21 November 2026, 09:12 (Europe/Berlin)" in words
            assert f"Page {number} of {count}" in words

    def test_it_can_be_read_by_a_screen_reader(self, pdf):
        catalog = pdf.trailer["/Root"]
        assert catalog["/MarkInfo"]["/Marked"]
        assert catalog["/Lang"] == "en"
        assert b"pdfuaid:part" in catalog["/Metadata"].get_data()
        assert pdf.metadata.title == "Cohort report: Cloud Academy 2026"

    def test_everybody_is_in_it(self, pdf):
        full, words = full_report(), text_of(pdf)
        assert all(one.name in words for one in full.people)

    def test_nobody_is_in_it_for_who_may_not_see_people(self):
        words = text_of(read(unnamed_report()))
        assert not any(one.name in words for one in full_report().people)
        assert "Confidential" not in words
        assert "are hidden" in words
        assert "If all with a forecast sat it tomorrow" in words
        assert "None" not in words


class HiddenNumbersTests:
    def test_scores_of_an_untold_number_have_no_dashes(self):
        full = unnamed_report()
        [assigned] = full.report.assignments
        few_are_missing = replace(assigned, people=29, begun=29)
        told = shielded(replace(full.report, assignments=(few_are_missing,)))
        words = text_of(read(FullReport(told, ())))
        assert "How many of ten or more reached 720 is not told." in words


class LargeCohortTests:
    def test_a_list_too_long_to_read_is_left_to_the_tables(self):
        words = told(full_report([f"Person {n}" for n in range(1001)]))
        assert words["unprinted"] == 1001
        assert all(group["rows"] == [] for group in words["people"])
        assert len(words["book"]["people"]) == 30


class HostileNamesTests:
    def test_they_are_shown_and_not_obeyed(self):
        words = text_of(read(full_report(HOSTILE)))
        assert "#strong[bold] $x^2$ `raw` // gone" in words
        assert '#import "/etc/passwd"' in words
        assert "root:" not in words
        assert "A" * 120 in words.replace(" ", "")

    @given(st.text(max_size=120))
    def test_nothing_in_them_steers_the_page(self, name):
        people = told(full_report([name]))["people"]
        [shown] = [row["name"] for group in people for row in group["rows"]]
        assert all(c.isprintable() or c in JOINERS for c in shown)


class PressTests:
    def write(self, folder, source):
        path = folder / "document.typ"
        path.write_text(source)
        return path

    def test_a_broken_document_says_why(self, tmp_path):
        with pytest.raises(NotTypeset, match="unknown variable"):
            typeset(self.write(tmp_path, "#nothing"), {})

    def test_a_document_that_never_ends_is_ended(self, tmp_path, monkeypatch):
        monkeypatch.setattr("analytics.papers.press.PATIENCE", 1)
        source = self.write(tmp_path, "#let n = 1\n#while n > 0 { n += 1 }")
        with pytest.raises(NotTypeset):
            typeset(source, {})

    def test_a_glyph_that_no_font_has_costs_the_claim_alone(self, tmp_path):
        source = self.write(
            tmp_path,
            '#set document(title: "x")\n#let told = json(bytes(sys.inputs.data))\n'
            "#told.name",
        )
        made = PdfReader(BytesIO(typeset(source, {"name": "\U000f0000"})))
        assert made.trailer["/Root"]["/MarkInfo"]["/Marked"]
        assert b"pdfuaid" not in made.trailer["/Root"]["/Metadata"].get_data()
