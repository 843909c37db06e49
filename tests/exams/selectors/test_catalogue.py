"""What can be sat, said before a start is tried; and what was sat, page by page."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from exams import selectors, services
from exams.models import Attempt
from lib.problems import Problem
from questions.models import Question, State
from tests import cast, factories
from tests.exams.client import WRITER, submit
from tests.exams.makers import (
    add_question,
    assign,
    begin,
    bump,
    settle,
    small_exam,
    start,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


def card(user, exam) -> selectors.ExamCard:
    return selectors.card_for(user, exam, TODAY)


def can_start(user, exam) -> bool:
    try:
        services.start_attempt(user=user, exam=exam, writer=WRITER)
    except Problem as problem:
        assert problem.slug == "pool-too-small"
        return False
    return True


def retire(exam, domain: str, keep: int) -> None:
    tasks = {"question_tasks__task__domain": exam.guide.domains.get(code=domain)}
    found = Question.objects.filter(**tasks).order_by("pk").values_list("pk", flat=True)
    Question.objects.filter(pk__in=list(found[keep:])).update(state=State.RETIRED)
    bump()


class OrderTests:
    def test_what_one_prepares_for_comes_first(self) -> None:
        small_exam()
        guide = factories.make_guide("TST-Z09")
        factories.make_exam(guide, title="Another mock")
        alice = cast.alice(target_guide=guide.code)
        first, *_ = selectors.catalogue(alice, TODAY)
        assert first.guide == guide


class AvailableTests:
    @pytest.mark.parametrize("keep", [0, 1, 2, 3])
    def test_it_says_what_a_start_would_say(self, keep) -> None:
        alice, exam = cast.alice(), small_exam(per_domain=4)
        retire(exam, "3", keep)
        assert card(alice, exam).is_available == can_start(alice, exam)

    def test_what_waits_for_its_release_is_not_counted(self) -> None:
        alice, exam = cast.alice(), small_exam(per_domain=2)
        submit(begin(alice, assign(alice, exam=exam)))
        found = card(alice, exam)
        assert found.is_available == can_start(alice, exam)
        assert "asked again later" in found.reason

    def test_it_names_the_domain_that_is_short(self) -> None:
        alice, exam = cast.alice(), small_exam(per_domain=4)
        retire(exam, "3", 0)
        found = card(alice, exam)
        assert not found.is_available
        assert "domain 3 has 0 of 1 questions" in found.reason

    def test_a_sealed_final_counts_what_alice_has_not_seen(self) -> None:
        alice, exam = cast.alice(), small_exam(mode="sealed", per_domain=2)
        assert card(alice, exam).is_available
        settle(submit(start(alice, exam)))
        found = card(alice, exam)
        assert not found.is_available
        assert "never seen; 3 are left" in found.reason
        assert card(cast.bob(), exam).is_available

    def test_what_is_being_examined_cannot_be_drawn_meanwhile(self) -> None:
        alice, exam = cast.alice(), small_exam(per_domain=2)
        other = small_exam(per_domain=2)
        other.guide = exam.guide
        other.save()
        start(alice, exam)
        found = card(alice, other)
        assert not found.is_available
        assert not can_start(alice, other)

    def test_practice_takes_what_there_is(self) -> None:
        alice = cast.alice()
        exam = small_exam(mode="practice", minutes=None, per_domain=1)
        assert card(alice, exam).is_available
        assert can_start(alice, exam)

    def test_what_runs_can_be_gone_on_with(self) -> None:
        alice, exam = cast.alice(), small_exam(per_domain=2)
        start(alice, exam)
        retire(exam, "3", 0)
        found = card(alice, exam)
        assert (found.is_available, found.reason) == (True, "")

    def test_a_new_question_is_seen_at_once(self) -> None:
        alice, exam = cast.alice(), small_exam(per_domain=4)
        retire(exam, "3", 0)
        assert not card(alice, exam).is_available
        add_question(exam.guide, f"{exam.slug}-new", domain="3")
        assert card(alice, exam).is_available


def copy_of(attempt: Attempt) -> UUID:
    """The same attempt again, started at the same instant."""
    again = Attempt.objects.get(pk=attempt.pk)
    again.pk = uuid4()
    again.save(force_insert=True)
    return again.pk


def pages_of(user) -> list[list[Attempt]]:
    found, before = [], ""
    for _ in range(9):
        page = selectors.history_page(user, before)
        found.append(page.attempts)
        before = page.older
        if not before:
            return found
    raise AssertionError("the pages never end")


class HistoryTests:
    def test_it_skips_none_that_started_at_one_instant(self) -> None:
        alice = cast.alice()
        first = settle(submit(start(alice)))
        made = [copy_of(first) for _ in range(59)]
        pages = pages_of(alice)
        shown = [attempt.pk for page in pages for attempt in page]
        assert [len(page) for page in pages] == [25, 25, 10]
        assert set(shown) == {first.pk, *made}

    def test_the_newest_come_first(self) -> None:
        alice = cast.alice()
        made = [start(alice).pk for _ in range(3)]
        [page] = pages_of(alice)
        assert [attempt.pk for attempt in page] == made[::-1]
