"""The processes of the product and what they are told."""

import os
import secrets
import socket
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lib.embedded.address import Address
from lib.embedded.places import Places
from lib.embedded.service import Service

WEB_WORKERS, WEB_THREADS = 2, 4
# How glibc allocates; the Dockerfile says the same.
FRUGAL = {
    # Threads share two arenas instead of eight per core: less memory, same speed.
    "MALLOC_ARENA_MAX": "2",
    # Large blocks go back to the system. Left alone, glibc raises this with the first
    # one, and the 19 MB of a password's hash stay in each arena of each process.
    "MALLOC_MMAP_THRESHOLD_": "1048576",
    "MALLOC_TRIM_THRESHOLD_": "1048576",
}


@dataclass(frozen=True)
class House:
    places: Places
    python: Path
    mode: str
    address: Address
    database_url: str
    redis_url: str

    def environment(self, **more: str) -> dict[str, str]:
        """The person's own settings win, except where they name a server of ours."""
        ours = {
            "PASSLINE_SECRET_KEY": read_secret_key(self.places.secret_key),
            "PASSLINE_ALLOWED_HOSTS": ",".join(self.address.names()),
            "PASSLINE_BASE_URL": self.address.url,
            "PASSLINE_STATIC_MANIFEST": "1",
        }
        fixed = {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PASSLINE_MODE": self.mode,
            "PASSLINE_HOME": str(self.places.state),
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
        }
        return {**ours, **clean(os.environ), **fixed, **more}

    @property
    def has_manifest(self) -> bool:
        """Static files are collected, hashed and compressed once, at the start;
        PASSLINE_STATIC_MANIFEST=0 is for whoever edits them."""
        return self.environment()["PASSLINE_STATIC_MANIFEST"] not in ("", "0")

    def manage(self, *words: str) -> list[str]:
        return [str(self.python), "manage.py", *words]

    def web(self, listener: socket.socket) -> Service:
        command = ["gunicorn", "config.wsgi:application", "--bind"]
        command += [f"fd://{listener.fileno()}", "--worker-class", "gthread"]
        command += ["--workers", str(WEB_WORKERS), "--threads", str(WEB_THREADS)]
        command += ["--timeout", "60", "--graceful-timeout", "15", "--keep-alive", "5"]
        # What was imported is shared by the processes: a quarter less memory. Nothing
        # opens a connection before the fork (tests/config/test_wsgi.py).
        command += ["--preload"]
        # One supervisor is enough: no second way in to stop or reload it.
        command += ["--no-control-socket", *_heartbeat_in_memory()]
        # A thread holds one connection; two more for what runs beside a request.
        pool = str(WEB_THREADS + 2)
        return self._service("web", command, [listener.fileno()], pool)

    def worker(self) -> Service:
        """Jobs and beat in one process (lib/worker.py): it ends when either does."""
        command = ["lib.worker", "config", str(self.places.state / "beat-schedule")]
        # A connection for each of its two threads, one for what a job does beside.
        return self._service("worker", command, [], "3")

    def _service(
        self, name: str, command: list[str], keep_open: list[int], pool: str
    ) -> Service:
        return Service(
            name=name,
            command=[str(self.python), "-m", *command],
            environment=self.environment(PASSLINE_DB_POOL_SIZE=pool),
            folder=self.places.root,
            log=self.places.logs / f"{name}.log",
            mark=command[0],
            keep_open=keep_open,
        )


def clean(environ: Mapping[str, str]) -> dict[str, str]:
    """Without what would change Python or PostgreSQL behind our back."""
    kept = {
        name: value
        for name, value in environ.items()
        if not name.startswith(("PG", "PYTHON", "VIRTUAL_ENV"))
    }
    return {**FRUGAL, **kept, "PYTHONUTF8": "1"}


def read_secret_key(path: Path) -> str:
    """Drawn once, kept private; sessions survive a restart."""
    try:
        return path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        number, draft = tempfile.mkstemp(dir=path.parent)  # private from the start
        with os.fdopen(number, "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(50))
        Path(draft).replace(path)
        return path.read_text(encoding="utf-8").strip()


def _heartbeat_in_memory() -> list[str]:
    """gunicorn touches a file each second; on a disk that can stall a worker."""
    memory = Path("/dev/shm")  # noqa: S108  # REASON: gunicorn makes a private file there
    if sys.platform == "linux" and os.access(memory, os.W_OK | os.X_OK):
        return ["--worker-tmp-dir", str(memory)]
    return []
