"""Assigning by page: asked about doubtful times and warnings, nothing typed is lost."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils import timezone

from exams.models import Assignment
from tests import cast
from tests.exams.makers import again, sit, small_exam
from tests.exams.nights import BACK, FORTH, YEAR
from tests.factories import make_assignment, make_cohort, make_member

pytestmark = pytest.mark.django_db
HUGE = "9" * 5000


@pytest.fixture
def ivan(client, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    made = cast.ivan(time_zone="Europe/Berlin")
    client.force_login(made)
    return made


@pytest.fixture
def cohort(ivan):
    made = make_cohort("Spring")
    make_member(made, ivan, role="instructor")
    make_member(made, cast.alice())
    return made


@pytest.fixture
def mock(cohort):
    return make_assignment(cohort, small_exam(), title="Mid-term")


def filled(cohort=None, exam=None, **over):
    data = {
        "title": "Mid-term",
        "opens": f"{YEAR}-06-01T09:00",
        "closes": f"{YEAR}-06-05T18:00",
        "zone_name": "Europe/Berlin",
        "closing": "no",
        "attempts_allowed": "1",
        "form_rule": "own",
        "release": "after_close",
    }
    if cohort is not None:
        data |= {"cohort": cohort.pk, "exam": (exam or small_exam()).pk}
    return data | over


def text(response):
    return response.content.decode()


class HugeNumberTests:
    """No number is too long to be told: it names nothing."""

    @pytest.mark.parametrize("name", ["after", "before"])
    def test_a_page_of_the_list(self, client, mock, name):
        response = client.get(f"/assignments/?{name}={HUGE}")
        assert "Mid-term" in text(response)

    @pytest.mark.parametrize("name", ["cohort", "exam", "copy"])
    def test_a_new_one_named_in_the_address(self, client, cohort, name):
        assert client.get(f"/assignments/new/?{name}={HUGE}").status_code == 200

    def test_a_new_one_of_no_exam(self, client, cohort):
        response = client.post("/assignments/new/", filled(cohort) | {"exam": HUGE})
        assert response.status_code == 400

    def test_a_confirmation_of_no_count(self, client, mock):
        data = filled(confirmed=HUGE, closing="yes")
        response = client.post(f"/assignments/{mock.pk}/change/", data)
        assert response.status_code < 500


class NewTests:
    def test_wall_times_become_instants(self, client, cohort):
        response = client.post("/assignments/new/", filled(cohort))
        made = Assignment.objects.get()
        assert response.url == f"/assignments/{made.pk}/"
        assert made.opens_at == datetime(YEAR, 6, 1, 7, tzinfo=UTC)
        assert (made.zone, made.title) == ("Europe/Berlin", "Mid-term")

    def test_the_zone_begins_as_the_authors_own(self, client, ivan):
        told = text(client.get("/assignments/new/"))
        assert '<option value="Europe/Berlin" selected>' in told

    def test_without_a_title_it_has_the_exams_own(self, client, cohort):
        client.post("/assignments/new/", filled(cohort, title=" "))
        assert Assignment.objects.get().title == "Test mock"

    def test_only_own_cohorts_can_be_chosen(self, client, cohort):
        other = make_cohort("Other")
        response = client.post("/assignments/new/", filled(other))
        assert response.status_code == 400
        assert not Assignment.objects.exists()

    def test_an_unknown_zone_is_answered_with_near_ones(self, client, cohort):
        data = filled(cohort, zone_name="Europe/Berlim")
        told = text(client.post("/assignments/new/", data))
        assert "Did you mean Europe/Berlin" in told
        assert "Mid-term" in told

    @pytest.mark.parametrize(
        "opens", ["", "soon", "0001-01-01T00:00", "9999-12-31T23:59"]
    )
    def test_what_is_no_time_is_refused(self, client, cohort, opens):
        response = client.post("/assignments/new/", filled(cohort, opens=opens))
        assert response.status_code == 400

    def test_what_stands_against_it_is_said_and_nothing_is_lost(self, client, cohort):
        data = filled(cohort, closes=f"{YEAR}-05-01T09:00", instructions="Be quiet.")
        response = client.post("/assignments/new/", data)
        assert "It closes before it opens" in text(response)
        assert "Be quiet." in text(response)
        assert not Assignment.objects.exists()

    def test_it_can_begin_like_another_one(self, client, mock):
        told = text(client.get(f"/assignments/new/?copy={mock.pk}"))
        assert 'value="Mid-term"' in told
        stranger = make_assignment(make_cohort("Other"), mock.exam)
        path = f"/assignments/new/?copy={stranger.pk}"
        assert client.get(path).status_code == 404


class DoubtTests:
    twice = {"opens": f"{BACK}T02:30", "closes": f"{YEAR}-11-05T18:00"}
    never = {"opens": f"{FORTH}T02:30", "closes": f"{YEAR}-04-05T18:00"}

    def test_an_hour_that_comes_twice_is_asked_about(self, client, cohort):
        response = client.post("/assignments/new/", filled(cohort, **self.twice))
        assert "02:30 happens twice" in text(response)
        assert "02:30 CET (01:30 UTC)" in text(response)
        assert not Assignment.objects.exists()

    def test_the_chosen_reading_is_the_instant(self, client, cohort):
        chosen = f"{BACK}T01:30:00+00:00"
        data = filled(cohort, **self.twice, opens_reading=chosen)
        client.post("/assignments/new/", data)
        assert Assignment.objects.get().opens_at.isoformat() == chosen

    def test_an_hour_that_does_not_exist_offers_its_neighbours(self, client, cohort):
        response = client.post("/assignments/new/", filled(cohort, **self.never))
        assert "Did you mean 01:30 or 03:30?" in text(response)
        data = filled(cohort, **self.never, opens_reading=f"{FORTH}T01:30:00+00:00")
        client.post("/assignments/new/", data)
        assert Assignment.objects.get().opens_at.hour == 1

    def test_a_reading_of_another_time_is_none(self, client, cohort):
        data = filled(cohort, **self.twice, opens_reading=f"{BACK}T05:00:00+00:00")
        assert client.post("/assignments/new/", data).status_code == 400

    def test_changing_something_else_keeps_the_reading(self, client, mock):
        at = datetime.combine(BACK, time(1, 30), UTC)
        mock.opens_at, mock.closes_at = at, at + timedelta(days=3)
        mock.save()
        told = text(client.get(f"/assignments/{mock.pk}/change/"))
        assert f'value="{BACK}T01:30:00+00:00" checked' in told


class WarningTests:
    short = {"closes": f"{YEAR}-06-01T09:10", "closing": "yes"}

    def test_a_warning_is_shown_before_it_is_assigned(self, client, cohort):
        response = client.post("/assignments/new/", filled(cohort, **self.short))
        assert "Nobody can use the whole time" in text(response)
        assert not Assignment.objects.exists()

    def test_and_can_be_set_aside(self, client, cohort):
        slug = "nobody-can-use-the-whole-time"
        client.post("/assignments/new/", filled(cohort, **self.short, accepted=slug))
        assert Assignment.objects.get().is_cut_by_close

    def test_another_warning_is_asked_about_again(self, client, cohort):
        data = filled(cohort, **self.short, accepted="answers-travel")
        assert client.post("/assignments/new/", data).status_code == 200
        assert not Assignment.objects.exists()


class OutlookTests:
    def test_it_says_what_it_would_mean(self, client, cohort):
        told = text(client.post("/assignments/outlook/", filled(cohort)))
        assert "1 student may begin between" in told
        assert "each has 26 minutes" in told
        assert not Assignment.objects.exists()

    def test_half_a_form_is_no_error(self, client, ivan):
        told = text(client.post("/assignments/outlook/", {"title": "x"}))
        assert "Fill in exam, cohort and window" in told

    def test_readings_come_beside_it(self, client, mock):
        data = filled(**DoubtTests.twice)
        told = text(client.post(f"/assignments/{mock.pk}/outlook/", data))
        assert 'hx-swap-oob="innerHTML"' in told
        assert "02:30 happens twice" in told


class ChangeTests:
    def test_who_would_lose_time_is_counted_and_confirmed(self, client, mock):
        attempt = sit(cast.bob(), mock)
        soon = timezone.now() + timedelta(minutes=9)
        data = filled(
            zone_name="UTC",
            closing="yes",
            opens=mock.opens_at.strftime("%Y-%m-%dT%H:%M"),
            closes=soon.strftime("%Y-%m-%dT%H:%M"),
        )
        path = f"/assignments/{mock.pk}/change/"
        response = client.post(path, data)
        assert "1 person is at it, and would have less time" in text(response)
        assert again(attempt).deadline_at == attempt.deadline_at
        response = client.post(path, data | {"confirmed": "1"}, follow=True)
        assert "Saved. 1 deadline and 1 release moved." in text(response)
        assert again(attempt).deadline_at < attempt.deadline_at

    def test_saving_what_is_there_already_changes_nothing(self, client, mock):
        mock.remind_hours = 5
        mock.save()
        path = f"/assignments/{mock.pk}/change/"
        form = client.get(path).context["form"]
        data = {name: form[name].value() for name in form.fields}
        shown = {name: "" if value is None else value for name, value in data.items()}
        walls = {name: f"{data[name]:%Y-%m-%dT%H:%M}" for name in ("opens", "closes")}
        del shown["is_late_counted"]
        assert client.post(path, shown | walls).status_code == 302
        before, after = mock, Assignment.objects.get()
        assert (after.sequence, after.opens_at) == (0, before.opens_at)

    def test_withdrawing_asks_for_a_reason(self, client, mock):
        path = f"/assignments/{mock.pk}/withdraw/"
        assert client.post(path).status_code == 400
        response = client.post(path, {"reason": "Wrong exam."}, follow=True)
        assert "Nobody can begin it any more" in text(response)


class ListTests:
    def test_it_shows_what_is_open_coming_and_over(self, client, mock, cohort):
        now = timezone.now()
        day = timedelta(days=1)
        make_assignment(
            cohort, mock.exam, title="Next", opens_at=now + day, closes_at=now + 2 * day
        )
        make_assignment(
            cohort, mock.exam, title="Past", opens_at=now - 2 * day, closes_at=now - day
        )
        told = text(client.get("/assignments/"))
        places = [told.index(word) for word in ("Mid-term", "Next", "Past")]
        assert places == sorted(places)

    def test_the_past_comes_in_pages(self, client, mock, cohort):
        long_ago = timezone.now() - timedelta(days=9)
        for n in range(26):
            make_assignment(
                cohort,
                mock.exam,
                title=f"Past {n}.",
                opens_at=long_ago,
                closes_at=long_ago + timedelta(days=1),
            )
        told = text(client.get("/assignments/"))
        assert ("Past 25." in told, "Past 0." in told) == (True, False)
        oldest = Assignment.objects.get(title="Past 1.").pk
        assert "Past 0." in text(client.get(f"/assignments/?after={oldest}"))

    def test_of_others_there_is_nothing(self, client, ivan):
        other = make_assignment(make_cohort("Other"), small_exam(), title="Hidden")
        assert "Hidden" not in text(client.get("/assignments/"))
        assert client.get(f"/assignments/{other.pk}/").status_code == 404


class OverrideTests:
    def path(self, mock, user, more=""):
        return f"/assignments/{mock.pk}/people/{user.pk}/{more}"

    def test_one_person_has_it_otherwise_and_as_everybody_again(self, client, mock):
        alice = mock.cohort.memberships.get(role="student").user
        data = {"attempts_allowed": "2", "reason": "Ill."}
        client.post(self.path(mock, alice), data)
        people = f"/assignments/{mock.pk}/people/"
        assert "2 attempts" in text(client.get(people))
        client.post(self.path(mock, alice, "end/"))
        assert "2 attempts" not in text(client.get(people))

    def test_doubtful_times_are_asked_about_here_too(self, client, mock):
        alice = mock.cohort.memberships.get(role="student").user
        data = {"closes": f"{BACK}T02:30", "reason": "Ill."}
        response = client.post(self.path(mock, alice), data)
        assert "02:30 happens twice" in text(response)
        chosen = f"{BACK}T00:30:00+00:00"
        client.post(self.path(mock, alice), data | {"closes_reading": chosen})
        assert mock.overrides.get().closes_at.isoformat() == chosen

    def test_it_must_say_something_and_why(self, client, mock):
        alice = mock.cohort.memberships.get(role="student").user
        told = text(client.post(self.path(mock, alice), {"reason": "Ill."}))
        assert "all of it is empty" in told
        response = client.post(self.path(mock, alice), {"is_excused": "on"})
        assert response.status_code == 400

    def test_only_students_of_the_cohort_are_there(self, client, mock):
        path = self.path(mock, cast.charlie())
        assert client.get(path).status_code == 404
