"""Every job says when it ended and how: a page can tell who has fallen silent."""

import logging
import time
from threading import local
from typing import Any

from celery import Task
from django.db import DatabaseError
from django.utils import timezone

from lib.models import JobNote

logger = logging.getLogger("passline.jobs")
# A sweep that runs every few seconds need not say so each time.
PAUSE = 30.0
_run = local()  # a task is one object for every thread of a worker


class NotedTask(Task):  # type: ignore[type-arg]  # REASON: generic only in the stubs
    """The base of every job. A note that cannot be written stops nothing."""

    abstract = True
    _noted = -PAUSE
    _has_failed = False

    def before_start(self, task_id: str, args: Any, kwargs: Any) -> None:
        _run.began = time.monotonic()

    def on_success(self, retval: Any, task_id: str, args: Any, kwargs: Any) -> None:
        now = time.monotonic()
        if now - self._noted < PAUSE and not self._has_failed:
            return
        self._noted, self._has_failed = now, False
        self._note(done_at=timezone.now(), seconds=now - _run.began, fault="")

    def on_failure(
        self, exc: Exception, task_id: str, args: Any, kwargs: Any, einfo: Any
    ) -> None:
        self._has_failed = True
        self._note(failed_at=timezone.now(), fault=repr(exc)[:200])

    def _note(self, **told: Any) -> None:
        try:
            JobNote.objects.update_or_create(name=self.name, defaults=told)
        except DatabaseError:
            logger.warning("it is not noted that %s ended", self.name)
