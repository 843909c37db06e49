"""The start page, by who asks."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from analytics.models import CohortReport, CohortReporting
from exams.models import Attempt, Mode
from questions.models import Guide, QuestionReport, QuestionRevision
from tests import cast, factories
from tests.analytics import sittings
from tests.exams.client import save_one
from tests.exams.clock import age, to_deadline

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    """Staff get to their home at once; that they need one is tested elsewhere."""
    settings.SECOND_FACTOR_REQUIRED = False


def home(client, user=None):
    if user is not None:
        client.force_login(user)
    response = client.get("/")
    assert response.status_code == 200
    return response.content.decode()


class VisitorTests:
    def test_it_offers_the_diagnostic_first(self, client):
        sittings.guide_with_exams()
        assert 'action="/diagnostic/"' in home(client)

    def test_it_promises_no_diagnostic_that_is_not_there(self, client):
        assert "diagnostic" not in home(client)

    def test_it_says_that_we_are_not_aws(self, client):
        assert "Not affiliated with AWS" in home(client)

    def test_it_shows_only_guides_with_exams(self, client):
        sittings.guide_with_exams("TST-C01")
        factories.make_guide("TST-C02")
        page = home(client)
        assert "TST-C01" in page
        assert "TST-C02" not in page

    def test_it_tells_when_an_exam_retires(self, client):
        day = timezone.localdate() + timedelta(days=9)
        sittings.guide_with_exams(valid_until=day)
        assert "Retires on" in home(client)

    def test_it_leads_a_guest_back_to_the_plan(self, client):
        sittings.guide_with_exams()
        client.post("/diagnostic/")
        assert "Continue your diagnostic" in home(client)


class StudentTests:
    def test_it_begins_with_the_diagnostic(self, client):
        sittings.guide_with_exams()
        assert "Take the diagnostic" in home(client, cast.alice())

    def test_it_continues_what_is_running_before_anything_else(self, client):
        sittings.guide_with_exams()
        alice = cast.alice()
        attempt = sittings.start(alice)
        page = home(client, alice)
        assert "Continue: Test mock" in page
        assert f"/attempts/{attempt.pk}/" in page

    def test_it_never_shows_what_bob_is_sitting(self, client):
        sittings.guide_with_exams()
        attempt = sittings.start(cast.bob())
        assert str(attempt.pk) not in home(client, cast.alice())

    def test_it_sends_to_the_first_mock_after_the_diagnostic(self, client):
        sittings.guide_with_exams()
        alice = cast.alice()
        sittings.finish(alice, Mode.DIAGNOSTIC)
        assert "Sit your first mock" in home(client, alice)

    def test_it_leads_back_to_the_plan_until_there_is_a_mock(self, client):
        sittings.guide_with_exams()
        alice = cast.alice()
        attempt = sittings.finish(alice, Mode.DIAGNOSTIC)
        assert f'href="/plan/{attempt.pk}/"' in home(client, alice)

    def test_without_a_target_it_goes_on_with_what_was_sat_last(self, client):
        sittings.guide_with_exams("TST-C01")
        alice = cast.alice()
        sittings.finish(alice, Mode.DIAGNOSTIC)
        other = factories.make_guide("TST-B02")
        factories.make_exam(other, title="Another mock")
        assert "Another mock" not in home(client, alice)

    def test_it_mends_what_a_mock_showed(self, client):
        sittings.guide_with_exams()
        alice = cast.alice()
        sittings.finish(alice, right=3)
        assert "Mend what the last mock showed" in home(client, alice)

    def test_it_shows_a_mock_with_its_range(self, client):
        sittings.guide_with_exams()
        alice = cast.alice()
        result = sittings.finish(alice, right=6).result
        page = home(client, alice)
        assert f"Likely range {result.band_low} to {result.band_high}" in page

    def test_it_gives_no_forecast_and_says_why(self, client):
        assert "There is no forecast yet" in home(client, cast.alice())

    def test_it_warns_when_the_exam_retires_before_the_date(self, client):
        today = timezone.localdate()
        guide = sittings.guide_with_exams(valid_until=today + timedelta(days=3))
        day = today + timedelta(days=9)
        alice = cast.alice(target_guide=guide.code, exam_date=day)
        page = home(client, alice)
        assert "retires this exam before your date" in page

    def test_it_goes_on_with_a_target_that_was_retired_and_says_so(self, client):
        yesterday = timezone.localdate() - timedelta(days=1)
        guide = sittings.guide_with_exams(valid_until=yesterday)
        page = home(client, cast.alice(target_guide=guide.code))
        assert "AWS offers this exam no more" in page
        assert "Test mock" in page

    def test_it_says_when_there_is_no_exam_for_the_target(self, client):
        sittings.guide_with_exams("TST-C01")
        factories.make_guide("TST-C02", title="Another guide")
        page = home(client, cast.alice(target_guide="TST-C02"))
        assert "This server has no exam for it yet" in page
        assert "Test mock" in page

    def test_it_shows_the_exams_of_the_target_only(self, client):
        sittings.guide_with_exams("TST-C01")
        other = factories.make_guide("TST-C02")
        factories.make_exam(other, title="Another mock")
        page = home(client, cast.alice(target_guide="TST-C01"))
        assert "Another mock" not in page

    def test_it_works_with_an_empty_bank(self, client):
        assert "Nothing to sit yet" in home(client, cast.alice())


def make_report(cohort, *, book, close=9, not_yet=9):
    """What the night wrote of a cohort, as far as the start page reads it."""
    counts = {"book": book, "close": close, "not_yet": not_yet, "unknown": 9}
    CohortReport.objects.create(
        cohort=cohort,
        guide=factories.make_guide("TST-C09"),
        is_current=True,
        is_main=True,
        figures={"groups": [{"group": g, "people": n} for g, n in counts.items()]},
        computed_at=timezone.now(),
    )


def being_sat(page):
    words = r"<dt>Being sat \(last 15 minutes\)</dt><dd>(\d+)</dd>"
    return int(re.search(words, page)[1])


class StaffTests:
    def test_it_tells_an_instructor_how_the_bank_is(self, client):
        sittings.guide_with_exams()
        page = home(client, cast.ivan())
        assert "Questions published" in page
        assert "TST-C01" in page

    def test_it_shows_an_instructor_no_names_of_students(self, client):
        sittings.guide_with_exams()
        sittings.start(cast.alice())
        assert "Alice" not in home(client, cast.ivan())

    def test_it_tells_that_nothing_waits(self, client):
        assert "Nothing waits for you" in home(client, cast.ivan())

    def test_it_shows_an_instructor_the_exams_of_their_own_cohorts(self, client):
        guide, ivan = sittings.guide_with_exams(), cast.ivan()
        own, others = factories.make_cohort("Mine"), factories.make_cohort("Theirs")
        factories.make_member(own, ivan, "instructor")
        exam = guide.exams.first()
        factories.make_assignment(own, exam, title="Friday mock")
        factories.make_assignment(others, exam, title="Somebody’s mock")
        page = home(client, ivan)
        assert "Friday mock" in page
        assert "Mine" in page
        assert "Theirs" not in page
        assert "Somebody’s mock" not in page

    def test_it_shows_an_administrator_every_cohort(self, client):
        factories.make_cohort("Theirs")
        assert "Theirs" in home(client, cast.ada())

    def test_it_tells_how_many_should_book(self, client):
        make_report(factories.make_cohort("Mine"), book=7)
        assert "7 should book the exam" in home(client, cast.ada())

    def test_it_hides_a_few_from_an_instructor_who_may_see_figures_only(self, client):
        ivan, cohort = cast.ivan(), factories.make_cohort("Mine")
        factories.make_member(cohort, ivan, "instructor")
        CohortReporting.objects.create(cohort=cohort, is_figures_only=True)
        make_report(cohort, book=3)
        assert "should book" not in home(client, ivan)

    def test_it_hides_from_them_what_would_tell_of_a_few(self, client):
        ivan, cohort = cast.ivan(), factories.make_cohort("Mine")
        factories.make_member(cohort, ivan, "instructor")
        CohortReporting.objects.create(cohort=cohort, is_figures_only=True)
        make_report(cohort, book=8, close=4, not_yet=4)
        assert "should book" not in home(client, ivan)

    def test_it_shows_an_administrator_who_is_sitting_what(self, client):
        sittings.guide_with_exams()
        sittings.start(cast.alice())
        assert "Alice" in home(client, cast.ada())

    def test_who_has_left_is_not_being_sat(self, client):
        sittings.guide_with_exams()
        here, left = sittings.start(cast.alice()), sittings.start(cast.bob())
        age(left.pk, minutes=16)
        age(here.pk, minutes=14)
        page = home(client, cast.ada())
        assert being_sat(page) == 1
        assert "Alice" in page
        assert "Bob" not in page

    def test_who_answers_is_being_sat(self, client):
        sittings.guide_with_exams()
        attempt = sittings.start(cast.alice())
        age(attempt.pk, minutes=16)
        save_one(Attempt.objects.get(), 1, None)
        assert being_sat(home(client, cast.ada())) == 1

    def test_what_the_clock_has_ended_is_not_being_sat(self, client):
        sittings.guide_with_exams()
        attempt = sittings.start(cast.alice())
        to_deadline(attempt.pk, seconds=16)
        save_one(Attempt.objects.get(), 1, None)
        assert being_sat(home(client, cast.ada())) == 0

    def test_it_says_what_it_counts(self, client):
        assert "begun or answered in the last 15 minutes" in home(client, cast.ada())
        assert "Being sat (last 15 minutes)" in home(client, cast.ivan())

    def test_it_shows_the_newest_report(self, client):
        sittings.guide_with_exams()
        revision = QuestionRevision.objects.first()
        QuestionReport.objects.create(
            revision=revision, reporter=cast.alice(), reason="typo", text="<b>teh</b>"
        )
        page = home(client, cast.ivan())
        assert "&lt;b&gt;teh&lt;/b&gt;" in page
        assert "1 report from a student" in page

    def test_it_calls_a_guest_a_visitor(self, client, client_of_guest):
        assert "guest-" not in home(client, cast.ada())


@pytest.fixture
def client_of_guest(client):
    sittings.guide_with_exams()
    client.post("/diagnostic/")


class BudgetTests:
    @pytest.mark.parametrize("person", [cast.alice, cast.ivan, cast.ada])
    def test_it_asks_no_more_when_there_is_more(self, client, person):
        sittings.guide_with_exams()
        user = person()
        sittings.finish(cast.bob())
        first = self.count(client, user)
        for who in (user, cast.charlie()):
            sittings.finish(who, right=2)
            sittings.finish(who, Mode.PRACTICE)
        guide = Guide.objects.get()
        for n in range(3):
            factories.make_exam(guide, slug=f"more-{n}", title=f"More {n}")
        assert self.count(client, user) <= first

    def count(self, client, user):
        client.force_login(user)
        client.get("/")  # warms the pool of candidates
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/").status_code == 200
        return len(queries)
