"""Where things are: the checkout, its state, the sockets, the virtual environment."""

import hashlib
import os
import re
import stat
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lib.embedded.account import Account, can_use, open_for
from lib.embedded.errors import GroundError

# The kernel's limit for a socket's path, without the closing NUL. PostgreSQL
# refuses a longer one, Redis silently cuts it.
SOCKET_PATH_LIMIT = 103 if sys.platform == "darwin" else 107
LONGEST_SOCKET_NAME = ".s.PGSQL.5432"
ROOT_STATE = Path("/var/lib/passline")


@dataclass(frozen=True)
class Places:
    root: Path
    state: Path
    venv: Path

    @property
    def key(self) -> str:
        return key_of(self.state)

    @property
    def lock(self) -> Path:
        return self.state / "lock"

    @property
    def ledger(self) -> Path:
        return self.state / "processes.json"

    @property
    def cluster(self) -> Path:
        return self.state / "postgres"

    @property
    def redis(self) -> Path:
        return self.state / "redis"

    @property
    def logs(self) -> Path:
        return self.state / "logs"

    @property
    def media(self) -> Path:
        return self.state / "media"

    @property
    def secret_key(self) -> Path:
        return self.state / "secret-key"

    @property
    def demo_marker(self) -> Path:
        """Exists when the database holds people whose passwords are public."""
        return self.state / "demo-people"


def key_of(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:8]


def find_places(root: Path, environ: Mapping[str, str]) -> Places:
    root = root.resolve()
    local = root / "var"
    is_writable = _can_keep(local)
    state = _state_folder(root, environ, local if is_writable else None)
    venv = (local if is_writable else state) / "venv"
    if environ.get("PASSLINE_VENV"):
        venv = Path(environ["PASSLINE_VENV"]).absolute()
    return Places(root=root, state=state, venv=venv)


def _state_folder(root: Path, environ: Mapping[str, str], local: Path | None) -> Path:
    if environ.get("PASSLINE_HOME"):
        return Path(environ["PASSLINE_HOME"]).absolute()
    if os.geteuid() == 0:
        # A checkout below /root is closed to the account that the servers run under.
        return ROOT_STATE / key_of(root)
    return local or _user_state(environ) / "passline" / key_of(root)


def _user_state(environ: Mapping[str, str]) -> Path:
    if environ.get("XDG_STATE_HOME"):
        return Path(environ["XDG_STATE_HOME"])
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return Path.home() / ".local" / "state"


def _can_keep(folder: Path) -> bool:
    try:
        folder.mkdir(exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def make_state(places: Places, account: Account | None) -> None:
    """Make the state folder, private, and open to the servers' group only."""
    try:
        for folder in reversed(places.state.parents):
            _make_parent(folder)
        if not places.state.is_dir():
            places.state.mkdir(mode=0o700)
            open_for(account, places.state, 0o710)
        for folder in (places.logs, places.media, places.state / "mail"):
            folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise GroundError(
            f"Passline keeps its data in {places.state}, and that folder cannot be "
            f"made ({error.strerror}). Set PASSLINE_HOME to a folder that you can "
            "write to."
        ) from None
    if not can_use(account, places.state):
        raise GroundError(
            "Started by root, PostgreSQL and Redis run as the user 'nobody', and that "
            f"user cannot enter {places.state}. Set PASSLINE_HOME to a folder that "
            "does not exist yet, below one that everybody may pass."
        )


def _make_parent(folder: Path) -> None:
    """A new one stays passable whatever the umask; an existing one stays as it is."""
    if not folder.is_dir():
        folder.mkdir()
        folder.chmod(0o755 if os.geteuid() == 0 else 0o700)


def socket_folder(
    key: str, account: Account | None, environ: Mapping[str, str] | None = None
) -> Path:
    """A private folder with a name short enough for the sockets in it."""
    environ = os.environ if environ is None else environ
    name = f"passline-{os.geteuid()}-{key}"
    for base in (environ.get("TMPDIR") or tempfile.gettempdir(), "/tmp"):  # noqa: S108  # REASON: the folder made in it is private, and its owner is checked
        folder = Path(base).absolute() / name
        if _fits(folder) and os.access(base, os.W_OK | os.X_OK):
            _claim(folder)
            return open_for(account, folder, 0o770)
    raise GroundError(
        "No folder for the sockets of PostgreSQL and Redis: the system's temporary "
        "folder is missing, read-only or too deep. Set TMPDIR to a short, writable one."
    )


def _fits(folder: Path) -> bool:
    """Short, and of letters that every client's URL and every quoting agree on."""
    is_short = len(os.fsencode(folder / LONGEST_SOCKET_NAME)) <= SOCKET_PATH_LIMIT
    return is_short and re.fullmatch(r"[A-Za-z0-9._/+-]+", str(folder)) is not None


def _claim(folder: Path) -> None:
    """Make the folder, or accept it only when nobody else could have made it."""
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
            raise GroundError(
                f"{folder} belongs to somebody else, so it cannot hold our sockets. "
                "Remove it, or set TMPDIR to another folder."
            ) from None
    folder.chmod(0o700)
