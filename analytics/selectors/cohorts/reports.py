"""Reports of cohorts as they were computed: whole, and a page of their people."""

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import Cohort, Membership
from analytics.cohorts.report import FullReport, Report, Standing
from analytics.cohorts.shielding import shielded
from analytics.cohorts.storing import from_json
from analytics.models import CohortReport, CohortStanding
from questions.models import Guide


def reported_guides(cohort: Cohort) -> list[Guide]:
    """The exams that there are reports of, the one they prepare for first."""
    rows = CohortReport.objects.filter(cohort=cohort).current().defer("figures")
    told = rows.select_related("guide").order_by("-is_main", "guide__code")
    return [row.guide for row in told]


def current_report(cohort: Cohort, code: str = "") -> CohortReport | None:
    """The newest report of this exam; without a code of the one they prepare for."""
    rows = CohortReport.objects.filter(cohort=cohort).current()
    if code:
        rows = rows.filter(guide__code=code)
    return rows.order_by("-is_main", "guide__code").first()


def full_report(found: CohortReport, *, sees_people: bool) -> FullReport:
    """Everything, for files: two statements. Without people for who may not see them;
    then small cells are hidden as well."""
    report = read_report(found, sees_people=sees_people)
    rows = standings_of(found) if sees_people else CohortStanding.objects.none()
    return FullReport(report, tuple(standing(row) for row in rows.iterator(500)))


def read_report(found: CohortReport, *, sees_people: bool) -> Report:
    """Its figures, small cells hidden from who may not see individuals."""
    report = from_json(Report, found.figures)
    return report if sees_people else shielded(report)


def standings_of(found: CohortReport) -> QuerySet[CohortStanding]:
    """By group and name; of those only who are students of the cohort now."""
    still = Membership.objects.current().students()
    here = still.filter(cohort=found.cohort_id, user=OuterRef("user"))
    rows = CohortStanding.objects.filter(Exists(here), report=found)
    return rows.select_related("user").order_by("place")


def standing(row: CohortStanding) -> Standing:
    person = {"name": row.user.name or row.user.email, "email": row.user.email}
    return from_json(Standing, row.told | person)
