"""Administrators see what waits, what ran and what the numbers rest on."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from analytics import services
from analytics.models import FoldFailure, Run
from exams.models import Attempt
from tests import cast
from tests.analytics.makers import graded, graded_days_ago
from tests.exams.makers import small_exam

pytestmark = pytest.mark.django_db


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
