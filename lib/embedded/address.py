"""The address that people open, and the socket behind it."""

import errno
import http.client
import socket
from dataclasses import dataclass

from lib.embedded.errors import GroundError

ANYWHERE = ("0.0.0.0", "::")  # noqa: S104  # REASON: recognised, not chosen
BACKLOG = 512
# The supervisor holds the socket, so a connection proves nothing: ask, briefly, again.
PROBE_SECONDS = 3


@dataclass(frozen=True)
class Address:
    host: str
    port: int

    @property
    def url(self) -> str:
        shown = "localhost" if self.is_local or self.host in ANYWHERE else self.host
        return f"http://{f'[{shown}]' if ':' in shown else shown}:{self.port}"

    @property
    def is_local(self) -> bool:
        return self.host in ("localhost", "::1") or self.host.startswith("127.")

    def names(self) -> list[str]:
        """Host names that a request may carry."""
        names = ["localhost", "127.0.0.1", "[::1]"]
        if self.host in ANYWHERE:
            return [*names, *_own_names()]
        return [*names, f"[{self.host}]" if ":" in self.host else self.host]

    def answers(self) -> bool:
        """Whether the product is ready; a refused host name is an answer too."""
        target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104  # REASON: compared only
        line = http.client.HTTPConnection(target, self.port, timeout=PROBE_SECONDS)
        try:
            line.request("GET", "/readyz", headers={"Host": f"localhost:{self.port}"})
            return line.getresponse().status < 500
        except (OSError, http.client.HTTPException):
            return False
        finally:
            line.close()


def _own_names() -> list[str]:
    try:
        name, aliases, addresses = socket.gethostbyname_ex(socket.gethostname())
    except OSError:
        return [socket.gethostname()]
    return [name, *aliases, *addresses]


def listen(host: str, port: int) -> tuple[socket.socket, Address]:
    """The supervisor holds the socket, so requests wait while web starts again."""
    family, place = _resolve(host, port)
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(place)
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise GroundError(_refusal(error, host, port)) from None
    return listener, Address(host, listener.getsockname()[1])


def _resolve(host: str, port: int) -> tuple[socket.AddressFamily, tuple[str, int]]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        raise GroundError(
            f"The address {host} is unknown on this machine. Use --host 127.0.0.1 "
            "for this machine alone, or --host 0.0.0.0 for its network."
        ) from None
    family, _, _, _, place = found[0]
    return family, (str(place[0]), port)


def _refusal(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        free = next((p for p in range(port + 1, port + 100) if _is_free(host, p)), 0)
        return (
            f"Port {port} is used by another program. "
            f"Start Passline on another one: ./run --port {free}"
        )
    if error.errno == errno.EACCES:
        return f"Port {port} is only for root. Use one from 1024: ./run --port 8000"
    return f"Passline cannot listen on {host}, port {port}: {error.strerror}."


def _is_free(host: str, port: int) -> bool:
    family, place = _resolve(host, port)
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(place)
        except OSError:
            return False
        return True
