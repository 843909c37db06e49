"""Administrators see what waits, what ran and what the numbers rest on."""

import shutil
from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone

from analytics import services
from analytics.models import FoldFailure, Run
from analytics.selectors import machinery
from exams.models import Attempt, Result
from lib.backups import note_backup
from lib.models import BackupStep, JobNote
from questions.models import Bank
from tests import cast
from tests.analytics.makers import graded, graded_days_ago
from tests.exams.makers import small_exam
from tests.factories import make_erasure

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def machine(monkeypatch) -> None:
    """A roomy one that is never too busy, whatever this one is."""
    roomy = shutil.disk_usage("/")._replace(total=10**12, free=10**11)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: roomy)
    monkeypatch.setattr(machinery, "PATIENCE_SECONDS", 60)


@pytest.fixture
def ada(settings) -> Client:
    settings.SECOND_FACTOR_REQUIRED = False
    client = Client()
    client.force_login(cast.ada())
    return client


def shown(ada: Client) -> str:
    return ada.get("/system/").content.decode()


class SystemPageTests:
    def test_a_quiet_system_is_well(self, ada) -> None:
        assert "The system is well" in shown(ada)
        assert "Nothing has run yet" in shown(ada)

    def test_an_instructor_finds_no_such_page(self, settings) -> None:
        settings.SECOND_FACTOR_REQUIRED = False
        client = Client()
        client.force_login(cast.ivan())
        assert client.get("/system/").status_code == 404

    def test_what_waits_too_long_asks_for_the_worker(self, ada) -> None:
        graded_days_ago(1, cast.alice())
        page = shown(ada)
        assert "Something needs you" in page
        assert "is the worker running?" in page

    def test_what_was_set_aside_is_told_with_its_reason(self, ada) -> None:
        attempt = graded(cast.alice())
        FoldFailure.objects.create(
            attempt=attempt, tries=3, error="KeyError: x", failed_at=timezone.now()
        )
        assert f"{attempt.pk}</code>: KeyError: x" in shown(ada)

    def test_the_night_and_its_estimates_are_shown(self, ada) -> None:
        graded_days_ago(1, cast.alice(), small_exam(per_domain=8))
        services.fold_due_attempts(now=timezone.now())
        services.run_nightly(now=timezone.now())
        page = shown(ada)
        assert "Estimated from answers" in page
        assert "5 answers of 1 people" in page
        assert Attempt.objects.count() == 1

    def test_a_run_without_a_sign_of_life_is_no_running_one(self, ada) -> None:
        then = timezone.now() - timedelta(hours=2)
        Run.objects.create(
            job="questions",
            key="2026-11-20",
            state="running",
            started_at=then,
            seen_at=then,
        )
        assert "stopped without a word" in shown(ada)


class QueueTests:
    def test_what_was_graded_long_ago_is_left_to_the_night(self, ada) -> None:
        attempt = graded(cast.alice())
        long_ago = timezone.now() - timedelta(days=3)
        Result.objects.filter(pk=attempt.pk).update(graded_at=long_ago)
        assert "is the worker running?" not in shown(ada)

    def test_an_erasure_that_nobody_does_asks_for_the_worker(self, ada) -> None:
        then = timezone.now() - timedelta(minutes=5)
        make_erasure(4711, state="waiting", seen_at=then)
        assert "is the worker running?" in shown(ada)

    def test_redis_away_costs_latency_alone(self, ada, settings) -> None:
        away = settings.CACHES["default"] | {"LOCATION": "redis://localhost:1/0"}
        settings.CACHES = {"default": away}
        page = shown(ada)
        assert "Redis is away" in page
        assert "The system is well" in page


class JobTests:
    TASK = "exams.tasks.sweep_attempts"

    def test_a_job_that_ended_is_shown_with_its_time(self, ada) -> None:
        JobNote.objects.create(name=self.TASK, done_at=timezone.now(), seconds=0.25)
        page = shown(ada)
        assert "0.25 s" in page
        assert "The system is well" in page

    def test_a_sweep_that_fell_silent_asks_for_somebody(self, ada) -> None:
        then = timezone.now() - timedelta(minutes=6)
        JobNote.objects.create(name=self.TASK, done_at=then)
        page = shown(ada)
        assert "are worker and beat running?" in page
        assert "Something needs you" in page

    def test_a_nightly_job_may_rest_for_a_day(self, ada) -> None:
        now = timezone.now()
        then = now.replace(hour=3, minute=21)
        then -= timedelta(days=1) if then > now else timedelta()
        JobNote.objects.create(name="accounts.tasks.sweep_ways_in", done_at=then)
        assert "The system is well" in shown(ada)

    def test_a_weekly_job_may_rest_for_a_week(self, ada) -> None:
        now = timezone.now()
        sunday = now - timedelta(days=now.isoweekday() % 7)
        done_at = sunday.replace(hour=4, minute=1)
        done_at -= timedelta(days=7) if done_at > now else timedelta()
        note = JobNote.objects.create(name="analytics.tasks.weekly", done_at=done_at)
        assert "The system is well" in shown(ada)
        note.done_at = done_at - timedelta(days=8)
        note.save()
        assert "are worker and beat running?" in shown(ada)

    def test_a_worker_that_never_worked_is_asked_for(self, ada) -> None:
        then = timezone.now() - timedelta(minutes=6)
        Bank.objects.create(pk=1, loaded_at=then)
        page = shown(ada)
        assert "No job has ended here yet" in page
        assert "Something needs you" in page
        JobNote.objects.create(name=self.TASK, done_at=timezone.now())
        assert "The system is well" in shown(ada)

    def test_a_job_that_failed_says_why(self, ada) -> None:
        JobNote.objects.create(
            name=self.TASK, failed_at=timezone.now(), fault="KeyError('x')"
        )
        page = shown(ada)
        assert "KeyError" in page
        assert "Something needs you" in page


class StorageTests:
    def test_it_says_how_much_is_free(self, ada) -> None:
        assert "Free on this machine" in shown(ada)

    def test_a_full_disk_asks_for_somebody(self, ada, monkeypatch) -> None:
        full = shutil.disk_usage("/")._replace(total=10**12, free=10**6)
        monkeypatch.setattr(shutil, "disk_usage", lambda _: full)
        page = shown(ada)
        assert "Nearly full" in page
        assert "Something needs you" in page


class BackupTests:
    def test_without_a_backup_it_asks_for_one(self, ada) -> None:
        page = shown(ada)
        assert "Make one" in page
        assert "never: " in page

    def test_a_backup_and_its_trial_are_told(self, ada) -> None:
        told = {"now": timezone.now(), "seconds": 12}
        for step in BackupStep:
            note_backup(step=step, stream=BytesIO(b"data"), **told)
        page = shown(ada)
        assert "Make one" not in page
        assert "the newest one, in 12 s" in page

    def test_another_file_was_tried(self, ada) -> None:
        for step, content in ((BackupStep.VERIFIED, b"old"), (BackupStep.MADE, b"new")):
            note_backup(step=step, stream=BytesIO(content), now=timezone.now())
        assert "the newest one" not in shown(ada)


class VersionTests:
    def test_it_names_ours(self, ada, settings) -> None:
        assert f"<dd>{settings.VERSION}</dd>" in shown(ada)
