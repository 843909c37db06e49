"""The embedded Redis: a socket and no file. PostgreSQL is the record."""

import signal
import socket
from dataclasses import dataclass
from pathlib import Path

from lib.embedded.account import Account, give_to
from lib.embedded.postgres import environment
from lib.embedded.service import Pause, Service

SOCKET_NAME = "redis.sock"


@dataclass(frozen=True)
class Redis:
    folder: Path
    sockets: Path
    log: Path
    program: Path
    account: Account | None
    memory: str = "64mb"

    @property
    def socket(self) -> Path:
        return self.sockets / SOCKET_NAME

    def service(self) -> Service:
        return Service(
            name="redis",
            command=self._command(),
            environment=environment(),
            folder=self.folder,
            log=self.log,
            mark=self.program.name,
            account=self.account,
            stop_signals=((signal.SIGTERM, 5),),
        )

    def url(self) -> str:
        return f"unix://{self.socket}"

    def prepare(self) -> None:
        give_to(self.account, self.folder)

    def answers(self) -> bool:
        return ask(self.socket, "PING").startswith(b"+PONG")

    def wait(self, service: Service, pause: Pause) -> None:
        service.wait_until(self.answers, seconds=20, pause=pause)

    def _command(self) -> list[str]:
        # The file name alone would be read as relative to --dir; sockets are short.
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "777" if self.account else "700",
            "dir": str(self.folder),
            # Nothing is kept: after a loss the sweeps find all work in PostgreSQL,
            # while a restored file would only bring back jobs that are done.
            "save": "",
            "appendonly": "no",
            "maxmemory": self.memory,
            # Cache entries expire and may go first; queued jobs never do.
            "maxmemory-policy": "volatile-lru",
            "daemonize": "no",
            "databases": "4",
        }
        pairs = [
            part for key, value in settings.items() for part in (f"--{key}", value)
        ]
        return [str(self.program), *pairs]


def flush(path: Path) -> None:
    """After a restore: no page of the former data may come from the cache."""
    ask(path, "FLUSHALL")


def ask(path: Path, command: str) -> bytes:
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(2)
            line.connect(str(path))
            line.sendall(f"{command}\r\n".encode())
            return line.recv(256)
    except OSError:
        return b""
