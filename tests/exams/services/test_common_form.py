"""A common form: drawn by the first start, the same for everybody after it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from exams import services
from exams.models import Assignment, Attempt
from lib.problems import Problem
from questions import services as questions
from questions.models import Question, Scenario, State
from tests import cast
from tests.exams.client import WRITER, submit
from tests.exams.makers import add_question, assign, begin, bump, small_exam, start
from tests.exams.threads import at_once, none_failed
from tests.factories import make_drawn, make_override

pytestmark = pytest.mark.django_db
COMMON = {"form_rule": "common"}
PAST, DAY = timezone.now() - timedelta(hours=1), timedelta(days=1)


def asked(attempt: Attempt) -> list[tuple[int, int, bool]]:
    """Question, revision and whether it counts, in order."""
    rows = attempt.questions.order_by("position")
    return list(rows.values_list("question", "revision", "is_scored"))


class CommonFormTests:
    def test_everybody_gets_the_same_questions_in_the_same_order(self) -> None:
        alice, bob = cast.alice(), cast.bob()
        midterm = assign(alice, bob, **COMMON)
        one, other = begin(alice, midterm), begin(bob, midterm)
        assert asked(one) == asked(other)
        assert one.seed == other.seed

    def test_forms_of_their_own_differ(self) -> None:
        people = [cast.person(f"p{n}") for n in range(4)]
        midterm = assign(*people, exam=small_exam(per_domain=8))
        assert len({str(asked(begin(one, midterm))) for one in people}) > 1

    def test_the_options_have_ids_of_each_attempts_own(self) -> None:
        alice, bob = cast.alice(), cast.bob()
        midterm = assign(alice, bob, **COMMON)
        ids = [
            {
                shown
                for q in begin(one, midterm).questions.all()
                for shown, _ in q.options
            }
            for one in (alice, bob)
        ]
        assert ids[0].isdisjoint(ids[1])

    def test_a_scenario_stays_together(self) -> None:
        alice, bob = cast.alice(), cast.bob()
        exam = small_exam(scored_count=12, unscored_count=0)
        scenario = Scenario.objects.create(
            slug="shop", number=1, title="Shop", text="A shop.", html="<p>A shop.</p>"
        )
        for n in range(3):
            add_question(exam.guide, f"{exam.slug}-s{n}", scenario=scenario)
        midterm = assign(alice, bob, exam=exam, **COMMON)
        begin(alice, midterm)
        rows = begin(bob, midterm).questions.order_by("position")
        places = [q.position for q in rows if q.scenario_id is not None]
        assert places == list(range(places[0], places[0] + len(places)))
        assert len({q.scenario_ref for q in rows if q.scenario_id is not None}) == 1

    def test_a_generated_question_asks_everybody_the_same(self) -> None:
        alice, bob = cast.alice(), cast.bob()
        exam = small_exam(per_domain=1, mode="practice", minutes=None)
        publish_drawn(exam.guide.domains.get(code="1").tasks.all()[0])
        midterm = assign(alice, bob, exam=exam, **COMMON)
        stems = [
            begin(one, midterm)
            .questions.get(variant__isnull=False)
            .variant["stem_html"]
            for one in (alice, bob)
        ]
        assert stems[0] == stems[1]

    def test_a_question_that_was_retired_or_corrected_since_stays(self) -> None:
        alice, bob = cast.alice(), cast.bob()
        midterm = assign(alice, bob, **COMMON)
        first = begin(alice, midterm)
        Question.objects.update(state=State.RETIRED)
        bump()
        assert asked(begin(bob, midterm)) == asked(first)

    def test_the_second_attempt_asks_the_same_again(self) -> None:
        alice = cast.alice()
        midterm = assign(alice, attempts_allowed=2, **COMMON)
        first = begin(alice, midterm)
        submit(first)
        again = begin(alice, midterm)
        pairs = zip(asked(again), asked(first), strict=True)
        assert all(one == other for one, other in pairs)
        assert again.questions.filter(is_seen_before=True).count() == 5

    def test_what_somebody_has_seen_is_told_of_that_person_alone(self) -> None:
        alice, bob = cast.alice(), cast.bob()
        exam = small_exam(per_domain=2, unscored_count=0)
        submit(start(bob, exam))
        submit(start(bob, exam))
        midterm = assign(alice, bob, exam=exam, **COMMON)
        assert begin(alice, midterm).shortfalls == []
        told = begin(bob, midterm).shortfalls
        assert [one["rule"] for one in told] == ["unseen"]
        assert "4 questions were seen by you before" in told[0]["detail"]


def publish_drawn(task) -> None:
    """One more published question, with numbers that are drawn."""
    ivan, now = cast.ivan(), timezone.now()
    question = make_drawn(ivan, task)
    questions.submit_draft(question=question, by=ivan, now=now)
    questions.publish_draft(
        question=question, by=cast.ada(), version=1, reason="computed", now=now
    )


class SealedTests:
    def test_it_asks_what_nobody_in_the_cohort_has_seen(self) -> None:
        alice, bob = cast.alice(), cast.bob()
        exam = small_exam(per_domain=4, mode="sealed")
        seen = start(bob, small_twin(exam))
        submit(seen)
        midterm = assign(alice, bob, exam=exam, **COMMON)
        drawn = {question for question, _, _ in asked(begin(alice, midterm))}
        assert drawn.isdisjoint(question for question, _, _ in asked(seen))

    def test_where_the_cohort_has_seen_too_much_nothing_starts(self) -> None:
        alice, bob = cast.alice(), cast.bob()
        exam = small_exam(per_domain=2, mode="sealed")
        submit(start(bob, small_twin(exam)))
        midterm = assign(alice, bob, exam=exam, **COMMON)
        with pytest.raises(Problem) as refusal:
            begin(alice, midterm)
        assert refusal.value.slug == "pool-too-small"
        assert "Tell your instructor" in refusal.value.detail
        midterm.refresh_from_db()
        assert midterm.form is None

    def test_nobody_practises_it_before_their_own_start(self) -> None:
        alice, bob = cast.alice(), cast.bob()
        midterm = assign(alice, bob, exam=small_exam(mode="sealed"), **COMMON)
        drawn = questions_of(begin(alice, midterm))
        with pytest.raises(Problem) as refusal:
            drill(bob, midterm, drawn)
        assert refusal.value.slug == "nothing-to-drill"
        late = begin(bob, midterm)
        assert not late.questions.filter(is_seen_before=True).exists()

    @pytest.mark.parametrize("over", [{"is_excused": True}, {"closes_at": PAST}])
    def test_who_cannot_begin_it_may_practise_its_questions(self, over) -> None:
        alice, bob = cast.alice(), cast.bob()
        midterm = assign(alice, bob, opens_at=PAST - DAY, **COMMON)
        drawn = questions_of(begin(alice, midterm))
        make_override(midterm, bob, **over)
        assert questions_of(drill(bob, midterm, drawn)) == drawn

    def test_a_stranger_may(self) -> None:
        alice = cast.alice()
        midterm = assign(alice, **COMMON)
        drawn = questions_of(begin(alice, midterm))
        assert questions_of(drill(cast.bob(), midterm, drawn)) == drawn


def questions_of(attempt: Attempt) -> frozenset[int]:
    return frozenset(attempt.questions.values_list("question", flat=True))


def drill(person, assignment, questions) -> Attempt:
    return services.start_drill(
        user=person,
        guide=assignment.exam.guide,
        title="Drill",
        question_ids=questions,
        count=9,
        writer=WRITER,
    ).attempt


def small_twin(exam):
    """A mock over the same bank."""
    twin = type(exam).objects.get(pk=exam.pk)
    twin.pk, twin.slug, twin.mode = None, f"{exam.slug}-twin", "mock"
    twin.save()
    return twin


class FirstStartTests:
    @pytest.mark.django_db(transaction=True)
    def test_fifty_first_starts_give_one_form(self) -> None:
        people = [cast.person(f"p{n}") for n in range(50)]
        midterm = assign(*people, exam=small_exam(per_domain=8), **COMMON)
        jobs = [lambda one=one: begin(one, midterm) for one in people]
        attempts = none_failed(at_once(*jobs))
        assert len({attempt.pk for attempt in attempts}) == 50
        assert len({str(asked(attempt)) for attempt in attempts}) == 1
        kept = Assignment.objects.get(pk=midterm.pk).form["questions"]
        first = [question for question, _, _ in asked(attempts[0])]
        assert [row["question"] for row in kept] == first

    @pytest.mark.parametrize("rule", ["own", "common"])
    def test_a_start_asks_the_database_twelve_times_at_most(self, rule) -> None:
        alice, bob = cast.alice(), cast.bob()
        midterm = assign(alice, bob, form_rule=rule)
        begin(bob, midterm)
        with CaptureQueriesContext(connection) as captured:
            begin(alice, midterm)
        told = [q["sql"] for q in captured if "SAVEPOINT" not in q["sql"]]
        assert len(told) <= 11, told  # the twelfth reads the form for the reply
