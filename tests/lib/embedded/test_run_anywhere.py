"""./run in the places where people put things."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from lib.embedded.places import ROOT_STATE, key_of
from tests.lib.embedded.ground import (
    IS_ROOT,
    ROOT,
    Person,
    make_checkout,
    running,
)

pytestmark = pytest.mark.ground


class AnywhereTests:
    def test_it_runs_in_a_deep_folder_with_spaces_for_an_ordinary_user(
        self, folder: Path, ordinary: Person
    ) -> None:
        deep = folder / "/".join(["a folder with spaces"] * 8)
        assert len(str(deep)) > 150
        checkout = make_checkout(deep)
        _give(deep, ordinary)
        environ = {"LANG": "de_DE.ISO-8859-1", "LC_ALL": "C", "PASSLINE_HOME": ""}
        with _running(ordinary, checkout, umask=0o077, **environ) as state:
            assert state == checkout / "var"

    def test_it_keeps_its_data_outside_a_read_only_checkout(
        self, folder: Path, ordinary: Person
    ) -> None:
        """Whether root made the checkout or the disk is read-only: no writing here."""
        checkout = make_checkout(folder / "checkout")
        if not IS_ROOT:
            checkout.chmod(0o555)
        before = _listing(checkout)
        with _running(ordinary, checkout, PASSLINE_HOME="") as state:
            expected = ordinary.home / ".local/state/passline" / key_of(checkout)
            assert state == expected
        assert _listing(checkout) == before
        checkout.chmod(0o755)

    @pytest.mark.skipif(not IS_ROOT, reason="needs root")
    def test_it_runs_as_root_from_a_folder_that_is_closed_to_others(
        self, folder: Path, me: Person
    ) -> None:
        closed = folder / "closed"
        closed.mkdir(mode=0o700)
        checkout = make_checkout(closed / "checkout")
        state = ROOT_STATE / key_of(checkout)
        try:
            with _running(me, checkout, umask=0o077, PASSLINE_HOME="") as found:
                assert found == state
                assert (state / "postgres").stat().st_uid != 0
        finally:
            shutil.rmtree(state, ignore_errors=True)

    def test_it_runs_twice_at_once_in_two_checkouts(
        self, folder: Path, me: Person
    ) -> None:
        one, two = make_checkout(folder / "one"), make_checkout(folder / "two")
        homes = [str(folder / "state one"), str(folder / "state two")]
        with (
            running(me, one, PASSLINE_HOME=homes[0]) as first,
            running(me, two, PASSLINE_HOME=homes[1]) as second,
        ):
            assert first.address != second.address
            assert first.get("/pid") != second.get("/pid")
            first.await_beat()
            second.await_beat()


@pytest.mark.skipif(not IS_ROOT, reason="needs root")
def test_it_says_when_the_servers_cannot_reach_their_data(
    folder: Path, checkout: Path, me: Person
) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    home = {"PASSLINE_HOME": str(closed / "state")}
    code, said = me.run(checkout / "run", "--port", "0", **home)
    assert code == 1
    assert "that user cannot enter" in said
    assert "Set PASSLINE_HOME" in said


class FrontTests:
    """Before Python is found there is only the shell."""

    def test_it_says_which_python_it_needs(self, folder: Path) -> None:
        (folder / "bin").mkdir()
        for name in ("python3", "python3.11", "python3.12", "python3.13"):
            fake = folder / "bin" / name
            fake.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.2')
            fake.chmod(0o755)
        code, said = _front(folder, f"{folder / 'bin'}:{_tools(folder)}")
        assert code == 1
        assert "needs Python 3.11, 3.12 or 3.13, and here is Python 3.9.2." in said

    def test_it_says_so_when_there_is_no_python(self, folder: Path) -> None:
        code, said = _front(folder, _tools(folder))
        assert code == 1
        assert "no python3 at all" in said

    def test_it_is_not_led_astray_by_modules_in_the_current_folder(
        self, checkout: Path, me: Person, folder: Path
    ) -> None:
        (folder / "json.py").write_text("raise SystemExit('astray')")
        environ = {"PYTHONPATH": str(folder), "PYTHONSTARTUP": str(folder / "json.py")}
        code, said = me.run(checkout / "run", "--help", **environ)
        assert code == 0
        assert "--production-like" in said


def _tools(folder: Path) -> str:
    """A PATH with no more than a shell script needs."""
    tools = folder / "tools"
    tools.mkdir()
    for name in ("sh", "dirname"):
        (tools / name).symlink_to(shutil.which(name) or "")
    return str(tools)


def _front(folder: Path, path: str) -> tuple[int, str]:
    answer = subprocess.run(
        [str(ROOT / "run")],
        env={"PATH": path},
        capture_output=True,
        text=True,
        cwd=folder,
    )
    return answer.returncode, answer.stderr


@contextlib.contextmanager
def _running(
    person: Person, checkout: Path, *, umask: int = -1, **environ: str
) -> Iterator[Path]:
    """Start, see everything at work, and yield the folder that it says it uses."""
    with running(person, checkout, umask=umask, **environ) as passline:
        line = next(x for x in passline.said().splitlines() if x.startswith("Data and"))
        state = Path(line.partition(": ")[2])
        passline.await_beat()
        yield state


def _give(folder: Path, person: Person) -> None:
    if person.uid is not None:
        for path in [folder, *folder.rglob("*")]:
            os.chown(path, person.uid, person.uid)


def _listing(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*"))


def test_the_temporary_folder_is_not_littered(checkout: Path, me: Person) -> None:
    with running(me, checkout) as passline:
        key = key_of(passline.state)
    assert not list(Path(tempfile.gettempdir()).glob(f"passline-*-{key}"))
