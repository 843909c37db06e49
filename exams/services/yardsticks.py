"""Handing the forms of a guide what they are held to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from exams.models import Yardstick
from questions.services import raise_bank_version


@dataclass(frozen=True)
class Estimates:
    """Of one guide: the ability that just passes (logits), and (slope, difficulty) of
    the questions that are known well enough to count."""

    guide: int
    cut_ability: float
    questions: Mapping[int, tuple[float, float]]


@transaction.atomic
def set_yardsticks(*, estimates: Iterable[Estimates], now: datetime) -> None:
    """From now on forms are held to these; what was started keeps its pass line.

    A guide that has a yardstick keeps its cut ability: only the questions are renewed.
    """
    found = [
        Yardstick(
            guide_id=one.guide,
            cut_ability=one.cut_ability,
            questions={str(pk): [a, b] for pk, (a, b) in one.questions.items()},
            made_at=now,
        )
        for one in estimates
    ]
    if not found:
        return
    Yardstick.objects.bulk_create(
        found,
        update_conflicts=True,
        unique_fields=["guide"],
        update_fields=["questions", "made_at"],
    )
    # The processes that assemble forms keep it per version.
    raise_bank_version()
