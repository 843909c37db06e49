"""A student with history, staff beside them, and everything that pages may show."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.utils import timezone

from accounts.models import User
from analytics.models import Forecast, Observation
from exams.models import Attempt, Exam
from questions.models import Topic
from questions.services import report_question
from tests import cast
from tests.analytics.makers import fold
from tests.exams.api.caller import Caller
from tests.exams.client import answer_all, right, save_one, submit
from tests.exams.makers import assign, begin, settle, sit, small_exam, start
from tests.factories import (
    make_cohort,
    make_doubt,
    make_draft,
    make_exam,
    make_import,
    make_invitation,
    make_member,
    make_regrade,
    make_roster,
    make_statistics,
)


@dataclass
class World:
    """A student with a running mock and a practice, and with some history."""

    user: User
    exam: Exam
    running: Attempt
    practice: Attempt
    graded: Attempt
    caller: Caller
    staff: Client
    draft: str  # a question that is being corrected
    imported: str  # a file that waits for its sender's choice
    regrade: str  # a preview
    report: int  # of one of the questions that were asked
    assigned: int  # an assignment that can be begun
    hidden: Attempt  # assigned, handed in, its result not released

    def get(self, path: str) -> Callable[[], Any]:
        return lambda: self.caller.client.get(path)

    def teach(self, path: str) -> Callable[[], Any]:
        return lambda: self.staff.get(path)


def make_world(settings: Any, *, questions: int, history: int) -> World:
    settings.SECOND_FACTOR_REQUIRED = False
    user = cast.person(f"student{questions}")
    # Enough for every form to be of new questions: else a mock may take one of the
    # practice that runs, whose answers cannot be checked any more.
    per_domain = questions * (history + 5)
    exam = small_exam(per_domain=per_domain, scored_count=questions * 2)
    small_exam(mode="diagnostic", minutes=None)
    for _ in range(history):
        graded = start(user, exam)
        answer_all(graded, right_count=questions)
        save_one(graded, 1, right(graded, 1), seq=2, elapsed_ms=900)
        submit(graded)
        graded = settle(graded)
        fold(graded)
    mean_something(user, count=questions)
    running = start(user, exam)
    answer_all(running, right_count=questions)
    practice = start(user, practice_of(exam))
    answer_all(practice, right_count=questions)
    staff = Client()
    teacher = cast.person(f"teacher{questions}", role="admin")
    staff.force_login(teacher)
    draft = make_drafts(graded, teacher, count=questions)
    text = "\n\n".join(f"::q{n}::Q{n}?{{=a ~b}}" for n in range(questions))
    batch = str(make_import(teacher, text).pk)
    regrade, report = make_doubts(graded, teacher, count=questions)
    assigned, hidden = make_assigned(user, exam, count=questions)
    return World(
        user=user,
        exam=exam,
        running=running,
        practice=practice,
        graded=graded,
        caller=Caller(user),
        staff=staff,
        draft=draft,
        imported=batch,
        regrade=regrade,
        report=report,
        assigned=assigned,
        hidden=hidden,
    )


def make_assigned(user: User, exam: Exam, count: int) -> tuple[int, Attempt]:
    """Assignments that can be begun, and one that is handed in; of each the last."""
    for number in range(count):
        twin = twin_of(exam, f"{exam.slug}-twin-{number}")
        open_one = assign(user, exam=twin)
        done = assign(user, exam=twin)
    for number in range(count):
        sit(cast.person(f"sitter{count}-{number}"), done)
    hidden = begin(user, done)
    submit(hidden)
    return open_one.pk, settle(hidden)


def twin_of(exam: Exam, slug: str) -> Exam:
    """Another exam over the same bank."""
    twin = Exam.objects.get(pk=exam.pk)
    twin.pk, twin.slug = None, slug
    twin.save()
    return twin


def make_doubts(attempt: Attempt, teacher: User, count: int) -> tuple[str, int]:
    """Reports with figures, and a preview of a regrade; the ids of one of each."""
    asked = attempt.questions.select_related("revision").order_by("position")
    revisions = [row.revision for row in asked[:count]]
    for revision in revisions:
        make_statistics(revision)
        make_doubt(revision)
        told = {"revision": revision, "reason": "typo"}
        report = report_question(reporter=attempt.user, **told)
        regrade = make_regrade(revision, teacher)
    return str(regrade.pk), report.pk


def mean_something(user: User, count: int) -> None:
    """Topics to look at, and ideas that were taken for others."""
    topics = [
        {"id": pk, "domain": 1, "share": 0.3, "low": 0.2, "high": 0.5, "count": 6}
        for pk in Topic.objects.values_list("pk", flat=True)[:count]
    ]
    Forecast.objects.filter(user=user).update(topics=topics)
    Observation.objects.filter(user=user).update(confused=["sqs", "sns"][:count])
    Attempt.objects.filter(user=user).update(revealed_at=timezone.now())


def make_drafts(attempt: Attempt, teacher: User, count: int) -> str:
    """Corrections of questions that the attempt asked; the name of one of them."""
    asked = attempt.questions.select_related("question").order_by("-position")
    rows = [row.question for row in asked[:count]]
    for question in rows:
        make_draft(question, teacher)
    return rows[0].slug


def practice_of(exam: Exam) -> Exam:
    return make_exam(
        exam.guide,
        slug=f"{exam.slug}-practice",
        mode="practice",
        minutes=None,
        scored_count=exam.scored_count,
        unscored_count=0,
    )


def make_class(world: World) -> tuple[int, Any]:
    """A cohort with members and invited people, and a roster, of the world's size."""
    count = world.exam.scored_count
    cohort = make_cohort(f"Class of {count}")
    lines = ["e-mail,cohort"]
    for n in range(count):
        make_member(cohort, cast.person(f"member{count}-{n}"))
        make_invitation(cohort, f"invited{count}-{n}@example.org")
        lines.append(f"new{count}-{n}@example.org,{cohort}")
    make_member(cohort, world.user)
    return cohort.pk, make_roster(world.user, "\n".join(lines)).pk


def another_mock(exam: Exam) -> Exam:
    return make_exam(
        exam.guide,
        slug=f"{exam.slug}-new",
        scored_count=exam.scored_count,
        unscored_count=1,
    )
