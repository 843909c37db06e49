"""How others answered a question: shown after one's own answer, from 30 answers on."""

from dataclasses import dataclass
from typing import Any

from analytics.models import ItemStatistics
from exams.models import AttemptQuestion

SHOWN_FROM = 30
LETTERS = "ABCDEFGHIJKL"


@dataclass(frozen=True)
class OptionShare:
    letter: str
    percent: int
    is_key: bool
    is_own: bool


@dataclass(frozen=True)
class Openness:
    """Of strict exams when these have enough answers, else of practice."""

    count: int
    percent: int
    low: int
    high: int
    is_strict: bool
    options: tuple[OptionShare, ...]


def openness_of(asked: AttemptQuestion) -> Openness | None:
    """None: too few answers. One statement beside the question's own answer.

    Call this only for a question whose key the person may see.
    """
    rows = ItemStatistics.objects.filter(
        revision=asked.revision_id, count__gte=SHOWN_FROM
    )
    found = rows.order_by("-is_strict").first()
    if found is None:
        return None
    return Openness(
        count=found.count,
        percent=round(100 * found.share),
        low=round(100 * found.share_low),
        high=round(100 * found.share_high),
        is_strict=found.is_strict,
        options=tuple(_options(asked, found)),
    )


def _options(asked: AttemptQuestion, found: ItemStatistics) -> list[OptionShare]:
    """In the order in which this person saw them; none of generated variants."""
    shares = {row["id"]: row for row in found.options}
    if asked.variant is not None or not {own for _, own in asked.options} <= set(
        shares
    ):
        return []
    response: Any = getattr(getattr(asked, "answer", None), "response", None) or []
    return [
        OptionShare(
            letter=letter,
            percent=round(100 * shares[own]["share"]),
            is_key=shares[own]["is_key"],
            is_own=shown in response,
        )
        for letter, (shown, own) in zip(LETTERS, asked.options, strict=False)
    ]
