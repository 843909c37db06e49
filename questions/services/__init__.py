"""Every write of the bank: loading the shipped files, taking students' reports."""

from questions.services.loading import BankRefused, LoadReport, load_bank
from questions.services.reports import report_question

__all__ = [
    "BankRefused",
    "LoadReport",
    "load_bank",
    "report_question",
]
