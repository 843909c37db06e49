"""How a whole run is shared between workers, and what they need not do twice."""

import functools
import gc
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).parents[1]
# The long ones first: whoever is free afterwards has short ones left to take.
LONG = ("tests/e2e", "tests/lib/embedded", "tests/exams/crash", "tests/architecture")


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
