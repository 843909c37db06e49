"""Moodle XML: the question bank of Moodle, with its files in base64."""

from questions.exchange.moodle.reading import read_moodle
from questions.exchange.moodle.writing import write_moodle

__all__ = ["read_moodle", "write_moodle"]
