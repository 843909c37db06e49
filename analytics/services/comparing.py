"""The week's work: answers too much alike, questions unlike for a class; for people
to look at."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from operator import itemgetter

import numpy as np
from django.db import transaction

from analytics import selectors
from analytics.curves import Floats, Ints, logit
from analytics.fairness import GROUP_SIZE, MantelHaenszel, by_ability
from analytics.models import GroupDifference, Likeness, LikePair
from analytics.selectors import CommonAnswers
from analytics.services.calibrating import current_calibration
from analytics.services.running import Progress, run_once
from analytics.similarity import COMMON_ITEMS, SITTINGS, answer_similarity
from exams.models import Assignment
from questions.models import Guide

MEMORY = timedelta(days=548)


def run_weekly(*, now: datetime) -> None:
    """Everything that is due this week; what is done for it is not done again."""
    year, week, _ = now.isocalendar()
    key = f"{year}-W{week:02}"
    for assignment in selectors.common_forms(now, least=SITTINGS):
        work = partial(_compare, assignment, now)
        run_once("likeness", f"assignment {assignment.pk} {key}", work)
    for line in selectors.each_line():
        run_once("differences", f"{line[0].code} {key}", partial(_differ, line[0], now))


def _compare(assignment: Assignment, now: datetime, progress: Progress) -> str:
    progress("reading answers", 0, 1)
    found = compare_answers(assignment=assignment, now=now)
    if found is None:
        return "Too few sittings or common questions: nothing is said."
    return f"{found.compared:,} pairs compared, {found.pairs.count()} to look at."


def compare_answers(*, assignment: Assignment, now: datetime) -> Likeness | None:
    """Everybody's answers with everybody's, on the common form of an assignment.

    None below 200 sittings or 40 common questions. What was found before is replaced.
    """
    answers = selectors.common_answers(assignment.pk)
    sittings = len(answers.attempts)
    questions = len(answers.choices[0]) if sittings else 0
    if sittings < SITTINGS or questions < COMMON_ITEMS:
        return None
    found = answer_similarity(_numbered(answers), _abilities(answers))
    with transaction.atomic():
        Likeness.objects.filter(assignment=assignment).delete()
        made = Likeness.objects.create(
            assignment=assignment,
            sittings=sittings,
            questions=questions,
            compared=found.compared,
            threshold=found.threshold,
            sd=found.sd,
            computed_at=now,
        )
        LikePair.objects.bulk_create(
            LikePair(
                likeness=made,
                first_id=answers.attempts[pair.first],
                second_id=answers.attempts[pair.second],
                matches=pair.matches,
                expected=pair.expected,
                z=pair.z,
            )
            for pair in found.pairs
        )
    return made


def _numbered(answers: CommonAnswers) -> Ints:
    """(n, k): the sets of options that were chosen, numbered by question; -1 blank."""
    columns = []
    for chosen in zip(*answers.choices, strict=True):
        sets = sorted({tuple(sorted(one)) for one in chosen if one is not None})
        numbers = {frozenset(one): n for n, one in enumerate(sets)}
        columns.append([-1 if one is None else numbers[one] for one in chosen])
    return np.array(columns, dtype=np.int64).T


def _abilities(answers: CommonAnswers) -> Floats:
    """(n,): logit of the share right on this very form, half a point from the ends."""
    correct = np.array(answers.correct, dtype=float)
    return logit((correct.sum(axis=1) + 0.5) / (correct.shape[1] + 1))


def _differ(guide: Guide, now: datetime, progress: Progress) -> str:
    progress("comparing cohorts", 0, 1)
    cohorts, count = find_differences(guide=guide, now=now)
    return f"{cohorts} cohorts of {GROUP_SIZE} or more, {count} questions to look at."


def find_differences(*, guide: Guide, now: datetime) -> tuple[int, int]:
    """Questions of a line that work differently in one cohort than elsewhere.

    Each cohort of 200 or more against everybody else. The number of cohorts and of
    questions found; what was found before is replaced.
    """
    cohorts = selectors.large_cohorts(GROUP_SIZE)
    line = selectors.line_under(current_calibration(guide_id=guide.pk, now=now))
    rows = selectors.answers_by_ability(line, now - MEMORY) if cohorts else []
    found = [
        _difference(question, cohort, result, now)
        for question, answers in groupby(rows, key=itemgetter(0))
        for cohort, result in _differences(list(answers), cohorts)
    ]
    with transaction.atomic():
        asked = {question for question, *_ in rows}
        GroupDifference.objects.filter(question__in=asked).delete()
        GroupDifference.objects.bulk_create(found)
    return len(cohorts), len(found)


# (question, user, 0 or 1, ability)
Answers = Sequence[tuple[int, int, int, float]]


def _differences(
    answers: Answers, cohorts: Mapping[int, Collection[int]]
) -> Iterator[tuple[int, MantelHaenszel]]:
    """The cohorts that found this question unlike others: class C only."""
    _, users, correct, abilities = zip(*answers, strict=True)
    for cohort, members in cohorts.items():
        is_focal = [user in members for user in users]
        result = by_ability(correct, is_focal, abilities)
        if result is not None and result.is_flagged:
            yield cohort, result


def _difference(
    question: int, cohort: int, result: MantelHaenszel, now: datetime
) -> GroupDifference:
    return GroupDifference(
        question_id=question,
        cohort_id=cohort,
        delta=result.delta,
        p=result.p,
        cohort_count=result.focal_count,
        other_count=result.reference_count,
        computed_at=now,
    )
