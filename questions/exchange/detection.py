"""Which format a file has, by its content; its name only decides between texts."""

import json
import re
from pathlib import PurePosixPath

from questions.exchange.archives import is_zip
from questions.exchange.items import Refused
from questions.exchange.qti import QTI_ROOTS, qti_name
from questions.exchange.texts import decode

FORMATS = ("gift", "aiken", "moodle-xml", "qti", "csv", "xlsx", "yaml")
SUFFIXES = {
    ".csv": "csv",
    ".tsv": "csv",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".gift": "gift",
    ".aiken": "aiken",
}
XML_SUFFIXES = {".xml", ".qti"}
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
SAMPLE = 200_000
ROOT = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)")
PROLOG = (("<?", "?>"), ("<!--", "-->"), ("<!", ">"))
AIKEN = re.compile(r"^\s*ANSWERS?\s*:\s*[A-Z]\b", re.MULTILINE | re.IGNORECASE)
LETTERED = re.compile(r"^\s*[A-Za-z]\s?[.)]\s+\S", re.MULTILINE)
GIFT = re.compile(r"(?<!\\)\{[^{}]*(?<!\\)\}|^::|^\$CATEGORY:", re.MULTILINE)
YAML = re.compile(
    r"^(?:topic|questions|scenarios|stem|id):\s|^-\s+(?:id|kind|stem):\s", re.MULTILINE
)
CSV = re.compile(r"^[^\n]*\b(question|stem|prompt)\b[^\n]*[,;\t|]", re.IGNORECASE)


def detect(data: bytes, name: str) -> str:
    """The name of the format, `zip` for an archive. Raises Refused."""
    if not data.strip(b"\x00 \t\r\n"):
        raise Refused("the file is empty")
    if is_zip(data):
        return "zip"
    if data.startswith(OLD_EXCEL):
        raise Refused("this is the old Excel format; save it as .xlsx")
    text = decode(data[:SAMPLE] if len(data) > SAMPLE else data)
    suffix = PurePosixPath(name).suffix.lower()
    is_tagged = text.lstrip("\ufeff \t\n").startswith("<")
    if is_tagged and (suffix in XML_SUFFIXES or _xml_format(text)):
        return _xml(text)
    return _text(text, suffix)


def _xml(text: str) -> str:
    found = _xml_format(text)
    if not found:
        raise Refused(f"<{_root(text)[:40]}> begins no format that is known here")
    return found


def _xml_format(text: str) -> str:
    tag = _root(text)
    if tag == "quiz":
        return "moodle-xml"
    return "qti" if tag in QTI_ROOTS or tag == "assessmentTest" else ""


def _root(text: str) -> str:
    """The name of the first element, behind declarations and comments."""
    at = text.find("<")
    while at >= 0:
        end = next((e for begin, e in PROLOG if text.startswith(begin, at)), "")
        if not end:
            found = ROOT.match(text, at)
            return qti_name(found.group(1)) if found else ""
        closed = text.find(end, at)
        at = text.find("<", closed) if closed >= 0 else -1
    return ""


def _text(text: str, suffix: str) -> str:
    if suffix in SUFFIXES:
        return SUFFIXES[suffix]
    if _is_json(text):
        return "yaml"  # of which JSON is a part
    if AIKEN.search(text) and LETTERED.search(text):
        return "aiken"
    if CSV.match(text.lstrip()) and not GIFT.search(text.partition("\n")[0]):
        return "csv"
    if YAML.search(text):
        return "yaml"
    if GIFT.search(text):
        return "gift"
    raise Refused(f"no format is recognised; name it: {', '.join(FORMATS)}")


def _is_json(text: str) -> bool:
    if not text.lstrip().startswith(("{", "[")):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
