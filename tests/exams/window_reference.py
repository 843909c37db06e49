"""One person and one assignment said again in the simplest words, in minutes.

It knows the rules of docs/algorithms/windows.md and nothing of how they are kept. The
test tells it what time it is; no event lies on another's boundary.
"""

from dataclasses import dataclass, field


@dataclass
class Sat:
    """One attempt: from when until when, and when its result may be read."""

    ends: float
    hidden_until: float
    is_open: bool = True
    is_void: bool = False


@dataclass
class WindowReference:
    opens: float
    closes: float
    minutes: float  # of this person
    allowed: int
    is_cut: bool
    release: str
    is_withdrawn: bool = False
    is_excused: bool = False
    attempts: list[Sat] = field(default_factory=list)

    def begin(self, now: float) -> str | int:
        """The place of the attempt that runs then, or why there is none."""
        self.expire(now)
        for place, one in enumerate(self.attempts):
            if one.is_open:
                return place
        refusal = self.refusal(now)
        if refusal:
            return refusal
        ends = now + self.minutes
        if self.is_cut:
            ends = min(ends, self.closes)
        self.attempts.append(Sat(ends, self.hidden_until()))
        return len(self.attempts) - 1

    def refusal(self, now: float) -> str:
        if self.is_withdrawn:
            return "withdrawn"
        if self.is_excused:
            return "excused"
        if now >= self.closes:
            return "closed"
        if sum(not one.is_void for one in self.attempts) >= self.allowed:
            return "no-attempt-left"
        return "not-open" if now < self.opens else ""

    def hidden_until(self) -> float:
        if self.release == "at_once":
            return float("-inf")
        if self.release == "never":
            return float("inf")
        return self.closes if self.is_cut else self.closes + self.minutes

    def hand_in(self, now: float) -> None:
        self.expire(now)
        for one in self.attempts:
            one.is_open = False

    def expire(self, now: float) -> None:
        for one in self.attempts:
            one.is_open = one.is_open and now < one.ends

    def readable(self, now: float) -> list[bool]:
        self.expire(now)
        return [not one.is_open and now >= one.hidden_until for one in self.attempts]
