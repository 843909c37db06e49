"""Processes killed for real: every acknowledged answer is graded exactly once.

PostgreSQL runs with fsync on here, in a cluster of its own.
"""

import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from lib.embedded import disposable
from lib.embedded.redis import flush
from tests.exams.crash.ground import Ground, Program, Student, build
from tests.lib.embedded.ground import kept_port, port_of, until

pytestmark = pytest.mark.ground


@pytest.fixture(scope="module")
def ground() -> Iterator[Ground]:
    with disposable(is_durable=True) as services, kept_port() as place:
        yield build(services, port_of(place), people=26)


@pytest.fixture(scope="module")
def web(ground) -> Iterator[Program]:
    with ground.web() as program:
        yield program


@contextmanager
def working(students: list[Student]) -> Iterator[None]:
    """All of them answer meanwhile, and for a while after it."""
    over = threading.Event()
    threads = [threading.Thread(target=s.answer_until, args=(over,)) for s in students]
    for thread in threads:
        thread.start()
    try:
        until(lambda: acknowledged(students) > 20, "nobody saves")
        yield
        until(lambda: sum(s.retries for s in students), "nobody was disturbed")
        before = acknowledged(students)
        until(lambda: acknowledged(students) > before + 60, "nobody saves any more")
    finally:
        over.set()
        for thread in threads:
            thread.join()


def acknowledged(students: list[Student]) -> int:
    return sum(len(s.acknowledged) for s in students)


def assert_nothing_lost(students: list[Student]) -> None:
    for student in students:
        student.submit()
        student.assert_graded()


class WebTests:
    def test_i1_i2_web_killed_while_saving(self, ground, web) -> None:
        students = [ground.student() for _ in range(3)]
        with working(students):
            web.kill()
            web.start()
        assert_nothing_lost(students)


class PostgresTests:
    def test_i1_i2_postgresql_killed_while_saving(self, ground, web) -> None:
        students = [ground.student() for _ in range(3)]
        with working(students):
            ground.services.postgres.kill()
            ground.services.start_postgres()
        assert_nothing_lost(students)

    def test_i18_postgresql_killed_while_handing_in(self, ground, web) -> None:
        students = [ground.student() for _ in range(3)]
        for student in students:
            student.answer_many(6)
        threads = [threading.Thread(target=s.submit) for s in students]
        for thread in threads:
            thread.start()
        ground.services.postgres.kill()
        ground.services.start_postgres()
        for thread in threads:
            thread.join()
        for student in students:
            student.assert_graded()


class WorkerTests:
    def test_i20_i26_worker_killed_while_grading(self, ground, web) -> None:
        """What time ended while nobody looked is closed, and graded once."""
        students = [ground.student() for _ in range(6)]
        for student in students:
            student.answer_many(3)
        end_of_time(ground, students)
        with ground.worker() as worker:
            with ground.link() as link:
                link.execute("LOCK TABLE exams_result IN SHARE MODE")
                ground.sweep()
                until(lambda: is_waiting(ground), "no worker is grading")
                worker.kill()
            assert graded(ground, students) == 0
            worker.start()
            ground.sweep()
            until(lambda: graded(ground, students) == 6, "not all are graded")
        for student in students:
            student.assert_graded()


class RedisTests:
    def test_i27_without_redis_everything_goes_on(self, ground, web) -> None:
        ground.services.redis.kill()
        try:
            student = ground.student()
            student.answer_many(5)
            student.submit()
            student.assert_graded()
        finally:
            ground.services.start_redis()

    def test_i27_what_was_submitted_before_redis_lost_everything_is_graded(
        self, ground, web
    ) -> None:
        students = [ground.student() for _ in range(3)]
        for student in students:
            student.answer_many(5)
            student.submit()
        assert graded(ground, students) == 0
        flush(ground.services.cache.socket)
        with ground.worker():
            ground.sweep()
            until(lambda: graded(ground, students) == 3, "not all are graded")
        for student in students:
            student.assert_graded()


class AfterwardsTests:
    def test_i38_after_all_of_this_every_promise_is_kept(self, ground) -> None:
        assert "Everything is as it must be." in ground.check_data("--only-look")


def end_of_time(ground: Ground, students: list[Student]) -> None:
    """Their time ran out an hour ago."""
    with ground.link() as link:
        link.execute(
            "UPDATE exams_attempt SET started_at = started_at - interval '90 minutes',"
            " deadline_at = deadline_at - interval '90 minutes' WHERE id = ANY(%s)",
            [ids(students)],
        )


def graded(ground: Ground, students: list[Student]) -> int:
    with ground.link() as link:
        row = link.execute(
            "SELECT count(*) FROM exams_result r JOIN exams_attempt a"
            " ON a.id = r.attempt_id WHERE a.state = 'graded' AND a.id = ANY(%s)",
            [ids(students)],
        ).fetchone()
    return row[0] if row else 0


def is_waiting(ground: Ground) -> bool:
    with ground.link() as link:
        row = link.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            " AND query ILIKE '%INSERT INTO \"exams_result\"%'"
        ).fetchone()
    return bool(row and row[0])


def ids(students: list[Student]) -> list[uuid.UUID]:
    return [uuid.UUID(student.attempt) for student in students]
