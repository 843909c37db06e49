"""What newcomers are like: the prior of everybody's first answer, night by night."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from analytics import selectors
from analytics.mastery import Evidence, Item, Prior
from analytics.population import estimate_prior
from analytics.selectors import Line


def newcomers(
    line: Line, rows: Sequence[tuple[int, int, int]], items: Mapping[int, Item]
) -> Prior:
    """Mean and variances of ability and domain offsets, from 200 people on.

    `rows`: counted answers (user, question, 0 or 1), the oldest first; below 200
    people the prior stays as it was.
    """
    guide, homes = _homes(line, {question for _, question, _ in rows})
    histories: dict[int, list[Evidence]] = defaultdict(list)
    for user, question, is_correct in rows:
        if question in homes:
            answer = Evidence(bool(is_correct), items[question], (homes[question],))
            histories[user].append(answer)
    return estimate_prior(list(histories.values()), line.frame(guide).prior)


def _homes(line: Line, asked: set[int]) -> tuple[int, Mapping[int, int]]:
    """The guide of the line that most of these questions serve, and the place of each
    one's domain in it."""
    served = selectors.places_of(asked).domains
    best: tuple[int, Mapping[int, int]] = line.guides[0].pk, {}
    for guide, domains in line.domains.items():
        found = {
            question: domains.index(home)
            for question, homes in served.items()
            if (home := homes.get(guide)) in domains
        }
        if len(found) > len(best[1]):
            best = guide, found
    return best
