"""The whole of ./run, on a product of one table: up, kept up, down."""

import os
import signal
import socket
import stat
from pathlib import Path

import pytest

from lib.embedded.processes import started_at
from tests.lib.embedded.ground import Person, pids_in, running, until

pytestmark = pytest.mark.ground

SERVICES = {"postgres", "redis", "web", "worker"}


class RunTests:
    def test_it_comes_up_is_kept_up_and_goes_down(
        self, checkout: Path, me: Person
    ) -> None:
        with running(me, checkout) as passline:
            assert passline.get("/readyz") == "ok"
            assert "alice@example.org" in passline.said()
            steps = (passline.state / "logs" / "start.log").read_text()
            assert "collectstatic" in steps
            assert passline.pids().keys() == SERVICES
            passline.await_beat()
            for name in sorted(SERVICES):
                killed = passline.pids()[name]
                os.kill(killed, signal.SIGKILL)
                until(
                    lambda n=name, k=killed: passline.pids()[n] != k, f"{name} is gone"
                )
                assert f"{name} ended (signal SIGKILL)" in passline.said()
            passline.await_beat()
            pids = passline.pids().values()
            assert passline.end() == 0
        assert not any(started_at(pid) for pid in pids)
        assert pids_in(passline.state) == {}

    def test_it_lets_requests_wait_while_web_starts_again(
        self, checkout: Path, me: Person
    ) -> None:
        with running(me, checkout) as passline:
            os.kill(passline.pids()["web"], signal.SIGKILL)
            until(lambda: "web ended" in passline.said(), "the death went unnoticed")
            assert passline.get("/readyz") == "ok"

    def test_it_recovers_from_its_own_death(self, checkout: Path, me: Person) -> None:
        with running(me, checkout) as passline:
            port = passline.address.rpartition(":")[2]
            passline.await_beat()
            old = passline.pids().values()
            passline.process.kill()
            passline.process.wait()
            with running(me, checkout, "--port", port) as again:
                assert (
                    "Stopped web, which an earlier run had left behind" in again.said()
                )
                assert not any(started_at(pid) for pid in old)
                assert again.count("beat") > 0
                again.await_beat()

    def test_it_keeps_data_and_key_from_one_start_to_the_next(
        self, checkout: Path, me: Person
    ) -> None:
        with running(me, checkout) as passline:
            passline.await_beat()
            beats = passline.count("beat")
            key = passline.state / "secret-key"
            first = key.read_text()
            assert stat.S_IMODE(key.stat().st_mode) == 0o600
        with running(me, checkout, "--no-demo") as passline:
            assert passline.count("beat") >= beats
            assert key.read_text() == first
            assert "alice@example.org" not in passline.said()

    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
    def test_it_stops_cleanly_however_it_is_asked(
        self, checkout: Path, me: Person, number: int
    ) -> None:
        with running(me, checkout) as passline:
            pids = passline.pids().values()
            assert passline.end(number) == 0
        assert not any(started_at(pid) for pid in pids)
        log = (passline.state / "logs" / "postgres.log").read_text()
        assert "database system is shut down" in log


class RefusalTests:
    """Each a clear sentence, and nothing left running."""

    def test_it_refuses_a_second_start_in_one_folder(
        self, checkout: Path, me: Person
    ) -> None:
        with running(me, checkout) as passline:
            code, said = me.run(checkout / "run", "--port", "0")
            assert code == 1
            assert f"already runs in this folder at {passline.address}" in said
            assert f"kill {passline.process.pid}" in said
            assert passline.get("/readyz") == "ok"

    def test_it_names_another_port_when_this_one_is_taken(
        self, checkout: Path, me: Person
    ) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            code, said = me.run(checkout / "run", "--port", str(port))
        assert code == 1
        assert f"Port {port} is used by another program." in said
        assert "./run --port " in said
        assert pids_in_or_none(me) == {}

    def test_it_shows_the_log_of_what_does_not_start(
        self, checkout: Path, me: Person
    ) -> None:
        (checkout / "config" / "wsgi.py").write_text("raise ValueError('broken')")
        code, said = me.run(checkout / "run", "--port", "0")
        assert code == 1
        assert "web ended while starting" in said
        assert "ValueError: broken" in said
        assert pids_in_or_none(me) == {}

    def test_it_keeps_demo_people_out_of_production(
        self, checkout: Path, me: Person
    ) -> None:
        with running(me, checkout):
            pass
        code, said = me.run(checkout / "run", "--port", "0", "--production-like")
        assert code == 1
        assert "passwords are public" in said

    def test_it_refuses_data_of_another_postgres(
        self, checkout: Path, me: Person
    ) -> None:
        with running(me, checkout) as passline:
            pass
        (passline.state / "postgres" / "PG_VERSION").write_text("17\n")
        code, said = me.run(checkout / "run", "--port", "0")
        assert code == 1
        assert "was made by PostgreSQL 17" in said
        assert "./run backup" in said

    def test_it_knows_no_port_above_65535(self, checkout: Path, me: Person) -> None:
        code, said = me.run(checkout / "run", "--port", "70000")
        assert code == 2
        assert "70000 is no port" in said


def pids_in_or_none(person: Person) -> dict[str, int]:
    try:
        return pids_in(person.home / "state")
    except FileNotFoundError:
        return {}
