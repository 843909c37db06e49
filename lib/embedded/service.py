"""One server process: started with its own group and log, stopped in its own way."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lib.embedded.account import Account
from lib.embedded.console import tail
from lib.embedded.errors import GroundError
from lib.embedded.processes import signal_group

LOG_LIMIT = 10_000_000
Pause = Callable[[float], None]


@dataclass
class Service:
    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    folder: Path
    log: Path
    mark: str
    """What its command line must hold for a left-over to be taken as ours."""
    account: Account | None = None
    stop_signals: Sequence[tuple[int, float]] = ((signal.SIGTERM, 20),)
    keep_open: Sequence[int] = ()
    before: Callable[[], None] = lambda: None
    """Called before every start, also after a crash."""
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> int:
        self.kill()  # also reaps: PostgreSQL takes a dead child's pid for a living one
        self.before()
        self.trim_log()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603  # REASON: our own command, no shell
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env=dict(self.environment),
                pass_fds=self.keep_open,
                # Ctrl-C goes to the supervisor alone, which stops in the right order.
                start_new_session=True,
                user=self.account.uid if self.account else None,
                group=self.account.gid if self.account else None,
                extra_groups=[] if self.account else None,
            )
        return self.process.pid

    @property
    def pid(self) -> int:
        if self.process is None:
            raise GroundError(f"{self.name} was never started.")
        return self.process.pid

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def bury(self) -> int:
        """After a death: end what it left in its group, and say how it ended."""
        if self.process is None:
            return 0
        signal_group(self.process.pid, signal.SIGKILL)
        return self.process.wait()

    def ask_to_stop(self) -> None:
        if self.process is not None and self.is_running():
            self.process.send_signal(self.stop_signals[0][0])

    def stop(self, *, is_urgent: Callable[[], bool] = lambda: False) -> None:
        """Ask, ask harder, then end it and everything in its group."""
        if self.process is None:
            return
        for number, patience in self.stop_signals:
            if not self.is_running():
                break
            self.process.send_signal(number)
            self._wait(patience, is_urgent)
        self.kill()

    def kill(self) -> None:
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                self.process.kill()
            self.bury()

    def _wait(self, patience: float, is_urgent: Callable[[], bool]) -> None:
        deadline = time.monotonic() + patience
        while self.is_running() and time.monotonic() < deadline and not is_urgent():
            time.sleep(0.02)

    def wait_until(
        self, is_ready: Callable[[], bool], *, seconds: float, pause: Pause = time.sleep
    ) -> None:
        """Ready means that it answers; a pid proves nothing."""
        deadline = time.monotonic() + seconds
        while not is_ready():
            if not self.is_running():
                raise GroundError(self.obituary("ended while starting"))
            if time.monotonic() > deadline:
                raise GroundError(
                    self.obituary(f"does not answer after {seconds:.0f} s")
                )
            pause(0.02)

    def obituary(self, what: str) -> str:
        return f"{self.name} {what}. The end of its log, {self.log}:\n{tail(self.log)}"

    def trim_log(self) -> None:
        """Keep the last log as .1 and go on in an empty file; the writer appends."""
        with contextlib.suppress(OSError):
            if self.log.stat().st_size > LOG_LIMIT:
                self.log.with_suffix(".log.1").write_bytes(self.log.read_bytes())
                os.truncate(self.log, 0)
