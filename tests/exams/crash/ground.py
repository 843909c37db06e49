"""The product as real processes that a test may kill: web, worker, both servers."""

import contextlib
import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from celery import Celery

from lib.embedded import Disposable
from tests.lib.embedded.ground import ROOT, SECONDS, until

WRITER = str(uuid.UUID(int=1))


@dataclass
class Ground:
    services: Disposable
    environ: dict[str, str]
    port: int
    tokens: list[str] = field(default_factory=list)
    exam: int = 0

    def run(self, *words: str) -> str:
        """A short program of the product, to its end."""
        done = subprocess.run(
            [sys.executable, *words],
            cwd=ROOT,
            env=self.environ,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def check_data(self, *options: str) -> str:
        return self.run("manage.py", "check_data", *options)

    def link(self) -> "psycopg.Connection[Any]":
        return psycopg.connect(self.services.database_url)

    def sweep(self) -> None:
        """Ask a worker for a sweep, as beat does."""
        broker = f"redis+socket://{self.services.cache.socket}"
        with Celery(broker=broker, set_as_current=False) as beat:
            beat.send_task("exams.tasks.sweep_attempts")

    @contextmanager
    def web(self) -> Iterator["Program"]:
        words = ("-m", "gunicorn", "config.wsgi", "-k", "gthread", "--workers", "2")
        program = Program(
            self,
            (*words, "--threads", "4", "-b", f"127.0.0.1:{self.port}"),
        )
        with program.running():
            until(lambda: self.answers(), "web does not answer")
            yield program

    @contextmanager
    def worker(self) -> Iterator["Program"]:
        words = ("-m", "celery", "-A", "config", "worker", "-c", "1")
        with Program(
            self, (*words, "--without-gossip", "--without-mingle")
        ).running() as program:
            yield program

    def answers(self) -> bool:
        try:
            return call(self.port, "GET", "/healthz")[0] == 200
        except OSError:
            return False

    def student(self) -> "Student":
        """Somebody who has begun the exam over HTTP."""
        student = Student(self.port, self.tokens.pop())
        body = {"exam": self.exam, "writer": WRITER}
        form = student.insist("attempts/", body)
        student.attempt = form["id"]
        student.options = {
            q["position"]: [o["id"] for o in q["options"]] for q in form["questions"]
        }
        return student


@dataclass
class Program:
    """A process group that can be killed and started again."""

    ground: Ground
    words: tuple[str, ...]
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, *self.words],
            cwd=ROOT,
            env=self.ground.environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def kill(self) -> None:
        """SIGKILL to the process and all its children."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    @contextmanager
    def running(self) -> Iterator["Program"]:
        self.start()
        try:
            yield self
        finally:
            self.kill()


@dataclass
class Student:
    """A client that repeats every operation until it is acknowledged."""

    port: int
    token: str
    attempt: str = ""
    options: dict[int, list[str]] = field(default_factory=dict)
    acknowledged: list[dict[str, Any]] = field(default_factory=list)
    retries: int = 0
    seq: int = 0

    def insist(self, path: str, body: Any) -> Any:
        """The reply of the first try that is answered with 200 or 201.

        After a restart of PostgreSQL each connection that is left in a pool fails
        once, with 503.
        """
        deadline = time.monotonic() + SECONDS
        method = "GET" if body is None else "POST"
        address = f"/api/v1/{path}"
        while time.monotonic() < deadline:
            try:
                status, reply = call(self.port, method, address, body, self.token)
            except (OSError, http.client.HTTPException):
                status, reply = 0, None
            if status in (200, 201):
                return reply
            assert status in (0, 202, 503), (status, reply)
            self.retries += 1
            time.sleep(0.05)
        raise AssertionError(f"{path} was never acknowledged")

    def answer(self) -> None:
        """One more answer, on to the next question each time."""
        self.seq += 1
        position = 1 + self.seq % len(self.options)
        choice = self.options[position][self.seq // 5 % 4]
        op = {
            "op_id": str(uuid.uuid4()),
            "position": position,
            "epoch": 1,
            "seq": self.seq,
            "response": [choice],
        }
        body = {"writer": WRITER, "operations": [op]}
        reply = self.insist(f"attempts/{self.attempt}/operations/", body)
        (row,) = reply["results"]
        assert row["verdict"] == "accepted", row
        self.acknowledged.append(op)

    def answer_many(self, count: int) -> None:
        for _ in range(count):
            self.answer()

    def answer_until(self, over: threading.Event) -> None:
        while not over.is_set():
            self.answer()

    @property
    def newest(self) -> dict[int, dict[str, Any]]:
        """The last acknowledged operation of each question."""
        return {op["position"]: op for op in self.acknowledged}

    def submit(self) -> None:
        manifest = [
            {"position": p, "epoch": 1, "seq": op["seq"]}
            for p, op in self.newest.items()
        ]
        body = {"writer": WRITER, "epoch": 1, "manifest": manifest}
        self.insist(f"attempts/{self.attempt}/submit/", body)

    def result(self) -> dict[str, Any]:
        found: dict[str, Any] = self.insist(f"attempts/{self.attempt}/result/", None)
        return found

    def assert_graded(self) -> None:
        """I1: each acknowledged answer is in the grade, unless a later one is."""
        told = {q["position"]: q for q in self.result()["questions"]}
        for position, op in self.newest.items():
            row = told[position]
            assert row["response"] == op["response"]
            assert row["correct"] == (set(row["response"]) == set(row["key"]))


def call(
    port: int, method: str, path: str, body: Any = None, token: str = ""
) -> tuple[int, Any]:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    try:
        text = None if body is None else json.dumps(body)
        line.request(method, path, text, headers)
        response = line.getresponse()
        raw = response.read()
    finally:
        line.close()
    is_json = "json" in response.headers.get("Content-Type", "")
    return response.status, json.loads(raw) if is_json else raw


def build(services: Disposable, port: int, people: int) -> Ground:
    """Tables and people in a fresh cluster."""
    environ = {
        **os.environ,
        "PASSLINE_MODE": "test",
        "PASSLINE_HOME": str(services.home()),
        "DATABASE_URL": services.database_url,
        "REDIS_URL": services.redis_url,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PASSLINE_DB_POOL_SIZE": "6",
    }
    ground = Ground(services, environ, port)
    ground.run("manage.py", "migrate", "--noinput", "-v0")
    told = json.loads(ground.run("-m", "tests.exams.crash.seed", str(people)))
    ground.exam, ground.tokens = told["exam"], told["tokens"]
    return ground
