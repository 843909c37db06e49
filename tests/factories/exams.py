"""Makers of exams, assignments, reminders and regrades."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Cohort, User
from exams import services as exams
from exams.models import Assignment, AssignmentOverride, Exam, Mode, Regrade, Reminder
from questions.models import Guide, QuestionRevision


def make_exam(guide: Guide, **over: Any) -> Exam:
    fields: dict[str, Any] = {
        "slug": f"{guide.code.lower()}-{over.get('mode', Mode.MOCK)}",
        "title": "Test mock",
        "guide": guide,
        "mode": Mode.MOCK,
        "minutes": guide.minutes,
        "scored_count": guide.scored_count,
        "unscored_count": guide.unscored_count,
    } | over
    return Exam.objects.create(**fields)


def make_regrade(revision: QuestionRevision, by: User, **over: Any) -> Regrade:
    """A preview that has been worked out; over: remedy, key, reason."""
    fields: dict[str, Any] = {"remedy": "drop", "key": None, "reason": "It changed."}
    now = timezone.now()
    regrade = exams.plan_regrade(revision=revision, by=by, now=now, **(fields | over))
    exams.run_regrade(regrade_id=regrade.pk, now=now)
    regrade.refresh_from_db()
    return regrade


def make_applied(revision: QuestionRevision, by: User, **over: Any) -> Regrade:
    """A decision in force, with everybody graded by it."""
    regrade = make_regrade(revision, by, **over)
    exams.apply_regrade(regrade=regrade, by=by, now=timezone.now())
    exams.run_regrade(regrade_id=regrade.pk, now=timezone.now())
    regrade.refresh_from_db()
    return regrade


def make_undone(regrade: Regrade, by: User) -> Regrade:
    exams.undo_regrade(regrade=regrade, by=by, reason="No.", now=timezone.now())
    exams.run_regrade(regrade_id=regrade.pk, now=timezone.now())
    regrade.refresh_from_db()
    return regrade


def make_assignment(cohort: Cohort, exam: Exam, **over: Any) -> Assignment:
    """An exam that the cohort may begin from an hour ago until tomorrow."""
    now = timezone.now()
    fields: dict[str, Any] = {
        "title": exam.title,
        "opens_at": now - timedelta(hours=1),
        "closes_at": now + timedelta(days=1),
        "zone": "Europe/Berlin",
        "created_at": now,
    } | over
    return Assignment.objects.create(cohort=cohort, exam=exam, **fields)


def make_override(
    assignment: Assignment, user: User, **over: Any
) -> AssignmentOverride:
    """One person has it otherwise: `make_override(mock, alice, attempts_allowed=2)`."""
    fields: dict[str, Any] = {"reason": "Agreed.", "made_at": timezone.now()} | over
    return AssignmentOverride.objects.create(assignment=assignment, user=user, **fields)


def make_reminder(assignment: Assignment, user: User, **over: Any) -> Reminder:
    """Something that was told: `make_reminder(mock, alice, kind="closing")`."""
    fields: dict[str, Any] = {"kind": "assigned", "made_at": timezone.now()} | over
    return Reminder.objects.create(assignment=assignment, user=user, **fields)


def make_drill(guide: Guide, **over: Any) -> Exam:
    """Five questions about one topic, which can be assigned."""
    fields: dict[str, Any] = {
        "slug": "drill",
        "title": "Drill: Amazon SQS",
        "mode": Mode.PRACTICE,
        "minutes": None,
        "scored_count": 5,
        "unscored_count": 0,
        "is_open": False,
        "only_topics": ["sqs"],
    } | over
    return make_exam(guide, **fields)
