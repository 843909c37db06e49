"""How a whole run is shared between workers, what they need not do twice, and what
makes them say the same on every machine."""

import functools
import gc
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).parents[1]
# The long ones first: whoever is free afterwards has short ones left to take.
LONG = ("tests/e2e", "tests/lib/embedded", "tests/exams/crash", "tests/architecture")

# For busy machines: no deadlines, the same examples every time.
settings.register_profile(
    "steady",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("steady")

# PostgreSQL's clock where `slow` comes before its own functions: tests.exams.clock.
SLOW = """
CREATE SCHEMA IF NOT EXISTS slow;
CREATE OR REPLACE FUNCTION slow.statement_timestamp() RETURNS timestamptz
STABLE LANGUAGE sql AS $$
    SELECT since + (pg_catalog.statement_timestamp() - since) / 100
      FROM CAST(current_setting('slow.since') AS timestamptz) AS since
$$;
"""


class FileByFile(LoadScopeScheduling):  # type: ignore[misc]  # REASON: xdist has no types
    """A worker takes a file at a time: what a file makes once is made once.

    The browser tests of one site belong together as well: it is built and served once.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::")[0]
        return site_of(file) if file.startswith("tests/e2e/") else file


@functools.cache
def site_of(file: str) -> str:
    """The demo, for files that walk through it; else the small one.

    The demo is built for either half of its files, or a whole run would wait for it.
    """
    if "import tour" not in (ROOT / file).read_text("utf-8"):
        return "site"
    return "first half" if Path(file).name < "test_f" else "second half"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> FileByFile:
    return FileByFile(config, log)


@pytest.hookimpl(trylast=True)  # after pytest-django has put them in its order
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=place)


def place(item: pytest.Item) -> int:
    path = item.path.as_posix()
    return next((n for n, part in enumerate(LONG) if part in path), len(LONG))


def pytest_collection_finish() -> None:
    """What was imported and collected stays: it is not searched for garbage again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The database of the tests, and a clock in it that can go slowly."""
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            cursor.execute(SLOW)
        connection.close()
