"""What /proc says: processor time and memory of processes, facts of this machine."""

import contextlib
import os
import platform
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")


def family_of(root: int) -> list[int]:
    """The process and everything below it."""
    children: dict[int, list[int]] = defaultdict(list)
    for pid, fields in _all_stats():
        children[int(fields[1])].append(pid)
    found = [root]
    for pid in found:
        found += children[pid]
    return found


def cpu_seconds(root: int) -> float:
    """Processor time used so far by this family, those that have ended included."""
    # utime, stime, and the same of children that were waited for.
    ticks = sum(sum(map(int, _stat(pid)[11:15])) for pid in family_of(root))
    return ticks / TICKS


def _all_stats() -> Iterator[tuple[int, list[str]]]:
    for folder in PROC.iterdir():
        if folder.name.isdigit() and (fields := _stat(int(folder.name))):
            yield int(folder.name), fields


def _stat(pid: int) -> list[str]:
    """The fields after the name, which may hold spaces itself."""
    with contextlib.suppress(OSError):
        text = (PROC / str(pid) / "stat").read_text(errors="replace")
        return text.rpartition(")")[2].split()
    return []


@dataclass(frozen=True)
class Memory:
    """Megabytes. `own` divides shared pages among their users; `resident` does not."""

    own: float
    resident: float


def memory_of(root: int) -> Memory:
    own = resident = 0
    for pid in family_of(root):
        with contextlib.suppress(OSError):
            for line in (PROC / str(pid) / "smaps_rollup").read_text().splitlines():
                own += int(line.split()[1]) if line.startswith("Pss:") else 0
                resident += int(line.split()[1]) if line.startswith("Rss:") else 0
    return Memory(own / 1024, resident / 1024)


def facts() -> dict[str, str]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "processor": f"{_model()}, {os.cpu_count()} cores",
        "memory": f"{memory:.0f} GiB",
        "system": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
    }


def _model() -> str:
    with contextlib.suppress(OSError):
        for line in (PROC / "cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown processor"


def load() -> float:
    """How many processes wanted a core in the last minute, ours among them."""
    return os.getloadavg()[0]
