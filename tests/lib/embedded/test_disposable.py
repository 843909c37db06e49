"""The servers of one test run: real, private, and gone afterwards."""

import os
import signal
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from lib import embedded
from lib.embedded.disposable import PREFIX, Disposable, sweep
from lib.embedded.processes import started_at
from tests.lib.embedded.ground import (
    IS_ROOT,
    ROOT,
    SITE_PACKAGES,
    Person,
    hear_signals,
    until,
)

pytestmark = pytest.mark.ground

KEEPS_NOTHING = {"maxmemory-policy": "volatile-lru", "save": "", "appendonly": "no"}
OTHER_RUN = """
import sys, time
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from lib import embedded
with embedded.disposable(site_packages=Path(sys.argv[2])) as services:
    print(services.postgres.pid, services.redis.pid, services.folder,
          services.engine.run_sql("SELECT current_user", database="passline").stdout,
          flush=True)
    time.sleep(float(sys.argv[3]))
"""


@pytest.fixture(scope="module")
def services() -> Iterator[Disposable]:
    with embedded.disposable() as services:
        yield services


class DisposableTests:
    def test_it_gives_an_empty_database_of_the_right_kind(
        self, services: Disposable
    ) -> None:
        with psycopg.connect(services.database_url) as database:
            query = "SELECT datlocprovider, datlocale FROM pg_database"
            assert set(database.execute(query)) == {("b", "C.UTF-8")}
            assert database.execute("SHOW server_encoding").fetchone() == ("UTF8",)
            assert database.execute("SHOW timezone").fetchone() == ("UTC",)

    def test_it_opens_no_network_port(self, services: Disposable) -> None:
        with psycopg.connect(services.database_url) as database:
            assert database.execute("SHOW listen_addresses").fetchone() == ("",)
        with redis.Redis.from_url(services.redis_url) as cache:
            assert cache.config_get("port") == {"port": "0"}

    def test_it_lets_nobody_else_near_the_sockets(self, services: Disposable) -> None:
        found = services.engine.sockets.stat()
        assert found.st_uid == os.geteuid()
        assert stat.S_IMODE(found.st_mode) & stat.S_IRWXO == 0

    @pytest.mark.skipif(not IS_ROOT, reason="only root can become somebody else")
    def test_it_refuses_another_user_even_past_the_folder(
        self, services: Disposable
    ) -> None:
        """Peer authentication: a program that runs as `nobody` too is not us."""
        account = services.engine.account
        assert account is not None
        answer = subprocess.run(
            [services.engine.binaries.server("psql"), services.database_url],
            user=account.uid,
            group=account.gid,
            extra_groups=[],
            input="SELECT 1",
            capture_output=True,
            text=True,
            cwd="/",
        )
        assert "Peer authentication failed" in answer.stderr

    def test_it_keeps_redis_jobs_and_drops_cached_pages_first(
        self, services: Disposable
    ) -> None:
        with redis.Redis.from_url(services.redis_url) as cache:
            for name, value in KEEPS_NOTHING.items():
                assert cache.config_get(name) == {name: value}

    def test_it_answers_again_after_postgres_was_killed(
        self, services: Disposable
    ) -> None:
        with psycopg.connect(services.database_url, autocommit=True) as database:
            database.execute("CREATE TABLE IF NOT EXISTS kept (n int)")
            database.execute("INSERT INTO kept VALUES (1)")
            services.postgres.kill()
            # A backend notices the death of its parent by itself, a moment later.
            until(lambda: _is_cut_off(database), "the connection still answers")
        services.start_postgres()
        with psycopg.connect(services.database_url) as database:
            assert database.execute("SELECT n FROM kept").fetchone() == (1,)

    def test_it_forgets_everything_when_redis_was_killed(
        self, services: Disposable
    ) -> None:
        with redis.Redis.from_url(services.redis_url) as cache:
            cache.set("page", "cached")
        services.redis.kill()
        services.start_redis()
        with redis.Redis.from_url(services.redis_url) as cache:
            assert cache.get("page") is None


def _is_cut_off(database: psycopg.Connection) -> bool:
    try:
        database.execute("SELECT 1")
    except psycopg.OperationalError:
        return True
    return False


class SeveralTests:
    def test_it_runs_beside_another_and_leaves_nothing(
        self, services: Disposable
    ) -> None:
        with embedded.disposable() as other:
            assert other.database_url != services.database_url
            folder, sockets = other.folder, other.engine.sockets
            pids = other.postgres.pid, other.redis.pid
        assert not folder.exists()
        assert not sockets.exists()
        assert not any(started_at(pid) for pid in pids)

    def test_it_clears_away_what_a_killed_run_left(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # Where no other run sweeps: each does when it begins.
        monkeypatch.setenv("TMPDIR", str(folder))
        monkeypatch.setattr(tempfile, "tempdir", str(folder))
        process, words = self._other_run(seconds=600)
        process.kill()
        process.wait()
        pids, left = [int(word) for word in words[:2]], Path(words[2])
        assert left.is_relative_to(folder)
        assert all(started_at(pid) for pid in pids)
        sweep()
        until(lambda: not any(started_at(pid) for pid in pids), "still running")
        assert not left.exists()

    def test_it_leaves_a_living_run_alone(self) -> None:
        process, words = self._other_run(seconds=600)
        sweep()
        assert all(started_at(int(word)) for word in words[:2])
        process.send_signal(signal.SIGINT)
        process.wait()
        assert not Path(words[2]).exists()

    def test_it_works_for_an_ordinary_user(self, ordinary: Person) -> None:
        python = ordinary.venv / "bin" / "python"
        words = [python, "-Ic", OTHER_RUN, ROOT, SITE_PACKAGES, "0"]
        code, said = ordinary.run(*words)
        assert code == 0, said
        assert "passline" in said

    def _other_run(self, seconds: int) -> tuple[subprocess.Popen[str], list[str]]:
        hear_signals()
        words = [str(ROOT), str(SITE_PACKAGES), str(seconds)]
        process = subprocess.Popen(
            [sys.executable, "-Ic", OTHER_RUN, *words],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        return process, process.stdout.readline().split()

    def test_it_starts_five_at_once(self) -> None:
        """As root they share one copy of the programs: the first makes it."""
        failures: list[BaseException] = []

        def one() -> None:
            try:
                with embedded.disposable() as services:
                    assert services.engine.answers()
            except BaseException as error:
                failures.append(error)

        threads = [threading.Thread(target=one) for _ in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []


def test_it_waits_for_the_children_of_a_killed_server() -> None:
    """A busy backend outlives its server for a moment, and holds its memory."""
    with embedded.disposable() as services:
        connections = [psycopg.connect(services.database_url) for _ in range(20)]
        os.kill(services.postgres.pid, signal.SIGKILL)
        services.start_postgres()
        assert services.engine.answers()
        for connection in connections:
            connection.close()


def test_it_leaves_nothing_in_the_temporary_folder() -> None:
    # Its own folder: other runs come and go beside this one.
    with embedded.disposable() as services:
        folder = services.folder
        assert folder.is_dir()
        assert folder.name.startswith(PREFIX)
    assert not folder.exists()
