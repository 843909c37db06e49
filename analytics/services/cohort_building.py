"""Computing reports of cohorts: each whole, swapped in at once, one at a time.

The database is the queue: a cohort is due when somebody wants its report, or when
something that is in it has changed since (`selectors.cohorts.due`).
"""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import Cohort
from analytics.cohorts.facts import Facts
from analytics.cohorts.figures import report_of
from analytics.cohorts.people import standings_of
from analytics.cohorts.report import Standing
from analytics.cohorts.storing import to_json
from analytics.models import CohortReport, CohortReporting, CohortStanding
from analytics.selectors.cohorts.due import due_cohorts
from analytics.selectors.cohorts.facts import facts_of, guides_of
from analytics.services.running import alone
from questions.models import Guide

logger = logging.getLogger("passline.analytics")
KEPT_REPORTS = 2  # of each cohort and guide: whoever reads the last one may finish
BATCH = 500
# Kept in columns of their own, or never written: a name is read with the person.
NOT_TOLD = {"name", "email"}


def build_due_reports(*, now: datetime, is_nightly: bool = False) -> int:
    """Every cohort whose report is due; how many were computed. At night all of them:
    evidence grows old by itself."""
    waiting = due_cohorts(now, everything=is_nightly)
    return sum(build_reports(cohort=cohort, now=now) for cohort in waiting)


def build_reports(*, cohort: Cohort, now: datetime) -> bool:
    """Compute a cohort's reports; False when somebody is at it, or it failed."""
    with alone(f"cohort report {cohort.pk}") as is_mine:
        if not is_mine:
            return False
        work = _Work(cohort, now)
        try:
            work.run()
        except Exception as error:
            # One cohort's trouble is told on its page, and holds up no other.
            logger.exception("the report of cohort %s failed", cohort.pk)
            work.fail(f"{type(error).__name__}: {error}")
            return False
        return True


class _Work:
    """One run for one cohort, with what it tells of itself."""

    def __init__(self, cohort: Cohort, now: datetime) -> None:
        self.cohort, self.now = cohort, now
        CohortReporting.objects.get_or_create(cohort=cohort)
        self._tell(begun_at=now, phase="", done=0, total=0, failure="")

    def run(self) -> None:
        line = CohortReporting.objects.get(cohort=self.cohort).book_percent
        guides = guides_of(self.cohort, self.now)
        for number, guide in enumerate(guides):
            facts = facts_of(self.cohort, guide, line, self.now, self._progress)
            _swap_in(self.cohort, guide, facts, is_main=number == 0)
        gone = CohortReport.objects.filter(cohort=self.cohort).exclude(guide__in=guides)
        gone.delete()
        self._tell(computed_at=self.now, phase="")

    def fail(self, words: str) -> None:
        """It is tried again when something changes, or when somebody asks."""
        self._tell(failure=words, computed_at=self.now, phase="")

    def _progress(self, phase: str, done: int, total: int) -> None:
        self._tell(phase=phase, done=done, total=total)

    def _tell(self, **told: object) -> None:
        row = CohortReporting.objects.filter(cohort=self.cohort)
        row.update(seen_at=timezone.now(), **told)


@transaction.atomic
def _swap_in(cohort: Cohort, guide: Guide, facts: Facts, *, is_main: bool) -> None:
    standings = standings_of(facts)
    former = CohortReport.objects.filter(cohort=cohort, guide=guide)
    former.filter(is_current=True).update(is_current=False)
    if is_main:
        CohortReport.objects.filter(cohort=cohort).update(is_main=False)
    report = CohortReport.objects.create(
        cohort=cohort,
        guide=guide,
        is_current=True,
        is_main=is_main,
        figures=to_json(report_of(facts, standings)),
        computed_at=facts.aim.now,
    )
    CohortStanding.objects.bulk_create(_rows(report, standings), batch_size=BATCH)
    kept = list(former.order_by("-pk").values_list("pk", flat=True)[:KEPT_REPORTS])
    former.exclude(pk__in=kept).delete()


def _rows(report: CohortReport, standings: Sequence[Standing]) -> list[CohortStanding]:
    return [
        CohortStanding(
            report=report,
            user_id=one.user,
            place=place,
            group=one.group,
            stuck=one.stuck or "",
            told={k: v for k, v in to_json(one).items() if k not in NOT_TOLD},
        )
        for place, one in enumerate(standings, start=1)
    ]
