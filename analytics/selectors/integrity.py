"""What likeness, differences of cohorts and forms are worked out from; their page."""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Prefetch, Q, QuerySet

from accounts.access import cohorts_for
from accounts.models import CohortRole, Membership, User
from analytics.models import GroupDifference, Likeness, LikePair
from analytics.selectors.lines import Line
from exams.models import STRICT_MODES, Assignment, AttemptState, FormRule


def common_forms(closed_by: datetime, *, least: int) -> QuerySet[Assignment]:
    """Closed assignments with one form for all that `least` attempts count for."""
    counted = Count(
        "attempts",
        filter=Q(attempts__state=AttemptState.GRADED, attempts__voided_at=None),
    )
    found = Assignment.objects.filter(
        form_rule=FormRule.COMMON, closes_at__lte=closed_by
    )
    return found.annotate(sat=counted).filter(sat__gte=least).order_by("pk")


@dataclass(frozen=True)
class CommonAnswers:
    """First attempts at a common form: what each chose of each question.

    `choices` (n, k): the author's option ids, None for a blank; `correct` (n, k).
    """

    attempts: tuple[UUID, ...]
    choices: tuple[tuple[frozenset[str] | None, ...], ...]
    correct: tuple[tuple[bool, ...], ...]


def common_answers(assignment: int) -> CommonAnswers:
    """Of the questions whose options can be chosen, and which all of them were asked
    in the same words; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(COMMON, [assignment])
        rows = cursor.fetchall()
    told: dict[UUID, dict[int, tuple[frozenset[str] | None, bool]]] = defaultdict(dict)
    for attempt, revision, is_correct, options, response in rows:
        told[attempt][revision] = (_chosen(options, response), bool(is_correct))
    asked = set.intersection(*map(set, told.values())) if told else set()
    order = sorted(asked)
    return CommonAnswers(
        attempts=tuple(told),
        choices=tuple(tuple(own[r][0] for r in order) for own in told.values()),
        correct=tuple(tuple(own[r][1] for r in order) for own in told.values()),
    )


def _chosen(options: str, response: str | None) -> frozenset[str] | None:
    names, said = dict(json.loads(options)), json.loads(response or "null")
    return frozenset(names[one] for one in said) if said else None


# Somebody's second attempt is on a form that they have seen.
COMMON = """
SELECT sat.id, asked.revision_id, asked.is_correct, asked.options, answer.response
FROM (
  SELECT DISTINCT ON (user_id) id FROM exams_attempt
  WHERE assignment_id = %s AND state = 'graded' AND voided_at IS NULL
  ORDER BY user_id, started_at
) sat
JOIN exams_attemptquestion asked ON asked.attempt_id = sat.id
LEFT JOIN exams_answer answer ON answer.asked_id = asked.id
WHERE asked.kind IN ('single', 'multiple')
ORDER BY sat.id, asked.revision_id
"""


def large_cohorts(least: int) -> Mapping[int, frozenset[int]]:
    """Cohort → its students now, of those with `least` students or more."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = Membership.objects.current().filter(
        role=CohortRole.STUDENT, cohort__archived_at=None
    )
    for cohort, user in rows.values_list("cohort", "user"):
        found[cohort].add(user)
    return {pk: frozenset(users) for pk, users in found.items() if len(users) >= least}


def answers_by_ability(
    line: Line, since: datetime
) -> list[tuple[int, int, int, float]]:
    """(question, user, 0 or 1, ability now believed) of counted answers, by question;
    one answer of a person to a question."""
    guides = [guide.pk for guide in line.guides]
    with connection.cursor() as cursor:
        cursor.execute(BY_ABILITY, [guides, since])
        return list(cursor.fetchall())


BY_ABILITY = """
SELECT DISTINCT ON (seen.question_id, seen.user_id)
  seen.question_id, seen.user_id, seen.is_correct::int, known.mean[1]
FROM analytics_observation seen
JOIN analytics_mastery known
  ON known.user_id = seen.user_id AND known.guide_id = seen.guide_id
WHERE seen.guide_id = ANY(%s) AND seen.at > %s AND seen.not_counted = ''
ORDER BY seen.question_id, seen.user_id, seen.at DESC
"""


@dataclass(frozen=True)
class Sittings:
    """The strict exams of one guide: shares right, and how unsure ability is."""

    shares: tuple[float, ...]
    variances: tuple[float, ...]  # of ability, of the people who sat them


def strict_sittings(guide: int, since: datetime) -> Sittings:
    """On forms of their own, not counting what rests on seen questions."""
    with connection.cursor() as cursor:
        cursor.execute(STRICT, [guide, sorted(STRICT_MODES), since])
        rows = cursor.fetchall()
    return Sittings(
        shares=tuple(share for share, _ in rows),
        variances=tuple(variance for _, variance in rows if variance is not None),
    )


STRICT = """
SELECT result.raw / result.scored_count::float, known.covariance[1][1]
FROM exams_attempt sat
JOIN exams_result result ON result.attempt_id = sat.id
LEFT JOIN analytics_mastery known
  ON known.user_id = sat.user_id AND known.guide_id = sat.guide_id
WHERE sat.guide_id = %s AND sat.mode = ANY(%s) AND sat.finished_at > %s
  AND sat.voided_at IS NULL AND result.seen_share <= 0.1
"""


@dataclass(frozen=True)
class IntegrityPage:
    """What somebody may see of it: of the cohorts that they teach; people only of
    those where they see individuals."""

    likenesses: list[Likeness]  # each with its pairs
    differences: list[GroupDifference]


def integrity_page(user: User) -> IntegrityPage:
    """Four statements."""
    cohorts = cohorts_for(user)
    named = (
        cohorts if user.is_admin else cohorts.exclude(reporting__is_figures_only=True)
    )
    pairs: Any = Prefetch(
        "pairs", LikePair.objects.select_related("first__user", "second__user")
    )
    compared = (
        Likeness.objects.filter(assignment__cohort__in=named.values("pk"))
        .select_related("assignment__cohort", "assignment__exam")
        .prefetch_related(pairs)
        .order_by("-assignment__closes_at")
    )
    unlike = GroupDifference.objects.filter(cohort__in=cohorts.values("pk"))
    return IntegrityPage(
        likenesses=list(compared),
        differences=list(unlike.select_related("question", "cohort")),
    )
