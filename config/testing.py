"""Settings of the tests: the same ones, after the servers they name are there."""

import os

os.environ.setdefault("PASSLINE_MODE", "test")

from lib.embedded.for_tests import provide_services  # REASON: mode first

provide_services()

from config.settings import *  # noqa: E402, F403  # REASON: the servers have names now
from config.settings import CACHES, DATABASES  # noqa: E402  # REASON: the same

# Several test processes share one Redis, and number their people alike. On a busy
# machine its answer is waited for: a forgotten one would look like a mistake.
CACHES["default"]["KEY_PREFIX"] = f"tests-{os.getpid()}"
CACHES["default"]["OPTIONS"] = {"socket_connect_timeout": 60, "socket_timeout": 60}
DATABASES["default"]["OPTIONS"]["pool"]["timeout"] = 60
