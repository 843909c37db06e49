"""What a place says of itself: variables of the environment, read with their types."""

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


def env(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def env_bool(name: str, *, default: bool = False) -> bool:
    return env(name, str(int(default))).lower() in ("1", "true", "yes", "on")


def env_list(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in env(name, default).split(",") if part.strip()]


def database(url: str) -> dict[str, Any]:
    """Django's settings for postgresql://user:password@host:port/name?host=/folder."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    # An in-time save never waits longer than this for its attempt's lock; the
    # closing delay in exams/timing.py relies on it.
    options = (
        "-c lock_timeout=3000 -c idle_in_transaction_session_timeout=60000"
        # Solid state: with the default, one attempt's answers are found by a scan.
        " -c random_page_cost=1.1"
    )
    return {
        "ENGINE": "lib.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "passline",
        "USER": unquote(parts.username or query.pop("user", "")),
        "PASSWORD": unquote(parts.password or query.pop("password", "")),
        "HOST": query.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": str(query.pop("port", "") or parts.port or ""),
        "CONN_MAX_AGE": 0,
        "OPTIONS": {"options": options, "pool": _pool(), **query},
    }


def _pool() -> dict[str, int]:
    return {
        "min_size": 1,
        "max_size": int(env("PASSLINE_DB_POOL_SIZE", "6")),
        "timeout": 2,
        # PostgreSQL keeps some 9 MB for each; a burst is over in seconds. Of
        # those that nobody needed so long, one is closed at a time.
        "max_idle": 10,
        # Each remembers all tables that it ever saw: 5 MB at first, then 15.
        "max_lifetime": 600,
    }


def socket_url(url: str, scheme: str) -> str:
    """The same Redis under the scheme that a client library expects of a socket."""
    for known in ("redis+socket://", "unix://"):
        if url.startswith(known):
            return scheme + url.removeprefix(known)
    return url
