"""Zip archives of strangers, in memory only: bounded before and while reading."""

import stat
import unicodedata
import zipfile
from contextlib import suppress
from io import BytesIO
from pathlib import PurePosixPath
from urllib.parse import unquote

from lib.sheets import BROKEN
from questions.exchange.items import Refused

MAX_ENTRIES = 20_000
MAX_ENTRY = 64_000_000
MAX_TOTAL = 256_000_000
MAX_RATIO = 200  # declared; text of a bank shrinks to about a tenth
RATIO_FROM = 1_000_000  # a small file may be all zeros without doing harm
CHUNK = 1 << 16
SAYS_UTF8 = 0x800  # a flag of the entry
JUNK = {"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"}


class Archive:
    """The files of a zip by their path; nothing is ever written to disk."""

    def __init__(self, data: bytes) -> None:
        """Raises Refused for bombs, links, climbing paths and broken archives."""
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
            entries = self._zip.infolist()
        except BROKEN as error:
            raise Refused("the archive is broken; pack it again") from error
        if len(entries) > MAX_ENTRIES:
            raise Refused(f"the archive has more than {MAX_ENTRIES:,} files")
        self._entries: dict[str, zipfile.ZipInfo] = {}
        for entry in entries:
            self._take(entry)
        self._read = 0
        self._check_sizes()

    def _take(self, entry: zipfile.ZipInfo) -> None:
        name = _checked_name(entry)
        if entry.is_dir() or _is_junk(name):
            return
        if name in self._entries:
            raise Refused(f"`{name}` is in the archive twice; pack it again")
        self._entries[name] = entry

    def _check_sizes(self) -> None:
        total = 0
        for name, entry in self._entries.items():
            total += entry.file_size
            ratio = entry.file_size / max(1, entry.compress_size)
            if entry.file_size > RATIO_FROM and ratio > MAX_RATIO:
                raise Refused(f"`{name}` unpacks to {ratio:.0f} times its size")
            if entry.file_size > MAX_ENTRY or total > MAX_TOTAL:
                raise Refused("the archive unpacks to too much; split it")

    @property
    def names(self) -> list[str]:
        return list(self._entries)

    def read(self, name: str) -> bytes:
        """The bytes of one file, counted while they unpack. Raises Refused."""
        parts, size = [], 0
        try:
            with self._zip.open(self._entries[name]) as source:
                while chunk := source.read(CHUNK):
                    size += len(chunk)
                    self._count(len(chunk), size)
                    parts.append(chunk)
        except BROKEN as error:
            message = "the archive lists this file and cannot give it; pack it again"
            raise Refused(message, file=name) from error
        return b"".join(parts)

    def _count(self, more: int, size: int) -> None:
        self._read += more
        # Sizes that the archive declares may be lies.
        if size > MAX_ENTRY or self._read > MAX_TOTAL * 2:
            raise Refused("the archive unpacks to too much; split it")

    def resolve(self, href: str, base: str = "") -> str | None:
        """The file that a reference means, or None.

        Tried in turn: as written from the folder of `base`, from the root, any
        case, and the only file of that last name. Raises Refused when it climbs.
        """
        plain = unquote(href.replace("\\", "/")).partition("#")[0].partition("?")[0]
        plain = unicodedata.normalize("NFC", plain)
        for start in (str(PurePosixPath(base).parent), ""):
            path = _joined(start, plain)
            if path in self._entries:
                return path
        return self._by_case(path) or self._by_last_name(path)

    def _by_case(self, path: str) -> str | None:
        return next((n for n in self._entries if n.lower() == path.lower()), None)

    def _by_last_name(self, path: str) -> str | None:
        last = PurePosixPath(path).name.lower()
        same = [n for n in self._entries if PurePosixPath(n).name.lower() == last]
        return same[0] if last and len(same) == 1 else None


def is_zip(data: bytes) -> bool:
    return data[:4] in (b"PK\x03\x04", b"PK\x05\x06")


def _real_name(entry: zipfile.ZipInfo) -> str:
    """macOS packs names as UTF-8, taken apart, and says neither."""
    name = entry.filename
    if not entry.flag_bits & SAYS_UTF8:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return unicodedata.normalize("NFC", name.replace("\\", "/"))


def _checked_name(entry: zipfile.ZipInfo) -> str:
    name = _real_name(entry)
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise Refused(f"`{name}` is a link; pack the file itself")
    has_drive = name[1:2] == ":"
    if name.startswith("/") or has_drive or ".." in PurePosixPath(name).parts:
        raise Refused(f"`{name}` leads out of the archive; pack it again")
    return str(PurePosixPath(name))


def _is_junk(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return any(part in JUNK or part.startswith("._") for part in parts)


def _joined(start: str, href: str) -> str:
    """A path below the root of the archive; Refused when it climbs out."""
    steps: list[str] = []
    for part in PurePosixPath(start, href.lstrip("/")).parts:
        if part == "..":
            if not steps:
                raise Refused(f"the reference `{href}` leads out of the archive")
            steps.pop()
        elif part != ".":
            steps.append(part)
    return "/".join(steps)
