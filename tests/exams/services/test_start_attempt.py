"""Starting an exam: once, from unseen questions, frozen for ever."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from exams import access, selectors, services
from exams.models import Answer, Attempt, AttemptQuestion, Exam
from lib.problems import Problem
from questions.models import Guide, Question, QuestionRevision, State
from tests import cast
from tests.exams.client import OTHER, WRITER, answer_all, right, save_one, submit
from tests.exams.clock import to_deadline
from tests.exams.makers import (
    add_question,
    bump,
    every_kind_exam,
    settle,
    small_exam,
    start,
)
from tests.exams.threads import at_once, none_failed

pytestmark = pytest.mark.django_db


def begin(user, exam, **over):
    return services.start_attempt(user=user, exam=exam, **({"writer": WRITER} | over))


def form_of(attempt):
    rows = AttemptQuestion.objects.filter(attempt=attempt).order_by("position")
    return list(rows.values())


class StartTests:
    def test_the_form_has_the_blueprints_counts(self) -> None:
        attempt = start(cast.alice())
        asked = AttemptQuestion.objects.filter(attempt=attempt)
        assert sorted(asked.values_list("position", flat=True)) == [1, 2, 3, 4, 5]
        scored = asked.filter(is_scored=True).values_list("domain__code", flat=True)
        assert sorted(scored) == ["1", "2", "3", "4"]

    def test_a_mock_has_only_the_guides_kinds(self) -> None:
        exam = small_exam()
        for kind in ("ordering", "matching"):
            add_question(exam.guide, f"{exam.slug}-{kind}", kind=kind)
        for person in ("alice", "bob", "charlie"):
            attempt = start(cast.person(person), exam)
            kinds = AttemptQuestion.objects.filter(attempt=attempt).values_list("kind")
            assert set(kinds) <= {("single",), ("multiple",)}

    def test_practice_has_every_kind(self) -> None:
        attempt = start(cast.alice(), every_kind_exam())
        kinds = AttemptQuestion.objects.filter(attempt=attempt).values_list(
            "kind", flat=True
        )
        assert sorted(kinds) == ["matching", "multiple", "ordering", "single"]

    def test_the_deadline_is_start_plus_limit(self) -> None:
        attempt = start(cast.alice())
        assert attempt.deadline_at - attempt.started_at == timedelta(minutes=26)

    def test_accommodations_lengthen_it(self) -> None:
        user = cast.alice(time_multiplier=Decimal("1.50"), extra_minutes=30)
        attempt = start(user)
        assert attempt.deadline_at - attempt.started_at == timedelta(minutes=69)
        assert (attempt.time_multiplier, attempt.extra_minutes) == (Decimal("1.5"), 30)

    def test_later_accommodations_change_nothing(self) -> None:
        user = cast.alice()
        attempt = start(user)
        user.extra_minutes = 60
        user.save()
        again = begin(user, attempt.exam).attempt
        assert again.deadline_at == attempt.deadline_at

    def test_practice_has_no_deadline(self) -> None:
        exam = small_exam(mode="practice", minutes=None)
        assert start(cast.alice(time_multiplier=2), exam).deadline_at is None

    def test_the_one_that_runs_is_given_back(self) -> None:
        alice = cast.alice()
        first = begin(alice, small_exam())
        again = begin(alice, first.attempt.exam, writer=OTHER)
        assert first.is_new
        assert not again.is_new
        assert again.attempt.pk == first.attempt.pk
        assert again.attempt.writer == WRITER

    def test_another_person_gets_their_own(self) -> None:
        exam = small_exam()
        one, other = start(cast.alice(), exam), start(cast.bob(), exam)
        assert one.pk != other.pk

    def test_two_exams_run_side_by_side(self) -> None:
        alice = cast.alice()
        assert start(alice).pk != start(alice).pk

    def test_the_key_is_that_of_the_first_start(self) -> None:
        alice = cast.alice()
        first = begin(alice, small_exam(), idempotency_key="k")
        again = begin(alice, first.attempt.exam, idempotency_key="k")
        assert (again.is_new, again.attempt.pk) == (False, first.attempt.pk)

    def test_a_key_gives_back_its_attempt_after_submit_too(self) -> None:
        alice = cast.alice()
        attempt = start(alice, idempotency_key="k")
        submit(attempt)
        again = begin(alice, attempt.exam, idempotency_key="k")
        assert again.attempt.pk == attempt.pk
        assert not again.attempt.is_running
        assert not again.is_new

    def test_a_later_key_gives_back_what_ran_after_submit_too(self) -> None:
        alice = cast.alice()
        attempt = start(alice, idempotency_key="k")
        begin(alice, attempt.exam, idempotency_key="of the phone")
        submit(attempt)
        again = begin(alice, attempt.exam, idempotency_key="of the phone")
        assert (again.is_new, again.attempt.pk) == (False, attempt.pk)

    def test_without_the_key_a_new_one_starts_after_submit(self) -> None:
        alice = cast.alice()
        attempt = start(alice, idempotency_key="k")
        submit(attempt)
        assert begin(alice, attempt.exam, idempotency_key="k2").is_new

    def test_another_persons_key_is_another_key(self) -> None:
        exam = small_exam()
        one = start(cast.alice(), exam, idempotency_key="k")
        other = start(cast.bob(), exam, idempotency_key="k")
        assert one.pk != other.pk

    def test_what_the_clock_has_ended_is_closed_before_a_new_start(self) -> None:
        alice = cast.alice()
        old = start(alice)
        to_deadline(old.pk, seconds=16)
        new = begin(alice, old.exam)
        assert new.is_new
        old.refresh_from_db()
        assert (old.state, old.finish_reason) == ("submitted", "expired")

    def test_a_pool_that_is_too_small_is_told_of_and_nothing_starts(self) -> None:
        exam = small_exam(per_domain=1)
        with pytest.raises(Problem) as refusal:
            begin(cast.alice(), exam)
        assert refusal.value.slug == "pool-too-small"
        assert refusal.value.status == 409
        assert "has 1 of 2" in refusal.value.detail
        assert not Attempt.objects.exists()

    def test_practice_goes_on_with_what_there_is(self) -> None:
        exam = small_exam(per_domain=1, mode="practice", minutes=None)
        attempt = start(cast.alice(), exam)
        assert attempt.questions.count() == 4
        assert attempt.shortfalls[0]["rule"] == "domain"

    def test_an_empty_bank_starts_nothing(self) -> None:
        exam = small_exam(per_domain=0, mode="practice", minutes=None)
        with pytest.raises(Problem) as refusal:
            begin(cast.alice(), exam)
        assert refusal.value.slug == "pool-too-small"

    def test_the_database_keeps_one_running_attempt_per_exam(self) -> None:
        attempt = start(cast.alice())
        attempt.pk = None
        attempt.idempotency_key = ""
        with pytest.raises(IntegrityError, match="one_running"), transaction.atomic():
            attempt.save(force_insert=True)


class UnseenFirstTests:
    def test_a_second_mock_asks_other_questions(self) -> None:
        alice, exam = cast.alice(), small_exam(unscored_count=0)
        asked = []
        for _ in range(3):
            attempt = start(alice, exam)
            submit(attempt)
            asked.append(set(attempt.questions.values_list("question_id", flat=True)))
        assert len(set.union(*asked)) == 12

    def test_when_none_is_left_the_oldest_come_again_and_it_says_so(self) -> None:
        alice, exam = cast.alice(), small_exam(unscored_count=0)
        asked = []
        for _ in range(4):
            attempt = start(alice, exam)
            submit(attempt)
            asked.append(set(attempt.questions.values_list("question_id", flat=True)))
        assert asked[3] == asked[0]
        assert all(attempt.questions.values_list("is_seen_before", flat=True))
        assert attempt.shortfalls == [
            {
                "rule": "unseen",
                "detail": "4 questions were seen before: no unseen ones were left",
            }
        ]

    def test_somebody_elses_attempts_do_not_count(self) -> None:
        exam = small_exam()
        start(cast.bob(), exam)
        asked = start(cast.alice(), exam).questions
        assert not any(asked.values_list("is_seen_before", flat=True))

    def test_a_sealed_final_has_only_what_was_never_seen(self) -> None:
        alice, exam = cast.alice(), small_exam(mode="sealed", unscored_count=0)
        for _ in range(3):
            attempt = start(alice, exam)
            assert not attempt.questions.filter(is_seen_before=True).exists()
            submit(attempt)
        with pytest.raises(Problem) as refusal:
            begin(alice, exam)
        assert refusal.value.slug == "pool-too-small"

    def test_enemies_never_meet(self) -> None:
        exam = small_exam(unscored_count=0)
        ones = list(Question.objects.filter(slug__endswith="-1-0"))
        others = list(Question.objects.filter(slug__contains="-2-"))
        for one in ones:
            one.enemies.add(*others[:2])
        bump()
        for name in ("ann", "ben", "cyd", "dan", "eve"):
            asked = set(
                start(cast.person(name), exam).questions.values_list(
                    "question_id", flat=True
                )
            )
            assert not (ones[0].pk in asked and asked & {o.pk for o in others[:2]})


class FrozenTests:
    """I25: editing never changes a running or finished attempt."""

    def test_i25_a_new_revision_changes_no_form(self) -> None:
        attempt = start(cast.alice())
        before = form_of(attempt)
        body = selectors.attempt_body(
            attempt, selectors.form_questions(attempt), state="running"
        )
        self._publish_anew(attempt)
        assert form_of(attempt) == before
        again = access.attempt_for(attempt.user, attempt.pk)
        questions = selectors.form_questions(again)
        told = selectors.attempt_body(again, questions, state="running")
        assert told["questions"] == body["questions"]

    def test_i25_the_grade_is_by_the_key_that_was_asked(self) -> None:
        attempt = start(cast.alice())
        answer_all(attempt, right_count=4)
        self._publish_anew(attempt)
        submit(attempt)
        assert settle(attempt).result.raw == 4

    def test_i25_retiring_a_question_changes_no_form(self) -> None:
        attempt = start(cast.alice())
        before = form_of(attempt)
        Question.objects.update(state=State.RETIRED)
        bump()
        assert form_of(attempt) == before
        save_one(attempt, 1, right(attempt, 1))
        submit(attempt)
        assert settle(attempt).state == "graded"

    def test_i25_what_was_published_cannot_be_rewritten(self) -> None:
        start(cast.alice())
        refusal = pytest.raises(ProgrammingError, match="never changes")
        with refusal, transaction.atomic():
            QuestionRevision.objects.update(content={})

    def test_i25_another_exam_definition_changes_no_attempt(self) -> None:
        attempt = start(cast.alice())
        Exam.objects.update(minutes=1, scored_count=1, is_open=False, title="Other")
        again = access.attempt_for(attempt.user, attempt.pk)
        assert again.deadline_at == attempt.deadline_at
        assert again.title == "Test mock"
        assert again.questions.count() == 5

    def test_a_question_that_was_asked_cannot_be_deleted(self) -> None:
        attempt = start(cast.alice())
        with pytest.raises(Exception, match="protected"):
            attempt.questions.first().question.delete()
        with pytest.raises(Exception, match="protected"):
            Guide.objects.filter(pk=attempt.guide_id).delete()

    @staticmethod
    def _publish_anew(attempt) -> None:
        """Every question gets a revision with another key and other words."""
        for asked in attempt.questions.select_related("question", "revision"):
            old = asked.revision
            content = dict(old.content) | {"stem_html": "<p>New</p>", "key": ["d"]}
            new = QuestionRevision.objects.create(
                question=asked.question,
                number=2,
                kind=old.kind,
                stem="New",
                content=content,
                digest=f"n{old.digest[1:]}",
                published_at=old.published_at,
            )
            Question.objects.filter(pk=asked.question_id).update(current=new)
        bump()


class VeilTests:
    """Option ids and order are drawn for each attempt and say nothing."""

    def test_ids_are_opaque_and_new_for_every_attempt(self) -> None:
        exam = every_kind_exam()
        shown = set()
        for name in ("ann", "ben", "cyd"):
            for asked in start(cast.person(name), exam).questions.all():
                ids = {o for o, _ in [*asked.options, *asked.targets]}
                assert all(len(i) == 8 for i in ids)
                assert not ids & shown
                shown |= ids

    def test_i29_neither_place_nor_id_follows_the_key(self) -> None:
        """Of single-choice questions the first option of the author is the key."""
        exam = small_exam(per_domain=13, scored_count=40, unscored_count=0)
        places, ranks = [0] * 4, [0] * 4
        for n in range(6):
            asked = start(cast.person(f"p{n}"), exam).questions.filter(kind="single")
            for options in asked.values_list("options", flat=True):
                place = [own for _, own in options].index("a")
                key_id = options[place][0]
                places[place] += 1
                ranks[sorted(o for o, _ in options).index(key_id)] += 1
        total = sum(places)
        # Four cells of a fair draw; six standard deviations to either side.
        slack = 6 * (total * 3 / 16) ** 0.5
        for count in [*places, *ranks]:
            assert abs(count - total / 4) < slack


class RaceTests:
    @pytest.mark.django_db(transaction=True)
    def test_i16_fifty_starts_at_once_make_one_attempt(self) -> None:
        alice, exam = cast.alice(), small_exam()
        jobs = [lambda: begin(alice, exam)] * 50
        results = none_failed(at_once(*jobs))
        assert Attempt.objects.count() == 1
        assert sum(r.is_new for r in results) == 1
        assert len({r.attempt.pk for r in results}) == 1
        assert AttemptQuestion.objects.count() == 5

    @pytest.mark.django_db(transaction=True)
    def test_i4_one_key_sent_ten_times_makes_one_attempt(self) -> None:
        alice, exam = cast.alice(), small_exam()
        jobs = [lambda: begin(alice, exam, idempotency_key="k")] * 10
        results = none_failed(at_once(*jobs))
        assert len({r.attempt.pk for r in results}) == 1
        assert Attempt.objects.count() == 1

    @pytest.mark.django_db(transaction=True)
    def test_starting_while_the_old_one_expires_loses_neither(self) -> None:
        alice, exam = cast.alice(), small_exam()
        old = start(alice, exam)
        save_one(old, 1, right(old, 1))
        to_deadline(old.pk, seconds=16)
        jobs = [lambda: begin(alice, exam)] * 4 + [services.close_due_attempts] * 4
        none_failed(at_once(*jobs))
        assert Attempt.objects.filter(state="running").count() == 1
        assert Attempt.objects.count() == 2
        assert Answer.objects.filter(asked__attempt=old).count() == 1
