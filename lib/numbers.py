"""Whole numbers that strangers name in addresses and forms."""

# Every number of so many digits fits into a column; Python refuses to read 4,301.
MAX_DIGITS = 18


def whole(text: str) -> int | None:
    """The number that stands there, or None: decimal digits alone, at most 18."""
    is_one = text.isdecimal() and len(text) <= MAX_DIGITS
    return int(text) if is_one else None
