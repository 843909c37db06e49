"""What there is to aim at: the guides that have exams here, and how much of them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.formats import date_format

from exams.models import Exam, Mode
from exams.selectors.pool import bank_version, shelf_for
from questions.models import Guide


@dataclass(frozen=True)
class TargetGuide:
    """A guide to aim at; `hint` is there when it cannot be chosen any more."""

    code: str
    words: str
    hint: str


def target_guides(*, today: date, held: str = "") -> list[TargetGuide]:
    """Guides with open exams and a future, and the one that somebody holds already."""
    offered = Exam.objects.open().exclude(mode=Mode.DIAGNOSTIC).values("guide")
    guides = Guide.objects.filter(Q(pk__in=offered) | Q(code=held))
    open_codes = {guide.code for guide in guides if not guide.is_retired(today)}
    return [
        TargetGuide(
            code=guide.code,
            words=f"{guide.title} ({guide.code}{_dates(guide, today)})",
            hint=_hint(guide, open_codes) if guide.is_retired(today) else "",
        )
        for guide in guides
        if guide.code == held or guide.code in open_codes
    ]


def mock_pool_sizes() -> dict[int, int]:
    """How many questions the mocks of each guide draw from, as the catalogue counts."""
    mocks = Exam.objects.open().filter(mode=Mode.MOCK).select_related("guide")
    version = bank_version()
    return {mock.guide_id: len(shelf_for(mock, version).ids) for mock in mocks}


def _dates(guide: Guide, today: date) -> str:
    if guide.is_upcoming(today):
        return f", from {_day(guide.valid_from)}"
    if guide.is_retired(today):
        return f", retired on {_day(guide.valid_until)}"
    return f", until {_day(guide.valid_until)}" if guide.valid_until else ""


def _hint(guide: Guide, open_codes: set[str]) -> str:
    """What to say to whoever aims at a retired exam."""
    gone = f"{guide.code} was retired on {_day(guide.valid_until)}."
    if guide.successor_code in open_codes:
        return f"{gone} {guide.successor_code} has taken its place: move on to it."
    return f"{gone} Your results stay; choose another exam to aim at."


def _day(day: date | None) -> str:
    return date_format(day, "j F Y") if day else ""
