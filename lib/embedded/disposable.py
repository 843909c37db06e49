"""A PostgreSQL and a Redis for one test run, gone afterwards."""

import contextlib
import fcntl
import os
import shutil
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from lib.embedded.account import Account, can_use, open_for, services_account
from lib.embedded.binaries import Binaries, find_binaries, find_redis
from lib.embedded.errors import GroundError
from lib.embedded.places import key_of, socket_folder
from lib.embedded.postgres import Postgres
from lib.embedded.processes import Ledger
from lib.embedded.redis import Redis
from lib.embedded.service import Service

PREFIX = "passline-test-"
CONNECTIONS = 250  # 50 parallel starts in each of several pytest workers


@dataclass
class Disposable:
    """Both servers, with the means to take one away in a test."""

    folder: Path
    engine: Postgres
    cache: Redis
    postgres: Service
    redis: Service

    @property
    def database_url(self) -> str:
        return self.engine.url()

    @property
    def redis_url(self) -> str:
        return self.cache.url()

    def start_postgres(self) -> None:
        self._ledger.remember("postgres", self.postgres.start(), self.postgres.mark)
        self.engine.wait(self.postgres, time.sleep)

    def start_redis(self) -> None:
        self._ledger.remember("redis", self.redis.start(), self.redis.mark)
        self.cache.wait(self.redis, time.sleep)

    def home(self) -> Path:
        """For mail and media of the tests."""
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        return home

    @property
    def _ledger(self) -> Ledger:
        return Ledger(self.folder / "processes.json")


@contextmanager
def disposable(
    *, is_durable: bool = False, site_packages: Path | None = None
) -> Iterator[Disposable]:
    """`with embedded.disposable() as services:` gives both, empty and answering.

    `is_durable` keeps PostgreSQL's fsync on, for tests that kill it.
    """
    account = services_account()
    packages = site_packages or Path(sysconfig.get_path("purelib"))
    binaries, redis = find_binaries(packages, account), find_redis(packages, account)
    sweep()
    with _folder(account) as folder:
        services = _build(folder, binaries, redis, account, is_durable=is_durable)
        try:
            services.engine.prepare()
            services.cache.prepare()
            services.start_redis()
            services.start_postgres()
            services.engine.make_database()
            yield services
        finally:
            # Nobody reads this data again, so there is no need for a clean end.
            services.postgres.kill()
            services.redis.kill()
            shutil.rmtree(services.engine.sockets, ignore_errors=True)


@contextmanager
def disposable_postgres(binaries: Binaries, account: Account | None) -> Iterator[str]:
    """The address of an empty database in a cluster of its own, gone afterwards."""
    sweep()
    with _folder(account) as folder:
        engine = _engine(folder, binaries, account, is_durable=False)
        service, ledger = engine.service(), Ledger(folder / "processes.json")
        try:
            engine.prepare()
            ledger.remember(service.name, service.start(), service.mark)
            engine.wait(service, time.sleep)
            engine.make_database()
            yield engine.url()
        finally:
            service.kill()
            shutil.rmtree(engine.sockets, ignore_errors=True)


def _engine(
    folder: Path, binaries: Binaries, account: Account | None, *, is_durable: bool
) -> Postgres:
    return Postgres(
        data=folder / "postgres",
        sockets=socket_folder(key_of(folder), account),
        log=folder / "postgres.log",
        binaries=binaries,
        account=account,
        is_durable=is_durable,
        connections=CONNECTIONS,
    )


def _build(
    folder: Path,
    binaries: Binaries,
    redis: Path,
    account: Account | None,
    *,
    is_durable: bool,
) -> Disposable:
    engine = _engine(folder, binaries, account, is_durable=is_durable)
    sockets = engine.sockets
    cache = Redis(
        folder=folder / "redis",
        sockets=sockets,
        log=folder / "redis.log",
        program=redis,
        account=account,
    )
    return Disposable(folder, engine, cache, engine.service(), cache.service())


@contextmanager
def _folder(account: Account | None) -> Iterator[Path]:
    """A folder with a lock: whoever finds it unlocked may clear it away."""
    folder, lock = _locked_folder(account)
    try:
        with lock:
            yield folder
    finally:
        _remove(folder)


def _locked_folder(account: Account | None) -> tuple[Path, IO[str]]:
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=_base(account)))
        open_for(account, folder, 0o710)
        lock = (folder / "lock").open("w")
        fcntl.flock(lock, fcntl.LOCK_EX)
        if os.fstat(lock.fileno()).st_nlink:
            return folder, lock
        # A sweep came between its making and its lock, and has cleared it away.
        lock.close()


def _base(account: Account | None) -> Path:
    for base in (Path(tempfile.gettempdir()), Path("/tmp")):  # noqa: S108  # REASON: mkdtemp makes it private
        if can_use(account, base):
            return base
    raise GroundError(
        f"The unprivileged account of PostgreSQL cannot enter {tempfile.gettempdir()} "
        "nor /tmp. Set TMPDIR to a folder that everybody may pass."
    )


def _remove(folder: Path) -> None:
    """PostgreSQL's last children may still be writing for a moment."""
    for _ in range(50):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.02)


def sweep() -> None:
    """Clear away what killed test runs left: their servers and their folders."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            if folder.lstat().st_uid != os.geteuid():
                continue
            with (folder / "lock").open("r+") as lock:
                _clear_if_free(folder, lock)


def _clear_if_free(folder: Path, lock: IO[str]) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    Ledger(folder / "processes.json").stop_left_overs()
    name = f"passline-{os.geteuid()}-{key_of(folder)}"
    shutil.rmtree(folder.parent / name, ignore_errors=True)
    _remove(folder)
