"""Which topic a category of another system probably means, by its name."""

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

LIKE = 0.72  # below, no suggestion is better than a wrong one
WORD_LIKE = 0.88  # of a single word: “storage” is no “stage”
NOISE = {"aws", "amazon", "default", "for", "the", "of", "and", "questions", "quiz"}


def suggestions(
    categories: Sequence[str], names: Mapping[str, Sequence[str]]
) -> dict[str, str]:
    """Topic slugs by category. `names`: every name by which a topic is known.

    The last part of a path counts first, then those before it.
    """
    known = [(slug, _words(name)) for slug, told in names.items() for name in told]
    found = {}
    for category in categories:
        parts = reversed([part for part in category.split("/") if part.strip()])
        slugs = (_best(_words(part), known) for part in parts)
        if slug := next((slug for slug in slugs if slug), ""):
            found[category] = slug
    return found


def _words(name: str) -> str:
    words = re.findall(r"[a-z0-9]+", name.lower())
    return " ".join([word for word in words if word not in NOISE] or words)


def _best(part: str, known: Sequence[tuple[str, str]]) -> str:
    scored = [(_likeness(part, words), slug) for slug, words in known]
    likeness, slug = max(scored, default=(0.0, ""))
    return slug if likeness >= LIKE else ""


def _likeness(one: str, other: str) -> float:
    if not one or not other:
        return 0.0
    if one == other:
        return 1.0
    mine, theirs = set(one.split()), set(other.split())
    if theirs <= mine:  # “S3 storage classes” speaks of S3
        return 0.8 + 0.1 * len(theirs) / len(mine)
    wanted = LIKE if len(mine) > 1 else WORD_LIKE
    matcher = SequenceMatcher(None, one, other)
    if matcher.quick_ratio() < wanted:
        return 0.0
    likeness = matcher.ratio()
    return likeness if likeness >= wanted else 0.0
