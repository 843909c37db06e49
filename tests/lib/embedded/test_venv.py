"""The environment is made once, and again only when its list has changed."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from lib.embedded import GroundError
from lib.embedded.venv import STAMP, ensure_venv


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "requirements").mkdir()
    for name in ("embedded", "dev"):
        (tmp_path / "requirements" / f"{name}.txt").write_text(name)
    return tmp_path


class Recorder:
    """Stands in for the programs: notes what was asked, makes a sound `python`."""

    def __init__(self, venv: Path, failing: str = "") -> None:
        self.venv = venv
        self.failing = failing
        self.asked: list[str] = []

    def __call__(self, command: Sequence[str]) -> str:
        what = "make" if "venv" in command else Path(command[-1]).stem
        self.asked.append(what)
        if what == "make":
            (self.venv / "bin").mkdir(parents=True)
            (self.venv / "bin" / "python").symlink_to(sys.executable)
        return "    no such thing" if what == self.failing else ""


class VenvTests:
    def test_it_installs_once(self, root: Path) -> None:
        run = Recorder(root / "venv")
        for _ in range(2):
            ensure_venv(root, root / "venv", "embedded", run)
        assert run.asked == ["make", "embedded"]

    def test_it_installs_again_when_the_list_has_changed(self, root: Path) -> None:
        run = Recorder(root / "venv")
        ensure_venv(root, root / "venv", "embedded", run)
        (root / "requirements" / "embedded.txt").write_text("other")
        ensure_venv(root, root / "venv", "embedded", run)
        assert run.asked == ["make", "embedded", "embedded"]

    def test_the_larger_list_serves_the_smaller(self, root: Path) -> None:
        run = Recorder(root / "venv")
        ensure_venv(root, root / "venv", "dev", run)
        ensure_venv(root, root / "venv", "embedded", run)
        assert run.asked == ["make", "dev"]

    def test_it_makes_a_broken_environment_anew(self, root: Path) -> None:
        run = Recorder(root / "venv")
        ensure_venv(root, root / "venv", "embedded", run)
        (root / "venv" / "bin" / "python").unlink()
        ensure_venv(root, root / "venv", "embedded", run)
        assert run.asked == ["make", "embedded"] * 2

    def test_it_does_not_count_a_failed_installation(self, root: Path) -> None:
        run = Recorder(root / "venv", failing="embedded")
        with pytest.raises(GroundError, match="pip config list") as refusal:
            ensure_venv(root, root / "venv", "embedded", run)
        assert "no such thing" in str(refusal.value)
        assert not (root / "venv" / STAMP).exists()

    def test_it_names_the_missing_package_of_debian(self, root: Path) -> None:
        run = Recorder(root / "venv", failing="make")
        with pytest.raises(GroundError, match="apt-get install python3-venv"):
            ensure_venv(root, root / "venv", "embedded", run)

    def test_it_survives_a_stamp_that_was_cut(self, root: Path) -> None:
        run = Recorder(root / "venv")
        ensure_venv(root, root / "venv", "embedded", run)
        (root / "venv" / STAMP).write_text('{"embed')
        ensure_venv(root, root / "venv", "embedded", run)
        assert json.loads((root / "venv" / STAMP).read_text()).keys() == {"embedded"}
