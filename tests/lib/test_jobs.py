"""Jobs start after the commit; a broker that is away or hangs harms nothing."""

import logging
import os
import signal
import time
from collections.abc import Iterator

import pytest
import redis
from celery import Celery, current_app
from django.db import transaction

from lib import embedded, jobs
from lib.embedded.disposable import Disposable

pytestmark = [pytest.mark.ground, pytest.mark.django_db(transaction=True)]

ERRAND = "tests.lib.errand.carry"


@pytest.fixture(scope="module")
def services() -> Iterator[Disposable]:
    with embedded.disposable() as services:
        yield services


@pytest.fixture
def broker(services: Disposable) -> Iterator[Disposable]:
    """A Celery application of its own, on a Redis that a test may take away."""
    before = current_app._get_current_object()
    app = Celery("tests", set_as_current=True, fixups=[])
    app.conf.broker_url = services.redis_url.replace("unix://", "redis+socket://")
    jobs._producers.cache_clear()
    yield services
    before.set_current()
    jobs._producers.cache_clear()
    if not services.redis.is_running():
        services.start_redis()
    with redis.Redis.from_url(services.redis_url) as queue:
        queue.flushall()


def waiting(broker: Disposable) -> int:
    with redis.Redis.from_url(broker.redis_url) as queue:
        return int(queue.llen("celery"))


class EnqueueTests:
    def test_it_sends_after_the_commit(self, broker: Disposable) -> None:
        with transaction.atomic():
            jobs.enqueue(ERRAND, 1)
            assert waiting(broker) == 0
        assert waiting(broker) == 1

    def test_it_sends_nothing_after_a_rollback(self, broker: Disposable) -> None:
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            jobs.enqueue(ERRAND, 1)
            raise ZeroDivisionError
        assert waiting(broker) == 0

    def test_it_goes_on_at_once_while_redis_is_away(
        self, broker: Disposable, caplog: pytest.LogCaptureFixture
    ) -> None:
        jobs.enqueue(ERRAND, 1)
        broker.redis.kill()
        for parcel in range(3):
            assert seconds_for(parcel) < 5
        assert "is left to the sweep" in caplog.text
        broker.start_redis()
        jobs.enqueue(ERRAND, 2)
        assert waiting(broker) == 1

    def test_it_soon_goes_on_without_a_redis_that_hangs(
        self, broker: Disposable
    ) -> None:
        jobs.enqueue(ERRAND, 1)
        os.kill(broker.redis.pid, signal.SIGSTOP)
        try:
            assert seconds_for(2) < 10
        finally:
            os.kill(broker.redis.pid, signal.SIGCONT)

    def test_it_reports_a_mistake_of_ours_without_failing_the_request(
        self, broker: Disposable, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(logging.WARNING):
            jobs.enqueue(ERRAND, object())
        assert "not JSON serializable" in caplog.text
        assert waiting(broker) == 0


def seconds_for(parcel: int) -> float:
    began = time.monotonic()
    jobs.enqueue(ERRAND, parcel)
    return time.monotonic() - began
