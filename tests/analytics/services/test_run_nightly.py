"""Every night the questions are estimated anew, once, and all at once in force."""

from datetime import timedelta

import pytest
from django.utils import timezone

from analytics import selectors, services
from analytics.models import (
    Calibration,
    ItemParameter,
    ItemStatistics,
    Mastery,
    OutlookTable,
    Run,
)
from analytics.services import folding
from analytics.services.running import run_once
from tests import cast
from tests.analytics import crowd
from tests.analytics.makers import everything, fold, graded, graded_days_ago
from tests.exams.makers import small_exam

pytestmark = pytest.mark.django_db


@pytest.fixture
def exam():
    exam = small_exam(per_domain=8)
    for name in ("dora", "emil", "fred"):
        fold(graded_days_ago(2, cast.person(name), exam, right=2 + len(name) % 2))
    return exam


def night(days: int = 0) -> None:
    services.run_nightly(now=timezone.now() + timedelta(days=days))


class NightTests:
    def test_it_puts_an_estimate_from_answers_in_force(self, exam) -> None:
        night()
        made = Calibration.objects.current().get(guide=exam.guide)
        assert made.source == "answers"
        assert (made.answer_count, made.user_count) == (15, 3)
        assert ItemParameter.objects.filter(calibration=made).exists()
        assert OutlookTable.objects.filter(calibration=made).count() == 1

    def test_few_people_say_nothing_about_newcomers(self, exam) -> None:
        night()
        made = Calibration.objects.current().get(guide=exam.guide)
        held = (made.prior_mean, made.ability_variance, made.domain_variance)
        assert held == (0.0, 0.6, 0.2)

    def test_two_hundred_people_say_what_newcomers_are_like(self, exam) -> None:
        users = crowd.people(200)
        crowd.observe(exam.guide, users, lambda k, rng: rng.random() < 0.9, 0.0)
        now = timezone.now()
        made = services.calibrate_line(guide=exam.guide, key="tonight", now=now)
        assert made.ability_variance < 0.3  # they were all alike

    def test_a_second_time_in_a_night_changes_nothing(self, exam) -> None:
        night()
        before = list(Run.objects.values())
        night()
        assert list(Run.objects.values()) == before
        assert Calibration.objects.filter(guide=exam.guide).count() == 2

    def test_states_stay_until_they_are_folded_next(self, exam) -> None:
        before = everything()
        night()
        assert everything() == before

    def test_a_rebuild_keeps_what_each_exam_was_read_under(self, exam) -> None:
        night()
        fold(graded(cast.alice(), exam))
        before = everything()
        services.rebuild_people(now=timezone.now(), is_fresh=False)
        assert everything() == before

    def test_a_fresh_rebuild_reads_everybody_under_the_newest(self, exam) -> None:
        night()
        services.rebuild_people(now=timezone.now(), is_fresh=True)
        sources = Mastery.objects.values_list("calibration__source", flat=True)
        assert set(sources) == {"answers"}

    def test_a_month_later_a_state_is_taken_in_anew(self, exam) -> None:
        dora = Mastery.objects.first().user
        night()
        Calibration.objects.filter(source="author").update(
            made_at=timezone.now() - timedelta(days=40)
        )
        fold(graded(dora, exam))
        held = Mastery.objects.get(user=dora).calibration
        assert held.source == "answers"

    def test_a_guide_without_answers_keeps_its_labels(self) -> None:
        small_exam()
        night()
        run = Run.objects.get(job="calibration")
        assert (run.state, run.message[:14]) == ("done", "No answers yet")

    def test_it_takes_in_all_that_a_long_absence_left(self, monkeypatch) -> None:
        monkeypatch.setattr(folding, "SWEEP_BATCH", 1)
        exam = small_exam(per_domain=8)
        for name in ("dora", "emil", "fred"):
            graded_days_ago(5, cast.person(name), exam)
        night()
        assert not selectors.folding_queue().exists()

    def test_old_estimates_that_nothing_rests_on_are_forgotten(self, exam) -> None:
        for days in range(13):
            night(days)
        kept = Calibration.objects.filter(guide=exam.guide)
        # The newest ten, and the labels that the folds rest on.
        assert kept.count() == 11
        assert kept.filter(source="author").exists()


class QuestionTests:
    def test_every_wording_is_judged(self, exam) -> None:
        night()
        judged = ItemStatistics.objects.filter(is_strict=True)
        assert sum(row.count for row in judged) == 15
        right = sum(row.count * row.share for row in judged)
        assert right == pytest.approx(2 + 2 + 2, abs=0.01)
        for row in judged:
            assert row.share_low <= row.share <= row.share_high
            assert sum(option["share"] for option in row.options) >= 1

    def test_a_question_in_every_form_is_fully_exposed(self) -> None:
        exam = small_exam(per_domain=1, scored_count=4, unscored_count=0)
        fold(graded_days_ago(2, cast.alice(), exam))
        night()
        assert set(ItemStatistics.objects.values_list("exposure", flat=True)) == {1.0}


class RunTests:
    def test_a_run_that_fails_is_told_of_and_done_again(self) -> None:
        def broken(progress) -> str:
            progress("half", 1, 2)
            raise ValueError("no more paper")

        assert not run_once("test", "today", broken)
        failed = Run.objects.get()
        assert (failed.state, failed.message) == ("failed", "ValueError: no more paper")
        assert run_once("test", "today", lambda progress: "Done.")
        assert Run.objects.get().state == "done"

    def test_a_run_in_a_run_does_nothing(self) -> None:
        assert run_once("test", "today", lambda progress: "Done.")
        assert not run_once("test", "today", lambda progress: "Again.")
        assert Run.objects.get().message == "Done."
