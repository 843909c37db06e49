"""Raised and lowered signs of HTML in plain text: 2<sup>10</sup> is no 210."""

import re

RAISED = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
SIGNS = {"tm": "™", "®": "®", "©": "©"}
ENDING = re.compile(r"st|nd|rd|th", re.IGNORECASE)  # of an ordinal: 1st


def scripted(tag: str, text: str) -> str:
    """The text of a `sup` or `sub` element, told in signs where Unicode has them."""
    words = text.strip()
    if words.lower() in SIGNS:
        return SIGNS[words.lower()]
    if not words or ENDING.fullmatch(words):
        return text
    table, mark = (RAISED, "^") if tag == "sup" else (LOWERED, "_")
    if all(ord(sign) in table for sign in words):
        return words.translate(table)
    return f"{mark}{words}" if words.isalnum() else f"{mark}({words})"
