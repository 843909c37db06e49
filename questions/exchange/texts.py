"""Bytes of strangers as text: byte-order marks, UTF-16, windows-1252, controls."""

import codecs
import re

from questions.exchange.items import Refused

MARKS = [
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
]
# Everything of C0 except tab and line feed; also what XML and PostgreSQL refuse.
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.-]{1,40})""")
SAMPLE = 4096


def decode(data: bytes) -> str:
    """The text of a file, its line ends as line feeds, without a mark.

    Raises Refused for what is not text.
    """
    text = _decoded(data).replace("\r\n", "\n").replace("\r", "\n")
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        raise Refused("the file is not text: it holds NUL characters", line)
    return text


def clean(text: str) -> str:
    """Without control characters, and without space at either end."""
    return CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _decoded(data: bytes) -> str:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding)
    unmarked = _unmarked_utf16(data[:SAMPLE])
    if unmarked:
        return _strictly(data, unmarked)
    for encoding in _candidates(data):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    # Five bytes have no meaning in windows-1252: they become U+FFFD.
    return data.decode("windows-1252", "replace")


def _candidates(data: bytes) -> list[str]:
    declared = DECLARED.match(data)
    name = declared.group(1).decode("ascii", "replace") if declared else ""
    # A declared UTF-16 without its NULs is a lie of a copying tool.
    is_usable = name and _is_text_codec(name) and "16" not in name and "32" not in name
    return [*([name] if is_usable else []), "utf-8", "windows-1252"]


def _is_text_codec(name: str) -> bool:
    try:
        # Codecs such as zip or rot13 are no encodings of text.
        return bool(getattr(codecs.lookup(name), "_is_text_encoding", False))
    except LookupError:
        return False


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        message = f"the file begins as {encoding} and is not; save it as UTF-8"
        raise Refused(message) from error


def _unmarked_utf16(sample: bytes) -> str:
    """UTF-16 of mostly Latin text has a NUL in every other byte."""
    half = len(sample) // 2
    if half < 2:  # REASON: two characters are no evidence
        return ""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > half * 0.6 and even < half * 0.1:
        return "utf-16-le"
    if even > half * 0.6 and odd < half * 0.1:
        return "utf-16-be"
    return ""
