"""The night's work, one run per line of guides and one for the questions."""

from datetime import datetime
from functools import partial

from django.db.models import Exists, OuterRef

from analytics import selectors
from analytics.items import Drift
from analytics.models import Calibration, Fold, Forecast, Mastery
from analytics.services.calibrating import calibrate_line, drifts_of
from analytics.services.folding import fold_due_attempts
from analytics.services.judging import judge_forms, judge_items
from analytics.services.running import Progress, run_once
from questions.models import Guide

KEPT_CALIBRATIONS = 10


def run_nightly(*, now: datetime) -> None:
    """Everything that is due tonight; what is done for this date is not done again."""
    day = f"{now:%Y-%m-%d}"
    # Batch after batch: a longer absence of the worker may have left thousands.
    while fold_due_attempts(now=now):
        pass
    for line in selectors.each_line():
        work = partial(_calibrate, line[0], day, now)
        run_once("calibration", f"{line[0].code} {day}", work)
    run_once("questions", day, partial(_judge, now))


def _calibrate(guide: Guide, day: str, now: datetime, progress: Progress) -> str:
    progress("estimating", 0, 1)
    made = calibrate_line(guide=guide, key=day, now=now)
    progress("estimating", 1, 1)
    _forget(guide)
    if made is None:
        return "No answers yet: the authors' labels stay in force."
    return f"{made.answer_count:,} answers of {made.user_count:,} people."


def _judge(now: datetime, progress: Progress) -> str:
    drifts: dict[int, Drift] = {}
    for line in selectors.each_line():
        drifts |= drifts_of(guide=line[0], now=now)
    count = judge_items(now=now, drifts=drifts, progress=progress)
    forms = judge_forms(now=now)
    return f"{count:,} wordings and {forms:,} forms judged."


def _forget(guide: Guide) -> None:
    """Old calibrations that no state and no fold rests on any more."""
    known = Calibration.objects.filter(guide=guide)
    newest = list(known.values_list("pk", flat=True)[:KEPT_CALIBRATIONS])
    rests_on = [
        Exists(table.objects.filter(calibration=OuterRef("pk")))
        for table in (Fold, Mastery, Forecast)
    ]
    unused = known.filter(*(~used for used in rests_on), is_current=False)
    unused.exclude(pk__in=newest).delete()
