"""What the beat asks of the worker, and when. Names are read by people."""

from typing import Any

from celery.schedules import crontab


def _every(seconds: float, task: str) -> dict[str, Any]:
    """A sweep: the next one does what a late one would, so that one is dropped."""
    return {"task": task, "schedule": seconds, "options": {"expires": seconds}}


def _at(moment: crontab, task: str) -> dict[str, Any]:
    """Once, at an instant in UTC."""
    return {"task": task, "schedule": moment}


TIMETABLE = {
    "take in what was graded": _every(5, "analytics.tasks.sweep_folds"),
    "close and grade what is due": _every(15, "exams.tasks.sweep_attempts"),
    "compute reports of cohorts": _every(30, "analytics.tasks.sweep_reports"),
    "make report files that a lost job left": _every(
        60, "analytics.tasks.sweep_report_files"
    ),
    "mail reports that are due": _every(60, "analytics.tasks.send_reports"),
    "finish regrades that a lost job left": _every(60, "exams.tasks.sweep_regrades"),
    "tell of assignments": _every(60, "exams.tasks.send_reminders"),
    "finish imports that a lost job left": _every(60, "questions.tasks.sweep_imports"),
    "mail invitations that a lost job left": _every(
        60, "accounts.tasks.send_invitations"
    ),
    "finish exports and erasures that a lost job left": _every(
        60, "accounts.tasks.sweep_people"
    ),
    "execute claims against new models": _every(600, "questions.tasks.recheck"),
    "estimate questions anew": _at(
        crontab(hour="2", minute="30"), "analytics.tasks.nightly"
    ),
    "drop what opens nothing any more and what was kept long enough": _at(
        crontab(hour="3", minute="20"), "accounts.tasks.sweep_ways_in"
    ),
    "compute every report of a cohort anew": _at(
        crontab(hour="4", minute="0"), "analytics.tasks.nightly_reports"
    ),
    "compare answers and cohorts": _at(
        crontab(hour="4", minute="0", day_of_week="sunday"), "analytics.tasks.weekly"
    ),
}
