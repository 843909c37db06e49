"""More time for several people at once: all of them, or nobody."""

from collections.abc import Iterable

from django.db import transaction

from accounts.accommodations import Accommodation
from accounts.models import User
from accounts.services.people import change_accommodations
from lib.problems import Problem
from lib.words import counted

ENDS_AT_ONCE = "ends-attempts-at-once"


@transaction.atomic
def grant_time(
    *,
    actor: User,
    people: Iterable[User],
    accommodation: Accommodation,
    reason: str,
    is_confirmed: bool = False,
) -> int:
    """The same time in exams for each of them, in what they sit right now too; how
    many people are named.

    Raises Problem 409 `ends-attempts-at-once` with the `count` of all of them, unless
    `is_confirmed`.
    """
    # Always in one order: two who grant at once wait for each other, and no more.
    named = sorted(people, key=lambda person: person.pk)
    refused: list[Problem] = []
    for person in named:
        try:
            change_accommodations(
                actor=actor,
                user=person,
                accommodation=accommodation,
                reason=reason,
                is_confirmed=is_confirmed,
            )
        except Problem as problem:
            if problem.slug != ENDS_AT_ONCE:
                raise
            refused.append(problem)
    if refused:
        raise _together(refused)
    return len(named)


def _together(refused: list[Problem]) -> Problem:
    """One refusal for all whose exams would end."""
    count = sum(problem.extra["count"] for problem in refused)
    first = refused[0]
    detail = (
        f"With this time {counted(count, 'running exam')} would end at once, of "
        f"{len(refused)} of them. Wait for the end, leave these people out, or confirm "
        "it."
    )
    told = first.detail if len(refused) == 1 else detail
    return Problem(first.slug, first.status, first.title, told, count=count)
