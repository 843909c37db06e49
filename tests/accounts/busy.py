"""Somebody who did everything: what is left of them must be nothing."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from accounts import services
from accounts.accommodations import Accommodation
from accounts.models import ApiToken, Erasure, PersonExport, Role, User
from accounts.throttle import Source
from exams.models import Intervention, RegradeLine
from questions.models import BulkChange, BulkVerb, CategoryTopic, Remark, SavedFilter
from questions.services import report_question
from tests import cast
from tests.accounts import doors
from tests.analytics.makers import fold, graded, read, shown_forecast
from tests.exams.makers import sit, start
from tests.factories import (
    make_assignment,
    make_cohort,
    make_confirmed,
    make_doubt,
    make_draft,
    make_import,
    make_invitation,
    make_member,
    make_new,
    make_override,
    make_picture,
    make_regrade,
    make_roster,
    make_second_factor,
    make_topic,
)

NAME = "Zebulon Quartermain"
EMAIL = "zebulon@canary.example"


def make_zebulon() -> User:
    return User.objects.create_user(
        EMAIL, cast.PASSWORD, name=NAME, role=Role.INSTRUCTOR
    )


def learns(person: User) -> Any:
    """A mock that was read and folded, another one that is running."""
    attempt = read(graded(person))
    fold(attempt)
    shown_forecast(person)
    start(person)
    return attempt


def comes_in(person: User, client: Any) -> None:
    """Every way in: a browser, a token, a wrong password, a second factor."""
    make_confirmed(person)
    doors.sign_in(client, person)
    ApiToken.objects.create(person, expiry=timedelta(days=1), name=f"{NAME}’s laptop")
    services.begin_try(
        account=person.email,
        source=Source(address="10.0.0.9", device=None),
        now=timezone.now(),
    )
    address = EmailAddress.objects.get(user=person)
    EmailConfirmation.objects.create(
        email_address=address, sent=timezone.now(), key="canary"
    )
    make_second_factor(person)


def writes(person: User, attempt: Any) -> None:
    """Everything that people do in the bank, and reports of it."""
    asked = attempt.questions.select_related("question", "revision").first()
    task = asked.question.tasks.first()
    question = make_new(person, task, "by-the-canary")
    draft = make_draft(asked.question, person)
    draft.reviewer = draft.submitted_by = draft.saved_by = person
    draft.save()
    draft.copies.create(writer=person, text={}, made_from=1, saved_at=timezone.now())
    told = {"revision": asked.revision, "made_at": timezone.now()}
    Remark.objects.create(author=person, settled_by=person, text="Mine.", **told)
    Remark.objects.create(text=f"{NAME} said so, ask {EMAIL}.", **told)
    make_picture(question, person)
    SavedFilter.objects.create(owner=person, name="mine", query=f"q={EMAIL}")
    make_doubt(asked.revision, settled_by=person, settled_at=timezone.now())
    report = report_question(revision=asked.revision, reporter=person, reason="typo")
    report.answered_by = person
    report.save()
    regrade = make_regrade(asked.revision, person)
    regrade.applied_by = regrade.undone_by = person
    regrade.save()
    RegradeLine.objects.get_or_create(
        regrade=regrade,
        attempt=attempt,
        defaults={"position": asked.position, "before": {}, "after": {}},
    )
    make_import(person)
    BulkChange.objects.create(actor=person, verb="retire", made_at=timezone.now())
    BulkChange.objects.create(
        verb=BulkVerb.ASSIGN,
        changes=[{"question": 1, "before": None, "after": person.pk}],
        made_at=timezone.now(),
    )
    CategoryTopic.objects.create(
        category="canary",
        topic=make_topic("canary"),
        decided_by=person,
        decided_at=timezone.now(),
    )


def teaches(person: User, attempt: Any) -> None:
    """A cohort with people, an assignment with an exception, a step in an exam."""
    now = timezone.now()
    cohort = make_cohort("Canaries")
    make_member(cohort, person, role="instructor")
    make_invitation(cohort, EMAIL, accepted_at=now, accepted_by=person)
    make_invitation(cohort, "other@canary.example", invited_by=person)
    assignment = make_assignment(cohort, attempt.exam, created_by=person)
    make_override(assignment, person, made_by=person, reason=f"{NAME} is ill")
    other = cast.person("yolanda")
    Intervention.objects.create(
        attempt=sit(other, assignment), kind="extended", by=person, at=now, reason="ok"
    )
    Intervention.objects.create(attempt=attempt, kind="paused", at=now, reason="ok")
    make_roster(person)


def is_changed(person: User, admin: User) -> None:
    """What administrators do to people, with reasons that name them."""
    services.change_accommodations(
        actor=admin,
        user=person,
        accommodation=Accommodation(Decimal(2), 30),
        reason=f"{NAME} ({EMAIL}) showed a certificate",
    )
    text = f"name,e-mail,cohort\n{NAME},{EMAIL},Canaries\n"
    make_roster(admin, text, "zebulon quartermain.csv")
    LogEntry.objects.create(
        user=admin,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(person.pk),
        object_repr=str(person),
        action_flag=CHANGE,
        change_message="role",
    )
    now = timezone.now() - timedelta(minutes=1)
    services.run_export(
        export_id=services.ask_export(actor=admin, person=person, now=now).pk, now=now
    )


def asks_about_others(person: User) -> None:
    """What the canary did as if it had been an administrator once."""
    now = timezone.now()
    other = User.objects.get(email="yolanda@example.org")
    PersonExport.objects.create(
        person=other, asked_by=person, asked_at=now, seen_at=now
    )
    Erasure.objects.create(
        person_number=0,
        is_own_wish=False,
        asked_by=person,
        asked_at=now,
        seen_at=now,
        state="done",
    )
    LogEntry.objects.create(user=person, object_repr="a thing", action_flag=CHANGE)


def make_busy(client: Any, admin: User) -> User:
    """The canary, with rows in every table that may hold somebody."""
    person = make_zebulon()
    comes_in(person, client)
    attempt = learns(person)
    writes(person, attempt)
    teaches(person, attempt)
    is_changed(person, admin)
    asks_about_others(person)
    return person


# What the canary has none of: rows that only jobs of other rooms make.
NOT_MADE = {
    "calendar-feed",
    "answers-alike-first",
    "answers-alike-second",
    "no-reminders",
    "reminders",
    "report-files",
    "report-files-naming",
    "report-mails",
    "results-set-aside",
    "standings",
}
