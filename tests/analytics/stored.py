"""A report that is stored, for what is made of it: files, mails and their pages."""

from accounts.models import User
from analytics.cohorts.storing import to_json
from analytics.models import CohortReport, CohortStanding
from tests.analytics.papers.sample import NOW, full_report
from tests.factories import make_cohort, make_guide, make_member


def taught_cohort(teacher, students=3, **over):
    """With that many students and a report about them; the first is Álvaro."""
    cohort = make_cohort(**over)
    make_member(cohort, teacher, role="instructor")
    store_report(cohort, students)
    return cohort


def store_report(cohort, students=3):
    names = ["Álvaro Peña", *(f"Student {n}" for n in range(2, students + 1))]
    full = full_report(names)
    row = CohortReport.objects.create(
        cohort=cohort,
        guide=make_guide(f"G{cohort.pk}-C01"),
        is_current=True,
        is_main=True,
        figures=to_json(full.report),
        computed_at=NOW,
    )
    for place, standing in enumerate(full.people):
        user = User.objects.create(
            email=f"student-{cohort.pk}-{place}@example.org", name=standing.name
        )
        make_member(cohort, user)
        told = to_json(standing) | {"user": user.pk}
        CohortStanding.objects.create(
            report=row,
            user=user,
            place=place,
            group=told["group"],
            stuck=told["stuck"] or "",
            told={k: v for k, v in told.items() if k not in {"name", "email"}},
        )
    return row
