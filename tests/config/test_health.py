"""/readyz says in time what a proxy has to know."""

import socket
import time
from contextlib import closing

import pytest

pytestmark = pytest.mark.django_db
PATIENCE = 4  # seconds; the proxy of deploy/Caddyfile has five


@pytest.fixture
def silent(settings):
    """A Redis that takes connections and answers nothing."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        own = {
            "LOCATION": f"redis://127.0.0.1:{server.getsockname()[1]}/0",
            "OPTIONS": {"socket_connect_timeout": 0.2, "socket_timeout": 0.2},
        }
        settings.CACHES = {"default": settings.CACHES["default"] | own}
        yield server


class ReadyzTests:
    def test_with_everything_there_it_is_ready(self, client) -> None:
        answer = client.get("/readyz")
        told = {"database": "ok", "redis": "ok"}
        assert (answer.status_code, answer.json()) == (200, told)

    def test_it_waits_for_no_redis_that_is_silent(self, client, silent) -> None:
        began = time.monotonic()
        answer = client.get("/readyz")
        assert time.monotonic() - began < PATIENCE
        assert (answer.status_code, answer.json()["redis"]) == (200, "away")
