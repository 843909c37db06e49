"""Assigning a drill by page: chosen by its address, ready to be sent, in no list."""

import re

import pytest

from exams.models import Assignment
from tests import cast
from tests.exams.makers import small_exam
from tests.exams.views.test_assigning import filled, text
from tests.factories import (
    make_assignment,
    make_cohort,
    make_drill,
    make_exam,
    make_member,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort(client, settings):
    """Of ivan, who asks."""
    settings.SECOND_FACTOR_REQUIRED = False
    made, ivan = make_cohort("Spring"), cast.ivan(time_zone="Europe/Berlin")
    make_member(made, ivan, role="instructor")
    make_member(made, cast.alice())
    client.force_login(ivan)
    return made


@pytest.fixture
def drill():
    return make_drill(small_exam().guide)


class DrillTests:
    def test_the_form_is_ready_to_be_sent(self, client, cohort, drill):
        told = text(client.get(f"/assignments/new/?exam={drill.pk}&cohort={cohort.pk}"))
        assert f'<option value="{drill.pk}" selected>Drill: Amazon SQS' in told
        assert f'<option value="{cohort.pk}" selected>' in told
        assert re.search(r'value="at_once"[^>]*checked', told)
        assert len(re.findall(r'type="datetime-local" [^>]*value="20', told)) == 2
        assert 'hx-trigger="change, load"' in told

    @pytest.mark.parametrize("back", ["//evil.example", "https://evil.example/", "x"])
    def test_cancel_leads_nowhere_else(self, client, cohort, back):
        told = text(client.get("/assignments/new/", {"back": back}))
        assert re.search('href="/assignments/"[^>]*>Cancel<', told)
        assert back == "x" or back not in told

    def test_it_is_assigned(self, client, cohort, drill):
        response = client.post("/assignments/new/", filled(cohort, drill, title=""))
        made = Assignment.objects.get()
        assert response.url == f"/assignments/{made.pk}/"
        assert (made.exam, made.title) == (drill, "Drill: Amazon SQS")

    def test_what_it_means_is_told(self, client, cohort, drill):
        told = text(client.post("/assignments/outlook/", filled(cohort, drill)))
        assert "there is no time limit" in told

    def test_its_page_has_no_link_to_a_start_page(self, client, cohort, drill):
        made = make_assignment(cohort, drill)
        told = text(client.get(f"/assignments/{made.pk}/"))
        assert "Drill: Amazon SQS" in told
        assert f"/exams/{drill.slug}/" not in told

    def test_it_can_be_assigned_again_like_before(self, client, cohort, drill):
        made = make_assignment(cohort, drill)
        told = text(client.get(f"/assignments/new/?copy={made.pk}"))
        assert f'<option value="{drill.pk}" selected>' in told

    def test_nobody_else_is_offered_it(self, client, cohort, drill):
        told = text(client.get("/assignments/new/"))
        assert "Drill: Amazon SQS" not in told
        assert 'hx-trigger="change"' in told

    def test_an_exam_that_is_not_offered_is_not_there(self, client, cohort, drill):
        make_exam(drill.guide, slug="closed", is_open=False)
        closed = drill.guide.exams.get(slug="closed").pk
        assert client.get(f"/assignments/new/?exam={closed}").status_code == 404

    def test_students_find_it_among_what_was_assigned_alone(
        self, client, cohort, drill
    ):
        made = make_assignment(cohort, drill)
        client.force_login(cohort.memberships.students().get().user)
        assert "Amazon SQS" in text(client.get(f"/assigned/{made.pk}/"))
        assert "Amazon SQS" not in text(client.get("/exams/"))
        assert client.get(f"/exams/{drill.slug}/").status_code == 404
