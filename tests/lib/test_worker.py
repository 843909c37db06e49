"""The worker of ./run: jobs and beat in one process, which live and die together."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lib import embedded
from lib.embedded.disposable import Disposable
from tests.lib.embedded.ground import SECONDS, make_checkout, until

pytestmark = pytest.mark.ground


@pytest.fixture(scope="module")
def services() -> Iterator[Disposable]:
    with embedded.disposable() as services:
        yield services


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    return make_checkout(tmp_path / "checkout")


@contextmanager
def working(
    checkout: Path, services: Disposable, schedule: Path
) -> Iterator[subprocess.Popen[str]]:
    servers = {"DATABASE_URL": services.database_url, "REDIS_URL": services.redis_url}
    settings = {"DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONPATH": ""}
    with subprocess.Popen(
        [sys.executable, "-m", "lib.worker", "config", str(schedule)],
        cwd=checkout,
        env={**os.environ, **servers, **settings},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


class WorkerTests:
    def test_it_ends_when_beat_does(
        self, checkout: Path, services: Disposable, tmp_path: Path
    ) -> None:
        with working(checkout, services, tmp_path / "nowhere" / "x") as process:
            _, said = process.communicate(timeout=SECONDS)
        assert process.returncode == 0
        assert "beat has ended" in said

    def test_it_writes_down_what_it_asked_for_when_it_is_told_to_end(
        self, checkout: Path, services: Disposable, tmp_path: Path
    ) -> None:
        with working(checkout, services, tmp_path / "schedule") as process:
            until(lambda: any(tmp_path.glob("schedule*")), "beat did not begin")
            before = _newest(tmp_path)
            process.send_signal(signal.SIGTERM)
            _, said = process.communicate(timeout=SECONDS)
        assert process.returncode == 0
        assert "beat has ended" not in said
        assert _newest(tmp_path) > before


def _newest(folder: Path) -> int:
    return max(path.stat().st_mtime_ns for path in folder.glob("schedule*"))
