"""Processes by their identity: a pid alone may belong to somebody else by now."""

import contextlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict


def started_at(pid: int) -> str:
    """When the process was started, in the system's own unit; "" when it is gone."""
    fields = _stat_fields(pid)
    if fields is not None:
        is_dead = fields[0] in "ZX"
        return "" if is_dead else fields[19]
    return "" if Path("/proc/self/stat").exists() else _ps(pid, "lstart")


def command_line(pid: int) -> str:
    try:
        raw = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return "" if Path("/proc/self/cmdline").exists() else _ps(pid, "command")
    return os.fsdecode(raw.replace(b"\0", b" "))


def _stat_fields(pid: int) -> list[str] | None:
    """The fields of /proc/PID/stat after the name, which may hold spaces itself."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    return text.rpartition(")")[2].split()


def _ps(pid: int, column: str) -> str:
    """Where there is no /proc (macOS)."""
    answer = subprocess.run(  # noqa: S603  # REASON: a fixed program, no shell
        ["/bin/ps", "-o", f"{column}=", "-p", str(pid)],
        capture_output=True,
        text=True,
        check=False,
        env={"LC_ALL": "C"},
    )
    return answer.stdout.strip()


def exists(pid: int) -> bool:
    """Also true of a dead process that its parent has not reaped."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def works_in(folder: Path) -> list[int]:
    """Processes whose working folder this is (Linux; elsewhere none are seen)."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if Path(os.readlink(entry / "cwd")) == folder:
                found.append(int(entry.name))
    return found


def signal_group(pid: int, number: int) -> None:
    """Reach a process and the children in its group; gone is fine."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


def stop(pid: int, how: Sequence[tuple[int, float]]) -> None:
    """Send each signal in turn until the process is gone, waiting that long."""
    born = started_at(pid)
    for number, patience in how:
        if not born or started_at(pid) != born:
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
        _wait_until_gone(pid, born, patience)


def _wait_until_gone(pid: int, born: str, patience: float) -> None:
    deadline = time.monotonic() + patience
    while started_at(pid) == born and time.monotonic() < deadline:
        time.sleep(0.02)


class Entry(TypedDict):
    pid: int
    started: str
    mark: str


@dataclass
class Ledger:
    """The processes of this folder, written down so that the next start finds them."""

    path: Path

    def remember(self, name: str, pid: int, mark: str) -> None:
        entries = self._read()
        entries[name] = Entry(pid=pid, started=started_at(pid), mark=mark)
        self._write(entries)

    def forget(self, name: str) -> None:
        entries = self._read()
        if entries.pop(name, None) is not None:
            self._write(entries)

    def stop_left_overs(self) -> list[str]:
        """Stop what a killed supervisor left behind, last started first."""
        stopped = []
        for name, entry in reversed(self._read().items()):
            if _is_ours(entry):
                # PostgreSQL takes the first as a fast, clean shutdown.
                stop(entry["pid"], [(signal.SIGINT, 8), (signal.SIGTERM, 4)])
                signal_group(entry["pid"], signal.SIGKILL)
                stopped.append(name)
        self.path.unlink(missing_ok=True)
        return stopped

    def _read(self) -> dict[str, Entry]:
        try:
            entries = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return entries if isinstance(entries, dict) else {}

    def _write(self, entries: dict[str, Entry]) -> None:
        draft = self.path.with_suffix(".new")
        draft.write_text(json.dumps(entries), encoding="utf-8")
        draft.replace(self.path)


def _is_ours(entry: Entry) -> bool:
    """The same process, by its birth, and still the program that we started."""
    born = entry["started"]
    is_same = bool(born) and started_at(entry["pid"]) == born
    return is_same and entry["mark"] in command_line(entry["pid"])
