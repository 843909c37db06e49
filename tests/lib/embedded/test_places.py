"""Where state and sockets go, whatever the checkout is like."""

import os
import stat
from pathlib import Path

import pytest

from lib.embedded import GroundError
from lib.embedded.account import services_account
from lib.embedded.places import (
    LONGEST_SOCKET_NAME,
    ROOT_STATE,
    SOCKET_PATH_LIMIT,
    find_places,
    key_of,
    make_state,
    socket_folder,
)
from tests.lib.embedded.ground import IS_ROOT


class StateTests:
    def test_it_is_in_the_checkout_of_an_ordinary_user(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(os, "geteuid", lambda: 1000)
        places = find_places(folder, {})
        assert places.state == folder.resolve() / "var"
        assert places.venv == folder.resolve() / "var" / "venv"

    def test_it_leaves_a_closed_checkout_for_the_users_own_folder(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(os, "geteuid", lambda: 1000)
        (folder / "var").write_text("a file stands where the folder would be")
        places = find_places(folder, {"XDG_STATE_HOME": "/home/alice/.state"})
        expected = Path("/home/alice/.state/passline") / key_of(folder)
        assert places.state == expected
        assert places.venv == expected / "venv"

    def test_it_is_in_var_lib_for_root(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(os, "geteuid", lambda: 0)
        places = find_places(folder, {})
        assert places.state == ROOT_STATE / key_of(folder)
        assert places.venv == folder.resolve() / "var" / "venv"

    def test_it_goes_where_passline_home_says(self, folder: Path) -> None:
        places = find_places(folder, {"PASSLINE_HOME": str(folder / "else where")})
        assert places.state == folder / "else where"

    def test_it_makes_private_folders_and_leaves_existing_ones_alone(
        self, folder: Path
    ) -> None:
        old = os.umask(0o077)
        try:
            home = {"PASSLINE_HOME": str(folder / "new" / "state")}
            places = find_places(folder, home)
            make_state(places, services_account())
        finally:
            os.umask(old)
        expected = 0o710 if IS_ROOT else 0o700
        assert stat.S_IMODE(places.state.stat().st_mode) == expected
        assert stat.S_IMODE(places.media.stat().st_mode) == 0o700
        assert stat.S_IMODE(folder.stat().st_mode) == 0o755

    def test_it_says_what_to_do_when_no_folder_can_be_made(self, folder: Path) -> None:
        (folder / "file").write_text("")
        places = find_places(folder, {"PASSLINE_HOME": str(folder / "file" / "x")})
        with pytest.raises(GroundError, match="Set PASSLINE_HOME"):
            make_state(places, None)


class SocketTests:
    def test_it_is_private_and_short_below_a_deep_temporary_folder(
        self, folder: Path
    ) -> None:
        deep = folder / ("a" * 80)
        deep.mkdir()
        account = services_account()
        found = socket_folder("0123abcd", account, {"TMPDIR": str(deep)})
        try:
            assert found == Path(f"/tmp/passline-{os.geteuid()}-0123abcd")  # noqa: S108  # REASON: a private folder in it
            assert len(str(found / LONGEST_SOCKET_NAME)) <= SOCKET_PATH_LIMIT
            mode = stat.S_IMODE(found.stat().st_mode)
            assert mode == (0o770 if account else 0o700)
        finally:
            found.rmdir()

    def test_it_avoids_a_temporary_folder_with_a_space(self, folder: Path) -> None:
        spaced = folder / "with space"
        spaced.mkdir()
        found = socket_folder("1123abcd", None, {"TMPDIR": str(spaced)})
        found.rmdir()
        assert " " not in str(found)

    def test_it_refuses_a_folder_of_somebody_else(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (folder / "passline-4242-2123abcd").mkdir()
        monkeypatch.setattr(os, "geteuid", lambda: 4242)
        with pytest.raises(GroundError, match="belongs to somebody else"):
            socket_folder("2123abcd", None, {"TMPDIR": str(folder)})

    def test_it_refuses_a_link(self, folder: Path) -> None:
        name = f"passline-{os.geteuid()}-3123abcd"
        (folder / name).symlink_to(folder)
        with pytest.raises(GroundError, match="belongs to somebody else"):
            socket_folder("3123abcd", None, {"TMPDIR": str(folder)})
