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
from analytics.services.running import Progress
from exams.scoring import wilson
from questions.models import Kind, QuestionRevision

MEMORY = timedelta(days=548)
BATCH = 500


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
    r, count = items.correlation(right, rest), len(right)
    return ItemStatistics(
        count=count,
        share=float(right.mean()),
        share_interval=wilson(int(right.sum()), count),
        r=r,
        r_interval=None if r is None else items.fisher_interval(r, count),
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
