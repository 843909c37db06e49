"""Settings of the tests: the same ones, after the servers they name are there."""

import os

os.environ.setdefault("PASSLINE_MODE", "test")

from lib.embedded.for_tests import provide_services  # REASON: mode first

provide_services()

from config.settings import *  # noqa: E402, F403  # REASON: the servers have names now
