"""Assignments by API: the same services, instants or wall times, own cohorts only."""

from datetime import timedelta

import pytest
from django.utils import timezone

from exams import services
from exams.models import Assignment
from tests import cast
from tests.exams.api.caller import Caller, problem
from tests.exams.makers import again, sit, small_exam
from tests.exams.nights import BACK, YEAR
from tests.factories import make_assignment, make_cohort, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def ivan(settings):
    settings.SECOND_FACTOR_REQUIRED = False
    return cast.ivan()


@pytest.fixture
def cohort(ivan):
    made = make_cohort()
    make_member(made, ivan, role="instructor")
    make_member(made, cast.alice())
    return made


@pytest.fixture
def mock(cohort):
    return make_assignment(cohort, small_exam(), title="Mid-term")


@pytest.fixture
def caller(ivan):
    return Caller(ivan)


def body(class_, **over):
    opens = timezone.now() + timedelta(days=1)
    return {
        "exam": small_exam().pk,
        "cohort": class_.pk,
        "opens_at": opens.isoformat(),
        "closes_at": (opens + timedelta(days=2)).isoformat(),
        "zone": "Europe/Berlin",
    } | over


class PageTests:
    def test_a_page_after_a_number_beyond_all_measure_is_the_first(self, caller, mock):
        told = caller.get(f"assignments/?after={'9' * 5000}").json()
        assert [one["id"] for one in told["results"]] == [mock.pk]


class DrillTests:
    @pytest.fixture
    def guide(self):
        return small_exam().guide.code

    def test_it_is_made_and_assigned(self, caller, cohort, guide):
        asked = {"guide": guide, "topics": ["sqs"], "count": 4}
        told = caller.post("exams/drills/", asked).json()
        assert (told["topics"], told["question_count"]) == (["sqs"], 4)
        response = caller.post("assignments/new/", body(cohort, exam=told["id"]))
        assert response.status_code == 201
        assert response.json()["title"] == told["title"]

    def test_the_same_drill_has_the_same_number(self, caller, guide):
        asked = {"guide": guide, "domains": ["1", "2"]}
        told = [caller.post("exams/drills/", asked).json() for _ in range(2)]
        assert told[0] == told[1]

    def test_about_nothing_it_is_refused(self, caller, guide):
        told = problem(caller.post("exams/drills/", {"guide": guide}))
        assert told["status"] == 409
        assert told["type"].endswith("nothing-to-drill")

    def test_of_another_guide_it_is_not_there(self, caller, guide):
        asked = {"guide": "X", "topics": ["sqs"]}
        assert caller.post("exams/drills/", asked).status_code == 404

    def test_students_make_none_and_start_none(self, caller, cohort, guide):
        alice = Caller(cohort.memberships.students().get().user)
        asked = {"guide": guide, "topics": ["sqs"]}
        assert alice.post("exams/drills/", asked).status_code == 403
        drill = caller.post("exams/drills/", asked).json()["id"]
        assert drill not in [one["id"] for one in alice.get("exams/").json()["results"]]
        start = {"exam": drill, "writer": "00000000-0000-0000-0000-000000000001"}
        assert alice.post("attempts/", start).status_code == 404


class CreateTests:
    def test_it_is_assigned_and_told_in_words(self, caller, cohort):
        response = caller.post("assignments/new/", body(cohort))
        told = response.json()
        assert response.status_code == 201
        assert (told["phase"], told["title"]) == ("coming", "Test mock")
        assert told["words"][0].startswith("1 student may begin between")

    def test_a_title_has_one_line(self, caller, cohort):
        told = body(cohort, title="Mid-term\nBcc: eve@example.org")
        made = caller.post("assignments/new/", told).json()
        assert made["title"] == "Mid-term Bcc: eve@example.org"

    def test_a_wall_time_is_read_in_the_zone(self, caller, cohort):
        wall = {"opens_at": f"{YEAR}-06-01T09:00", "closes_at": f"{YEAR}-06-05T18:00"}
        told = caller.post("assignments/new/", body(cohort, **wall)).json()
        assert told["opens_at"] == f"{YEAR}-06-01T07:00:00Z"

    def test_a_doubtful_one_is_refused_with_both_readings(self, caller, cohort):
        wall = {"opens_at": f"{BACK}T02:30", "closes_at": f"{YEAR}-11-05T18:00"}
        response = caller.post("assignments/new/", body(cohort, **wall))
        assert response.status_code == 400
        told = response.content.decode()
        assert "02:30 happens twice" in told
        assert f"Send {BACK}T00:30:00+00:00 or {BACK}T01:30:00+00:00." in told

    def test_an_unknown_zone_is_refused_with_near_ones(self, caller, cohort):
        response = caller.post("assignments/new/", body(cohort, zone="Europe/Berlim"))
        assert response.status_code == 400
        assert "Did you mean Europe/Berlin" in response.content.decode()

    def test_refusals_are_problems(self, caller, cohort):
        earlier = {"closes_at": timezone.now().isoformat()}
        response = caller.post("assignments/new/", body(cohort, **earlier))
        assert problem(response)["type"] == "closes-before-it-opens"

    @pytest.mark.parametrize("field", ["exam", "cohort"])
    def test_what_is_not_theirs_is_not_there(self, caller, cohort, field):
        other = {"cohort": make_cohort("Other").pk, "exam": 2**31 - 1}
        response = caller.post(
            "assignments/new/", body(cohort, **{field: other[field]})
        )
        assert response.status_code == 404
        assert not Assignment.objects.exists()

    def test_unknown_fields_are_refused(self, caller, cohort):
        response = caller.post("assignments/new/", body(cohort, form=[]))
        assert response.status_code == 400


class ChangeTests:
    def test_what_is_left_out_stays(self, caller, mock):
        told = caller.post(f"assignments/{mock.pk}/change/", {"title": "New"}).json()
        assert told["title"] == "New"
        assert told["moved"] == {"deadlines": 0, "releases": 0}
        mock.refresh_from_db()
        assert (mock.title, mock.zone) == ("New", "Europe/Berlin")

    def test_who_would_lose_time_is_counted_and_confirmed(self, caller, mock):
        attempt = sit(cast.bob(), mock)
        soon = timezone.now() + timedelta(minutes=5)
        change = {"closes_at": soon.isoformat(), "is_cut_by_close": True}
        path = f"assignments/{mock.pk}/change/"
        response = caller.post(path, change)
        told = problem(response)
        assert (told["type"], told["count"]) == ("ends-attempts-earlier", 1)
        assert caller.post(path, change | {"confirmed": 1}).status_code == 200
        assert again(attempt).deadline_at == soon

    def test_it_is_withdrawn_with_a_reason(self, caller, mock):
        path = f"assignments/{mock.pk}/withdraw/"
        assert caller.post(path, {}).status_code == 400
        assert caller.post(path, {"reason": "Wrong."}).json()["withdrawn_at"]


class OverrideTests:
    def test_one_person_has_it_otherwise_until_it_is_ended(self, caller, mock):
        alice = mock.cohort.memberships.get(role="student").user
        path = f"assignments/{mock.pk}/people/{alice.pk}/"
        caller.post(path, {"attempts_allowed": 2, "reason": "Ill."})
        [row] = caller.get(f"assignments/{mock.pk}/people/").json()["results"]
        assert (row["person"], row["otherwise"]) == (alice.pk, "2 attempts")
        [told] = caller.get(f"assignments/{mock.pk}/").json()["overrides"]
        assert told["reason"] == "Ill."
        assert caller.client.delete(f"/api/v1/{path}").status_code == 204
        assert not mock.overrides.exists()


class ListTests:
    def test_it_has_those_of_own_cohorts(self, caller, mock):
        make_assignment(make_cohort("Other"), mock.exam)
        found = caller.get("assignments/").json()["results"]
        assert [one["id"] for one in found] == [mock.pk]


class StrangerTests:
    @pytest.mark.parametrize("step", ["", "change/", "withdraw/", "people/"])
    def test_of_others_nothing_is_there(self, caller, step):
        other = make_assignment(make_cohort("Other"), small_exam())
        path = f"assignments/{other.pk}/{step}"
        ask = caller.post if step in ("change/", "withdraw/") else caller.get
        assert ask(path).status_code == 404

    def test_nobody_has_it_otherwise_who_is_not_to_sit_it(self, caller, mock):
        path = f"assignments/{mock.pk}/people/{cast.charlie().pk}/"
        told = {"attempts_allowed": 2, "reason": "Ill."}
        assert caller.post(path, told).status_code == 404


class RemindingTests:
    def test_a_notice_can_be_read_and_set_aside(self, mock):
        services.queue_reminders(now=timezone.now())
        caller = Caller(mock.cohort.memberships.get(role="student").user)
        [notice] = caller.get("notices/").json()["results"]
        assert (notice["kind"], notice["assignment"]) == ("assigned", mock.pk)
        assert caller.post(f"notices/{notice['id']}/read/", {}).status_code == 204
        assert caller.get("notices/").json()["results"] == []

    def test_reminders_and_calendar_are_ones_own_choice(self, caller):
        caller.post("reminders/", {"is_wanted": False})
        assert caller.get("reminders/").json() == {"is_wanted": False}
        address = caller.post("calendar/", {}).json()["address"]
        path = "/calendar/" + address.rpartition("/")[2]
        assert caller.client.get(path).status_code == 200
        caller.client.delete("/api/v1/calendar/")
        assert caller.client.get(path).status_code == 404
