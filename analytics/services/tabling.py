"""What forecasts and forms read of a calibration: tables, and yardsticks for exams."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from analytics import selectors
from analytics.equating import cut_ability
from analytics.mastery import EXAM_DIFFICULTY, Item, item_from_label
from analytics.models import OutlookTable
from analytics.population import PERSONS
from analytics.readiness import DomainTables, domain_tables
from analytics.selectors import Line
from exams.models import Yardstick
from exams.services import Estimates, set_yardsticks
from questions.models import Guide, Question

# A question is known, and may count on a form with a pass line of its own, from this
# many answers on; a guide's forms are held to each other when every domain has this
# many known questions per scored seat, so that chance still has a choice.
KNOWN_ANSWERS = 50
KNOWN_PER_SEAT = 2


@dataclass(frozen=True)
class Known:
    """What a night found out: items and counted answers by question, and people."""

    items: Mapping[int, Item] = field(default_factory=dict)
    counts: Mapping[int, int] = field(default_factory=dict)
    users: int = 0

    def is_settled(self, question: int) -> bool:
        return self.counts.get(question, 0) >= KNOWN_ANSWERS


@dataclass(frozen=True)
class Placed:
    """A published question of a guide: what is believed of it, and its domain."""

    question: int
    item: Item
    domain: int


def write_tables(line: Line, known: Known) -> None:
    """The expected shares of each guide's bank; unknown questions by their label.

    Where enough is known, only known questions make up the tables, as they alone
    count on the forms, and exams is told what its forms are held to.
    """
    held = dict(Yardstick.objects.values_list("guide", "cut_ability"))
    estimates = [_write(line, guide, known, held) for guide in line.guides]
    now = line.calibration.made_at
    set_yardsticks(estimates=[e for e in estimates if e is not None], now=now)


def _write(
    line: Line, guide: Guide, known: Known, held: Mapping[int, float]
) -> Estimates | None:
    """The row of one guide, and what its forms are held to from now on."""
    domains, seats = line.domains[guide.pk], line.seats[guide.pk]
    placed = list(_placed(line, guide, known))
    settled = [one for one in placed if known.is_settled(one.question)]
    is_known = guide.pk in held or _are_enough(settled, known, domains, seats)
    tables = _tables(settled if is_known and settled else placed, domains)
    cut = held.get(guide.pk, cut_ability(tables, seats)) if is_known else None
    OutlookTable.objects.create(
        calibration=line.calibration,
        guide=guide,
        domains=list(domains),
        shares=tables.to_lists(),
        cut_ability=cut,
    )
    if cut is None:
        return None
    found = {one.question: (one.item.a, one.item.b) for one in settled}
    return Estimates(guide.pk, cut, found)


def _placed(line: Line, guide: Guide, known: Known) -> Iterable[Placed]:
    places = selectors.places_of().domains
    centre = line.calibration.exam_difficulty
    rows = Question.objects.published().order_by("pk").values_list("pk", "difficulty")
    for pk, label in rows:
        domain = places.get(pk, {}).get(guide.pk)
        if domain in line.domains[guide.pk]:
            item = known.items.get(pk) or item_from_label(label, centre)
            yield Placed(pk, item, domain)


def _are_enough(
    settled: Sequence[Placed],
    known: Known,
    domains: Sequence[int],
    seats: Sequence[int],
) -> bool:
    """Whether forms can be made alike and still be drawn by chance."""
    inside = Counter(one.domain for one in settled)
    return known.users >= PERSONS and all(
        inside[domain] >= KNOWN_PER_SEAT * count
        for domain, count in zip(domains, seats, strict=True)
    )


def _tables(placed: Sequence[Placed], domains: Sequence[int]) -> DomainTables:
    """A guide without questions yet is given one of medium difficulty."""
    if not placed:
        placed = [Placed(0, Item(b=EXAM_DIFFICULTY), domains[0])]
    loadings = [[one.domain == domain for domain in domains] for one in placed]
    a = np.array([one.item.a for one in placed])
    b = np.array([one.item.b for one in placed])
    return domain_tables(a, b, np.array(loadings))
