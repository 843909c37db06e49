"""What each page and operation may ask of the database, written down in
tests/query_counts.json; and it never grows with questions, attempts or operations.

Not counted: session, user, token, and what opens and ends transactions.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Cohort, User
from analytics.models import Forecast, Observation
from analytics.services import build_reports
from analytics.services.report_mail import token_of
from exams import services
from exams.models import Attempt, Exam
from questions.models import Task, Topic
from questions.services import report_question
from tests import cast
from tests.analytics.makers import fold
from tests.exams.api.caller import Caller, op
from tests.exams.client import OTHER, WRITER, answer_all, right, save_one, submit
from tests.exams.makers import assign, begin, settle, sit, small_exam, start
from tests.factories import (
    make_assignment,
    make_cohort,
    make_doubt,
    make_draft,
    make_drawn,
    make_drill,
    make_erasure,
    make_export,
    make_import,
    make_invitation,
    make_member,
    make_override,
    make_regrade,
    make_reminder,
    make_report_file,
    make_report_mail,
    make_roster,
    make_statistics,
)

pytestmark = pytest.mark.django_db
BUDGETS: dict[str, int] = json.loads(
    Path(__file__).parents[1].joinpath("query_counts.json").read_text(encoding="utf-8")
)
UNCOUNTED = re.compile(
    r"^(BEGIN|COMMIT|SAVEPOINT|RELEASE|ROLLBACK)|django_session"
    r'|"accounts_apitoken"."digest" =|FROM "accounts_user" (?!.*\bFOR\b)'
)


def counted(job: Callable[[], Any]) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        response = job()
    status = getattr(response, "status_code", 200)
    assert status < 400, response.content
    return [q["sql"] for q in captured if not UNCOUNTED.search(q["sql"])]


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
    caller = Caller(user)
    doubted = make_doubts(graded, teacher, count=questions)
    told = make_assigned(user, exam, count=questions)
    return World(
        *(user, exam, running, practice, graded, caller, staff, draft, batch),
        *doubted,
        *told,
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
    return Exam.objects.create(
        slug=f"{exam.slug}-practice",
        title="Practice",
        guide=exam.guide,
        mode="practice",
        scored_count=exam.scored_count,
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


def judged_position(world: World) -> int:
    """A question whose options the figures know: the first may have more of them."""
    found = world.graded.questions.filter(kind="single").first()
    assert found is not None
    return int(found.position)


def assigning_jobs(world: World, cohort: int) -> dict[str, Callable[[], Any]]:
    """Assignments of the class, as many as it has people; each person has one of them
    otherwise and was told of it."""
    class_ = Cohort.objects.get(pk=cohort)
    people = [member.user for member in class_.memberships.select_related("user")]
    many = [make_assignment(class_, world.exam) for _ in people]
    for person in people:
        make_override(many[0], person, extra_minutes=10)
        make_reminder(many[0], person)
    drill = make_drill(world.exam.guide, slug=f"drill-{cohort}").pk
    secret = services.renew_calendar(user=world.user, now=timezone.now())
    path = f"/assignments/{many[0].pk}/"
    return {
        "exams:assignments": world.teach("/assignments/"),
        "exams:assignment": world.teach(path),
        "exams:assignment-new": world.teach("/assignments/new/"),
        "exams:assignment-new, a drill": world.teach(f"/assignments/new/?exam={drill}"),
        "exams:assignment-change": world.teach(f"{path}change/"),
        "exams:assignment-people": world.teach(f"{path}people/"),
        "exams:assignment-override": world.teach(f"{path}people/{people[0].pk}/"),
        "exams:reminders": world.get("/account/reminders/"),
        "exams:calendar": world.get(f"/calendar/{secret}.ics"),
        "api-assignments": world.teach("/api/v1/assignments/"),
        "api-assignment": world.teach(f"/api/v1{path}"),
        "api-assignment-people": world.teach(f"/api/v1{path}people/"),
        "api-notices": world.get("/api/v1/notices/"),
    }


def report_file_jobs(world: World, cohort: int) -> dict[str, Callable[[], Any]]:
    """The files of a class's report, as many as it has people, and the weekly mail."""
    class_ = Cohort.objects.get(pk=cohort)
    teacher = User.objects.get(pk=world.staff.session["_auth_user_id"])
    mail = make_report_mail(class_, teacher)
    for _ in range(class_.memberships.count()):
        file = make_report_file(class_, teacher, world.exam.guide)
    path = f"/report-files/{file.pk}/"
    return {
        "report_files": world.teach(f"/cohorts/{cohort}/report/files/"),
        "report_file_progress": world.teach(f"{path}progress"),
        "report_file_download": world.teach(f"{path}download"),
        "api-report-file": world.teach(f"/api/v1{path}"),
        "api-report-file-content": world.teach(f"/api/v1{path}content/"),
        "stop_report_mail": world.get(f"/report-mail/{token_of(mail)}/stop/"),
    }


def report_jobs(world: World, cohort: int) -> dict[str, Callable[[], Any]]:
    """The report of the class, with an assignment of a common form in it."""
    class_ = Cohort.objects.get(pk=cohort)
    common = make_assignment(class_, world.exam, form_rule="common")
    build_reports(cohort=class_, now=timezone.now())
    path = f"/cohorts/{cohort}/report/"
    return {
        "cohort_report": world.teach(path),
        "cohort_report, by domain": world.teach(f"{path}?show=domains&group=unknown"),
        "cohort_report_progress": world.teach(f"{path}progress"),
        "cohort_report_drill": lambda: world.staff.post(
            f"{path}drill", {"guide": world.exam.guide.code, "topics": ["sqs"]}
        ),
        "api-exams-drills": lambda: world.staff.post(
            "/api/v1/exams/drills/",
            {"guide": world.exam.guide.code, "domains": ["1"]},
            content_type="application/json",
        ),
        "cohort_report_assigned": world.teach(f"{path}assignments/{common.pk}/"),
        "api-cohort-report": world.teach(f"/api/v1{path}"),
    }


def staff_jobs(world: World, cohort: int) -> dict[str, Callable[[], Any]]:
    jobs = (assigning_jobs, report_jobs, report_file_jobs)
    return {name: job for part in jobs for name, job in part(world, cohort).items()}


def page_jobs(world: World) -> dict[str, Callable[[], Any]]:
    cohort, roster = make_class(world)
    erasure = make_erasure(10_000 + world.user.pk).pk
    make_export(world.user)
    running, graded = f"/attempts/{world.running.pk}/", f"/attempts/{world.graded.pk}/"
    slug = world.graded.questions.select_related("question").first().question.slug
    monitor = f"/assignments/{world.hidden.assignment_id}/monitor/"
    drawn = make_drawn(world.user, Task.objects.all()[0]).slug
    return {
        "home": world.get("/"),
        "home for staff": world.teach("/"),
        "plan": world.get(f"/plan/{world.graded.pk}/"),
        "progress": world.get("/progress/"),
        "study": world.get("/study/"),
        "study_count": world.get("/study/count?unseen_only=on"),
        "meaning": world.get(f"{graded}meaning/"),
        "forecast_change": world.get(f"{graded}forecast"),
        "others": world.get(f"{graded}questions/{judged_position(world)}/others"),
        "system": world.teach("/system/"),
        "exams:diagnostic": world.get("/diagnostic/"),
        "exams:catalogue": world.get("/exams/"),
        "exams:assigned_list": world.get("/assigned/"),
        "exams:assigned": world.get(f"/assigned/{world.assigned}/"),
        "exams:result, unreleased": world.get(f"/attempts/{world.hidden.pk}/result/"),
        "exams:start_page": world.get(f"/exams/{world.exam.slug}/"),
        "exams:history": world.get("/attempts/"),
        "exams:run": world.get(running),
        "exams:run in practice": world.get(f"/attempts/{world.practice.pk}/"),
        "exams:review": world.get(f"{running}review/"),
        "exams:result": world.get(f"{graded}result/"),
        "exams:question": world.get(f"{graded}questions/1/"),
        "accounts:profile": world.get("/account/"),
        "accounts:sessions": world.get("/account/sessions/"),
        "accounts:tokens": world.get("/account/tokens/"),
        "accounts:people": world.teach("/people/"),
        "accounts:person": world.teach(f"/people/{world.user.pk}/"),
        "accounts:audit": world.teach("/audit/"),
        "accounts:own-data": world.get("/account/data/"),
        "accounts:own-erasure": world.get("/account/delete/"),
        "accounts:person-data": world.teach(f"/people/{world.user.pk}/data/"),
        "accounts:person-erase": world.teach(f"/people/{world.user.pk}/erase/"),
        "accounts:erasures": world.teach("/erasures/"),
        "accounts:erasure": world.teach(f"/erasures/{erasure}/"),
        "accounts:retention": world.teach("/retention/"),
        "accounts:cohorts": world.teach("/cohorts/"),
        "accounts:cohort": world.teach(f"/cohorts/{cohort}/"),
        "accounts:rosters": world.teach("/cohorts/import/"),
        "accounts:roster": world.teach(f"/cohorts/import/{roster}/"),
        "questions:list": world.teach("/bank/"),
        "questions:question": world.teach(f"/bank/questions/{slug}/"),
        "questions:reports": world.teach("/bank/reports/"),
        "questions:report": world.teach(f"/bank/reports/{world.report}/"),
        "exams:own_reports": world.get("/reports/"),
        "exams:assignment-monitor": world.teach(monitor),
        "exams:monitor-one": world.teach(f"{monitor}{world.hidden.pk}/"),
        "exams:regrades": world.teach("/bank/regrades/"),
        "exams:regrade": world.teach(f"/bank/regrades/{world.regrade}/"),
        "exams:regrade_new": world.teach(
            f"/bank/questions/{slug}/revisions/1/regrade/"
        ),
        "api-own-reports": world.get("/api/v1/own-reports/"),
        "api-regrades": world.teach("/api/v1/regrades/"),
        "api-regrade": world.teach(f"/api/v1/regrades/{world.regrade}/"),
        "api-reports": world.teach("/api/v1/reports/"),
        "api-report": world.teach(f"/api/v1/reports/{world.report}/"),
        "api-reviews": world.teach("/api/v1/reviews/"),
        "api-remarks": world.teach(f"/api/v1/questions/{world.draft}/remarks/"),
        "api-imports": world.teach("/api/v1/imports/"),
        "api-import": world.teach(f"/api/v1/imports/{world.imported}/"),
        "api-bank-exports": world.teach("/api/v1/exports/questions/?format=moodle-xml"),
        "questions:doubts": world.teach("/bank/stale/"),
        "performance": world.teach(f"/bank/questions/{slug}/performance/"),
        "flagged": world.teach("/bank/performance/"),
        "integrity": world.teach("/bank/integrity/"),
        "questions:review": world.teach("/bank/review/"),
        "questions:coverage": world.teach("/bank/coverage/"),
        "questions:edit": world.teach(f"/bank/questions/{world.draft}/edit/"),
        "questions:variants": world.teach(f"/bank/questions/{drawn}/variants/"),
        "questions:review_draft": world.teach(f"/bank/questions/{world.draft}/review/"),
        "questions:imports": world.teach("/bank/import/"),
        "questions:import": world.teach(f"/bank/import/{world.imported}/"),
        "questions:export": world.teach("/bank/export/"),
        "questions:export, looked at": world.teach("/bank/export/?format=gift"),
        "questions:about": world.get("/bank/about/"),
    } | staff_jobs(world, cohort)


def api_jobs(world: World) -> dict[str, Callable[[], Any]]:
    """In the order of a sitting: later ones work on what earlier ones left."""
    caller, attempt = world.caller, world.running
    path = f"attempts/{attempt.pk}/"
    many = [op(q.position, None, seq=3) for q in attempt.questions.all()]
    held = {"writer": str(WRITER), "epoch": 1}
    practice = f"attempts/{world.practice.pk}/"
    watched = world.hidden.assignment_id
    other, chosen = another_mock(world.exam), right_of(attempt)
    return {
        "api-exams": lambda: caller.get("exams/"),
        "api-assigned": lambda: caller.get("assigned/"),
        "api-attempts, assigned": lambda: caller.post(
            "attempts/", {"assignment": world.assigned, "writer": str(WRITER)}
        ),
        "api-readiness": lambda: caller.get("readiness/"),
        "api-forecasts": lambda: caller.get("forecasts/"),
        "api-due": lambda: caller.get("study/due/"),
        "api-attempts, new": lambda: caller.start(other),
        "api-attempts, running": lambda: caller.start(world.exam),
        "api-contact": lambda: caller.post(f"{path}contact/"),
        "api-monitor": world.teach(f"/api/v1/assignments/{watched}/monitor/"),
        "api-interventions": lambda: world.staff.post(
            f"/api/v1/assignments/{watched}/interventions/",
            {"step": "paused", "reason": "A pause."},
            content_type="application/json",
        ),
        "api-attempt": lambda: caller.get(path),
        "api-operations": lambda: caller.save(attempt, op(1, chosen, seq=2)),
        "api-operations, all": lambda: caller.save(attempt, *many),
        "api-check": lambda: caller.post(
            f"{practice}check/", held | {"position": 1, "seq": 1}
        ),
        "api-submit": lambda: caller.submit(attempt, (1, 1, 3)),
        "api-result, to be graded": lambda: caller.result(attempt),
        "api-result": lambda: caller.result(attempt),
        "api-takeover": lambda: caller.post(
            f"{practice}takeover/", {"writer": str(OTHER)}
        ),
    }


def another_mock(exam: Exam) -> Exam:
    return Exam.objects.create(
        slug=f"{exam.slug}-new",
        title="Another mock",
        guide=exam.guide,
        mode="mock",
        minutes=26,
        scored_count=exam.scored_count,
        unscored_count=1,
    )


def right_of(attempt: Attempt) -> list[str]:
    return [attempt.questions.get(position=1).options[0][0]]


@pytest.fixture
def small(settings) -> World:
    return make_world(settings, questions=4, history=1)


@pytest.fixture
def large(settings) -> World:
    return make_world(settings, questions=10, history=2)


def warm(jobs: dict[str, Callable[[], Any]]) -> None:
    """Content types and the pool of questions are remembered by the process."""
    for job in jobs.values():
        job()


class PageBudgetTests:
    def test_no_page_asks_for_more_than_was_written_down(self, small) -> None:
        jobs = page_jobs(small)
        warm(jobs)
        told = {name: len(counted(job)) for name, job in jobs.items()}
        assert over_budget(told) == {}

    def test_no_page_asks_for_more_when_there_is_more(self, small, large) -> None:
        told = []
        for world in (small, large):
            jobs = page_jobs(world)
            warm(jobs)
            told.append({name: len(counted(job)) for name, job in jobs.items()})
        assert {n: (told[0][n], c) for n, c in told[1].items() if c > told[0][n]} == {}


class ApiBudgetTests:
    def test_no_operation_asks_for_more_than_was_written_down(self, small) -> None:
        small.caller.get("exams/")
        told = {n: len(counted(job)) for n, job in api_jobs(small).items()}
        assert over_budget(told) == {}

    def test_no_operation_asks_for_more_when_there_is_more(self, small, large) -> None:
        told = []
        for world in (small, large):
            world.caller.get("exams/")
            told.append({n: len(counted(j)) for n, j in api_jobs(world).items()})
        assert {n: (told[0][n], c) for n, c in told[1].items() if c > told[0][n]} == {}

    def test_submit_grade_and_result_together_stay_within_fifteen(self, small) -> None:
        attempt = small.running
        counts = [
            len(counted(lambda: small.caller.submit(attempt))),
            len(counted(lambda: services.grade_attempt(attempt_id=attempt.pk))),
            len(counted(lambda: small.caller.result(attempt))),
        ]
        assert sum(counts) <= BUDGETS["submit + grade + result"], counts

    def test_the_sweep_asks_once_when_nothing_is_due(self, small) -> None:
        from exams.tasks import sweep_attempts

        assert len(counted(sweep_attempts)) <= BUDGETS["sweep of nothing"]


def over_budget(told: dict[str, int]) -> dict[str, str]:
    missing = set(told) - set(BUDGETS)
    assert not missing, f"write these down: { {n: told[n] for n in missing} }"
    return {
        name: f"{count} statements, {BUDGETS[name]} allowed"
        for name, count in told.items()
        if count > BUDGETS[name]
    }
