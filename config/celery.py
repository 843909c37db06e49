"""The Celery application: `celery -A config worker`, `celery -A config beat`."""

import gc
import os
from typing import Any

from celery import Celery
from celery.signals import worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("passline", task_cls="lib.sweeps:NotedTask")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def settle_worker(**_: Any) -> None:
    """Before the first fork or thread: what is loaded stays, and people go first.

    Every figure that a job computes can wait a moment; somebody who has just handed in
    cannot, and both share the processors.
    """
    gc.collect()
    gc.freeze()
    os.nice(10)
