"""Folders and people for the tests of the ground."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lib.embedded.ground import (
    Person,
    make_checkout,
    open_folder,
    ordinary_person,
    ourselves,
)


@pytest.fixture
def folder() -> Iterator[Path]:
    with open_folder() as folder:
        yield folder


@pytest.fixture
def checkout(folder: Path) -> Path:
    return make_checkout(folder / "checkout")


@pytest.fixture
def me(folder: Path) -> Person:
    return ourselves(folder)


@pytest.fixture
def ordinary(folder: Path) -> Person:
    return ordinary_person(folder)
