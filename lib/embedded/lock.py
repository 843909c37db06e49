"""One ./run for one state folder, and a note for whoever comes second."""

import fcntl
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from lib.embedded.errors import GroundError


@dataclass(frozen=True)
class Note:
    """What the holder of the lock tells others."""

    pid: int
    doing: str = "run"
    address: str = ""
    database_url: str = ""
    redis_socket: str = ""
    mode: str = "demo"


class Lock:
    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[str] | None = None

    def take(self, note: Note) -> bool:
        """False when another process holds it."""
        file = self.path.open("a+", encoding="utf-8")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._file = file
        self.write(note)
        return True

    def write(self, note: Note) -> None:
        if self._file is None:
            raise GroundError("The lock is not held.")
        self._file.seek(0)
        self._file.truncate()
        self._file.write(json.dumps(asdict(note)))
        self._file.flush()

    def release(self) -> None:
        """The file stays: removing it would let two holders lock two files."""
        if self._file is not None:
            self._file.seek(0)
            self._file.truncate()
            self._file.close()
            self._file = None

    def read(self) -> Note | None:
        try:
            return Note(**json.loads(self.path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None


def explain_holder(note: Note | None, folder: Path) -> str:
    if note is None:
        return f"Another Passline is just starting in {folder}. Try again in a moment."
    if note.doing != "run":
        return (
            f"A {note.doing} is at work in {folder} (process {note.pid}). "
            "Try again when it has finished."
        )
    where = f" at {note.address}" if note.address else ", and is just starting"
    return (
        f"Passline already runs in this folder{where} (process {note.pid}). "
        f"Stop it with Ctrl-C in its window, or with: kill {note.pid}"
    )
