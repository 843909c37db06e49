"""The virtual environment, made and brought up to date with what is written down."""

import fcntl
import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from lib.embedded.console import say
from lib.embedded.errors import GroundError

STAMP = "passline.json"
# Each list holds all of those before it, with the same versions.
LISTS = ("embedded", "dev")
Run = Callable[[Sequence[str]], str]
"""Runs a command and returns "" or the end of what it said when it failed."""


def python_of(venv: Path) -> Path:
    return venv / "bin" / "python"


def ensure_venv(root: Path, venv: Path, level: str, run: Run) -> Path:
    """The environment's Python, with everything of requirements/LEVEL.txt."""
    try:
        venv.parent.mkdir(parents=True, exist_ok=True)
        with _one_at_a_time(venv):
            if not _is_sound(venv):
                _make(venv, run)
            if not _is_current(root, venv, level):
                _install(root, venv, level, run)
    except OSError as error:
        raise GroundError(
            f"The virtual environment in {venv} cannot be made: {error}. Free some "
            "space there, or set PASSLINE_HOME to another folder."
        ) from None
    return python_of(venv)


@contextmanager
def _one_at_a_time(venv: Path) -> Iterator[None]:
    """./run and ./test may start together; the second waits for the first."""
    with venv.with_name(f"{venv.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _is_sound(venv: Path) -> bool:
    """Its Python starts and has a version that we support."""
    check = "import sys, pip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))"
    try:
        answer = subprocess.run(  # noqa: S603  # REASON: our own command, no shell
            [python_of(venv), "-Ic", check],
            capture_output=True,
            check=False,
        )
    except OSError:
        return False
    return answer.returncode == 0


def _make(venv: Path, run: Run) -> None:
    shutil.rmtree(venv, ignore_errors=True)
    failure = run([sys.executable, "-Im", "venv", str(venv)])
    if failure:
        raise GroundError(
            f"A virtual environment could not be made. On Debian and Ubuntu: "
            f"sudo apt-get install python3-venv. Python said:\n{failure}"
        )


def _install(root: Path, venv: Path, level: str, run: Run) -> None:
    say(f"Installing what Passline needs into {venv} (first time: about a minute) …")
    command = [str(python_of(venv)), "-Im", "pip", "install"]
    options = ["--quiet", "--no-input", "--disable-pip-version-check"]
    file = _file(root, level)
    failure = run([*command, *options, "--require-hashes", "-r", str(file)])
    if failure:
        raise GroundError(
            "The requirements could not be installed. Check the network, or what pip "
            f"is told about it (pip config list), and start again. pip said:\n{failure}"
        )
    stamps = {name: _hash(root, name) for name in LISTS[: LISTS.index(level) + 1]}
    (venv / STAMP).write_text(json.dumps({**_stamps(venv), **stamps}), "utf-8")


def _is_current(root: Path, venv: Path, level: str) -> bool:
    return _stamps(venv).get(level) == _hash(root, level)


def _stamps(venv: Path) -> dict[str, str]:
    try:
        stamps = json.loads((venv / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamps if isinstance(stamps, dict) else {}


def _hash(root: Path, level: str) -> str:
    return hashlib.sha256(_file(root, level).read_bytes()).hexdigest()


def _file(root: Path, level: str) -> Path:
    return root / "requirements" / f"{level}.txt"
