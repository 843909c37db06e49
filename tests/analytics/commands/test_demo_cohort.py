"""`manage.py demo cohort`: a class with ten weeks behind it."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count
from django.utils import timezone

from accounts.models import Cohort, CohortRole, User
from analytics import services
from analytics.models import Fold, Forecast, Mastery, Observation
from exams.models import Assignment, Attempt, AttemptState
from exams.selectors import checks
from exams.selectors.assigned import assigned_now
from exams.services.remind import send_reminders
from tests.analytics.sittings import guide_with_exams

pytestmark = pytest.mark.django_db
STUDENTS = 14
STATES = (Mastery, Observation, Fold, Forecast)


def demo_cohort(students=STUDENTS, **options):
    out = StringIO()
    call_command("demo", "cohort", students=students, stdout=out, **options)
    return out.getvalue()


def snapshot():
    """Everything that is believed, but numbers of rows and the instant of the fold."""
    return {
        table.__name__: sorted(
            repr(row)
            for row in table.objects.values_list(
                *(
                    field.attname
                    for field in table._meta.concrete_fields
                    if field.name not in {"id", "folded_at"}
                )
            )
        )
        for table in STATES
    }


@pytest.fixture
def exams(settings):
    settings.DEMO = True
    return guide_with_exams()


@pytest.fixture
def cohort(exams):
    demo_cohort()
    return Cohort.objects.get()


def students(cohort):
    return User.objects.filter(memberships__in=cohort.memberships.students())


class DemoCohortTests:
    def test_it_is_taught_by_the_demos_instructor(self, cohort):
        teaches = cohort.memberships.get(role=CohortRole.INSTRUCTOR)
        assert teaches.user.email == "instructor@demo.passline.example"
        assert students(cohort).count() == STUDENTS + 1

    def test_the_demos_student_is_in_it_and_has_something_to_sit(self, cohort):
        sam = students(cohort).get(email="student@demo.passline.example")
        [found] = [one for one in assigned_now(sam) if one.refusal is None]
        week = timedelta(days=6)
        assert found.terms.closes_at > timezone.now() + week

    def test_an_old_demo_has_something_to_sit_again(self, cohort):
        later = timezone.now() + timedelta(days=9)
        for _ in range(2):
            services.make_demo_cohort(students=1, seed=2026, now=later)
        opened = Assignment.objects.filter(closes_at__gt=later)
        assert [one.title for one in opened] == ["Weekly mock"]

    def test_people_differ_in_how_much_they_have_done(self, cohort):
        counts = students(cohort).annotate(n=Count("attempts"))
        assert max(one.n for one in counts) <= 8
        assert len({one.n for one in counts}) > 3

    def test_it_could_have_come_about(self, cohort):
        assert list(checks.faults()) == []

    def test_everything_is_believed_that_the_answers_say(self, cohort):
        before = snapshot()
        call_command("analytics", "rebuild", processes=1, stdout=StringIO())
        assert snapshot() == before

    def test_it_lies_in_the_past(self, cohort):
        graded = Attempt.objects.filter(state=AttemptState.GRADED)
        now = timezone.now()
        assert all(a.started_at < a.finished_at < now for a in graded)
        assert all(a.started_at > cohort.created_at for a in graded)

    def test_its_report_is_there_at_once(self, cohort):
        assert cohort.reports.current().filter(is_main=True).exists()

    def test_repeated_it_changes_nothing(self, cohort):
        before = snapshot()
        assert "0 people and 0 attempts made" in demo_cohort()
        assert snapshot() == before
        assert Assignment.objects.count() == 2

    def test_a_larger_class_begins_with_the_smaller_one(self, cohort):
        before = set(students(cohort).values_list("email", flat=True))
        assert "3 people" in demo_cohort(STUDENTS + 3)
        after = set(students(cohort).values_list("email", flat=True))
        assert before < after

    def test_whoever_was_taken_out_stays_out(self, cohort):
        here = cohort.memberships.students()
        here.update(left_at=timezone.now())
        demo_cohort()
        assert not here.current().exists()

    def test_it_is_refused_outside_the_demo(self, exams, settings):
        settings.DEMO = False
        with pytest.raises(CommandError, match="exist only in the demo"):
            demo_cohort()

    def test_without_exams_it_says_what_to_do(self, settings):
        settings.DEMO = True
        with pytest.raises(CommandError, match="Load the exams"):
            demo_cohort()


class DemoAssignmentsTests:
    def test_one_is_over_and_was_the_same_for_everybody(self, cohort):
        midterm = Assignment.objects.get(form_rule="common")
        assert midterm.closes_at < timezone.now()
        forms = {tuple(asked_of(one)) for one in midterm.attempts.all()}
        assert len(forms) == 1

    def test_one_is_open_and_tells_its_results_at_once(self, cohort):
        final = Assignment.objects.get(form_rule="own")
        assert final.opens_at < timezone.now() < final.closes_at
        attempts = Attempt.objects.with_clock().filter(assignment=final)
        graded = attempts.filter(state=AttemptState.GRADED)
        assert graded.exists()
        assert all(attempt.has_released_result() for attempt in graded)

    def test_everybody_sat_within_the_window(self, cohort):
        for attempt in Attempt.objects.exclude(assignment=None):
            window = attempt.assignment
            assert window.opens_at < attempt.started_at < window.closes_at

    def test_nobody_who_never_was_is_mailed(self, cohort, mailoutbox):
        send_reminders(now=timezone.now())
        assert mailoutbox == []


def asked_of(attempt):
    return attempt.questions.order_by("position").values_list("question", flat=True)
