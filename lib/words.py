"""Words for people: on one line, and numbers with their nouns."""


def one_line(text: str) -> str:
    """Without invisible characters, which a mail's subject would stumble over."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def counted(count: int, one: str, many: str = "") -> str:
    """“1 student”, “2,000 students”; `many` where it is more than an s."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"
