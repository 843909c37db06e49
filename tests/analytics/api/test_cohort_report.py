"""A cohort's report for clients: the numbers of the page, under the same access."""

import json

import pytest

from analytics.models import CohortReporting
from tests import cast
from tests.analytics.classes import built, class_of
from tests.exams.api.caller import Caller
from tests.exams.makers import small_exam
from tests.factories import make_cohort, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def class_(settings):
    settings.SECOND_FACTOR_REQUIRED = False
    return class_of(small_exam(per_domain=8), {"alice": 90, "bob": 60})


@pytest.fixture
def ivan(class_):
    user = cast.ivan()
    make_member(class_, user, role="instructor")
    return Caller(user)


def patch(caller: Caller, class_, body: dict) -> object:
    path = f"/api/v1/cohorts/{class_.pk}/report/"
    return caller.client.patch(path, json.dumps(body), content_type="application/json")


class ReadTests:
    def test_it_is_the_report_of_the_page(self, ivan, class_) -> None:
        told = built(class_)
        body = ivan.get(f"cohorts/{class_.pk}/report/").json()
        assert body["report"]["people"] == told.people == 2
        assert body["report"]["groups"][0] == {"group": "book", "people": 1}
        assert [one["name"] for one in body["people"]] == ["Alice", "Bob"]

    def test_a_group_can_be_asked_for(self, ivan, class_) -> None:
        built(class_)
        body = ivan.get(f"cohorts/{class_.pk}/report/?group=close").json()
        assert [one["name"] for one in body["people"]] == ["Bob"]

    def test_before_the_first_report_there_is_none(self, ivan, class_) -> None:
        assert ivan.get(f"cohorts/{class_.pk}/report/").json()["report"] is None

    def test_figures_only_name_nobody(self, ivan, class_) -> None:
        CohortReporting.objects.create(cohort=class_, is_figures_only=True)
        built(class_)
        response = ivan.get(f"cohorts/{class_.pk}/report/")
        assert response.json()["people"] == []
        assert "Alice" not in response.content.decode()

    def test_another_class_is_not_there(self, ivan) -> None:
        other = make_cohort("Another")
        assert ivan.get(f"cohorts/{other.pk}/report/").status_code == 404


class WriteTests:
    def test_it_is_computed_on_request(self, ivan, class_) -> None:
        assert ivan.post(f"cohorts/{class_.pk}/report/").status_code == 202
        assert CohortReporting.objects.get(cohort=class_).is_wanted

    def test_the_line_is_changed(self, ivan, class_) -> None:
        assert patch(ivan, class_, {"book_percent": 70}).json()["book_percent"] == 70

    def test_who_sees_figures_only_does_not_move_the_line(self, ivan, class_) -> None:
        CohortReporting.objects.create(cohort=class_, is_figures_only=True)
        response = patch(ivan, class_, {"book_percent": 70})
        assert response.status_code == 403
        assert "administrators-only" in response.json()["type"]

    def test_an_instructor_does_not_decide_who_sees_whom(self, ivan, class_) -> None:
        assert patch(ivan, class_, {"is_figures_only": True}).status_code == 403

    def test_unknown_fields_are_refused(self, ivan, class_) -> None:
        assert patch(ivan, class_, {"threshold": 70}).status_code == 400
