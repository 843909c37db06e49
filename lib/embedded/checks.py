"""./test: every check and every test; with arguments, pytest alone with those."""

import os
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lib.embedded.binaries import site_packages_of
from lib.embedded.chromium import hint, obtain_chromium
from lib.embedded.console import complain, say
from lib.embedded.disposable import disposable
from lib.embedded.errors import StopRequestedError
from lib.embedded.house import clean
from lib.embedded.places import find_places
from lib.embedded.signals import Signals
from lib.embedded.steps import Steps
from lib.embedded.venv import ensure_venv

# What production would be told; nothing here is a secret or a real address.
AS_IN_PRODUCTION = {
    "PASSLINE_MODE": "production",
    "PASSLINE_BASE_URL": "https://passline.example",
    "PASSLINE_ALLOWED_HOSTS": "passline.example",
    "PASSLINE_TRUSTED_PROXY": "1",
    "PASSLINE_SECRET_KEY": "only-for-check-" + "0123456789abcdefghijklmnopqrstuv" * 2,
}


@dataclass(frozen=True)
class Bench:
    """Where the checks work, and with what."""

    root: Path
    python: Path
    environ: Mapping[str, str]
    steps: Steps
    signals: Signals

    def module(self, name: str, *words: str) -> list[str]:
        return [str(self.python), "-m", name, *words]

    def program(self, name: str, *words: str) -> list[str]:
        return [str(self.python.parent / name), *words]

    def manage(self, *words: str) -> list[str]:
        return [str(self.python), "manage.py", *words]


@dataclass(frozen=True)
class Check:
    name: str
    command: Sequence[str]
    environ: Mapping[str, str]


def test(root: Path, words: list[str]) -> int:
    places = find_places(root, os.environ)
    signals = Signals()
    signals.listen()
    steps = Steps(root, places.venv.parent / "test.log", signals.pause)
    python = places.venv / "bin" / "python"
    if not os.environ.get("PASSLINE_VENV"):
        run = steps.quietly(clean(os.environ))
        python = ensure_venv(root, places.venv, "dev", run)
    with disposable(site_packages=site_packages_of(places.venv)) as services:
        environ = {
            **clean(os.environ),
            "PASSLINE_MODE": "test",
            "PASSLINE_HOME": str(services.home()),
            "PASSLINE_VENV": str(places.venv),
            "DATABASE_URL": services.database_url,
            "REDIS_URL": services.redis_url,
        }
        bench = Bench(root, python, environ, steps, signals)
        return _pytest(bench, words) if words else _everything(bench)


def _everything(bench: Bench) -> int:
    failed = [check.name for check in _checks(bench) if not _passes(bench, check)]
    chromium = obtain_chromium(bench.steps)
    code = _pytest(bench, _choice(chromium), {"PASSLINE_CHROMIUM": chromium})
    if failed:
        complain(f"Not accepted: {', '.join(failed)} (details above).")
    return code or int(bool(failed)) or _missing_browser(chromium)


def _checks(bench: Bench) -> Iterator[Check]:
    environ = bench.environ
    templates = ("templates", "--lint", "--quiet")
    yield Check("ruff check", bench.module("ruff", "check", "."), environ)
    yield Check("ruff format", bench.module("ruff", "format", "--check", "."), environ)
    yield Check("mypy", bench.module("mypy", "."), environ)
    yield Check("import linter", bench.program("lint-imports"), environ)
    yield Check("djlint", bench.module("djlint", *templates), environ)
    migrations = bench.manage("makemigrations", "--check", "--dry-run")
    yield Check("migrations", migrations, environ)
    deploy = bench.manage("check", "--deploy", "--fail-level", "WARNING")
    yield Check("deploy check", deploy, {**environ, **AS_IN_PRODUCTION})
    yield Check("bank check", bench.manage("bank", "check"), environ)
    yield Check("bank audit", bench.manage("bank", "audit"), environ)
    schema = ("--builtin-schema", "vendor.compose-spec", "docker-compose.yml")
    yield Check("compose file", bench.module("check_jsonschema", *schema), environ)
    yield Check("Dockerfile", bench.program("hadolint", "Dockerfile"), environ)


def _passes(bench: Bench, check: Check) -> bool:
    began = time.monotonic()
    result = bench.steps.run(check.command, check.environ)
    seconds = time.monotonic() - began
    say(f"{'FAILED' if result.code else 'ok    '} {check.name} ({seconds:.1f} s)")
    if result.code:
        say(result.output)
    return result.code == 0


def _choice(chromium: str) -> list[str]:
    # Shared out by tests/conftest.py, in its order.
    everything = ["-n", _workers(), "--no-loadscope-reorder"]
    if chromium:
        return everything
    say(f"Browser tests are NOT RUN: there is no Chromium here ({hint()}).")
    return [*everything, "-m", "not browser"]


def _workers() -> str:
    """One more than there are processors: many tests wait for a browser or a disk."""
    return str(min((os.cpu_count() or 1) + 1, 4))


def _missing_browser(chromium: str) -> int:
    """A person may go without; the continuous integration may not."""
    return int(not chromium and os.environ.get("CI", "").lower() == "true")


def _pytest(
    bench: Bench, words: Sequence[str], more: Mapping[str, str] | None = None
) -> int:
    """On the person's own terminal, so Ctrl-C reaches it and its report is live."""
    process = subprocess.Popen(  # noqa: S603  # REASON: our own command, no shell
        bench.module("pytest", *words),
        cwd=bench.root,
        env={**bench.environ, **(more or {})},
    )
    try:
        while process.poll() is None:
            bench.signals.pause(5)
    except StopRequestedError:
        _end(process)
        raise
    return process.returncode


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.terminate()
        process.wait(10)
