"""The attempt engine said again in the simplest words, to hold the real one against.

One attempt in memory: no database, no locks, no SQL. It knows the rules of
DESIGN §5 and nothing about how they are kept. Time is whole seconds since the
start; the test tells it what time it is.
"""

from dataclasses import dataclass, field
from typing import Any

GRACE = 10
CLOSING_DELAY = 15
PAUSE_GRACE = 30


@dataclass
class Op:
    op_id: Any
    writer: Any
    position: int
    epoch: int
    seq: int
    response: Any


@dataclass
class Reference:
    """What an attempt must be after everything that was sent to it."""

    limit: int | None  # seconds, None when untimed
    usable: dict[int, set[str]]  # position → option ids; every question is single
    writer: Any
    epoch: int = 1
    state: str = "running"
    reason: str = ""
    paused_at: int | None = None
    is_forced: bool = False
    log: dict[Any, tuple[Op, str]] = field(default_factory=dict)
    answers: dict[int, Op] = field(default_factory=dict)

    def is_over(self, now: int) -> bool:
        """By the clock, which stands still in a pause."""
        if self.limit is None or self.paused_at is not None:
            return False
        return now >= self.limit + CLOSING_DELAY

    def is_in_time(self, now: int) -> bool:
        is_free = self.limit is None or self.paused_at is not None
        return is_free or now <= self.limit + GRACE

    def is_still(self, now: int) -> bool:
        """In a pause, and what was on its way when it began has arrived."""
        return self.paused_at is not None and now > self.paused_at + PAUSE_GRACE

    def save(self, op: Op, now: int) -> str:
        known = self.log.get(op.op_id)
        if known is not None:
            return known[1] if known[0] == op else "invalid"
        verdict = self._verdict(op, now)
        self.log[op.op_id] = (op, verdict)
        if verdict == "accepted":
            self.answers[op.position] = op
        return verdict

    def _verdict(self, op: Op, now: int) -> str:
        if not self._is_usable(op):
            return "invalid"
        if self.state == "closed" and self.reason == "submitted":
            return "closed"
        is_late = self.state == "closed" or not self.is_in_time(now)
        # After time nobody can register: where nobody is the writer, none is fenced.
        if op.writer != self.writer and not (is_late and self.writer is None):
            return "fenced"
        if is_late:
            return "late"
        if self.is_still(now):
            return "late"
        current = self.answers.get(op.position)
        if current and (op.epoch, op.seq) <= (current.epoch, current.seq):
            return "superseded"
        return "accepted"

    def _is_usable(self, op: Op) -> bool:
        if op.position not in self.usable or op.seq < 0:
            return False
        if not 1 <= op.epoch <= self.epoch:
            return False
        response = op.response
        return response is None or (
            len(response) <= 1 and set(response) <= self.usable[op.position]
        )

    def take_over(self, writer: Any, now: int) -> bool:
        if self.state == "closed" or not self.is_in_time(now):
            return False
        if writer != self.writer:
            # A new epoch, but for the first writer of one.
            self.epoch += self.writer is not None
            self.writer = writer
        return True

    def submit(self, writer: Any, epoch: int, manifest: list[Any], now: int) -> str:
        """Whether it is then "closed", or why not: "closing", "fenced", "differs"."""
        self.expire(now)
        if self.state == "closed":
            return "closed"
        if not self.is_in_time(now):
            return "closing"
        if writer != self.writer or epoch != self.epoch:
            return "fenced"
        if self.missing(manifest):
            return "differs"
        self._close("submitted")
        return "closed"

    def missing(self, manifest: list[Any]) -> list[int]:
        """Positions for which the manifest names something newer than what is held."""
        found = []
        for position, epoch, seq in manifest:
            held = self.answers.get(position)
            if held is None or (held.epoch, held.seq) < (epoch, seq):
                found.append(position)
        return sorted(set(found))

    def expire(self, now: int) -> None:
        if self.state == "running" and self.is_over(now):
            self._close("expired")

    def _close(self, reason: str) -> None:
        self.state = "closed"
        self.reason = "forced" if self.is_forced else reason
        self.paused_at = None

    # Staff. Each step says whether it was taken.

    def _is_live(self, now: int) -> bool:
        return self.state == "running" and not self.is_over(now) and not self.is_forced

    def _has_time(self, now: int) -> bool:
        return self.limit is None or now < self.limit

    def extend(self, seconds: int, now: int) -> bool:
        if not self._is_live(now) or self.limit is None:
            return False
        self.limit += seconds
        return True

    def pause(self, now: int) -> bool:
        if self.paused_at is not None or not self._is_live(now):
            return False
        if not self._has_time(now):
            return False
        self.paused_at = now
        return True

    def resume(self, now: int) -> bool:
        if self.paused_at is None or not self._is_live(now):
            return False
        if self.limit is not None:
            self.limit += now - self.paused_at
        self.paused_at = None
        return True

    def force(self, now: int) -> bool:
        if not self._is_live(now):
            return False
        if self.paused_at is None and not self._has_time(now):
            return False
        self.limit, self.paused_at, self.is_forced = now, None, True
        return True

    def reopen(self, seconds: int, now: int) -> bool:
        if self.state == "running" and not self.is_over(now):
            return False
        self.state, self.reason, self.is_forced = "running", "", False
        self.writer, self.epoch = None, self.epoch + 1
        if self.limit is not None:
            self.limit = now + seconds
        return True

    def graded(self) -> dict[int, Any]:
        """What a grade must rest on: the accepted answers and nothing else."""
        return {p: op.response for p, op in self.answers.items() if op.response}
