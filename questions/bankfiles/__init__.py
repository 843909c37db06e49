"""The bank's files, read, checked and rendered; nothing here touches a table."""

from questions.bankfiles.bank import (
    BankFiles,
    Progress,
    digest_of,
    read_bank,
    silent,
)
from questions.bankfiles.blind import Disagreement, disagreements, sheets_markdown
from questions.bankfiles.content import render_content, render_variant
from questions.bankfiles.contrasts import contrasted
from questions.bankfiles.coverage import (
    GuideCoverage,
    coverage_markdown,
    coverage_of,
)
from questions.bankfiles.findings import Finding
from questions.bankfiles.measuring import audit_items
from questions.bankfiles.sources import QuestionSource, ScenarioSource
from questions.bankfiles.syllabus import Syllabus, readings_by_round

__all__ = [
    "BankFiles",
    "Disagreement",
    "Finding",
    "GuideCoverage",
    "Progress",
    "QuestionSource",
    "ScenarioSource",
    "Syllabus",
    "audit_items",
    "contrasted",
    "coverage_markdown",
    "coverage_of",
    "digest_of",
    "disagreements",
    "read_bank",
    "readings_by_round",
    "render_content",
    "render_variant",
    "sheets_markdown",
    "silent",
]
