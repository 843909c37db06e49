"""The worker of ./run: jobs in threads and beat in one more, in a single process.

`python -m lib.worker config SCHEDULE`. `celery worker` and `celery beat` are three
processes and more, each with the product in it. That is right for a server whose
workers are several (docker-compose.yml); on one machine it took half of the memory.
"""

import logging
import os
import signal
import sys
from threading import Thread
from typing import Any

from celery import Celery
from celery.app.utils import find_app
from celery.beat import Service
from celery.signals import worker_ready

THREADS = 2  # a night's work in one of them holds up no sweep in the other
logger = logging.getLogger("passline.worker")


class Clock(Thread):
    """Beat. When it ends unasked, so does the worker: who keeps us starts both."""

    def __init__(self, app: "Celery", schedule: str) -> None:
        super().__init__(name="beat", daemon=True)
        # A second at most until it notices that it is to stop.
        self.service = Service(app, max_interval=1, schedule_filename=schedule)
        self.is_asked = False

    def run(self) -> None:
        try:
            self.service.start()
        except Exception:
            logger.exception("beat has ended")
        if not self.is_asked:
            os.kill(os.getpid(), signal.SIGTERM)

    def begin(self, **_: Any) -> None:
        self.start()

    def stop(self) -> None:
        """Returns when what was asked for, and when, is written down."""
        self.is_asked = True
        if self.is_alive():
            self.service.stop()
            self.join()


def main(package: str, schedule: str) -> Any:
    """Until SIGTERM; what runs then is finished. Returns the exit code."""
    # ./run has let the migrations check the project; each address that the checks
    # load is a view, and few jobs need one.
    os.environ["CELERY_SKIP_CHECKS"] = "1"
    app = find_app(package)
    # One worker has nobody to gossip with.
    worker = app.Worker(
        pool_cls="threads",
        concurrency=THREADS,
        loglevel="WARNING",
        quiet=True,
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    )
    clock = Clock(app, schedule)
    # Not before: a worker that is still starting does not hear that it is to end.
    worker_ready.connect(clock.begin, weak=False)
    worker.start()
    clock.stop()
    return worker.exitcode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
