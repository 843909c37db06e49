"""Browser tests: the product as processes, Chromium, and one student for each test."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.e2e.device import Device, Student
from tests.e2e.site import PATIENCE, Site
from tests.e2e.tour import Tour

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DATABASE_URL = "DATABASE_URL"
expect.set_options(timeout=PATIENCE * 1000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/e2e" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        words = "no Chromium on PATH: the browser tests were not run"
        if os.environ.get("CI") == "true":
            pytest.fail(words)
        pytest.skip(words)
    return found


@pytest.fixture(scope="session")
def site(
    chromium_path: str, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Iterator[Site]:
    name = f"passline_browser_{worker_id}_{os.getpid()}"
    made = Site(os.environ[DATABASE_URL], name, tmp_path_factory.mktemp("site"))
    made.students = iter(made.build())
    made.start()
    yield made
    made.drop()


@pytest.fixture(scope="session")
def demo(
    chromium_path: str, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Iterator[Tour]:
    """The product with its real bank and the people of the demo."""
    name = f"passline_tour_{worker_id}_{os.getpid()}"
    made = Tour(os.environ[DATABASE_URL], name, tmp_path_factory.mktemp("tour"))
    made.build()
    made.start()
    yield made
    made.drop()


@pytest.fixture(scope="package")
def chromium(chromium_path: str) -> Iterator[Browser]:
    # For the package only: Playwright's loop would forbid Django's ORM elsewhere.
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path, args=["--no-sandbox"]
        )
        yield browser
        browser.close()


@pytest.fixture
def student(site: Site) -> Student:
    return Student(**next(site.students))


@pytest.fixture
def device(
    site: Site, chromium: Browser, student: Student
) -> Iterator[Callable[..., Device]]:
    """Makes devices of the student: `device()`, `device(java_script_enabled=False)`."""
    made: list[Device] = []

    def make(**options: Any) -> Device:
        made.append(Device(site, chromium, student, **options))
        return made[-1]

    yield make
    for one in made:
        one.context.close()
    for one in made:
        assert one.errors == []
