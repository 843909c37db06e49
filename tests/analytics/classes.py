"""Classes of students with graded exams and a report, for the tests of reports."""

from datetime import timedelta
from random import Random
from typing import Any

from django.utils import timezone

from accounts.models import Cohort, User
from analytics import services
from analytics.cohorts.report import Report, Standing
from analytics.models import CohortReport
from analytics.selectors.cohorts import current_report, full_report
from exams.models import Exam
from questions.models import Guide
from tests import cast
from tests.analytics.makers import fold, graded, graded_days_ago, shown_forecast
from tests.factories import make_cohort, make_member


def student(cohort: Cohort, name: str, **over: Any) -> User:
    """Somebody new in the class."""
    user = cast.person(name, **over)
    make_member(cohort, user)
    return user


def sitting(cohort: Cohort, exam: Exam, name: str, *, right: int = 3) -> User:
    """A student with one graded exam that was taken in."""
    user = student(cohort, name)
    fold(graded(user, exam, right=right))
    return user


def forecast_of(cohort: Cohort, exam: Exam, name: str, percent: int) -> User:
    """A student whose forecast is this."""
    user = sitting(cohort, exam, name)
    shown_forecast(user, percent=percent)
    return user


def class_of(exam: Exam, percents: dict[str, int]) -> Cohort:
    """A class with a student of each name, whose forecast is this."""
    cohort = make_cohort(target_guide=exam.guide.code)
    for name, percent in percents.items():
        forecast_of(cohort, exam, name, percent)
    return cohort


def random_class(exam: Exam, size: int, seed: int) -> Cohort:
    """A class that sat the exam once or twice over some weeks, more or less well."""
    random = Random(seed)
    cohort = make_cohort(target_guide=exam.guide.code)
    for n in range(size):
        user = student(cohort, f"{random.choice('abcdxyz')}-{n}")
        times = sorted(random.uniform(0.1, 50) for _ in range(random.randint(0, 2)))
        for days in reversed(times):
            right = random.randint(0, exam.scored_count)
            fold(graded_days_ago(days, user, exam, right=right))
    return cohort


def built(cohort: Cohort, **over: Any) -> Report:
    """The report as it is computed now; the clock moves on a little each time."""
    now = over.pop("now", None) or timezone.now() + timedelta(seconds=1)
    assert services.build_reports(cohort=cohort, now=now)
    return read(cohort, **over)


def read(cohort: Cohort, *, sees_people: bool = True) -> Report:
    return full_report(held(cohort), sees_people=sees_people).report


def people(cohort: Cohort) -> dict[str, Standing]:
    """Everybody's standing in the newest report, by name."""
    found = full_report(held(cohort), sees_people=True).people
    return {one.name: one for one in found}


def held(cohort: Cohort, guide: Guide | None = None) -> CohortReport:
    found = current_report(cohort, guide.code if guide else "")
    assert found is not None
    return found
