"""Whom to ask what: the rules of `selection` over a person's rows and the bank."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from accounts.models import User
from analytics.mastery import (
    EXAM_DIFFICULTY,
    BayesFilter,
    Prior,
    State,
)
from analytics.models import Calibration, Forecast, Mastery
from analytics.selection import Choice, Need, placement, session
from analytics.selectors.lines import Items, items_of, line_under, lines_of_guides
from analytics.selectors.reviews import reviews_of, seen_lately
from exams.assembly import Candidate
from exams.selectors import candidates_for, last_seen, under_exam
from questions.models import Domain, Guide

Fits = Callable[[Candidate], bool]
NOT_CLEAR = 0.5  # of a domain of which nothing was said yet


@dataclass(frozen=True)
class Standing:
    """Somebody's belief about one guide, and what the questions are measured by."""

    state: State
    domains: Sequence[int]  # ids, in the order of the state
    items: Items
    level: float  # mean ability of newcomers


def session_for(
    user: User, guide: Guide, fits: Fits, *, count: int, now: datetime, seed: int
) -> list[int]:
    """Question ids of the practice that helps most, among those that fit.

    Nothing that was seen in the last 60 days but what is due again, and nothing of an
    exam that is being sat.
    """
    stands = _standing(user, guide)
    lately = seen_lately(last_seen(user), now)
    choices = _choices(user, guide, stands, fits)
    due = [pk for pk in reviews_of(user, guide, now).waiting if pk in choices]
    fresh = [
        choice for pk, choice in choices.items() if pk not in lately and pk not in due
    ]
    need = _need(user, guide, stands)
    return session(fresh, [choices[pk] for pk in due], need, count=count, seed=seed)


def placement_for(user: User, guide: Guide, *, seed: int) -> list[int]:
    """Question ids of a placement test, of what the person has never been asked."""
    stands = _standing(user, guide)
    seen = last_seen(user)
    choices = _choices(user, guide, stands, lambda one: one.question_id not in seen)
    return placement(
        list(choices.values()),
        domains=len(stands.domains),
        ability=stands.level,
        seed=seed,
    )


def _standing(user: User, guide: Guide) -> Standing:
    """What is believed; of a newcomer what newcomers are like."""
    held = (
        Mastery.objects.filter(user=user, guide=guide)
        .select_related("calibration")
        .first()
    )
    if held is not None:
        state = State.from_lists(held.mean, held.covariance)
        known = held.calibration
        return Standing(state, held.domains, _items(known.pk), known.prior_mean)
    return _newcomer(guide)


def _newcomer(guide: Guide) -> Standing:
    """By the estimates in force; before the first ones, by the authors' labels."""
    root = lines_of_guides()[guide.pk][0]
    known = Calibration.objects.current().filter(guide=root).first()
    if known is None:
        domains = Domain.objects.filter(guide=guide).order_by("code")
        ids = tuple(domains.values_list("pk", flat=True))
        prior, items = Prior(len(ids)), Items({}, EXAM_DIFFICULTY)
    else:
        frame = line_under(known).frame(guide.pk)
        ids, prior, items = frame.domains, frame.prior, _items(known.pk)
    return Standing(BayesFilter(prior).prior_state(), ids, items, prior.mean)


@lru_cache(maxsize=16)
def _items(calibration: int) -> Items:
    """A calibration never changes once it is written."""
    return items_of(Calibration.objects.get(pk=calibration))


def _choices(
    user: User, guide: Guide, stands: Standing, fits: Fits
) -> dict[int, Choice]:
    """What may be asked, by question."""
    examined, places = (
        under_exam(user.pk),
        {pk: k for k, pk in enumerate(stands.domains)},
    )
    return {
        one.question_id: Choice(
            question=one.question_id,
            item=stands.items.item(one.question_id, one.difficulty)[0],
            domain=places[one.domain_id],
            family=one.topics[0] if one.topics else "",
        )
        for one in candidates_for(guide)
        if one.domain_id in places and one.question_id not in examined and fits(one)
    }


def _need(user: User, guide: Guide, stands: Standing) -> Need:
    rows = Domain.objects.filter(guide=guide).values_list("pk", "weight_percent")
    weights = dict(rows)
    said = Forecast.objects.filter(user=user, guide=guide).first()
    below = {row["id"]: row["below"] for row in said.domains} if said else {}
    return Need(
        state=stands.state,
        weights=[weights.get(pk, 0) for pk in stands.domains],
        below=[below.get(pk, NOT_CLEAR) for pk in stands.domains],
    )
