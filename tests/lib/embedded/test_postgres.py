"""What a killed container or a vanished owner leaves in a data folder."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from lib import embedded
from lib.embedded.disposable import Disposable

pytestmark = pytest.mark.ground


@pytest.fixture
def stopped() -> Iterator[Disposable]:
    """A cluster whose server has ended."""
    with embedded.disposable() as services:
        services.postgres.stop()
        yield services


class LeftOverTests:
    def test_it_starts_despite_the_pid_of_a_living_stranger(
        self, stopped: Disposable
    ) -> None:
        """After a restart of a container small pids come again."""
        pid_file = stopped.engine.data / "postmaster.pid"
        pid_file.write_text(f"{os.getpid()}\n{stopped.engine.data}\n")
        stopped.start_postgres()
        assert stopped.engine.answers()

    def test_it_starts_despite_a_dead_server_that_nobody_reaped(
        self, stopped: Disposable
    ) -> None:
        zombie = subprocess.Popen([sys.executable, "-c", ""])
        os.waitid(os.P_PID, zombie.pid, os.WEXITED | os.WNOWAIT)
        pid_file = stopped.engine.data / "postmaster.pid"
        pid_file.write_text(f"{zombie.pid}\n{stopped.engine.data}\n")
        stopped.start_postgres()
        assert stopped.engine.answers()
        zombie.wait()

    def test_it_makes_the_cluster_anew_after_a_half_finished_one(
        self, stopped: Disposable
    ) -> None:
        data = stopped.engine.data
        data.rename(data.with_name("postgres.new"))
        stopped.engine.prepare()
        stopped.start_postgres()
        assert stopped.engine.answers()
