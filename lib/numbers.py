"""Whole numbers: those that strangers name, and those that people read."""

# Every number of so many digits fits into a column; Python refuses to read 4,301.
MAX_DIGITS = 18


def whole(text: str) -> int | None:
    """The number that stands there, or None: decimal digits alone, at most 18."""
    is_one = text.isdecimal() and len(text) <= MAX_DIGITS
    return int(text) if is_one else None


def counted(count: int, one: str, many: str = "") -> str:
    """“1 student”, “2,000 students”; `many` where it is more than an s."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"
