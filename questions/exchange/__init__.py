"""Questions in and out: pure parsers and writers, one file or folder per format."""

from questions.exchange.csv_writing import template_csv, template_xlsx
from questions.exchange.detection import FORMATS
from questions.exchange.items import (
    Choice,
    Fault,
    Image,
    Item,
    Pair,
    Parsed,
    Skipped,
)
from questions.exchange.reading import MAX_FILE, read_file
from questions.exchange.report import question_of, report_of
from questions.exchange.writing import EXPORTS, Loss, Written, write_items

__all__ = [
    "EXPORTS",
    "FORMATS",
    "MAX_FILE",
    "Choice",
    "Fault",
    "Image",
    "Item",
    "Loss",
    "Pair",
    "Parsed",
    "Skipped",
    "Written",
    "question_of",
    "read_file",
    "report_of",
    "template_csv",
    "template_xlsx",
    "write_items",
]
