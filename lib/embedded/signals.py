"""Signals become a flag that every wait looks at, never an exception out of nowhere."""

import contextlib
import os
import select
import signal
from types import FrameType

from lib.embedded.errors import StopRequestedError

STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Signals:
    def __init__(self) -> None:
        self.stop_requests = 0
        self.is_refresh_requested = False
        self._read, self._write = os.pipe()
        os.set_blocking(self._read, False)
        os.set_blocking(self._write, False)

    def listen(self) -> None:
        for number in STOPS:
            # nohup asks to survive the terminal; then SIGHUP stays ignored.
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._note_stop)
        signal.signal(signal.SIGUSR1, self._note_refresh)
        signal.signal(signal.SIGCHLD, _wake)
        signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)

    def pause(self, seconds: float) -> None:
        """Sleep until the time is over or any signal comes."""
        self.check()
        select.select([self._read], [], [], seconds)
        with contextlib.suppress(BlockingIOError):
            os.read(self._read, 512)
        self.check()

    def check(self) -> None:
        if self.stop_requests:
            raise StopRequestedError

    def is_urgent(self) -> bool:
        """A second Ctrl-C: no more patience."""
        return self.stop_requests > 1

    def _note_stop(self, number: int, frame: FrameType | None) -> None:
        self.stop_requests += 1

    def _note_refresh(self, number: int, frame: FrameType | None) -> None:
        self.is_refresh_requested = True


def _wake(number: int, frame: FrameType | None) -> None:
    """A child ended: the wake-up pipe has done the work."""
