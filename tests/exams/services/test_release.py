"""Before its release nothing of an assigned result reaches its student (I29)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from analytics.models import Forecast, Mastery
from analytics.selectors import (
    forecasts_of,
    learning_json,
    meaning_of,
    newest_forecasts,
    progress_of,
    reviews_of,
    student_home,
)
from exams import access, selectors, services
from exams.models import NEVER, Attempt
from lib.problems import Problem
from tests import cast
from tests.analytics.makers import fold, graded, graded_days_ago
from tests.exams.client import WRITER, answer_all, right, save_one, submit
from tests.exams.makers import (
    again,
    assign,
    begin,
    settle,
    small_exam,
    start,
)
from tests.factories import make_regrade

pytestmark = pytest.mark.django_db


def hidden(user, exam=None, *, right_count: int = 3, **over) -> Attempt:
    """What this person sat under an assignment; graded, folded, and not released."""
    attempt = begin(user, assign(user, exam=exam or small_exam(per_domain=8), **over))
    answer_all(attempt, right_count=right_count)
    submit(attempt)
    settle(attempt)
    fold(attempt)
    return again(attempt)


def release(attempt: Attempt) -> Attempt:
    """The instant of its release has come."""
    then = timezone.now() - timedelta(minutes=1)
    Attempt.objects.filter(pk=attempt.pk).update(hidden_until=then)
    return again(attempt)


def twin_of(exam, mode: str = "mock", **over):
    """Another exam over the same bank."""
    twin = type(exam).objects.get(pk=exam.pk)
    twin.pk, twin.slug, twin.mode = None, f"{exam.slug}-{mode}-twin", mode
    for name, value in over.items():
        setattr(twin, name, value)
    twin.save()
    return twin


class ResultTests:
    def test_it_is_refused_with_when_it_comes(self) -> None:
        attempt = hidden(cast.alice())
        with pytest.raises(Problem) as refusal:
            access.released(attempt)
        problem = refusal.value
        assert (problem.status, problem.slug) == (403, "not-released")
        assert problem.detail.startswith("It is released on ")
        assert problem.extra["released_at"] == attempt.hidden_until
        assert problem.extra["answered"] == 5

    def test_where_it_never_comes_the_instructor_tells_it(self) -> None:
        attempt = hidden(cast.alice(), release="never")
        with pytest.raises(Problem, match="Your instructor tells you") as refusal:
            access.released(attempt)
        assert refusal.value.extra["released_at"] is None

    def test_it_opens_at_its_instant(self) -> None:
        attempt = release(hidden(cast.alice()))
        assert access.released(attempt) == attempt

    def test_reading_the_page_of_it_reveals_nothing(self) -> None:
        attempt = hidden(cast.alice())
        client = Client()
        client.force_login(attempt.user)
        told = client.get(f"/attempts/{attempt.pk}/result/").content.decode()
        assert "The result is not released" in told
        assert "5 of 5 questions" in told
        assert again(attempt).revealed_at is None

    def test_the_assignment_alone_decides_not_the_window_of_others(self) -> None:
        alice = cast.alice()
        first = hidden(alice)
        second = hidden(alice, release="at_once")
        assert again(first).is_hidden
        assert access.released(again(second))


class QuestionTests:
    def test_no_practice_asks_them_meanwhile(self) -> None:
        alice = cast.alice()
        exam = small_exam(per_domain=2)
        attempt = hidden(alice, exam)
        twin = twin_of(exam, "practice", minutes=None, scored_count=8)
        practice = start(alice, twin)
        own = set(attempt.questions.values_list("question", flat=True))
        asked = set(practice.questions.values_list("question", flat=True))
        assert asked
        assert asked.isdisjoint(own)

    def test_an_earlier_result_leaves_them_out(self) -> None:
        alice = cast.alice()
        exam = small_exam(per_domain=2)
        twin = twin_of(exam, "practice", minutes=None, scored_count=8)
        before = graded(alice, twin)
        own = set(
            hidden(alice, exam).questions.values_list("question__slug", flat=True)
        )
        told = {row.question_slug for row in selectors.result_rows(before)}
        assert told
        assert told.isdisjoint(own)

    def test_assigned_practice_checks_nothing_before_the_release(self) -> None:
        alice = cast.alice()
        exam = small_exam(mode="practice", minutes=None)
        attempt = begin(alice, assign(alice, exam=exam))
        save_one(attempt, 1, right(attempt, 1))
        with pytest.raises(Problem) as refusal:
            services.check_answer(
                user=alice,
                attempt_id=attempt.pk,
                writer=WRITER,
                epoch=1,
                position=1,
                seq=1,
            )
        assert refusal.value.slug == "no-checking"

    def test_what_was_missed_in_it_is_no_drill(self) -> None:
        alice = cast.alice()
        attempt = hidden(alice, right_count=0)
        Attempt.objects.update(revealed_at=timezone.now())
        examined = selectors.under_exam(alice.pk)
        offer = selectors.drill_offer(alice, attempt.guide, examined)
        assert offer.missed == 0
        found = selectors.drill_set(alice, attempt.guide, "missed")
        assert not found.question_ids
        assert selectors.lowest_topics(alice, attempt.guide) == set()


class ListTests:
    def test_the_history_says_only_that_it_was_handed_in(self) -> None:
        attempt = hidden(cast.alice())
        client = Client()
        client.force_login(attempt.user)
        told = client.get("/attempts/").content.decode()
        assert "Handed in, not released" in told
        assert f">{attempt.result.scaled}<" not in told

    def test_home_counts_and_shows_no_result_of_it(self) -> None:
        alice = cast.alice()
        hidden(alice)
        home = student_home(alice, timezone.now())
        assert (home.last_mock, home.results, home.mock_count) == (None, [], 0)
        assert home.outlook is None
        assert home.is_waiting

    def test_a_correction_of_it_is_not_told(self) -> None:
        attempt = hidden(cast.alice())
        asked = attempt.questions.select_related("revision").first()
        regrade = make_regrade(asked.revision, cast.ada())
        regrade.lines.update(changed_at=timezone.now())
        assert selectors.recent_corrections(attempt.user, timezone.now()) == []


class LearningTests:
    @pytest.fixture
    def three(self):
        """An open mock, one that waits, and an open one after it."""
        alice, exam = cast.alice(), small_exam(per_domain=8)
        first = graded_days_ago(2, alice, exam)
        fold(first)
        waits = hidden(alice, twin_of(exam))
        last = graded(alice, exam)
        fold(last)
        return alice, first, waits, last

    def told(self, alice) -> list:
        return [one.attempt_id for one in newest_forecasts(alice)]

    def test_the_forecast_is_the_one_before_it(self, three) -> None:
        alice, first, _, _ = three
        assert Forecast.objects.count() == 3
        assert self.told(alice) == [first.pk]

    def test_with_the_release_the_newest_is_told(self, three) -> None:
        alice, _, waits, last = three
        release(waits)
        assert self.told(alice) == [last.pk]

    def test_what_is_never_released_keeps_no_later_forecast_back(self, three) -> None:
        alice, _, waits, last = three
        Attempt.objects.filter(pk=waits.pk).update(hidden_until=NEVER)
        assert self.told(alice) == [last.pk]

    def test_progress_has_neither_its_result_nor_what_followed(self, three) -> None:
        alice, first, waits, last = three
        Forecast.objects.update(missing=0)
        page = progress_of(alice, waits.guide, timezone.now())
        assert [one.attempt.pk for one in page.sat] == [first.pk, last.pk]
        assert [one.attempt_id for one in page.forecasts] == [first.pk]
        assert len(forecasts_of(alice, None)) == 1

    def test_what_the_next_exam_changed_waits_too(self, three) -> None:
        _, _, waits, last = three
        meaning = meaning_of(last)
        assert (meaning.change, meaning.is_kept_back) == (None, True)
        release(waits)
        assert meaning_of(last).change is not None

    def test_its_questions_do_not_come_back_for_review(self, three) -> None:
        alice, _, waits, _ = three
        later = timezone.now() + timedelta(days=400)
        own = set(waits.questions.values_list("question", flat=True))
        assert own.isdisjoint(reviews_of(alice, waits.guide, later).waiting)
        release(waits)
        assert own & set(reviews_of(alice, waits.guide, later).waiting)

    def test_no_export_tells_of_it(self, three) -> None:
        alice, _, waits, _ = three
        Attempt.objects.update(revealed_at=timezone.now())
        slugs = waits.questions.values_list("question__slug", flat=True)
        told = "".join(learning_json(alice))
        results = told[told.index('"results"') : told.index('"observations"')]
        learnt = told[told.index('"observations"') :]
        assert str(waits.pk) not in results + learnt
        assert not [slug for slug in slugs if f'"{slug}"' in learnt]
        assert Mastery.objects.exists()
        assert '"covariance"' not in learnt
