"""./run backup FILE, ./run backup verify FILE and ./run restore FILE."""

import os
import re
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

from lib.embedded import archive
from lib.embedded.account import services_account
from lib.embedded.borrow import Borrowed, borrow
from lib.embedded.console import say
from lib.embedded.disposable import disposable_postgres
from lib.embedded.errors import GroundError
from lib.embedded.postgres import environment, run_sql

SWAP_TRIES = 5
FORMER = "_before_"
DUMP_MARK = b"PGDMP"


def back_up(root: Path, target: Path) -> int:
    target = target.absolute()
    _refuse_bad_target(target)
    with borrow(root, "backup") as data, _workshop(data) as folder:
        dump = folder / archive.DUMP
        _dump(data, dump)
        # Links, not copies: a file that is deleted meanwhile stays whole here.
        media = folder / archive.MEDIA
        shutil.copytree(data.places.media, media, copy_function=_link_or_copy)
        manifest = archive.Manifest(
            format=archive.FORMAT,
            made_at=datetime.fromtimestamp(time.time(), UTC).isoformat(),
            postgres=_server_major(data),
            has_demo_people=data.places.demo_marker.exists(),
            files=archive.describe(dump, media),
        )
        archive.write(target, manifest, dump, media)
        _note(data, "made", target)
    say(f"{target} holds the database and {len(manifest.files) - 1} media files.")
    say("It contains personal data; keep it where only you can read it.")
    say(f"Try it: ./run backup verify {target}")
    return 0


def verify(root: Path, source: Path) -> int:
    """Restore on trial, into a cluster of its own that is gone afterwards.

    `source` is a backup, or a dump that `pg_dump --format=custom` wrote. The data here
    is left alone; that the trial was passed is noted in it.
    """
    source, began = source.absolute(), time.monotonic()
    if not source.is_file():
        raise GroundError(f"{source} does not exist, or is no file.")
    with borrow(root, "verify") as data, _workshop(data) as folder:
        dump, media_count = _unpacked(data, source, folder)
        account = services_account()
        with disposable_postgres(data.binaries, account) as url:
            _fill(data, url, dump)
            told = _check(data, url)
        seconds = time.monotonic() - began
        _note(data, "verified", source, f"--seconds={seconds:.1f}")
    for line in told.splitlines():
        say(line)
    say(f"Media files: {media_count}, each as it was written.")
    say(f"{source} can be restored: everything took {seconds:.0f} s.")
    return 0


def _unpacked(data: Borrowed, source: Path, folder: Path) -> tuple[Path, int]:
    """The dump and the number of media files, each compared with the manifest."""
    with source.open("rb") as file:
        is_dump = file.read(len(DUMP_MARK)) == DUMP_MARK
    if is_dump:
        return source, 0
    manifest = archive.unpack(source, folder)
    _refuse_newer(data, manifest)
    return folder / archive.DUMP, len(manifest.files) - 1


def _note(data: Borrowed, step: str, file: Path, *more: str) -> None:
    """In the database here, for the page of the system; without one, nowhere."""
    house = data.house(data.url)
    words = house.manage("backups", "note", step, str(file), *more)
    noted = data.steps.run(words, house.environment(PASSLINE_DB_POOL_SIZE="2"))
    if noted.code and "Unknown command" not in noted.output:
        say("It is not noted: the database here has no tables yet.")


def restore(root: Path, source: Path) -> int:
    """Nothing that exists is touched until the new data has passed every check."""
    source = source.absolute()
    if not source.is_file():
        raise GroundError(f"{source} does not exist, or is no file.")
    with borrow(root, "restore") as data, _workshop(data) as folder:
        manifest = archive.unpack(source, folder)
        _refuse_newer(data, manifest)
        with _fresh_database(data) as fresh:
            url = with_database(data.url, fresh)
            _fill(data, url, folder / archive.DUMP)
            _check(data, url)
            former = _swap(data, fresh)
        _swap_media(data, folder / archive.MEDIA)
        _mark_demo(data, has_demo_people=manifest.has_demo_people)
        data.announce_new_data()
    say(f"Restored: the data of {manifest.made_at[:16].replace('T', ' ')} UTC.")
    say(
        f"What was here before is kept as the database {former} until the next restore."
    )
    return 0


def _refuse_bad_target(target: Path) -> None:
    if target.exists():
        raise GroundError(f"{target} exists already. Choose another name.")
    if not os.access(target.parent, os.W_OK | os.X_OK):
        raise GroundError(f"Nothing can be written to {target.parent}.")


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # a file system without links
        shutil.copy2(source, target)


@contextmanager
def _workshop(data: Borrowed) -> Iterator[Path]:
    """Beside the data, so that a rename or a link is enough to move things."""
    folder = Path(tempfile.mkdtemp(prefix=".work-", dir=data.places.state))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _dump(data: Borrowed, dump: Path) -> None:
    command = [data.binaries.tool("pg_dump"), "--format=custom", "--no-owner"]
    command += ["--no-privileges", f"--file={dump}", f"--dbname={data.url}"]
    data.steps.must("Writing the database", command, environment())


def _server_major(data: Borrowed) -> int:
    return int(_sql(data, "SHOW server_version_num")) // 10000


def _refuse_newer(data: Borrowed, manifest: archive.Manifest) -> None:
    if manifest.postgres > _server_major(data):
        raise GroundError(
            f"The backup was written by PostgreSQL {manifest.postgres}, and the server "
            f"here is version {_server_major(data)}. Nothing was changed. Restore it "
            "with the version of Passline that wrote it, or a newer one."
        )


@contextmanager
def _fresh_database(data: Borrowed) -> Iterator[str]:
    name = f"{_name(data.url)}_restore_{secrets.token_hex(4)}"
    _sql(data, f'CREATE DATABASE "{name}" TEMPLATE template0')
    try:
        yield name
    finally:
        # After the swap no database has this name, and nothing happens.
        _sql(data, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _fill(data: Borrowed, url: str, dump: Path) -> None:
    command = [data.binaries.tool("pg_restore"), "--exit-on-error", "--no-owner"]
    command += ["--no-privileges", f"--dbname={url}"]
    data.steps.must("Reading the dump", [*command, str(dump)], environment())


def _check(data: Borrowed, url: str) -> str:
    """An older backup gets the tables of today; then its promises are checked.

    What the checker counted.
    """
    house = data.house(url)
    environ = house.environment(PASSLINE_DB_POOL_SIZE="2")
    migrate = house.manage("migrate", "--noinput")
    data.steps.must("Bringing the restored tables up to date", migrate, environ)
    checked = data.steps.run(house.manage("check_data"), environ)
    if "Unknown command" in checked.output:
        say("This version of Passline has no checker; the data was not checked.")
    elif checked.code:
        raise GroundError(
            f"The restored data breaks a promise:\n{checked.end()}\n"
            "Nothing was changed. Take another file."
        )
    return checked.output.strip()


def _swap(data: Borrowed, fresh: str) -> str:
    """One transaction: whoever connects finds the former data or the new."""
    name = _name(data.url)
    _drop_former(data, name)
    former = f"{name}{FORMER}{time.strftime('%Y%m%d_%H%M%S', time.gmtime())}"
    sessions = f"pg_stat_activity WHERE datname = '{name}'"
    end = f"SELECT pg_terminate_backend(pid) FROM {sessions}"  # noqa: S608  # REASON: our own name
    _sql(data, f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
    for _ in range(SWAP_TRIES):
        _sql(data, end)
        swapped = run_sql(
            data.binaries,
            with_database(data.url, "postgres"),
            f'ALTER DATABASE "{name}" RENAME TO "{former}"',
            f'ALTER DATABASE "{fresh}" RENAME TO "{name}"',
            is_atomic=True,
        )
        if swapped.returncode == 0:
            _sql(data, f'ALTER DATABASE "{former}" ALLOW_CONNECTIONS true')
            return former
    _sql(data, f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
    raise GroundError(
        "The restored data is good, but the former database would not give up its "
        f"name: {swapped.stderr.strip()}. Nothing was changed. Stop what uses it and "
        "try again."
    )


def _drop_former(data: Borrowed, name: str) -> None:
    like = f"{name}{FORMER}".replace("_", r"\_")
    query = f"SELECT datname FROM pg_database WHERE datname LIKE '{like}%'"  # noqa: S608  # REASON: our own name
    for former in _sql(data, query).split():
        _sql(data, f'DROP DATABASE "{former}" WITH (FORCE)')


def _swap_media(data: Borrowed, new: Path) -> None:
    new.mkdir(exist_ok=True)
    new.chmod(0o700)
    media = data.places.media
    former = media.with_name("media.before")
    shutil.rmtree(former, ignore_errors=True)
    media.rename(former)
    new.rename(media)


def _mark_demo(data: Borrowed, *, has_demo_people: bool) -> None:
    if has_demo_people:
        data.places.demo_marker.touch()
    else:
        data.places.demo_marker.unlink(missing_ok=True)


def _sql(data: Borrowed, sql: str) -> str:
    """As the owner of all databases, from beside the one that is exchanged."""
    answer = run_sql(data.binaries, with_database(data.url, "postgres"), sql)
    if answer.returncode:
        raise GroundError(f"PostgreSQL refused: {answer.stderr.strip()}")
    return answer.stdout.strip()


def _name(url: str) -> str:
    found = re.match(r"\w+://[^/?]*/([^?]+)", url)
    return unquote(found[1]) if found else "passline"


def with_database(url: str, name: str) -> str:
    return re.sub(r"^(\w+://[^/?]*)(/[^?]*)?", rf"\1/{name}", url, count=1)
