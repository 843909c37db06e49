"""The account that the embedded servers run under.

PostgreSQL refuses to run as root. We add no user to the system: as root the
servers run as `nobody` with a group of their own, so that other programs that
run as `nobody` can neither enter our folders nor trace our processes.
"""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from lib.embedded.errors import GroundError

# In the range that systemd's table of user ids leaves unused, and below 65536,
# the last id that exists inside a rootless container. It needs no name.
SERVICE_GROUP = 60777


@dataclass(frozen=True)
class Account:
    uid: int
    gid: int


def services_account() -> Account | None:
    """None means: the services run as ourselves."""
    if os.geteuid() != 0:
        _own_name()
        return None
    try:
        return Account(uid=pwd.getpwnam("nobody").pw_uid, gid=SERVICE_GROUP)
    except KeyError:
        raise GroundError(
            "PostgreSQL does not run as root, and this system has no user 'nobody' "
            "to run it as. Start ./run as an ordinary user."
        ) from None


def client_name() -> str:
    """The system's name for whoever connects: peer authentication asks for it."""
    return _own_name()


def _own_name() -> str:
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        raise GroundError(
            f"The user id {os.geteuid()} has no name on this system, and PostgreSQL "
            "needs one. Add a line for it to /etc/passwd, start as another user, or "
            "set DATABASE_URL to a PostgreSQL server of your own."
        ) from None


def can_use(account: Account | None, path: Path) -> bool:
    """Whether the account can execute this program or enter this folder."""
    if account is None:
        return os.access(path, os.X_OK)
    try:
        # Asked of the kernel, because the folders above it count too.
        answer = subprocess.run(  # noqa: S603  # REASON: a fixed program, no shell
            ["/bin/sh", "-c", 'test -x "$1"', "sh", str(path)],
            user=account.uid,
            group=account.gid,
            extra_groups=[],
            cwd="/",
            check=False,
        )
    except OSError as error:
        raise GroundError(
            f"Root may not become another user here ({error.strerror}), and "
            "PostgreSQL does not run as root. Start ./run as an ordinary user."
        ) from None
    return answer.returncode == 0


def give_to(account: Account | None, folder: Path) -> Path:
    """Make a folder that the account owns and nobody else enters."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if account is not None:
        os.chown(folder, account.uid, account.gid)
    return folder


def open_for(account: Account | None, folder: Path, mode: int) -> Path:
    """Let the account's group, and nobody else, through a folder of ours."""
    if account is not None:
        os.chown(folder, 0, account.gid)
        folder.chmod(mode)
    return folder
