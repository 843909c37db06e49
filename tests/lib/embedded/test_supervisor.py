"""Deaths are noticed, starts are spaced out, and the end has an order."""

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from lib.embedded.errors import StopRequestedError
from lib.embedded.processes import Ledger, started_at
from lib.embedded.service import Service
from lib.embedded.signals import Signals
from lib.embedded.supervisor import MANY, Supervisor, Ward
from tests.lib.embedded.ground import until

SLEEP = "import time; time.sleep(600)"
STUBBORN = (
    "import signal, time\nsignal.signal(15, signal.SIG_IGN)\n"
    "open('deaf', 'w')\ntime.sleep(600)"
)
Make = Callable[..., Service]


@pytest.fixture
def supervisor(tmp_path: Path) -> Supervisor:
    return Supervisor(Ledger(tmp_path / "processes.json"), Signals())


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def make(name: str, code: str = SLEEP, patience: float = 60) -> Service:
        return Service(
            name=name,
            command=[sys.executable, "-Ic", code],
            environment={},
            folder=tmp_path,
            log=tmp_path / f"{name}.log",
            mark=sys.executable,
            stop_signals=((signal.SIGTERM, patience),),
        )

    return make


class SupervisorTests:
    def test_it_starts_again_what_died(
        self, supervisor: Supervisor, make: Make
    ) -> None:
        service = make("web")
        supervisor.start(service)
        first = service.pid
        os.kill(first, signal.SIGKILL)
        until(lambda: _looked(supervisor) and service.pid != first, "not restarted")
        assert service.is_running()
        supervisor.stop()

    def test_it_takes_more_time_after_each_death(self) -> None:
        delays = []
        for deaths in (1, 2, 3, 9, 50):
            ward = Ward.__new__(Ward)
            ward.deaths = deaths
            delays.append(ward.delay())
        assert delays == [0.2, 0.4, 0.8, 30.0, 30.0]

    def test_it_complains_once_about_what_keeps_dying(
        self,
        supervisor: Supervisor,
        make: Make,
        capfd: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr("lib.embedded.supervisor.LONGEST_DELAY", 0.01)
        monkeypatch.setattr("lib.embedded.supervisor.FIRST_DELAY", 0.01)
        supervisor.start(make("worker", "raise SystemExit('no broker here')"))
        ward = supervisor.wards[0]
        until(lambda: _looked(supervisor) and ward.deaths > MANY + 1, "no deaths")
        supervisor.stop()
        said = capfd.readouterr().err
        assert said.count("worker keeps ending (exit code 1)") == 1
        assert "no broker here" in said

    def test_it_stops_the_servers_last(
        self, supervisor: Supervisor, make: Make, tmp_path: Path
    ) -> None:
        leave = (
            "import signal, sys, time\n"
            "def end(*a):\n    open('ends', 'a').write('{} ')\n    sys.exit()\n"
            "signal.signal(15, end)\nopen('{}.up', 'w')\ntime.sleep(600)"
        )
        names = ["redis", "postgres", "web", "worker"]
        for name in names:
            supervisor.start(make(name, leave.format(name, name)))
        until(lambda: len(list(tmp_path.glob("*.up"))) == len(names), "not up")
        supervisor.stop()
        ends = (tmp_path / "ends").read_text().split()
        assert sorted(ends[:2]) == ["web", "worker"]
        assert ends[2:] == ["redis", "postgres"]

    def test_it_ends_what_does_not_listen(
        self, supervisor: Supervisor, make: Make, tmp_path: Path
    ) -> None:
        service = make("web", STUBBORN, patience=0.3)
        supervisor.start(service)
        until((tmp_path / "deaf").exists, "not up")
        supervisor.stop()
        assert not service.is_running()

    def test_it_loses_patience_at_the_second_ctrl_c(
        self, supervisor: Supervisor, make: Make, tmp_path: Path
    ) -> None:
        supervisor.start(make("web", STUBBORN, patience=600))
        until((tmp_path / "deaf").exists, "not up")
        supervisor.signals.stop_requests = 2
        began = time.monotonic()
        supervisor.stop()
        assert time.monotonic() - began < 60

    def test_it_starts_nothing_once_a_stop_was_asked_for(
        self, supervisor: Supervisor, make: Make
    ) -> None:
        supervisor.signals.stop_requests = 1
        with pytest.raises(StopRequestedError):
            supervisor.start(make("web"))


class LedgerTests:
    def test_it_never_touches_a_process_that_is_not_ours(self, tmp_path: Path) -> None:
        """The pid lives, but it was born at another time or is another program."""
        ledger = Ledger(tmp_path / "processes.json")
        ledger.remember("web", os.getpid(), mark="no such program")
        assert ledger.stop_left_overs() == []
        entry = {"pid": os.getpid(), "started": "1", "mark": ""}
        ledger.path.write_text(json.dumps({"web": entry}))
        assert ledger.stop_left_overs() == []
        assert started_at(os.getpid())

    def test_it_survives_a_file_that_was_cut(self, tmp_path: Path) -> None:
        ledger = Ledger(tmp_path / "processes.json")
        ledger.path.write_text('{"web": {"pi')
        assert ledger.stop_left_overs() == []


def _looked(supervisor: Supervisor) -> bool:
    supervisor.look()
    return True
