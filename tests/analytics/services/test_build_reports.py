"""Reports of cohorts: what is in them, who is in them, and how they are swapped in."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Membership
from analytics import services
from analytics.cohorts.report import Group, Level, Stuck
from analytics.models import CohortReport, CohortReporting, CohortStanding
from analytics.services import cohort_building
from exams.models import Attempt
from tests.analytics.classes import (
    built,
    class_of,
    forecast_of,
    people,
    read,
    sitting,
    student,
)
from tests.exams.makers import small_exam
from tests.factories import make_assignment, make_cohort, make_override

pytestmark = pytest.mark.django_db


@pytest.fixture
def exam():
    return small_exam(per_domain=8)


@pytest.fixture
def class_(exam):
    return class_of(exam, {"alice": 90, "bob": 60, "charlie": 20})


class ContentTests:
    def test_everybody_is_in_a_group(self, class_) -> None:
        student(class_, "dora")
        counts = {one.group: one.people for one in built(class_).groups}
        assert counts == dict.fromkeys(Group, 1)
        assert people(class_)["Dora"].stuck == Stuck.NEVER

    def test_the_line_is_the_cohorts_own(self, class_) -> None:
        CohortReporting.objects.create(cohort=class_, book_percent=60)
        assert built(class_).people_in(Group.BOOK) == 2

    def test_it_says_what_to_teach(self, class_) -> None:
        lessons = built(class_).lessons_of(Level.DOMAIN)
        assert {one.people for one in lessons} == {3}
        assert [one.total for one in lessons] == sorted(
            (one.total for one in lessons), reverse=True
        )

    def test_nobody_is_named_in_the_figures(self, class_) -> None:
        built(class_)
        figures = str(CohortReport.objects.get().figures)
        told = str(list(CohortStanding.objects.values_list("told", flat=True)))
        assert "Alice" not in figures + told
        assert "alice@" not in figures + told

    def test_an_empty_class_has_an_empty_report(self, exam) -> None:
        found = built(make_cohort(target_guide=exam.guide.code))
        assert (found.people, found.mean, found.scores) == (0, None, None)

    def test_its_exam_is_what_most_sit_when_none_is_decided(self, exam) -> None:
        class_ = make_cohort(target_guide="")
        sitting(class_, exam, "alice")
        assert built(class_).guide == exam.guide.code


class PeopleTests:
    def test_who_left_counts_no_more(self, class_) -> None:
        built(class_)
        member = Membership.objects.get(user__name="Alice")
        member.left_at = timezone.now()
        member.save()
        assert set(people(class_)) == {"Bob", "Charlie"}
        assert built(class_).people_in(Group.BOOK) == 0

    def test_who_joins_brings_their_exams_along(self, class_, exam) -> None:
        other = make_cohort("Another")
        dora = forecast_of(other, exam, "dora", 95)
        Membership.objects.create(cohort=class_, user=dora)
        assert built(class_).people_in(Group.BOOK) == 2

    def test_an_instructor_is_no_student(self, class_) -> None:
        Membership.objects.filter(user__name="Bob").update(role="instructor")
        assert built(class_).people == 2

    def test_a_voided_exam_counts_nowhere(self, class_) -> None:
        Attempt.objects.filter(user__name="Alice").update(voided_at=timezone.now())
        found = built(class_)
        assert found.people_in(Group.BOOK) == 0
        assert found.scores is not None
        assert found.scores.people == 2
        assert people(class_)["Alice"].attempts == 0


class AssignedTests:
    def assign(self, class_, exam, **over):
        assignment = make_assignment(class_, exam, **over)
        Attempt.objects.filter(exam=exam).update(assignment=assignment)
        return assignment

    def test_it_tells_who_came(self, class_, exam) -> None:
        student(class_, "dora")
        self.assign(class_, exam)
        [found] = built(class_).assignments
        assert (found.people, found.begun, found.finished) == (4, 3, 3)
        assert found.questions == ()

    def test_the_excused_are_not_asked(self, class_, exam) -> None:
        assignment = self.assign(class_, exam)
        alice = Membership.objects.get(user__name="Alice").user
        make_override(assignment, alice, is_excused=True)
        [found] = built(class_).assignments
        assert (found.people, found.finished) == (2, 2)

    def test_a_common_form_is_told_question_by_question(self, class_, exam) -> None:
        self.assign(class_, exam, form_rule="common")
        [found] = built(class_).assignments
        asked = sum(one.asked or 0 for one in found.questions)
        assert asked == 3 * exam.question_count
        assert all(
            0 <= one.low <= one.right <= one.high <= 100 for one in found.questions
        )

    def test_a_withdrawn_one_is_left_out(self, class_, exam) -> None:
        self.assign(class_, exam, withdrawn_at=timezone.now())
        assert built(class_).assignments == ()

    def test_one_that_has_not_opened_is_left_out(self, class_, exam) -> None:
        now = timezone.now()
        days = {
            "opens_at": now + timedelta(days=1),
            "closes_at": now + timedelta(days=2),
        }
        self.assign(class_, exam, **days)
        assert built(class_).assignments == ()


class SwapTests:
    def test_a_new_report_takes_the_place_of_the_old_one(self, class_) -> None:
        built(class_)
        built(class_)
        assert CohortReport.objects.current().count() == 1
        assert CohortReport.objects.count() == 2

    def test_only_the_report_before_is_kept(self, class_) -> None:
        for _ in range(4):
            built(class_)
        assert CohortReport.objects.count() == 2

    def test_a_failure_leaves_the_old_one_and_says_so(
        self, class_, monkeypatch
    ) -> None:
        built(class_)

        def broken(*_: object) -> None:
            raise ZeroDivisionError("no")

        monkeypatch.setattr(cohort_building, "report_of", broken)
        assert not services.build_reports(cohort=class_, now=timezone.now())
        assert read(class_).people == 3
        assert "ZeroDivisionError" in CohortReporting.objects.get().failure

    def test_it_tells_when_it_is_done(self, class_) -> None:
        built(class_)
        made = CohortReporting.objects.get()
        assert not made.is_at_work(timezone.now())
        assert not made.is_wanted
