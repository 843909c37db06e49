"""Which reports are due: wanted ones at once, overtaken ones after a rest."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Membership
from analytics import services
from analytics.models import CohortReporting
from analytics.selectors.cohorts.due import REST, due_cohorts
from exams.models import Attempt
from tests.analytics.classes import class_of, sitting, student
from tests.exams.makers import small_exam
from tests.factories import make_assignment, make_cohort

pytestmark = pytest.mark.django_db


@pytest.fixture
def exam():
    return small_exam(per_domain=8)


@pytest.fixture
def class_(exam):
    """A class whose report was computed half an hour ago."""
    made = class_of(exam, {"alice": 90})
    long_ago = timezone.now() - timedelta(days=1)
    Membership.objects.update(joined_at=long_ago)
    made.memberships.get().user.folds.update(folded_at=long_ago)
    services.build_reports(cohort=made, now=timezone.now() - timedelta(minutes=30))
    return made


def due(now=None) -> list:
    return due_cohorts(now or timezone.now())


class DueTests:
    def test_without_news_nothing_is_due(self, class_) -> None:
        assert due() == []

    def test_a_class_without_report_is_due(self, exam) -> None:
        assert due() == []
        new = make_cohort()
        student(new, "dora")
        assert due() == [new]

    def test_answers_that_were_taken_in_make_it_due(self, class_, exam) -> None:
        sitting(make_cohort("Another"), exam, "dora")
        assert class_ not in due()
        sitting(class_, exam, "emil")
        assert class_ in due()

    def test_who_comes_and_who_goes_makes_it_due(self, class_) -> None:
        class_.memberships.update(left_at=timezone.now())
        assert due() == [class_]

    def test_who_was_erased_makes_it_due(self, class_, exam) -> None:
        bob = student(class_, "bob")
        services.build_reports(cohort=class_, now=timezone.now() - 2 * REST)
        CohortReporting.objects.update(computed_at=timezone.now() - REST)
        Membership.objects.filter(user=bob).update(joined_at=bob.joined_at - REST)
        assert due(timezone.now() + REST) == []
        bob.delete()
        assert due(timezone.now() + REST) == [class_]

    def test_a_voided_exam_makes_it_due(self, class_) -> None:
        Attempt.objects.update(voided_at=timezone.now())
        assert due() == [class_]

    def test_an_exam_whose_window_opens_makes_it_due(self, class_, exam) -> None:
        now = timezone.now()
        opens = now + timedelta(hours=1)
        make_assignment(
            class_,
            exam,
            created_at=now - timedelta(days=2),
            opens_at=opens,
            closes_at=opens + timedelta(days=1),
        )
        assert due() == []
        assert due(opens + timedelta(minutes=1)) == [class_]

    def test_after_a_report_it_rests(self, class_, exam) -> None:
        now = timezone.now()
        CohortReporting.objects.update(computed_at=now - timedelta(minutes=1))
        sitting(class_, exam, "emil")
        assert due(now) == []
        assert due(now + REST) == [class_]

    def test_what_somebody_wants_does_not_rest(self, class_) -> None:
        now = timezone.now()
        CohortReporting.objects.update(computed_at=now - timedelta(seconds=1))
        services.want_report(cohort=class_, now=now)
        assert due(now) == [class_]

    def test_an_archived_class_is_computed_only_when_wanted(self, class_) -> None:
        class_.memberships.update(left_at=timezone.now())
        class_.archived_at = timezone.now()
        class_.save()
        assert due() == []
        services.want_report(cohort=class_, now=timezone.now())
        assert due() == [class_]


class SweepTests:
    def test_it_computes_what_is_due_once(self, class_) -> None:
        services.want_report(cohort=class_, now=timezone.now())
        later = timezone.now() + timedelta(seconds=1)
        assert services.build_due_reports(now=later) == 1
        assert services.build_due_reports(now=later) == 0

    def test_at_night_every_report_is_computed(self, class_) -> None:
        assert services.build_due_reports(now=timezone.now(), is_nightly=True) == 1
