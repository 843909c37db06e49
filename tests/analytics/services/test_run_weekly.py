"""Every week people are told what to look at; nobody is accused by chance."""

from random import Random

import pytest
from django.utils import timezone

from analytics import services
from analytics.models import FormStatistics, GroupDifference, Likeness, Run
from analytics.services.judging import judge_forms
from questions.models import Question
from tests import cast
from tests.analytics.crowd import KEY, closed_mock, enrol, observe, people, sit
from tests.factories import make_bank, make_cohort, make_guide, make_member

pytestmark = pytest.mark.django_db


def alone(n: int, k: int) -> str | None:
    """Somebody who works alone: the key three times of five, else another option."""
    rng = Random(f"{n}/{k}")
    if rng.random() < 0.03:
        return None
    return KEY if rng.random() < 0.6 else rng.choice("bbcd")


def copying(n: int, k: int) -> str | None:
    """The first has copied from the second."""
    return alone(1, k) if n == 0 else alone(n, k)


@pytest.fixture
def mock():
    return closed_mock()


def week() -> None:
    services.run_weekly(now=timezone.now())


class LikenessTests:
    def test_it_reports_those_who_copied_and_nobody_else(self, mock):
        attempts = sit(mock, people(200), copying)
        week()
        [pair] = Likeness.objects.get().pairs.all()
        assert {pair.first_id, pair.second_id} == {attempts[0].pk, attempts[1].pk}
        assert pair.z > pair.likeness.threshold
        assert Likeness.objects.get().compared == 200 * 199 // 2

    def test_below_two_hundred_sittings_nothing_is_compared(self, mock):
        sit(mock, people(199), copying)
        week()
        assert not Likeness.objects.exists()

    def test_it_is_done_once_a_week(self, mock):
        sit(mock, people(200), alone)
        week()
        before = list(Run.objects.values())
        week()
        assert list(Run.objects.values()) == before

    def test_only_those_who_teach_the_cohort_see_it(self, mock, client, settings):
        settings.SECOND_FACTOR_REQUIRED = False
        sit(mock, people(200), copying)
        week()
        teacher = cast.ivan()
        client.force_login(teacher)
        assert "crowd 0" not in client.get("/bank/integrity/").content.decode()
        make_member(mock.cohort, teacher, "instructor")
        assert "crowd 0" in client.get("/bank/integrity/").content.decode()


class DifferenceTests:
    @pytest.fixture
    def guide(self):
        guide = make_guide()
        make_bank(guide, per_domain=2)
        return guide

    def night_school(self, guide, correct, *, level=0.0, count=200):
        """A cohort, and as many others who are less able but know every question."""
        cohort, users = make_cohort(), people(count, "night")
        enrol(cohort, users)
        observe(guide, users, correct, level)
        others = people(250, "day")
        observe(guide, others, lambda k, rng: rng.random() < 0.7, 0.0)

    def test_a_question_that_one_cohort_finds_harder_is_found(self, guide):
        self.night_school(guide, lambda k, rng: rng.random() < (0.3, 0.7)[k > 0])
        week()
        found = GroupDifference.objects.get()
        assert found.question == Question.objects.order_by("pk").first()
        assert found.delta < -1.5
        assert (found.cohort_count, found.other_count) == (200, 250)

    def test_a_class_that_knows_less_of_everything_is_no_finding(self, guide):
        """Only equally able people are compared, and here there are none."""
        self.night_school(guide, lambda k, rng: rng.random() < 0.4, level=-1.2)
        week()
        assert not GroupDifference.objects.exists()

    def test_smaller_cohorts_are_left_alone(self, guide):
        self.night_school(guide, lambda k, rng: k > 0, count=199)
        week()
        assert not GroupDifference.objects.exists()


class FormTests:
    def test_a_common_form_has_an_alpha_of_its_own(self, mock):
        sit(mock, people(100), alone)
        judge_forms(now=timezone.now())
        found = FormStatistics.objects.get(assignment=mock)
        assert (found.sittings, found.kind) == (100, "alpha")
        assert 0.5 < found.mean_share < 0.65

    def test_fewer_sittings_say_nothing(self, mock):
        sit(mock, people(99), alone)
        assert judge_forms(now=timezone.now()) == 0
