"""A request to each page and operation, by the name of its budget."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from accounts.models import Cohort, User
from analytics.services import build_reports
from analytics.services.report_mail import token_of
from exams import services
from exams.models import Attempt
from questions.models import Task
from tests.architecture.world import World, another_mock, make_class
from tests.exams.api.caller import op
from tests.exams.client import OTHER, WRITER
from tests.factories import (
    make_assignment,
    make_drawn,
    make_drill,
    make_erasure,
    make_export,
    make_override,
    make_reminder,
    make_report_file,
    make_report_mail,
)

Jobs = dict[str, Callable[[], Any]]


def judged_position(world: World) -> int:
    """A question whose options the figures know: the first may have more of them."""
    found = world.graded.questions.filter(kind="single").first()
    assert found is not None
    return int(found.position)


def asked_slug(world: World) -> str:
    """The name of a question that was asked."""
    asked = world.graded.questions.select_related("question").first()
    assert asked is not None
    return str(asked.question.slug)


def assigning_jobs(world: World, cohort: int) -> Jobs:
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


def report_file_jobs(world: World, cohort: int) -> Jobs:
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


def report_jobs(world: World, cohort: int) -> Jobs:
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


def home_jobs(world: World) -> Jobs:
    """What it means: pages that tell students and staff where they stand."""
    graded = f"/attempts/{world.graded.pk}/"
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
        "performance": world.teach(f"/bank/questions/{asked_slug(world)}/performance/"),
        "flagged": world.teach("/bank/performance/"),
        "integrity": world.teach("/bank/integrity/"),
        "system": world.teach("/system/"),
    }


def sitting_jobs(world: World) -> Jobs:
    """From the catalogue to the result, and what staff watch and mend of it."""
    running, graded = f"/attempts/{world.running.pk}/", f"/attempts/{world.graded.pk}/"
    monitor = f"/assignments/{world.hidden.assignment_id}/monitor/"
    asked = f"/bank/questions/{asked_slug(world)}/"
    return {
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
        "exams:own_reports": world.get("/reports/"),
        "exams:assignment-monitor": world.teach(monitor),
        "exams:monitor-one": world.teach(f"{monitor}{world.hidden.pk}/"),
        "exams:regrades": world.teach("/bank/regrades/"),
        "exams:regrade": world.teach(f"/bank/regrades/{world.regrade}/"),
        "exams:regrade_new": world.teach(f"{asked}revisions/1/regrade/"),
        "api-own-reports": world.get("/api/v1/own-reports/"),
        "api-regrades": world.teach("/api/v1/regrades/"),
        "api-regrade": world.teach(f"/api/v1/regrades/{world.regrade}/"),
    }


def people_jobs(world: World, cohort: int, roster: Any) -> Jobs:
    """Accounts and cohorts, one's own and those of others."""
    erasure = make_erasure(10_000 + world.user.pk).pk
    make_export(world.user)
    person = f"/people/{world.user.pk}/"
    return {
        "accounts:profile": world.get("/account/"),
        "accounts:sessions": world.get("/account/sessions/"),
        "accounts:tokens": world.get("/account/tokens/"),
        "accounts:people": world.teach("/people/"),
        "accounts:person": world.teach(person),
        "accounts:audit": world.teach("/audit/"),
        "accounts:own-data": world.get("/account/data/"),
        "accounts:own-erasure": world.get("/account/delete/"),
        "accounts:person-data": world.teach(f"{person}data/"),
        "accounts:person-erase": world.teach(f"{person}erase/"),
        "accounts:erasures": world.teach("/erasures/"),
        "accounts:erasure": world.teach(f"/erasures/{erasure}/"),
        "accounts:retention": world.teach("/retention/"),
        "accounts:cohorts": world.teach("/cohorts/"),
        "accounts:cohort": world.teach(f"/cohorts/{cohort}/"),
        "accounts:rosters": world.teach("/cohorts/import/"),
        "accounts:roster": world.teach(f"/cohorts/import/{roster}/"),
    }


def bank_jobs(world: World) -> Jobs:
    """The bank: read, written, reviewed, brought in and taken out."""
    drawn = make_drawn(world.user, Task.objects.all()[0]).slug
    draft = f"/bank/questions/{world.draft}/"
    exports = "/api/v1/exports/questions/"
    return {
        "questions:list": world.teach("/bank/"),
        "questions:question": world.teach(f"/bank/questions/{asked_slug(world)}/"),
        "questions:reports": world.teach("/bank/reports/"),
        "questions:report": world.teach(f"/bank/reports/{world.report}/"),
        "questions:doubts": world.teach("/bank/stale/"),
        "questions:review": world.teach("/bank/review/"),
        "questions:coverage": world.teach("/bank/coverage/"),
        "questions:edit": world.teach(f"{draft}edit/"),
        "questions:variants": world.teach(f"/bank/questions/{drawn}/variants/"),
        "questions:review_draft": world.teach(f"{draft}review/"),
        "questions:imports": world.teach("/bank/import/"),
        "questions:import": world.teach(f"/bank/import/{world.imported}/"),
        "questions:export": world.teach("/bank/export/"),
        "questions:export, looked at": world.teach("/bank/export/?format=gift"),
        "questions:about": world.get("/bank/about/"),
        "api-reports": world.teach("/api/v1/reports/"),
        "api-report": world.teach(f"/api/v1/reports/{world.report}/"),
        "api-reviews": world.teach("/api/v1/reviews/"),
        "api-remarks": world.teach(f"/api/v1/questions/{world.draft}/remarks/"),
        "api-imports": world.teach("/api/v1/imports/"),
        "api-import": world.teach(f"/api/v1/imports/{world.imported}/"),
        "api-bank-exports": world.teach(f"{exports}?format=moodle-xml"),
    }


def page_jobs(world: World) -> Jobs:
    cohort, roster = make_class(world)
    return {
        **home_jobs(world),
        **sitting_jobs(world),
        **people_jobs(world, cohort, roster),
        **bank_jobs(world),
        **assigning_jobs(world, cohort),
        **report_jobs(world, cohort),
        **report_file_jobs(world, cohort),
    }


def api_jobs(world: World) -> Jobs:
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


def right_of(attempt: Attempt) -> list[str]:
    return [attempt.questions.get(position=1).options[0][0]]
