"""Start a job after the commit, or leave it to the sweeps.

The work itself is written in the database ("submitted and not graded"); Celery only
makes it happen sooner. So a broker that is away costs latency and nothing else: it
never fails a request, and never holds one up for longer than about a second.
"""

import logging
import os
from datetime import timedelta
from functools import cache
from typing import Any

from celery import current_app
from django.db import transaction
from kombu import pools
from kombu.exceptions import KombuError
from kombu.pools import ProducerPool
from redis import RedisError

log = logging.getLogger("passline.jobs")

# A job without a sign of life for so long is dead; a sweep takes its work up.
STALLED_AFTER = timedelta(minutes=2)
# Without these, kombu tries a broker that refuses for six seconds, and waits for one
# that hangs as long as a worker may wait for its next job.
IMPATIENT = {
    "socket_connect_timeout": 0.5,
    "socket_timeout": 0.5,
    "max_retries": 0,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}


def enqueue(task_name: str, *args: Any) -> None:
    """Run `questions.tasks.run_import`, say, if and when this transaction commits.

    By its name: who asks for a job need not load what the worker does it with. A
    mistake of ours in calling it is logged as an error by Django (robust=True).
    """

    def send() -> None:  # no partial: Django asks a failing function for its name
        _send(task_name, args)

    transaction.on_commit(send, robust=True)


def _send(name: str, args: tuple[Any, ...]) -> None:
    try:
        with _producers(os.getpid()).acquire(block=True, timeout=1) as producer:
            current_app.send_task(name, args, producer=producer, retry=False)
    except (KombuError, RedisError, OSError) as error:
        log.warning("%s%r is left to the sweep: %s", name, args, error)


@cache
def _producers(pid: int) -> ProducerPool:
    """Connections of this process: one that crossed a fork belongs to the parent."""
    connection = current_app.connection_for_write(transport_options=IMPATIENT)
    producers: ProducerPool = pools.producers[connection]
    return producers
