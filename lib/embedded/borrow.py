"""The database for a backup or a restore, whether ./run is running or not."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from lib.embedded.account import Account, services_account
from lib.embedded.address import Address
from lib.embedded.binaries import Binaries, find_binaries, site_packages_of
from lib.embedded.errors import GroundError
from lib.embedded.house import House, clean
from lib.embedded.lock import Lock, Note, explain_holder
from lib.embedded.places import Places, find_places, make_state
from lib.embedded.processes import Ledger
from lib.embedded.redis import flush
from lib.embedded.servers import build_postgres, clear_sockets, stop_left_overs
from lib.embedded.steps import Steps
from lib.embedded.venv import ensure_venv


@dataclass(frozen=True)
class Borrowed:
    places: Places
    binaries: Binaries
    python: Path
    url: str
    steps: Steps
    runner: Note | None
    """The ./run that is at work beside us."""

    def house(self, url: str) -> House:
        """Django's commands on this database."""
        mode = self.runner.mode if self.runner else "demo"
        redis_url = os.environ.get("REDIS_URL", "unix:///nowhere")
        address = Address("127.0.0.1", 8000)
        return House(self.places, self.python, mode, address, url, redis_url)

    def announce_new_data(self) -> None:
        """Whatever remembers the former data forgets it."""
        if self.runner is None:
            return
        if self.runner.redis_socket:
            flush(Path(self.runner.redis_socket))
        with suppress(ProcessLookupError):
            os.kill(self.runner.pid, signal.SIGUSR1)


@contextmanager
def borrow(root: Path, doing: str) -> Iterator[Borrowed]:
    account = services_account()
    places = find_places(root, os.environ)
    make_state(places, account)
    steps = Steps(places.root, places.logs / f"{doing}.log")
    python = _python(places, steps)
    binaries = find_binaries(site_packages_of(places.venv), account)
    with _database(places, account, doing) as (url, runner):
        yield Borrowed(places, binaries, python, url, steps, runner)


def _python(places: Places, steps: Steps) -> Path:
    if os.environ.get("PASSLINE_VENV"):
        return places.venv / "bin" / "python"
    run = steps.quietly(clean(os.environ))
    return ensure_venv(places.root, places.venv, "embedded", run)


@contextmanager
def _database(
    places: Places, account: Account | None, doing: str
) -> Iterator[tuple[str, Note | None]]:
    """The running one; or ours, started for as long as it is needed."""
    lock = Lock(places.lock)
    if not lock.take(Note(pid=os.getpid(), doing=doing)):
        note = lock.read()
        if note is None or note.doing != "run" or not note.database_url:
            raise GroundError(explain_holder(note, places.state))
        yield note.database_url, note
        return
    try:
        if os.environ.get("DATABASE_URL"):
            yield os.environ["DATABASE_URL"], None
        else:
            with _started(places, account) as url:
                yield url, None
    finally:
        lock.release()


@contextmanager
def _started(places: Places, account: Account | None) -> Iterator[str]:
    stop_left_overs(places)
    postgres = build_postgres(places, account)
    service, ledger = postgres.service(), Ledger(places.ledger)
    try:
        postgres.prepare()
        ledger.remember(service.name, service.start(), service.mark)
        postgres.wait(service, time.sleep)
        postgres.make_database()
        yield postgres.url()
    finally:
        service.stop()
        ledger.forget(service.name)
        clear_sockets(places, account)
