"""Answers with the number of rows, the process that answers, or its readiness."""

import os
from collections.abc import Callable, Iterable
from typing import Any

import psycopg


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    path = environ["PATH_INFO"]
    body = str(os.getpid()) if path == "/pid" else "ok"
    status = "200 OK"
    if path.startswith("/count/"):
        try:
            body = count(path.removeprefix("/count/"))
        except psycopg.Error:
            status, body = "503 Service Unavailable", "away"
    start(status, [("Content-Type", "text/plain")])
    return [body.encode()]


def count(table: str) -> str:
    with psycopg.connect(os.environ["DATABASE_URL"]) as database:
        row = database.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608  # REASON: a test's own table
        return str(row[0]) if row else ""
