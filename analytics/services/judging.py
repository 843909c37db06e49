"""How questions perform: figures and flags of every revision, night by night."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from statistics import median

import numpy as np
from django.db import transaction

from analytics import items, selectors
from analytics import models as tables
from analytics.curves import Floats
from analytics.items import Drift, ItemStatistics, OptionStatistics
from analytics.selectors import Performance
from analytics.services.calibrating import current_calibration
from analytics.services.running import Progress
from exams.models import Assignment
from exams.scoring import wilson
from questions.models import Guide, Kind, QuestionRevision

MEMORY = timedelta(days=548)
BATCH = 500
LEAST_SITTINGS = 30  # of a guide, for a share to be shown
FORM_SITTINGS = 100  # of one form, for its own alpha


def judge_items(
    *, now: datetime, drifts: Mapping[int, Drift], progress: Progress
) -> int:
    """Replace every figure; readers see the old ones until all are there.

    `drifts`: by question, its difficulty before and within the last 60 days.
    """
    since = now - MEMORY
    changed, exposed = selectors.changed_shares(since), selectors.exposures()
    shapes = _shapes()
    rows = []
    for done, found in enumerate(selectors.performances(since), start=1):
        shape = shapes.get(found.revision, {})
        judged = _judged(found, shape)
        row = _row(found, shape, judged, drifts.get(found.question))
        row.changed_share = changed.get((found.revision, found.is_strict), 0.0)
        row.exposure = exposed.get(found.question, 0.0)
        row.computed_at = now
        rows.append(row)
        if done % BATCH == 0:
            progress("questions", done, 0)
    with transaction.atomic():
        tables.ItemStatistics.objects.all().delete()
        tables.ItemStatistics.objects.bulk_create(rows, batch_size=BATCH)
    return len(rows)


def judge_forms(*, now: datetime) -> int:
    """How the strict exams of each guide perform, and each closed common form.

    Replaces what was there; the number of rows.
    """
    rows = [row for guide in Guide.objects.all() if (row := _of_guide(guide, now))]
    forms = selectors.common_forms(now, least=FORM_SITTINGS)
    rows += [row for form in forms if (row := _of_common_form(form, now))]
    with transaction.atomic():
        tables.FormStatistics.objects.all().delete()
        tables.FormStatistics.objects.bulk_create(rows)
    return len(rows)


def _of_guide(guide: Guide, now: datetime) -> tables.FormStatistics | None:
    """Everybody had another form: how sure the ability behind a score is."""
    found = selectors.strict_sittings(guide.pk, now - MEMORY)
    if len(found.shares) < LEAST_SITTINGS or not found.variances:
        return None
    known = current_calibration(guide_id=guide.pk, now=now)
    spread = known.ability_variance
    return tables.FormStatistics(
        guide=guide,
        sittings=len(found.shares),
        mean_share=float(np.mean(found.shares)),
        sd_share=float(np.std(found.shares)),
        reliability=items.marginal_reliability(found.variances, spread),
        kind="marginal",
        computed_at=now,
    )


def _of_common_form(form: Assignment, now: datetime) -> tables.FormStatistics | None:
    correct = np.array(selectors.common_answers(form.pk).correct, dtype=float)
    if correct.size == 0 or len(correct) < FORM_SITTINGS:
        return None
    shares = correct.mean(axis=1)
    return tables.FormStatistics(
        guide_id=form.exam.guide_id,
        assignment=form,
        sittings=len(shares),
        mean_share=float(shares.mean()),
        sd_share=float(shares.std()),
        reliability=items.kr20(correct),
        kind="alpha",
        computed_at=now,
    )


Shape = Mapping[str, bool]  # option id → whether it is (part of) the key


def _shapes() -> dict[int, Shape]:
    """The options of revisions whose options can be chosen, in the author's order."""
    rows = QuestionRevision.objects.filter(
        kind__in=[Kind.SINGLE, Kind.MULTIPLE], generator=""
    ).values_list("pk", "content__options")
    return {
        pk: {option["id"]: option["correct"] for option in options}
        for pk, options in rows.iterator(BATCH)
        if options
    }


def _judged(found: Performance, shape: Shape) -> ItemStatistics:
    """The figures of one revision; what its answers are set against is `rest`."""
    right = np.array([a.is_correct for a in found.answers], dtype=float)
    rest = np.array(
        [np.nan if a.rest is None else a.rest for a in found.answers], dtype=float
    )
    count = len(right)
    r, r_interval = items.correlation_interval(right, rest)
    return ItemStatistics(
        count=count,
        share=float(right.mean()),
        share_interval=wilson(int(right.sum()), count),
        r=r,
        r_interval=r_interval,
        discrimination=items.discrimination(right, rest),
        options=tuple(
            _option(found, rest, option, is_key=is_key)
            for option, is_key in shape.items()
        ),
    )


def _option(
    found: Performance, rest: Floats, option: str, *, is_key: bool
) -> OptionStatistics:
    chosen = np.array([option in a.chosen for a in found.answers], dtype=float)
    share, r = float(chosen.mean()), items.correlation(chosen, rest)
    return OptionStatistics(share, r, is_key)


def _row(
    found: Performance, shape: Shape, judged: ItemStatistics, drift: Drift | None
) -> tables.ItemStatistics:
    times = [a.elapsed_ms for a in found.answers if a.elapsed_ms is not None]
    low, high = judged.r_interval or (None, None)
    return tables.ItemStatistics(
        revision_id=found.revision,
        is_strict=found.is_strict,
        count=judged.count,
        share=judged.share,
        share_low=judged.share_interval[0],
        share_high=judged.share_interval[1],
        correlation=judged.r,
        correlation_low=low,
        correlation_high=high,
        discrimination=judged.discrimination,
        options=[
            {
                "id": id_,
                "share": option.share,
                "correlation": option.r,
                "is_key": option.is_key,
            }
            for id_, option in zip(shape, judged.options, strict=True)
        ],
        median_ms=round(median(times)) if times else None,
        flags=[str(flag) for flag in items.flags(judged, drift)],
    )
