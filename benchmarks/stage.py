"""The product as ./run starts it, and the floor beside it, on servers of their own."""

import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks import machine
from lib.embedded.address import Address, listen
from lib.embedded.disposable import Disposable, disposable
from lib.embedded.house import House
from lib.embedded.places import Places
from lib.embedded.service import Service

ROOT = Path(__file__).resolve().parent.parent
READY_SECONDS = 60


@dataclass(frozen=True)
class Cpu:
    """Processor time in seconds."""

    web: float = 0
    worker: float = 0
    database: float = 0

    def __add__(self, other: "Cpu") -> "Cpu":
        return Cpu(
            self.web + other.web,
            self.worker + other.worker,
            self.database + other.database,
        )

    def __sub__(self, other: "Cpu") -> "Cpu":
        return self + other * -1

    def __mul__(self, factor: float) -> "Cpu":
        return Cpu(self.web * factor, self.worker * factor, self.database * factor)

    @property
    def total(self) -> float:
        return self.web + self.worker + self.database

    def __str__(self) -> str:
        parts = [f"{1000 * self.web:.1f}", f"{1000 * self.database:.1f}"]
        parts += [f"{1000 * self.worker:.1f}"] if self.worker > 0.001 else []
        return f"{1000 * self.total:.1f} ms ({' + '.join(parts)})"


@dataclass
class Stage:
    """Everything that runs; `cpu` and `memory` read what it uses."""

    servers: Disposable
    web: Service
    address: Address
    floor: Service
    floor_address: Address
    worker: Service

    def cpu(self) -> Cpu:
        """The worker's, too: nothing can hide in the background."""
        return Cpu(
            machine.cpu_seconds(self.web.pid),
            machine.cpu_seconds(self.worker.pid),
            machine.cpu_seconds(self.servers.postgres.pid),
        )

    def floor_cpu(self) -> Cpu:
        database = machine.cpu_seconds(self.servers.postgres.pid)
        return Cpu(machine.cpu_seconds(self.floor.pid), 0, database)

    def memory(self) -> dict[str, machine.Memory]:
        services = {
            "web": self.web,
            "worker and beat": self.worker,
            "PostgreSQL": self.servers.postgres,
            "Redis": self.servers.redis,
        }
        return {name: machine.memory_of(s.pid) for name, s in services.items()}


@contextmanager
def build() -> Iterator[Stage]:
    """Servers, migrations, static files; web, worker and floor are not started yet.

    Names the servers in this process's environment, for Django's settings here.
    """
    with ExitStack() as stack:
        servers = stack.enter_context(disposable(is_durable=True))
        listener, address = listen("127.0.0.1", 0)
        floor_listener, floor_address = listen("127.0.0.1", 0)
        stack.callback(listener.close)
        stack.callback(floor_listener.close)
        house = _house(servers, address)
        os.environ.update(house.environment())
        for words in (["migrate", "--verbosity=0"], ["collectstatic", "--noinput"]):
            _manage(house, *words)
        stage = _stage(servers, house, listener, floor_listener, floor_address)
        for service in (stage.web, stage.floor, stage.worker):
            stack.callback(service.kill)
        yield stage


def _stage(
    servers: Disposable,
    house: House,
    listener: socket.socket,
    floor_listener: socket.socket,
    floor_address: Address,
) -> Stage:
    return Stage(
        servers=servers,
        web=house.web(listener),
        address=house.address,
        floor=_floor(house.web(floor_listener)),
        floor_address=floor_address,
        worker=house.worker(),
    )


def open_doors(stage: Stage) -> None:
    for service in (stage.web, stage.floor, stage.worker):
        service.start()
    stage.web.wait_until(stage.address.answers, seconds=READY_SECONDS)
    stage.floor.wait_until(stage.floor_address.answers, seconds=READY_SECONDS)


def _house(servers: Disposable, address: Address) -> House:
    state = servers.home()
    places = Places(root=ROOT, state=state, venv=Path(sys.prefix))
    places.logs.mkdir()
    for name in ("PASSLINE_MODE", "PASSLINE_STATIC_MANIFEST", "PASSLINE_DB_POOL_SIZE"):
        os.environ.pop(name, None)
    os.environ["PASSLINE_SECRET_KEY"] = secrets.token_urlsafe(50)
    return House(
        places=places,
        python=Path(sys.executable),
        mode="production",
        address=address,
        database_url=servers.database_url,
        redis_url=servers.redis_url,
    )


def _floor(web: Service) -> Service:
    """The same gunicorn with another application."""
    command = [
        word.replace("config.wsgi", "benchmarks.floor.wsgi") for word in web.command
    ]
    return replace(
        web, name="floor", command=command, log=web.log.with_name("floor.log")
    )


def _manage(house: House, *words: str) -> None:
    subprocess.run(
        house.manage(*words),
        cwd=ROOT,
        env=house.environment(),
        check=True,
        stdout=subprocess.DEVNULL,
    )
