"""Every job that is sent by its name is a task that the worker knows."""

import re
from pathlib import Path

from celery import Task
from django.conf import settings
from django.utils.module_loading import import_string

ROOT = Path(settings.BASE_DIR)
ROOMS = ("accounts", "questions", "exams", "analytics")
NAME = re.compile(r"\"((?:accounts|questions|exams|analytics)\.tasks\.\w+)\"")


def names() -> set[str]:
    """Those in the code, in the settings and in beat's schedule."""
    files = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    return set(NAME.findall("".join(path.read_text() for path in files))) | {
        entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()
    }


class JobNameTests:
    def test_each_names_a_task_of_that_name(self) -> None:
        assert "exams.tasks.sweep_attempts" in names()
        for name in names():
            task = import_string(name)
            assert isinstance(task, Task)
            assert task.name == name
