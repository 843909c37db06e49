"""The product as processes: its own database, gunicorn on a free port."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.lib.embedded.ground import kept_port, port_of

ROOT = Path(__file__).absolute().parents[2]
PATIENCE = 60  # seconds that a busy machine is given for whatever will come
GUNICORN = ["-m", "gunicorn", "config.wsgi", "-k", "gthread", "--threads", "8"]


class Site:
    """Started once per test process; `stop` and `start` make a restart."""

    def __init__(self, database_url: str, name: str, home: Path) -> None:
        self.admin_url = with_database(database_url, "postgres")
        self.name = name
        self.database_url = with_database(database_url, name)
        self.place = kept_port()
        self.port = port_of(self.place)
        self.url = f"http://localhost:{self.port}"
        self.log = (home / "web.log").open("ab")
        self.environment = os.environ | {
            "DATABASE_URL": self.database_url,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PASSLINE_MODE": "test",
            "PASSLINE_HOME": str(home),
            "PASSLINE_BASE_URL": self.url,
            "PASSLINE_DB_POOL_SIZE": "8",  # one for each thread: none has to wait
            "PYTHONPATH": str(ROOT),
        }
        self.web: subprocess.Popen[bytes] | None = None
        self.students: Iterator[dict[str, str]] = iter(())

    def build(self) -> list[dict[str, str]]:
        """A fresh database with everything in it; the students and their sessions."""
        self.make_database()
        students: list[dict[str, str]] = json.loads(
            self.python("-W", "ignore", "-m", "tests.e2e.seed")
        )
        return students

    def make_database(self) -> None:
        with psycopg.connect(self.admin_url, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
            connection.execute(f'CREATE DATABASE "{self.name}"')
        self.python("manage.py", "migrate", "--verbosity=0")

    def python(self, *args: str) -> str:
        command = [sys.executable, *args]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self) -> None:
        command = [sys.executable, *GUNICORN, "-b", f"127.0.0.1:{self.port}"]
        self.web = subprocess.Popen(
            command,
            cwd=ROOT,
            env=self.environment,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )
        deadline = time.monotonic() + 2 * PATIENCE
        while not answers(f"{self.url}/healthz"):
            assert time.monotonic() < deadline, "the site did not start"
            time.sleep(0.1)

    def stop(self, number: int = signal.SIGTERM) -> None:
        if self.web is not None:
            os.killpg(self.web.pid, number)  # the master and its worker
            self.web.wait(timeout=PATIENCE)
            self.web = None

    def drop(self) -> None:
        self.stop()
        self.place.close()
        self.log.close()
        with psycopg.connect(self.admin_url, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    def sql(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows of a question to the database, or [] for a change of it."""
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []


def with_database(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as response:  # noqa: S310  # REASON: our own address
            return bool(response.status == 200)
    except OSError:
        return False
