"""HTTP clients on one thread: cheap enough to leave the cores to the servers.

A client is a generator that yields what it asks and is sent the reply:

    def visit(person):
        reply = yield person.get("/")
        yield person.get(reply.headers["location"])
"""

import contextlib
import gzip
import json
import selectors
import socket
import time
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from lib.embedded.address import Address

PATIENCE = 60.0
CHUNK = 1 << 18


@dataclass(frozen=True)
class Ask:
    raw: bytes
    label: str
    expect: int


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def size(self) -> int:
        """Bytes of the body as they came over the wire."""
        return len(self.body)

    @property
    def text(self) -> str:
        is_packed = self.headers.get("content-encoding") == "gzip"
        return (gzip.decompress(self.body) if is_packed else self.body).decode()

    def json(self) -> Any:
        return json.loads(self.text)


Client = Generator[Ask, Reply, None]


@dataclass(frozen=True)
class Timing:
    label: str
    seconds: float


@dataclass
class Person:
    """Somebody with a browser: writes requests as one would send them."""

    pk: int
    address: Address
    session: str = ""
    csrf: str = "b" * 32
    encoding: str = "gzip, deflate"

    def get(self, path: str, label: str = "", expect: int = 200) -> Ask:
        return self._ask("GET", path, label, expect, b"", "")

    def post(self, path: str, body: Any, label: str = "", expect: int = 200) -> Ask:
        raw = json.dumps(body).encode()
        return self._ask("POST", path, label, expect, raw, "application/json")

    def send(self, path: str, form: Mapping[str, str], label: str = "") -> Ask:
        """A form of a page; the answer is a redirect."""
        raw = urlencode({"csrfmiddlewaretoken": self.csrf, **form}).encode()
        kind = "application/x-www-form-urlencoded"
        return self._ask("POST", path, label, 302, raw, kind)

    def _ask(
        self, method: str, path: str, label: str, expect: int, body: bytes, kind: str
    ) -> Ask:
        cookies = f"csrftoken={self.csrf}"
        cookies += f"; sessionid={self.session}" if self.session else ""
        head = [
            f"{method} {path} HTTP/1.1",
            f"Host: localhost:{self.address.port}",
            f"Cookie: {cookies}",
            f"Accept-Encoding: {self.encoding}",
            "Accept: */*",
            "User-Agent: Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0",
        ]
        if method == "POST":
            head += [
                f"X-CSRFToken: {self.csrf}",
                f"Content-Type: {kind}",
                f"Content-Length: {len(body)}",
            ]
        raw = "\r\n".join([*head, "", ""]).encode() + body
        return Ask(raw, label or f"{method} {path}", expect)


@dataclass
class Line:
    """One client with its connection, which it keeps as a browser does."""

    client: Client
    address: Address
    sock: socket.socket | None = None
    ask: Ask | None = None
    sent_at: float = 0
    buffer: bytearray = field(default_factory=bytearray)


class Trouble(Exception):
    """A server did not say what it should."""


def drive(
    address: Address, clients: Iterable[Client], *, seconds: float | None = None
) -> list[Timing]:
    """Run all clients at once until each has ended, or for so many seconds.

    A request that is under way at the end is finished and not counted.
    """
    return _Drive(address, seconds).run(list(clients))


class _Drive:
    def __init__(self, address: Address, seconds: float | None) -> None:
        self.address = address
        self.until = time.perf_counter() + seconds if seconds else float("inf")
        self.selector = selectors.DefaultSelector()
        self.timings: list[Timing] = []
        self.open = 0

    def run(self, clients: list[Client]) -> list[Timing]:
        with self.selector:
            for client in clients:
                self._go_on(Line(client, self.address), None)
            while self.open:
                ready = self.selector.select(PATIENCE)
                if not ready:
                    raise Trouble(f"no answer in {PATIENCE:.0f} s")
                for key, _ in ready:
                    self._hear(key.data)
        return self.timings

    def _go_on(self, line: Line, reply: Reply | None) -> None:
        """The next request of this client, or its end."""
        line.ask = None
        if time.perf_counter() < self.until:
            with contextlib.suppress(StopIteration):
                # The first value sent to a generator is None: its start.
                line.ask = line.client.send(reply)  # type: ignore[arg-type]  # REASON: see above
        if line.ask is None:
            self._hang_up(line)
            return
        line.buffer.clear()
        line.sent_at = time.perf_counter()
        self._send(line)

    def _send(self, line: Line) -> None:
        if line.sock is None:
            line.sock = socket.create_connection((line.address.host, line.address.port))
            line.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.selector.register(line.sock, selectors.EVENT_READ, line)
            self.open += 1
        assert line.ask is not None  # noqa: S101  # REASON: for the type checker
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            line.sock.sendall(line.ask.raw)

    def _hang_up(self, line: Line) -> None:
        if line.sock is not None:
            self.selector.unregister(line.sock)
            line.sock.close()
            line.sock = None
            self.open -= 1

    def _hear(self, line: Line) -> None:
        assert line.sock is not None and line.ask is not None  # noqa: S101  # REASON: for the type checker
        try:
            data = line.sock.recv(CHUNK)
        except ConnectionResetError:
            data = b""
        if not data:
            self._hang_up(line)
            if line.buffer:
                raise Trouble(f"{line.ask.label}: half an answer")
            self._send(line)  # it was closed while nothing was asked
            return
        line.buffer += data
        reply = parse(line.buffer)
        if reply is None:
            return
        took = time.perf_counter() - line.sent_at
        if reply.status != line.ask.expect:
            told = reply.body[:2000].decode(errors="replace")
            raise Trouble(f"{line.ask.label}: {reply.status}\n{told}")
        self.timings.append(Timing(line.ask.label, took))
        if reply.headers.get("connection") == "close":
            self._hang_up(line)
        self._go_on(line, reply)


def parse(buffer: bytearray) -> Reply | None:
    """The reply, once it has all arrived."""
    end = buffer.find(b"\r\n\r\n")
    if end < 0:
        return None
    first, *lines = bytes(buffer[:end]).decode("latin-1").split("\r\n")
    headers = {
        name.lower(): value.strip()
        for name, _, value in (line.partition(":") for line in lines)
    }
    body = bytes(buffer[end + 4 :])
    if headers.get("transfer-encoding") == "chunked":
        if not body.endswith(b"0\r\n\r\n"):
            return None
        body = b"".join(_chunks(body))
    elif len(body) < int(headers.get("content-length", 0)):
        return None
    return Reply(int(first.split()[1]), headers, body)


def _chunks(body: bytes) -> Iterator[bytes]:
    while body:
        size, _, body = body.partition(b"\r\n")
        count = int(size, 16)
        yield body[:count]
        body = body[count + 2 :]


def ask_once(address: Address, ask: Ask) -> Reply:
    """One request by itself."""
    heard: list[Reply] = []

    def client() -> Client:
        heard.append((yield ask))

    drive(address, [client()])
    return heard[0]
