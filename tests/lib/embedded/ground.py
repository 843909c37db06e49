"""A small checkout to start ./run in, and somebody to start it as."""

import functools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
MINIATURE = Path(__file__).parent / "miniature"
SITE_PACKAGES = Path(sysconfig.get_path("purelib"))
IS_ROOT = os.geteuid() == 0
SECONDS = 120  # for whatever will come, on a machine that is busy


MEMORY = Path("/dev/shm")  # noqa: S108  # REASON: mkdtemp makes it private
ROOMY = 500_000_000


@contextmanager
def open_folder() -> Iterator[Path]:
    """Like tmp_path, but passable for the unprivileged account of the servers.

    In memory where there is room: fresh clusters would wait for the disk to sync.
    """
    home = str(MEMORY) if _holds_clusters(MEMORY) else None
    folder = Path(tempfile.mkdtemp(prefix="passline-ground-", dir=home))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _holds_clusters(folder: Path) -> bool:
    """It is there, has room, and programs in it may be started."""
    if not os.access(folder, os.W_OK):
        return False
    found = os.statvfs(folder)
    is_roomy = found.f_bavail * found.f_frsize > ROOMY
    return is_roomy and not found.f_flag & os.ST_NOEXEC


def make_checkout(folder: Path) -> Path:
    """The two commands and all that they need, around a product of one table."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(MINIATURE, folder, ignore=ignored, dirs_exist_ok=True)
    shutil.copytree(ROOT / "lib/embedded", folder / "lib/embedded", ignore=ignored)
    shutil.copytree(ROOT / "requirements", folder / "requirements")
    for name in ("run", "test", "lib/__init__.py", "lib/worker.py"):
        shutil.copy2(ROOT / name, folder / name)
    return folder


@dataclass
class Person:
    """Who starts things: ourselves, or an ordinary user when we are root."""

    home: Path
    venv: Path
    uid: int | None = None
    extra: dict[str, str] = field(default_factory=dict)

    def environ(self, **more: str) -> dict[str, str]:
        path = f"{os.path.dirname(base_python(self.venv))}:{os.environ['PATH']}"
        return {
            "PATH": path,
            "HOME": str(self.home),
            "TMPDIR": tempfile.gettempdir(),
            "PASSLINE_VENV": str(self.venv),
            "PASSLINE_HOME": str(self.home / "state"),
            **self.extra,
            **more,
        }

    def start(
        self, command: list[str], out: int, environ: dict[str, str], umask: int = -1
    ) -> subprocess.Popen[bytes]:
        hear_signals()
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            env=environ,
            umask=umask,
            cwd="/",
            user=self.uid,
            group=self.uid,
            extra_groups=None if self.uid is None else [],
        )

    def run(self, *command: str | Path, **more: str) -> tuple[int, str]:
        """To the end: its exit code and everything that it said."""
        with tempfile.TemporaryFile() as out:
            environ = self.environ(**more)
            process = self.start([str(word) for word in command], out.fileno(), environ)
            try:
                code = process.wait(SECONDS)
            finally:
                process.terminate()
            out.seek(0)
            return code, out.read().decode()


def hear_signals() -> None:
    """Started in the background, these tests would hand on deaf ears to ./run."""
    for number in (signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)


@dataclass
class Running:
    """A ./run that said that it is ready."""

    process: subprocess.Popen[bytes]
    log: Path
    state: Path

    def said(self) -> str:
        return self.log.read_text()

    @property
    def address(self) -> str:
        for line in self.said().splitlines():
            if line.startswith("Passline is ready"):
                return line.split()[-1]
        return ""

    def get(self, path: str) -> str:
        with urllib.request.urlopen(self.address + path, timeout=SECONDS) as answer:  # noqa: S310  # REASON: http to ourselves
            return str(answer.read().decode())

    def count(self, table: str) -> int:
        try:
            return int(self.get(f"/count/{table}"))
        except OSError:
            return -1

    def await_beat(self) -> None:
        """A new row: beat, Redis, worker and PostgreSQL have all done their part."""
        before = self.count("beat")
        until(lambda: self.count("beat") > max(before, 0), "no new beat")

    def pids(self) -> dict[str, int]:
        return pids_in(self.state)

    def end(self, number: int = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(SECONDS)


def kept_port() -> socket.socket:
    """The port that this socket has, a server may take; while it is open, nobody else.

    Both say that they share it, and this one never listens.
    """
    place = socket.socket()
    place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    place.bind(("127.0.0.1", 0))
    return place


def port_of(place: socket.socket) -> int:
    return int(place.getsockname()[1])


def pids_in(state: Path) -> dict[str, int]:
    import json

    entries = json.loads((state / "processes.json").read_text())
    return {name: entry["pid"] for name, entry in entries.items()}


@contextmanager
def running(
    person: Person, checkout: Path, *words: str, umask: int = -1, **more: str
) -> Iterator[Running]:
    environ = person.environ(**more)
    with tempfile.NamedTemporaryFile(suffix=".log") as out:
        command = [str(checkout / "run"), "--port", "0", *words]
        process = person.start(command, out.fileno(), environ, umask)
        started = Running(process, Path(out.name), Path(environ["PASSLINE_HOME"]))
        try:
            until(lambda: bool(started.address) or process.poll() is not None, "slow")
            if not started.address:
                pytest.fail(f"./run did not start: {started.said()}")
            yield started
        finally:
            if process.poll() is None:
                started.end()


def until(is_so: Callable[[], bool], complaint: str, seconds: float = SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, complaint
        time.sleep(0.02)


@functools.cache
def base_python(venv: Path) -> str:
    """The Python that this environment was made from."""
    return os.path.realpath(venv / "bin" / "python")


def ourselves(folder: Path) -> Person:
    home = folder / "home"
    home.mkdir(exist_ok=True)
    home.chmod(0o755)
    return Person(home=home, venv=Path(sys.prefix))


def ordinary_person(folder: Path) -> Person:
    """Ourselves, or `nobody` when we are root, with an environment they can use."""
    if not IS_ROOT:
        return ourselves(folder)
    nobody = pwd.getpwnam("nobody").pw_uid
    home = folder / "ordinary"
    home.mkdir(exist_ok=True)
    os.chown(home, nobody, nobody)
    venv = folder / "venv"
    python = _python_for(nobody)
    subprocess.run([python, "-Im", "venv", "--without-pip", venv], check=True)
    for packages in venv.glob("lib/python3.*/site-packages"):
        packages.rmdir()
        packages.symlink_to(SITE_PACKAGES)
    return Person(home=home, venv=venv, uid=nobody)


def _python_for(uid: int) -> str:
    """A Python of our version that this user can start."""
    wanted = f"import sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    for python in (os.path.realpath(sys.executable), "/usr/bin/python3"):
        command = [python, "-Ic", wanted]
        try:
            if subprocess.run(command, user=uid, group=uid, cwd="/").returncode == 0:
                return python
        except OSError:
            continue
    pytest.skip("no Python of this version that an ordinary user can start")
