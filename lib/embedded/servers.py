"""The embedded servers of one state folder, and the clearing up before they start."""

import contextlib
import shutil
import signal

from lib.embedded.account import Account
from lib.embedded.binaries import find_binaries, find_redis, site_packages_of
from lib.embedded.errors import GroundError
from lib.embedded.places import Places, socket_folder
from lib.embedded.postgres import Postgres, left_over_pid
from lib.embedded.processes import Ledger, stop
from lib.embedded.redis import Redis


def build_postgres(places: Places, account: Account | None) -> Postgres:
    return Postgres(
        data=places.cluster,
        sockets=socket_folder(places.key, account),
        log=places.logs / "postgres.log",
        binaries=find_binaries(site_packages_of(places.venv), account),
        account=account,
    )


def build_redis(places: Places, account: Account | None) -> Redis:
    return Redis(
        folder=places.redis,
        sockets=socket_folder(places.key, account),
        log=places.logs / "redis.log",
        program=find_redis(site_packages_of(places.venv), account),
        account=account,
    )


def clear_sockets(places: Places, account: Account | None) -> None:
    """After the servers have stopped, and while the lock is still ours."""
    with contextlib.suppress(GroundError):
        shutil.rmtree(socket_folder(places.key, account), ignore_errors=True)


def stop_left_overs(places: Places) -> list[str]:
    """What a supervisor that was killed left running; the lock says it is dead."""
    stopped = Ledger(places.ledger).stop_left_overs()
    # PostgreSQL's own file knows its server even when the ledger was lost.
    pid = left_over_pid(places.cluster)
    if pid:
        stop(pid, [(signal.SIGINT, 20), (signal.SIGQUIT, 5)])
        stopped.append("postgres")
    return stopped
