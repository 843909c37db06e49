"""What the person at the keyboard reads."""

import contextlib
import sys
from pathlib import Path


def say(line: str = "") -> None:
    # A closed terminal must not stop the servers.
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


def complain(line: str) -> None:
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()


def tail(log: Path, lines: int = 40) -> str:
    """The end of a log, for the message that names it."""
    try:
        text = log.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return "\n".join(f"    {line}" for line in text.splitlines()[-lines:])
