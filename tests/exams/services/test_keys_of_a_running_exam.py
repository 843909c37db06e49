"""While a mock runs, nothing shows the keys of what it asks (I29)."""

import pytest

from exams import access, selectors, services
from exams.models import Mode
from lib.problems import Problem
from tests import cast
from tests.exams.client import (
    WRITER,
    answer_all,
    operation,
    right,
    save,
    save_one,
    submit,
)
from tests.exams.clock import age, to_deadline
from tests.exams.makers import settle
from tests.factories import make_bank, make_exam, make_guide

pytestmark = pytest.mark.django_db
SMALL = {"scored_count": 4, "unscored_count": 0}


@pytest.fixture
def exams():
    """A mock, a sealed final and practice over one guide of twelve questions."""
    guide = make_guide()
    make_bank(guide, per_domain=3)
    untimed = {"minutes": None, "scored_count": 12, "unscored_count": 0}
    return {
        "mock": make_exam(guide, **SMALL),
        "sealed": make_exam(guide, mode=Mode.SEALED, **SMALL),
        "practice": make_exam(guide, mode=Mode.PRACTICE, **untimed),
    }


def begin(user, exam):
    return services.start_attempt(user=user, exam=exam, writer=WRITER).attempt


def asked(attempt) -> set[int]:
    return set(attempt.questions.values_list("question_id", flat=True))


class RunningExamTests:
    def test_i29_two_exams_at_once_ask_different_questions(self, exams) -> None:
        alice = cast.alice()
        sealed = begin(alice, exams["sealed"])
        mock = begin(alice, exams["mock"])
        assert not asked(sealed) & asked(mock)

    def test_i29_practice_from_before_checks_nothing_of_it(self, exams) -> None:
        alice = cast.alice()
        practice = begin(alice, exams["practice"])
        begin(alice, exams["mock"])
        shared = practice.questions.filter(
            question__in=alice.attempts.get(mode="mock").questions.values("question")
        )
        position = shared.values_list("position", flat=True)[0]
        save_one(practice, position, right(practice, position))
        with pytest.raises(Problem) as refused:
            services.check_answer(
                user=alice,
                attempt_id=practice.pk,
                writer=WRITER,
                epoch=1,
                position=position,
                seq=1,
            )
        assert refused.value.slug == "part-of-running-exam"

    def test_i29_an_earlier_result_leaves_them_out(self, exams) -> None:
        alice = cast.alice()
        practice = begin(alice, exams["practice"])
        answer_all(practice, right_count=12)
        submit(practice)
        practice = settle(practice)
        mock = begin(alice, exams["mock"])
        rows = selectors.result_rows(practice)
        slugs = {row.question_slug for row in rows}
        examined = set(mock.questions.values_list("question__slug", flat=True))
        assert len(rows) == len(asked(practice) - asked(mock))
        assert not slugs & examined
        shared = practice.questions.filter(question__in=asked(mock))
        position = shared.values_list("position", flat=True)[0]
        with pytest.raises(Problem):
            access.released_question_for(alice, practice.pk, position)

    def test_they_are_back_when_it_is_handed_in(self, exams) -> None:
        alice = cast.alice()
        practice = begin(alice, exams["practice"])
        submit(practice)
        practice = settle(practice)
        submit(begin(alice, exams["mock"]))
        assert len(selectors.result_rows(practice)) == len(asked(practice))


class LateTests:
    def test_a_key_seen_elsewhere_ends_what_may_still_count(self, exams) -> None:
        """Late answers, made from keys that practice showed, count for nothing."""
        alice = cast.alice()
        mock = begin(alice, exams["mock"])
        to_deadline(mock.pk, seconds=60)
        mock = settle(mock)
        practice = begin(alice, exams["practice"])
        for question in practice.questions.filter(question__in=asked(mock)):
            place = question.position
            save_one(practice, place, right(practice, place))
            services.check_answer(
                user=alice,
                attempt_id=practice.pk,
                writer=WRITER,
                epoch=1,
                position=place,
                seq=1,
            )
        age(mock.pk, seconds=1)
        save(mock, *(operation(p, right(mock, p)) for p in range(1, 5)))
        with pytest.raises(Problem) as refused:
            services.count_late_answers(user=alice, attempt_id=mock.pk)
        assert refused.value.slug == "no-late-answers"
