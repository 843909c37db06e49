"""Calibrations: the first from the authors' labels, later ones from answers."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db import transaction

from analytics import calibration as fitting
from analytics import selectors
from analytics.answers import Answers
from analytics.calibration import Anchors, ItemPriors
from analytics.curves import Floats
from analytics.items import Drift
from analytics.mastery import (
    ABILITY_VARIANCE,
    DOMAIN_VARIANCE,
    EXAM_DIFFICULTY,
    Item,
    Prior,
    exam_difficulty,
    item_from_label,
)
from analytics.models import Calibration, ItemParameter, Source
from analytics.reliability import IDENTITY, recalibrate, reliability
from analytics.selectors import Line
from analytics.services.arriving import newcomers
from analytics.services.tabling import Known, write_tables
from questions.models import Guide, Question

AUTHORS = "authors"  # the key of the first calibration of a line
# Older answers tell of other people and an older AWS.
MEMORY = timedelta(days=548)
RECENT = timedelta(days=30)
DRIFT = timedelta(days=60)
DRIFT_ANSWERS = 50  # before and since, for a question to be compared
# Below, the exam's own difficulty is not told from chance.
DIFFICULTY_ANSWERS = 100


def current_calibration(*, guide_id: int, now: datetime) -> Calibration:
    """The line's calibration in force; made from the labels when there is none."""
    line = selectors.lines_of_guides()[guide_id]
    known = Calibration.objects.current().filter(guide=line[0]).first()
    return known or _from_labels(line[0], now)


@transaction.atomic
def _from_labels(guide: Guide, now: datetime) -> Calibration:
    # Two at once: one makes it, the other waits here and finds it.
    Guide.objects.select_for_update().get(pk=guide.pk)
    known, is_new = Calibration.objects.get_or_create(
        guide=guide,
        key=AUTHORS,
        defaults={
            "is_current": True,
            "source": Source.AUTHOR,
            "exam_difficulty": EXAM_DIFFICULTY,
            "mean_difficulty": EXAM_DIFFICULTY,
            "ability_variance": ABILITY_VARIANCE,
            "domain_variance": DOMAIN_VARIANCE,
            "made_at": now,
        },
    )
    if is_new:
        write_tables(selectors.line_under(known), Known())
    return known


# --- From answers -------------------------------------------------------------------


@dataclass(frozen=True)
class Counted:
    """Answers by index into `questions`; how many people gave them."""

    questions: Sequence[int]
    users: int
    answers: Answers


@dataclass(frozen=True)
class Fitted:
    """What a night's answers say about a line's questions and people."""

    items: Mapping[int, Item]
    counts: Mapping[int, int]
    exam_difficulty: float
    mean: float
    variance: float


def calibrate_line(*, guide: Guide, key: str, now: datetime) -> Calibration | None:
    """Estimate a line's questions from its answers and put that in force at once.

    None without any counted answer. A second call with the same key returns the
    first one's calibration. States are not touched: they take it up when they are
    folded next (`folding`).
    """
    before = current_calibration(guide_id=guide.pk, now=now)
    line = selectors.line_under(before)
    rows = selectors.counted_answers(line, now - MEMORY, now)
    if not rows:
        return None
    counted = _counted(rows)
    found = _fit(counted, before)
    prior = newcomers(line, rows, found.items)
    return _put_in_force(line, found, counted.users, prior, key, now)


def _counted(rows: Sequence[tuple[int, int, int]]) -> Counted:
    table = np.array(rows, dtype=np.int64)
    users, person = np.unique(table[:, 0], return_inverse=True)
    questions, item = np.unique(table[:, 1], return_inverse=True)
    correct = table[:, 2].astype(float)
    answers = Answers(person, item, correct, len(users), len(questions))
    return Counted(questions.tolist(), len(users), answers)


def _fit(
    counted: Counted, before: Calibration, anchors: Fitted | None = None
) -> Fitted:
    """On the scale of `anchors`, else of the calibration before."""
    answers = counted.answers
    share = float(answers.correct.mean())
    is_known = answers.correct.size >= DIFFICULTY_ANSWERS
    centre = exam_difficulty(share) if is_known else EXAM_DIFFICULTY
    fit = fitting.fit_2pl(
        answers,
        priors=ItemPriors(_labels(counted.questions, centre)),
        anchors=_anchors(counted.questions, anchors or _fitted(before)),
    )
    rows = zip(
        counted.questions,
        fit.a.tolist(),
        fit.b.tolist(),
        fit.v.tolist(),
        fit.count.tolist(),
        strict=True,
    )
    known = [(pk, Item(a, b, v), int(count)) for pk, a, b, v, count in rows]
    return Fitted(
        items={pk: item for pk, item, _ in known},
        counts={pk: count for pk, _, count in known},
        exam_difficulty=centre,
        mean=fit.mean,
        variance=fit.variance,
    )


def _labels(questions: Sequence[int], centre: float) -> Floats:
    """The authors' difficulties, in logits."""
    labels = dict(
        Question.objects.filter(pk__in=questions).values_list("pk", "difficulty")
    )
    return np.array([item_from_label(labels[pk], centre).b for pk in questions])


def _fitted(before: Calibration) -> Fitted | None:
    """A calibration from answers as it was fitted; labels anchor nothing."""
    if before.source == Source.AUTHOR:
        return None
    rows = list(before.items.all())
    return Fitted(
        items={row.question_id: Item(row.a, row.b, row.v) for row in rows},
        counts={row.question_id: row.answer_count for row in rows},
        exam_difficulty=before.exam_difficulty,
        mean=before.prior_mean,
        variance=before.ability_variance,
    )


def _anchors(questions: Sequence[int], held: Fitted | None) -> Anchors | None:
    if held is None:
        return None
    known = [held.items.get(pk) for pk in questions]
    return Anchors(
        b=np.array([item.b if item else np.nan for item in known]),
        count=np.array([held.counts.get(pk, 0) for pk in questions]),
    )


@transaction.atomic
def _put_in_force(
    line: Line, found: Fitted, users: int, prior: Prior, key: str, now: datetime
) -> Calibration:
    root = line.guides[0]
    Guide.objects.select_for_update().get(pk=root.pk)
    made = Calibration.objects.filter(guide=root, key=key).first()
    if made is not None:
        return made
    Calibration.objects.current().filter(guide=root).update(is_current=False)
    made = Calibration.objects.create(
        guide=root,
        key=key,
        is_current=True,
        source=Source.ANSWERS,
        exam_difficulty=found.exam_difficulty,
        mean_difficulty=float(np.mean([item.b for item in found.items.values()])),
        prior_mean=prior.mean,
        ability_variance=prior.ability_variance,
        domain_variance=prior.domain_variance,
        answer_count=sum(found.counts.values()),
        user_count=users,
        report=_report(line, now),
        made_at=now,
    )
    _write_items(made, found, now)
    known = Known(found.items, found.counts, users)
    write_tables(selectors.line_under(made), known)
    return made


def _write_items(made: Calibration, found: Fitted, now: datetime) -> None:
    times = selectors.median_times(now - MEMORY)
    ItemParameter.objects.bulk_create(
        ItemParameter(
            calibration=made,
            question_id=pk,
            a=item.a,
            b=item.b,
            v=item.v,
            answer_count=found.counts[pk],
            median_ms=times.get(pk),
        )
        for pk, item in found.items.items()
    )


def _report(line: Line, now: datetime) -> dict[str, Any]:
    """How true single predictions and forecasts were, and the line that mends them."""
    predicted, outcomes = _columns(selectors.predictions(line, now - RECENT))
    said, passed = _columns(selectors.forecasts_and_results(line))
    answers = reliability(predicted, outcomes)
    return {
        "answers": asdict(answers) | {"is_alarm": answers.is_alarm},
        "forecasts": asdict(reliability(said, passed)),
        "recalibration": asdict(recalibrate(said, passed) if said.size else IDENTITY),
    }


def _columns(pairs: Sequence[tuple[float, int]]) -> tuple[Floats, Floats]:
    table = np.array(pairs, dtype=float).reshape(-1, 2)
    return table[:, 0], table[:, 1]


# --- Drift --------------------------------------------------------------------------


def drifts_of(*, guide: Guide, now: datetime) -> dict[int, Drift]:
    """Question → its difficulty before and within the last 60 days, on one scale."""
    known = current_calibration(guide_id=guide.pk, now=now)
    line = selectors.line_under(known)
    old = selectors.counted_answers(line, now - MEMORY, now - DRIFT)
    new = selectors.counted_answers(line, now - DRIFT, now)
    if not old or not new:
        return {}
    then = _fit(_counted(old), known)
    since = _fit(_counted(new), known, anchors=then)
    return {
        pk: Drift(then.items[pk], item)
        for pk, item in since.items.items()
        if min(then.counts.get(pk, 0), since.counts[pk]) >= DRIFT_ANSWERS
    }
