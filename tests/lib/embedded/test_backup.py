"""./run backup and ./run restore, beside a running product and without one."""

import stat
import subprocess
import tarfile
from pathlib import Path

import psycopg
import pytest

from lib.embedded.account import services_account
from lib.embedded.borrow import borrow
from tests.lib.embedded.ground import Person, running

pytestmark = pytest.mark.ground


@pytest.fixture
def passline(
    checkout: Path, me: Person, monkeypatch: pytest.MonkeyPatch
) -> "Installation":
    for name in ("DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PASSLINE_HOME", str(me.home / "state"))
    monkeypatch.setenv("PASSLINE_VENV", str(me.venv))
    return Installation(checkout, me)


class Installation:
    """A checkout at rest, whose data the test reads and writes."""

    def __init__(self, checkout: Path, me: Person) -> None:
        self.checkout = checkout
        self.me = me
        self.media = me.home / "state" / "media"
        self.sql("CREATE TABLE note (text text NOT NULL)")

    def sql(self, query: str) -> list[tuple[object, ...]]:
        with (
            borrow(self.checkout, "test") as data,
            psycopg.connect(data.url, autocommit=True) as database,
        ):
            cursor = database.execute(query)
            return cursor.fetchall() if cursor.description else []

    def note(self, text: str) -> None:
        self.sql(f"INSERT INTO note VALUES ('{text}')")  # noqa: S608  # REASON: our own word

    def notes(self) -> list[str]:
        return [str(row[0]) for row in self.sql("SELECT text FROM note ORDER BY 1")]

    def databases(self) -> list[str]:
        query = "SELECT datname FROM pg_database WHERE NOT datistemplate"
        return sorted(str(row[0]) for row in self.sql(query))

    def run(self, *words: str | Path) -> tuple[int, str]:
        return self.me.run(self.checkout / "run", *words)


class RoundTripTests:
    def test_it_brings_back_database_and_media(
        self, passline: Installation, folder: Path
    ) -> None:
        passline.note("first")
        (passline.media / "photos").mkdir()
        (passline.media / "photos" / "a b.png").write_bytes(b"\x00picture")
        file = folder / "my backup.passline"
        code, said = passline.run("backup", file)
        assert code == 0, said
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        passline.note("second")
        (passline.media / "photos" / "a b.png").unlink()
        code, said = passline.run("restore", file)
        assert code == 0, said
        assert passline.notes() == ["first"]
        assert (passline.media / "photos" / "a b.png").read_bytes() == b"\x00picture"

    def test_it_keeps_what_was_replaced_until_the_next_restore(
        self, passline: Installation, folder: Path
    ) -> None:
        passline.run("backup", folder / "b")
        for _ in range(2):
            code, said = passline.run("restore", folder / "b")
            assert code == 0, said
        former = [name for name in passline.databases() if "_before_" in name]
        assert len(former) == 1
        assert former[0] in said
        assert len(passline.databases()) == 3

    def test_it_works_beside_a_running_product(
        self, passline: Installation, folder: Path
    ) -> None:
        passline.note("kept")
        with running(passline.me, passline.checkout) as product:
            product.await_beat()
            beats, pid = product.count("beat"), product.get("/pid")
            code, said = passline.run("backup", folder / "b")
            assert code == 0, said
            product.await_beat()
            code, said = passline.run("restore", folder / "b")
            assert code == 0, said
            assert product.count("note") == 1
            product.await_beat()
            assert product.count("beat") >= beats
            assert product.get("/pid") != pid

    def test_it_reads_its_own_cluster_in_another_checkout(
        self, passline: Installation, folder: Path
    ) -> None:
        passline.note("moved")
        passline.run("backup", folder / "b")
        home = {"PASSLINE_HOME": str(folder / "new")}
        command = passline.checkout / "run"
        code, said = passline.me.run(command, "restore", folder / "b", **home)
        assert code == 0, said


class VerifyTests:
    def test_it_tries_a_backup_and_leaves_everything_alone(
        self, passline: Installation, folder: Path
    ) -> None:
        passline.note("first")
        (passline.media / "a.png").write_bytes(b"\x00picture")
        passline.run("backup", folder / "b")
        passline.note("second")
        code, said = passline.run("backup", "verify", folder / "b")
        assert code == 0, said
        assert "Media files: 1, each as it was written" in said
        assert "can be restored" in said
        assert passline.notes() == ["first", "second"]
        assert passline.databases() == ["passline", "postgres"]

    def test_a_dump_of_a_server_of_your_own_is_tried_too(
        self, passline: Installation, folder: Path
    ) -> None:
        dump = folder / "passline.dump"
        with borrow(passline.checkout, "test") as data:
            tool = data.binaries.tool("pg_dump")
            command = [tool, "--format=custom", f"--file={dump}", data.url]
            subprocess.run(command, check=True)
        code, said = passline.run("backup", "verify", dump)
        assert code == 0, said
        assert "can be restored" in said

    def test_it_asks_which_file(self, passline: Installation) -> None:
        code, said = passline.run("backup", "verify")
        assert code == 1
        assert "./run backup verify FILE" in said

    def test_bad_data_does_not_pass(self, passline: Installation, folder: Path) -> None:
        passline.note("bad")
        passline.run("backup", folder / "b")
        code, said = passline.run("backup", "verify", folder / "b")
        assert code == 1
        assert "A note is bad." in said

    @pytest.mark.parametrize("damage", ["text", "cut", "changed", "stranger"])
    def test_a_bad_file_does_not_pass(
        self, passline: Installation, folder: Path, damage: str
    ) -> None:
        file = folder / "b"
        passline.run("backup", file)
        _spoil(file, damage)
        code, said = passline.run("backup", "verify", file)
        assert code == 1
        assert str(file) in said


class RefusalTests:
    """Every refusal leaves the data as it is."""

    @pytest.mark.parametrize("damage", ["text", "cut", "changed", "stranger"])
    def test_it_refuses_a_bad_file(
        self, passline: Installation, folder: Path, damage: str
    ) -> None:
        passline.note("here")
        file = folder / "b"
        passline.run("backup", file)
        _spoil(file, damage)
        code, said = passline.run("restore", file)
        assert code == 1
        assert str(file) in said
        assert "Nothing was changed" in said
        assert passline.notes() == ["here"]
        assert passline.databases() == ["passline", "postgres"]

    def test_it_refuses_data_that_does_not_pass_the_checker(
        self, passline: Installation, folder: Path
    ) -> None:
        passline.note("bad")
        passline.run("backup", folder / "b")
        passline.sql("DELETE FROM note")
        code, said = passline.run("restore", folder / "b")
        assert code == 1
        assert "The restored data breaks a promise" in said
        assert "Nothing was changed" in said
        assert "A note is bad." in said
        assert passline.notes() == []
        assert passline.databases() == ["passline", "postgres"]

    def test_it_never_writes_over_a_file(
        self, passline: Installation, folder: Path
    ) -> None:
        (folder / "b").write_text("precious")
        code, said = passline.run("backup", folder / "b")
        assert code == 1
        assert "exists already" in said
        assert (folder / "b").read_text() == "precious"

    def test_it_says_when_the_file_is_not_there(
        self, passline: Installation, folder: Path
    ) -> None:
        code, said = passline.run("restore", folder / "nothing")
        assert code == 1
        assert "does not exist" in said


def _spoil(file: Path, damage: str) -> None:
    whole = file.read_bytes()
    if damage == "text":
        file.write_text("these are not the data you are looking for")
    elif damage == "cut":
        file.write_bytes(whole[: whole.index(b"PGDMP") + 500])
    elif damage == "changed":
        place = whole.index(b"PGDMP") + 100
        file.write_bytes(whole[:place] + b"XXXX" + whole[place + 4 :])
    else:
        with tarfile.open(file, "a") as tar:
            tar.add(__file__, "media/../../escaped")


def test_as_root_the_servers_run_as_somebody_else() -> None:
    account = services_account()
    assert account is None or account.uid != 0
