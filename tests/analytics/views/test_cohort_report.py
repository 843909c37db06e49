"""The report's page: who may open it, what it says first, how it grows."""

import re

import pytest
from django.utils import timezone

from accounts.models import Cohort
from analytics import services
from analytics.models import CohortReporting
from exams.models import Attempt, Exam
from tests import cast
from tests.analytics.classes import built, class_of, forecast_of, student
from tests.exams.makers import small_exam
from tests.factories import make_assignment, make_cohort, make_member

pytestmark = pytest.mark.django_db
PERCENTS = {"alice": 90, "bob": 60, "charlie": 20}


@pytest.fixture
def exam():
    return small_exam(per_domain=8)


@pytest.fixture
def class_(exam):
    return class_of(exam, PERCENTS)


@pytest.fixture
def ivans(client, settings, class_):
    """What ivan sees, who teaches the class."""
    settings.SECOND_FACTOR_REQUIRED = False
    ivan = cast.ivan()
    make_member(class_, ivan, role="instructor")
    client.force_login(ivan)
    return client


@pytest.fixture
def adas(client, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    client.force_login(cast.ada())
    return client


def page(client, class_, query: str = "") -> str:
    response = client.get(f"/cohorts/{class_.pk}/report/{query}")
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


class AccessTests:
    def test_who_does_not_teach_it_finds_nothing(self, ivans, class_) -> None:
        other = make_cohort("Another")
        assert ivans.get(f"/cohorts/{other.pk}/report/").status_code == 404

    def test_a_student_of_it_finds_nothing(self, client, class_) -> None:
        client.force_login(class_.memberships.first().user)
        assert client.get(f"/cohorts/{class_.pk}/report/").status_code == 404


class DecisionTests:
    def test_before_the_first_report_it_says_so(self, ivans, class_) -> None:
        assert "No report yet" in page(ivans, class_)

    def test_it_begins_with_who_should_book(self, ivans, class_) -> None:
        built(class_)
        told = page(ivans, class_)
        assert told.index("Book the exam") < told.index("Person by person")
        assert "<strong>1</strong> of 3 have a forecast of 85 % or more" in re.sub(
            r"<strong>\s*1\s*</strong>", "<strong>1</strong>", told
        )

    def test_it_names_who_has_not_begun(self, ivans, class_) -> None:
        student(class_, "dora")
        built(class_)
        told = page(ivans, class_)
        assert "have not begun anything" in told
        assert "Dora" in told


class PeopleTests:
    def test_a_group_is_listed_alone(self, ivans, class_) -> None:
        built(class_)
        told = page(ivans, class_, "?group=close").partition("Person by person")[2]
        assert "Bob" in told
        assert "Charlie" not in told

    def test_somebody_is_looked_for_by_name_in_any_group(self, ivans, class_) -> None:
        built(class_)
        told = page(ivans, class_, "?q=char&show=domains")
        told = told.partition("Person by person")[2].partition("The class, domain")[0]
        assert "Charlie" in told
        assert "Bob" not in told

    def test_whom_nobody_is_called_is_said(self, ivans, class_) -> None:
        built(class_)
        assert "Nobody fits" in page(ivans, class_, "?q=nobody&group=close")

    def test_in_a_small_class_nobody_has_to_be_looked_for(self, ivans, class_) -> None:
        built(class_)
        assert "People of this report" not in page(ivans, class_)

    def test_domains_are_told_with_numbers_and_words(self, ivans, class_) -> None:
        built(class_)
        told = page(ivans, class_, "?show=domains")
        assert "not clear" in told
        assert re.search(r"\d+–\d+", told)

    def test_a_mistyped_address_shows_everybody(self, ivans, class_) -> None:
        built(class_)
        assert "Charlie" in page(ivans, class_, "?group=x&after=y")

    def test_another_page_costs_the_same(
        self, ivans, class_, exam, django_assert_max_num_queries
    ) -> None:
        built(class_)
        page(ivans, class_)
        with django_assert_max_num_queries(20) as before:
            page(ivans, class_)
        for n in range(4):
            forecast_of(class_, exam, f"more-{n}", 70)
        built(class_)
        with django_assert_max_num_queries(len(before)):
            page(ivans, class_)


class DrillTests:
    @pytest.fixture
    def asked(self, exam):
        return {"guide": exam.guide.code, "topics": ["sqs"]}

    def test_a_lesson_has_its_drill_at_hand(self, ivans, class_) -> None:
        built(class_)
        told = page(ivans, class_)
        assert f'action="/cohorts/{class_.pk}/report/drill"' in told
        assert '<input type="hidden" name="topics" value="sqs">' in told
        assert '<input type="hidden" name="domains" value="1">' in told

    def test_it_leads_to_the_form_that_assigns_it(self, ivans, class_, asked) -> None:
        response = ivans.post(f"/cohorts/{class_.pk}/report/drill", asked)
        drill = Exam.objects.drills().get()
        path = f"/assignments/new/?exam={drill.pk}&cohort={class_.pk}"
        assert response.url.startswith(f"{path}&back=")
        assert (drill.only_topics, drill.question_count) == (["sqs"], 10)
        told = ivans.get(response.url).content.decode()
        back = f"/cohorts/{class_.pk}/report/?guide={drill.guide.code}#teach"
        assert re.search(f'href="{re.escape(back)}"[^>]*>Cancel<', told)

    def test_what_the_bank_has_not_any_more_is_told(self, ivans, class_, asked) -> None:
        gone = asked | {"topics": ["gone"]}
        response = ivans.post(f"/cohorts/{class_.pk}/report/drill", gone, follow=True)
        assert "The bank has changed since" in response.content.decode()

    def test_another_guide_is_not_there(self, ivans, class_, asked) -> None:
        path = f"/cohorts/{class_.pk}/report/drill"
        assert ivans.post(path, asked | {"guide": "X"}).status_code == 404

    def test_who_does_not_teach_it_assigns_none(self, ivans, asked) -> None:
        path = f"/cohorts/{make_cohort('Another').pk}/report/drill"
        assert ivans.post(path, asked).status_code == 404
        assert not Exam.objects.drills().exists()

    def test_an_archived_class_gets_none(self, ivans, class_) -> None:
        built(class_)
        Cohort.objects.update(archived_at=timezone.now())
        assert "Assign this drill" not in page(ivans, class_)


class FiguresOnlyTests:
    @pytest.fixture(autouse=True)
    def figures_only(self, class_) -> None:
        CohortReporting.objects.create(cohort=class_, is_figures_only=True)
        built(class_)

    def test_an_instructor_sees_nobody(self, ivans, class_) -> None:
        told = page(ivans, class_)
        assert "Figures about the class only" in told
        assert not any(name.capitalize() in told for name in PERCENTS)

    def test_an_instructor_is_not_asked_for_the_line(self, ivans, class_) -> None:
        told = page(ivans, class_)
        assert "is set by administrators here" in told
        assert 'name="book_percent"' not in told

    def test_an_instructor_does_not_move_the_line(self, ivans, class_) -> None:
        path = f"/cohorts/{class_.pk}/report/rule"
        assert ivans.post(path, {"book_percent": "70"}).status_code == 403
        assert CohortReporting.objects.get().book_percent == 85

    def test_an_administrator_sees_everybody(self, adas, class_) -> None:
        assert "Alice" in page(adas, class_)


class WorkTests:
    def test_it_is_computed_on_request(self, ivans, class_) -> None:
        ivans.post(f"/cohorts/{class_.pk}/report/compute")
        assert CohortReporting.objects.get(cohort=class_).is_wanted
        assert "A new report is on its way" in page(ivans, class_)

    def test_its_progress_ends(self, ivans, class_) -> None:
        services.want_report(cohort=class_, now=timezone.now())
        built(class_)
        piece = ivans.get(f"/cohorts/{class_.pk}/report/progress").content.decode()
        assert 'data-state="done"' in piece

    def test_the_line_is_changed(self, ivans, class_) -> None:
        ivans.post(f"/cohorts/{class_.pk}/report/rule", {"book_percent": "70"})
        assert CohortReporting.objects.get(cohort=class_).book_percent == 70

    def test_another_line_than_those_offered_is_refused(self, ivans, class_) -> None:
        path = f"/cohorts/{class_.pk}/report/rule"
        assert ivans.post(path, {"book_percent": "72"}).status_code == 400

    def test_instructors_are_not_asked_who_sees_whom(self, ivans, class_) -> None:
        assert "instructors see figures" not in page(ivans, class_)


class AssignedTests:
    def test_a_common_form_is_shown_question_by_question(
        self, ivans, class_, exam
    ) -> None:
        assignment = make_assignment(class_, exam, form_rule="common")
        Attempt.objects.update(assignment=assignment)
        built(class_)
        path = f"/cohorts/{class_.pk}/report/assignments/{assignment.pk}/"
        assert "Question by question" in ivans.get(path).content.decode()

    def test_an_assignment_of_another_class_is_not_there(
        self, adas, class_, exam
    ) -> None:
        other = make_assignment(make_cohort("Another"), exam)
        path = f"/cohorts/{class_.pk}/report/assignments/{other.pk}/"
        assert adas.get(path).status_code == 404
