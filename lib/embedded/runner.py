"""./run: from nothing to an address that answers, and back again on Ctrl-C."""

import os
import socket
import time
from dataclasses import dataclass, replace
from pathlib import Path

from lib.embedded.account import Account, services_account
from lib.embedded.address import Address, listen
from lib.embedded.console import complain, say
from lib.embedded.errors import GroundError, StopRequestedError
from lib.embedded.house import House, clean
from lib.embedded.lock import Lock, Note, explain_holder
from lib.embedded.places import Places, find_places, make_state
from lib.embedded.processes import Ledger
from lib.embedded.servers import (
    build_postgres,
    build_redis,
    clear_sockets,
    stop_left_overs,
)
from lib.embedded.service import Service
from lib.embedded.signals import Signals
from lib.embedded.steps import Steps
from lib.embedded.supervisor import Supervisor
from lib.embedded.venv import ensure_venv

READY_SECONDS = 90
CLASS_SIZE = 24  # of the demo: some seconds at the first start


@dataclass(frozen=True)
class Options:
    host: str = "127.0.0.1"
    port: int = 8000
    has_demo: bool = True
    class_size: int = CLASS_SIZE
    is_production_like: bool = False

    @property
    def mode(self) -> str:
        return "production" if self.is_production_like else "demo"


def run(root: Path, options: Options) -> int:
    account = services_account()
    places = find_places(root, os.environ)
    make_state(places, account)
    _refuse_public_passwords(places, options)
    lock = Lock(places.lock)
    note = Note(pid=os.getpid(), mode=options.mode)
    if not lock.take(note):
        raise GroundError(explain_holder(lock.read(), places.state))
    try:
        return Runner(places, account, options, lock, note).run()
    finally:
        lock.release()


def _refuse_public_passwords(places: Places, options: Options) -> None:
    if options.is_production_like and places.demo_marker.exists():
        raise GroundError(
            f"The data in {places.state} holds demo people, whose passwords are "
            "public. Use other data for this: PASSLINE_HOME=/some/new/folder ./run "
            "--production-like"
        )


class Runner:
    def __init__(
        self,
        places: Places,
        account: Account | None,
        options: Options,
        lock: Lock,
        note: Note,
    ) -> None:
        self.places = places
        self.account = account
        self.options = options
        self.lock = lock
        self.note = note
        self.signals = Signals()
        self.supervisor = Supervisor(Ledger(places.ledger), self.signals)
        self.listener: socket.socket
        log = places.logs / "start.log"
        self.steps = Steps(places.root, log, self.signals.pause)

    def run(self) -> int:
        self.signals.listen()
        try:
            self._start()
            self.supervisor.watch()
        except StopRequestedError:
            say("\nStopping …")
        except GroundError as error:
            complain(str(error))
            return 1
        finally:
            self.supervisor.stop()
            clear_sockets(self.places, self.account)
        say("Stopped. The data stays; ./run goes on with it.")
        return 0

    def _start(self) -> None:
        began = time.monotonic()
        python = self._venv()
        for name in stop_left_overs(self.places):
            say(f"Stopped {name}, which an earlier run had left behind.")
        # Held for as long as we live: requests wait in it while web starts again.
        self.listener, address = listen(self.options.host, self.options.port)
        self._tell(replace(self.note, address=address.url))
        house = self._servers(python, address)
        self._must(house, "Preparing the database", "migrate", "--noinput")
        web = self._product(house)
        people = self._furnish(house)
        web.wait_until(address.answers, seconds=READY_SECONDS, pause=self.signals.pause)
        self._greet(address, people, time.monotonic() - began)

    def _venv(self) -> Path:
        run = self.steps.quietly(clean(os.environ))
        if os.environ.get("PASSLINE_VENV"):
            return self.places.venv / "bin" / "python"
        return ensure_venv(self.places.root, self.places.venv, "embedded", run)

    def _servers(self, python: Path, address: Address) -> House:
        """Ours, unless the environment names others."""
        database_url = os.environ.get("DATABASE_URL", "")
        redis_url = os.environ.get("REDIS_URL", "")
        redis_socket = ""
        if not redis_url:
            redis = build_redis(self.places, self.account)
            redis.prepare()
            self.supervisor.start(service := redis.service())
            redis.wait(service, self.signals.pause)
            redis_url, redis_socket = redis.url(), str(redis.socket)
        if not database_url:
            database_url = self._postgres()
        note = replace(self.note, database_url=database_url, redis_socket=redis_socket)
        self._tell(note)
        mode = self.options.mode
        return House(self.places, python, mode, address, database_url, redis_url)

    def _postgres(self) -> str:
        postgres = build_postgres(self.places, self.account)
        postgres.prepare()
        self.supervisor.start(service := postgres.service())
        postgres.wait(service, self.signals.pause)
        postgres.make_database()
        return postgres.url()

    def _product(self, house: House) -> Service:
        if house.has_manifest:
            self._must(house, "Collecting static files", "collectstatic", "--noinput")
        web = house.web(self.listener)
        for service in (web, house.worker()):
            self.supervisor.start(service)
        return web

    def _furnish(self, house: House) -> list[str]:
        """Questions, exams and people, while web starts; the lines about the people."""
        self._must(house, "Loading the bank", "bank", "load")
        self._must(house, "Loading the exams", "exams", "load")
        if house.mode != "demo" or not self.options.has_demo:
            return []
        self.places.demo_marker.touch()
        people = self._must(house, "Making demo people", "demo", "people").splitlines()
        self._must(house, "Making the student's history", "analytics", "demo")
        if size := self.options.class_size:
            words = ("demo", "cohort", "--students", str(size))
            self._must(house, "Making a class", *words)
        return people

    def _must(self, house: House, what: str, *words: str) -> str:
        environ = house.environment(PASSLINE_DB_POOL_SIZE="2")
        return self.steps.must(what, house.manage(*words), environ)

    def _tell(self, note: Note) -> None:
        self.note = note
        self.lock.write(self.note)

    def _greet(self, address: Address, people: list[str], seconds: float) -> None:
        say(f"\nPassline is ready after {seconds:.0f} s: {address.url}\n")
        for line in people:
            say(f"  {line}")
        say(f"\nData and mail: {self.places.state}\nLogs: {self.places.logs}")
        if not address.is_local and people:
            say("Everybody on this network can sign in with the passwords above.")
        say("Stop with Ctrl-C.")
