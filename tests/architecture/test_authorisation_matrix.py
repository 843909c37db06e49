"""Who × where × what: the matrix of roles, routes and objects, from the URLs.

Each view declares its audience; the test asks every role for every address, with an
object of their own, one of somebody else's and one that does not exist.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.access import Audience
from accounts.models import ApiToken, User
from analytics.services.report_mail import token_of
from exams.models import Exam
from exams.services import renew_calendar
from questions.models import BulkChange, Question, Remark, SavedFilter, Scenario
from questions.services import report_question
from tests import cast
from tests.architecture.routes import Route, routes
from tests.exams.client import WRITER, submit
from tests.exams.makers import assign, settle, sit, small_exam, start
from tests.factories import (
    make_assignment,
    make_cohort,
    make_doubt,
    make_draft,
    make_erasure,
    make_export,
    make_import,
    make_invitation,
    make_member,
    make_picture,
    make_regrade,
    make_reminder,
    make_report_file,
    make_report_mail,
    make_roster,
)

pytestmark = pytest.mark.django_db
ROLES = ("anonymous", "guest", "student", "instructor", "admin")
PUBLIC = {
    "healthz",
    "readyz",
    "home",
    "exams:diagnostic",
    "questions:about",
    "accounts:invitation",
    "stop_report_mail",
    "accounts:erased",
    "accounts:erased-progress",
    "exams:calendar",
    "api-schema",
    "api-tokens",
}
MAY_COME = {
    Audience.PUBLIC: set(ROLES),
    Audience.PERSON: {"guest", "student", "instructor", "admin"},
    Audience.MEMBER: {"student", "instructor", "admin"},
    Audience.TEACHING: {"instructor", "admin"},
    Audience.ADMIN: {"admin"},
}
# Parameters that name something of one person.
OWNED = {"pk", "attempt_id", "reference", "export_id", "assigned_id", "file_id"}
OWNED |= {"reminder_id"}
# Addresses that end the session or the token that the test goes by.
LAST = {"account_logout", "admin:logout", "api-token-current"}
# Views of packages have steps and refusals of their own: in the middle of a sign-in
# one is sent back to its start, and the admin site allows nobody to add people.
PACKAGES = {
    Audience.PUBLIC: {"open", "not there", "sign in", "refused"},
    Audience.MEMBER: {"open", "not there"},
    Audience.ADMIN: {"open", "not there", "refused"},
}
# A body that a view can use, so that it is the object that decides.
WRITE = {"writer": str(WRITER)}
OPERATION = {"op_id": str(uuid.UUID(int=9)), "position": 1, "epoch": 1, "seq": 1}
BODIES: dict[str, dict[str, Any]] = {
    "api-operations": WRITE | {"operations": [OPERATION | {"response": None}]},
    "api-takeover": WRITE,
    "api-check": WRITE | {"epoch": 1, "position": 1, "seq": 1},
    "api-submit": WRITE | {"epoch": 1, "manifest": []},
    "exams:save": {"whole-form": "1"},
}


@dataclass
class Somebody:
    """One of the roles with what is theirs."""

    role: str
    user: User | None
    own: dict[str, Any]
    client: Client

    def ask(self, route: Route, values: dict[str, Any]) -> str:
        """What happens, in one word; nothing of it stays."""
        with transaction.atomic():
            response = self._send(route, route.path(**values))
            transaction.set_rollback(True)
        return outcome(response)

    def _send(self, route: Route, path: str) -> Any:
        response = self.client.get(path)
        if response.status_code != 405:
            return response
        body = BODIES.get(route.name, {})
        if route.is_api:
            return self.client.post(path, body, content_type="application/json")
        return self.client.post(path, body)


def outcome(response: Any) -> str:
    status = response.status_code
    assert status < 500, response.content
    if status == 401 or "/login/" in response.headers.get("Location", ""):
        return "sign in"
    return {403: "refused", 404: "not there"}.get(status, "open")


def expected(role: str, route: Route) -> set[str]:
    """What may happen at an address, the object left aside."""
    assert route.audience is not None
    if role in MAY_COME[route.audience]:
        return {"open"} if route.is_ours else PACKAGES[route.audience]
    if role == "guest" and route.is_api:
        return {"refused"}
    if role in ("anonymous", "guest"):
        return {"sign in"}
    if route.is_admin_site:
        return {"sign in", "refused", "not there"}
    return {"refused"} if route.is_api else {"not there"}


def of(owner: dict[str, Any], route: Route) -> dict[str, Any]:
    """The values of a route's parameters among somebody's things."""
    room = route.name.partition(":")[0]
    values = {name: owner.get(f"{room}:{name}", owner.get(name)) for name in owner}
    return {name: values.get(name, "x") for name in route.parameters}


def things(user: User, exam: Exam, question: str) -> dict[str, Any]:
    """A graded attempt, a session, a token, a filter, what stands beside a question."""
    attempt = start(user, exam)
    submit(attempt)
    settle(attempt)
    session = UserSession.objects.create(
        user=user,
        ip="10.0.0.1",
        session_key=uuid.uuid4().hex,
        user_agent="test",
        last_seen_at=timezone.now(),
    )
    token, _ = ApiToken.objects.create(user, expiry=timedelta(days=1), name="test")
    asked = Question.objects.get(slug=question)
    given = attempt.questions.select_related("question").first().question
    draft = make_draft(asked, user)
    saved = SavedFilter.objects.create(owner=user, name="mine", query="q=sqs")
    change = BulkChange.objects.create(verb="retire", made_at=timezone.now())
    remark = Remark.objects.create(revision=draft.revision, made_at=timezone.now())
    Scenario.objects.get_or_create(slug="situation", number=1)
    revision = attempt.questions.select_related("revision").first().revision
    regrade = make_regrade(revision, user)
    doubt = make_doubt(revision)
    report = report_question(revision=revision, reporter=user, reason="typo")
    class_ = make_cohort(f"Cohort of {user.pk}", code=f"CDE{user.pk:07}")
    member = make_member(class_, user, role="instructor")
    watched = sit(cast.person(f"sat{user.pk}"), make_assignment(class_, exam))
    reminder = make_reminder(watched.assignment, user)
    invitation, secret = make_invitation(class_, f"guest{user.pk}@example.org")
    return {
        "person_id": user.pk,
        "session_id": session.pk,
        "token_reference": token.reference,
        "cohort_id": class_.pk,
        "file_id": make_report_file(class_, user, exam.guide).pk,
        "mail_token": token_of(make_report_mail(class_, user)),
        "code": class_.join_code,
        "member_id": member.pk,
        "invitation_id": invitation.pk,
        "invitation_token": secret,
        "student_id": watched.user_id,
        "reminder_id": reminder.pk,
        "calendar_secret": renew_calendar(user=watched.user, now=timezone.now()),
        "roster_id": make_roster(user).pk,
        "assigned_id": assign(user, exam=exam).pk,
        "assignment_id": watched.assignment_id,
        "watched_id": watched.pk,
        "export_id": make_export(user).pk,
        "erasure_id": make_erasure(10_000 + user.pk).pk,
        "questions:pk": saved.pk,
        "change_id": change.pk,
        "remark_id": remark.pk,
        "step": "retire",
        "table": "answers",
        "question_slug": question,
        "picture_id": make_picture(given, user).pk,
        "scenario_slug": "situation",
        "import_id": make_import(user).pk,
        "number": 1,
        "regrade_id": regrade.pk,
        "regrade_step": "apply",
        "report_id": report.pk,
        "doubt_id": doubt.pk,
        "old": 1,
        "new": draft.revision.number,
        "pk": attempt.pk,
        "accounts:pk": session.pk,
        "attempt_id": attempt.pk,
        "reference": token.reference,
        "slug": exam.slug,
        "questions:slug": question,
        "position": 1,
    }


NOTHING = {
    "person_id": 2**31 - 1,
    "session_id": 2**31 - 1,
    "token_reference": "0" * 16,
    "cohort_id": 2**31 - 1,
    "file_id": uuid.UUID(int=0),
    "mail_token": "nothing",
    "code": "NOTHING222",
    "member_id": 2**31 - 1,
    "invitation_id": 2**31 - 1,
    "invitation_token": "nothing",
    "student_id": 2**31 - 1,
    "reminder_id": 2**31 - 1,
    "calendar_secret": "nothing",
    "roster_id": uuid.UUID(int=0),
    "assigned_id": 2**31 - 1,
    "assignment_id": 2**31 - 1,
    "watched_id": uuid.UUID(int=0),
    "export_id": uuid.UUID(int=0),
    "erasure_id": uuid.UUID(int=0),
    "pk": uuid.UUID(int=0),
    "accounts:pk": 2**31 - 1,
    "attempt_id": uuid.UUID(int=0),
    "reference": "0" * 16,
    "slug": "no-such-thing",
    "questions:slug": "no-such-thing",
    "position": 1,
    "questions:pk": 2**31 - 1,
    "change_id": uuid.UUID(int=0),
    "remark_id": 2**31 - 1,
    "table": "no-such-thing",
    "step": "retire",
    "question_slug": "no-such-thing",
    "picture_id": uuid.UUID(int=0),
    "scenario_slug": "no-such-thing",
    "import_id": uuid.UUID(int=0),
    "number": 1,
    "report_id": 2**31 - 1,
    "doubt_id": 2**31 - 1,
    "regrade_id": uuid.UUID(int=0),
    "regrade_step": "apply",
    "old": 1,
    "new": 1,
}


@pytest.fixture
def foreign(settings) -> dict[str, Any]:
    """The things of charlie, whom nobody here knows."""
    settings.SECOND_FACTOR_REQUIRED = False
    exam = small_exam()
    return things(cast.charlie(), exam, f"{exam.slug.removesuffix('-mock')}-1-0")


@pytest.fixture
def make_somebody(foreign):
    exam = Exam.objects.get(slug=foreign["slug"])

    def make(role: str) -> Somebody:
        client = Client()
        if role == "anonymous":
            return Somebody(role, None, dict(foreign), client)
        is_guest = role == "guest"
        role_field = {} if is_guest else {"role": role}
        user = cast.person(role, is_guest=is_guest, **role_field)
        if is_guest:
            session = client.session
            session["guest"] = user.pk
            session.save()
        else:
            client.force_login(user)
        own = things(user, exam, foreign["questions:slug"])
        return Somebody(role, user, own, client)

    return make


def asked() -> Iterator[Route]:
    for route in routes():
        if not route.is_regex and route.name not in LAST:
            yield route


class DeclarationTests:
    def test_every_route_declares_its_audience(self) -> None:
        assert [r.template for r in routes() if r.audience is None] == []

    def test_every_parameter_is_known_to_this_test(self) -> None:
        known = set(NOTHING) | {
            "content_type_id",
            "object_id",
            "app_label",
            "url",
            "key",
            "uidb36",
        }
        assert {p for r in routes() for p in r.parameters} <= known

    def test_nothing_of_ours_is_public_but_what_is_meant_to_be(self) -> None:
        public = {r.name for r in routes() if r.is_ours and r.audience == "public"}
        assert public <= PUBLIC


class MatrixTests:
    @pytest.mark.parametrize("role", ROLES)
    def test_each_address_opens_for_its_audience_only(
        self, make_somebody, role
    ) -> None:
        somebody = make_somebody(role)
        wrong = []
        for route in asked():
            told = somebody.ask(route, of(somebody.own, route))
            if told not in expected(role, route):
                wrong.append(f"{route.name} {route.template}: {told}")
        assert wrong == []

    @pytest.mark.parametrize("role", ROLES)
    def test_i32_what_is_not_theirs_is_not_there(
        self, make_somebody, foreign, role
    ) -> None:
        somebody = make_somebody(role)
        wrong = []
        for route in asked():
            owned = OWNED & set(route.parameters)
            if not owned or route.is_admin_site:
                continue
            may_come = role in MAY_COME[route.audience]
            right = {"not there"} if may_come else expected(role, route)
            for whose, values in (("foreign", foreign), ("missing", NOTHING)):
                told = somebody.ask(route, of(values, route))
                if told not in right:
                    wrong.append(f"{route.name}, {whose}: {told}")
        assert wrong == []

    @pytest.mark.parametrize("role", ROLES)
    def test_what_does_not_exist_is_not_there(self, make_somebody, role) -> None:
        somebody = make_somebody(role)
        wrong = []
        for route in asked():
            if "slug" not in route.parameters or role not in MAY_COME[route.audience]:
                continue
            told = somebody.ask(route, of(NOTHING, route))
            if told != "not there":
                wrong.append(f"{route.name}: {told}")
        assert wrong == []

    @pytest.mark.parametrize("role", ["instructor", "admin"])
    def test_i32_staff_have_no_way_into_a_students_attempt(
        self, make_somebody, foreign, role
    ) -> None:
        somebody = make_somebody(role)
        for route in asked():
            if "pk" in route.parameters and route.name.startswith(("exams:", "api-")):
                assert somebody.ask(route, of(foreign, route)) == "not there"

    def test_staff_without_a_second_factor_may_only_set_one_up(
        self, make_somebody, settings
    ) -> None:
        somebody = make_somebody("admin")
        settings.SECOND_FACTOR_REQUIRED = True
        open_ones = set()
        for route in asked():
            if route.audience in ("teaching", "admin", "member"):
                path = route.path(**of(somebody.own, route))
                response = somebody._send(route, path)
                if response.status_code == 200:
                    open_ones.add(route.name)
        assert open_ones <= {
            "account_email",
            "account_reauthenticate",
            "accounts:totp-activate",
            "mfa_activate_totp",
            "mfa_index",
        }
