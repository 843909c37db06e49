"""Jobs say when they ended: often enough to tell, seldom enough to cost nothing."""

import pytest
from celery import current_app

from lib.models import JobNote
from lib.sweeps import NotedTask

pytestmark = pytest.mark.django_db


@pytest.fixture
def job():
    @current_app.task(name="tests.job", base=NotedTask)
    def run(fails=False):
        if fails:
            raise KeyError("x")

    yield run
    current_app.tasks.pop("tests.job")


def note():
    return JobNote.objects.get(name="tests.job")


class NotedTaskTests:
    def test_every_job_is_noted(self):
        assert issubclass(current_app.Task, NotedTask)

    def test_a_job_that_ended_is_noted(self, job):
        job.apply()
        assert note().done_at is not None
        assert note().fault == ""

    def test_the_next_one_soon_after_is_not(self, job):
        job.apply()
        first = note().done_at
        job.apply()
        assert note().done_at == first

    def test_a_failure_is_noted_with_its_words(self, job):
        job.apply(kwargs={"fails": True})
        assert note().fault == "KeyError('x')"
        assert note().done_at is None

    def test_the_next_success_takes_it_back_at_once(self, job):
        job.apply()
        job.apply(kwargs={"fails": True})
        job.apply()
        assert note().fault == ""
