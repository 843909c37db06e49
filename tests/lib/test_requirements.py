"""What is written down is what is installed, from wherever pip is told to look."""

import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

FOLDER = Path(__file__).resolve().parents[2] / "requirements"
NAMES = ("base", "embedded", "dev")
PINNED = re.compile(r"^([a-z0-9.-]+)==([^ ;\\]+)( ; .+?)? \\$", re.MULTILINE)


def pins(name: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    text = (FOLDER / f"{name}.txt").read_text()
    for package, version, _ in PINNED.findall(text):
        found.setdefault(canonicalize_name(package), set()).add(version)
    return found


def wishes(name: str) -> list[Requirement]:
    lines = (FOLDER / f"{name}.in").read_text().splitlines()
    return [Requirement(line) for line in lines if line and line[0] not in "#-"]


class RequirementsTests:
    @pytest.mark.parametrize("name", NAMES)
    def test_it_pins_what_was_asked_for(self, name: str) -> None:
        pinned = pins(name)
        for wish in wishes(name):
            versions = pinned[canonicalize_name(wish.name)]
            assert all(wish.specifier.contains(version) for version in versions)

    @pytest.mark.parametrize("name", NAMES)
    def test_it_has_a_hash_for_each_package(self, name: str) -> None:
        text = (FOLDER / f"{name}.txt").read_text()
        for entry in re.split(r"\n(?=[a-z])", text.strip()):
            assert PINNED.match(entry), entry
            assert "--hash=sha256:" in entry

    @pytest.mark.parametrize("name", NAMES)
    def test_it_names_no_index_and_no_host(self, name: str) -> None:
        for suffix in ("in", "txt"):
            text = (FOLDER / f"{name}.{suffix}").read_text()
            assert not re.search(r"://|index|find-links|trusted-host", text)

    @pytest.mark.parametrize(("small", "large"), [NAMES[:2], NAMES[1:]])
    def test_each_list_holds_the_one_before(self, small: str, large: str) -> None:
        larger = pins(large)
        for package, versions in pins(small).items():
            assert larger[package] == versions
