"""Keeps the children alive, and stops them in the right order."""

import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from lib.embedded.console import complain, say
from lib.embedded.processes import Ledger
from lib.embedded.service import Service
from lib.embedded.signals import Signals

FIRST_DELAY, LONGEST_DELAY = 0.2, 30.0
LONG_ENOUGH = 60.0  # alive for so long, a service counts as healthy again
MANY = 5
SERVERS = ("redis", "postgres")  # in the order in which they stop


@dataclass
class Ward:
    """A service in our care, with its history."""

    service: Service
    deaths: int = 0
    started: float = field(default_factory=time.monotonic)
    due: float | None = None
    """When it is to be started again; None while it runs."""

    def delay(self) -> float:
        return min(LONGEST_DELAY, FIRST_DELAY * 2.0 ** (self.deaths - 1))


class Supervisor:
    def __init__(self, ledger: Ledger, signals: Signals) -> None:
        self.ledger = ledger
        self.signals = signals
        self.wards: list[Ward] = []
        self._logs_checked = time.monotonic()

    def start(self, service: Service) -> None:
        self.signals.check()
        self.wards.append(Ward(service))
        self.ledger.remember(service.name, service.start(), service.mark)

    def watch(self) -> None:
        """Until a stop is asked for, which raises StopRequestedError."""
        while True:
            self.look()
            self.signals.pause(self._next_look())

    def look(self) -> None:
        now = time.monotonic()
        for ward in self.wards:
            if ward.due is None:
                self._notice(ward, now)
            if ward.due is not None and ward.due <= now:
                self._start_again(ward, now)
        if self.signals.is_refresh_requested:
            self.signals.is_refresh_requested = False
            self._refresh()
        self._trim_logs(now)

    def _next_look(self) -> float:
        """Deaths wake us; this is for starts that are due and logs that grow."""
        dues = [ward.due for ward in self.wards if ward.due is not None]
        return max(0.0, min([*dues, time.monotonic() + 10]) - time.monotonic())

    def _notice(self, ward: Ward, now: float) -> None:
        if ward.service.is_running():
            if ward.deaths and now - ward.started > LONG_ENOUGH:
                if ward.deaths >= MANY:
                    say(f"{ward.service.name} runs steadily again.")
                ward.deaths = 0
            return
        code = ward.service.bury()
        ward.deaths += 1
        ward.due = now + ward.delay()
        self._report(ward, code)

    def _report(self, ward: Ward, code: int) -> None:
        name, how = ward.service.name, _ending(code)
        if ward.deaths < MANY:
            complain(f"{name} ended ({how}); starting it again.")
        elif ward.deaths == MANY:
            what = f"keeps ending ({how}). It is tried again every 30 seconds"
            complain(ward.service.obituary(what))

    def _start_again(self, ward: Ward, now: float) -> None:
        ward.due, ward.started = None, now
        service = ward.service
        try:
            self.ledger.remember(service.name, service.start(), service.mark)
        except OSError as error:
            ward.deaths += 1
            ward.due = now + ward.delay()
            complain(f"{service.name} cannot be started: {error}")

    def _refresh(self) -> None:
        """After a restore: whatever remembers the former data starts afresh."""
        say("The data was restored; web and worker start afresh.")
        product = [ward for ward in self.wards if ward.service.name not in SERVERS]
        for ward in product:
            ward.service.ask_to_stop()
        for ward in product:
            ward.service.stop()
            self._start_again(ward, time.monotonic())

    def _trim_logs(self, now: float) -> None:
        if now - self._logs_checked > LONG_ENOUGH:
            self._logs_checked = now
            for ward in self.wards:
                ward.service.trim_log()

    def stop(self) -> None:
        """Those that need the servers first, all at once; then the servers."""
        running = {ward.service.name: ward.service for ward in self.wards}
        servers = [running.pop(name) for name in SERVERS if name in running]
        for service in running.values():
            service.ask_to_stop()
        self._finish(list(running.values()))
        self._finish(servers)

    def _finish(self, services: Sequence[Service]) -> None:
        for service in services:
            service.stop(is_urgent=self.signals.is_urgent)
            self.ledger.forget(service.name)


def _ending(code: int) -> str:
    if code < 0:
        return f"signal {signal.Signals(-code).name}"
    return f"exit code {code}"
