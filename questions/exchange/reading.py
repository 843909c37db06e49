"""One file of any format as neutral items. It never raises: faults are told."""

from collections.abc import Callable
from pathlib import PurePosixPath

from questions.exchange.aiken import read_aiken
from questions.exchange.archives import Archive, is_zip
from questions.exchange.csvs import read_csv
from questions.exchange.detection import detect
from questions.exchange.gift import read_gift
from questions.exchange.items import Fault, Parsed, Refused
from questions.exchange.moodle import read_moodle
from questions.exchange.qti import read_package, read_qti
from questions.exchange.sheets import is_xlsx, read_xlsx
from questions.exchange.yamls import read_yaml

MAX_FILE = 64_000_000
READERS: dict[str, Callable[[bytes, str], Parsed]] = {
    "gift": read_gift,
    "aiken": read_aiken,
    "moodle-xml": read_moodle,
    "qti": read_qti,
    "csv": read_csv,
    "xlsx": read_xlsx,
    "yaml": read_yaml,
}
MANIFEST = "imsmanifest.xml"
READABLE = {".xml", ".qti", ".gift", ".txt", ".csv", ".tsv", ".yaml", ".yml", ".xlsx"}
ARCHIVES = {".zip"}  # told of, and not opened


def read_file(data: bytes, file: str, format_: str | None = None) -> Parsed:
    """Everything found in a file. Without `format_` the content decides.

    `data`: the whole file; `file`: its name, for messages and as a last hint.
    """
    try:
        parsed = _read(data, file, format_)
        if not (parsed.items or parsed.skipped or parsed.errors):
            raise Refused("no questions were found in it")
        return parsed
    except Refused as why:
        fault = Fault(why.file or file, why.line, "", why.message)
        return Parsed(format_ or "", errors=[fault])


def _read(data: bytes, file: str, format_: str | None) -> Parsed:
    if len(data) > MAX_FILE:
        raise Refused(f"the file is larger than {MAX_FILE:,} bytes; split it")
    found = format_ or detect(data, file)
    if is_zip(data):
        return _read_archive(Archive(data), data, file, format_)
    parsed = READERS[found](data, file)
    parsed.format = found
    return parsed


def _read_archive(
    archive: Archive, data: bytes, file: str, format_: str | None
) -> Parsed:
    if is_xlsx(archive) and format_ in {None, "xlsx"}:
        return read_xlsx(data, file)
    manifest = archive.resolve(MANIFEST)
    if format_ in {None, "qti"} and (manifest or format_ == "qti"):
        return read_package(archive)
    return _read_each(archive, format_)


def _read_each(archive: Archive, format_: str | None) -> Parsed:
    """A zip without a manifest: each file by itself, in the order of their names."""
    parsed = Parsed(format_ or "zip")
    known = READABLE | ARCHIVES
    names = [n for n in archive.names if PurePosixPath(n).suffix.lower() in known]
    if not names:
        raise Refused("the archive holds no file that is known here")
    formats = set()
    for name in sorted(names):
        try:
            inner = archive.read(name)
            if is_zip(inner) and not name.lower().endswith(".xlsx"):
                raise Refused(
                    "an archive in an archive; unpack it first"
                )  # REASON: told as every fault
            found = format_ or detect(inner, name)
            found = "xlsx" if found == "zip" else found
            formats.add(found)
            parsed.join(_read_inner(archive, found, inner, name))
        except Refused as why:
            parsed.fail(why, file=name)
    if len(formats) == 1:
        parsed.format = formats.pop()
    return parsed


def _read_inner(archive: Archive, format_: str, data: bytes, name: str) -> Parsed:
    """A file of an archive; our YAML finds its pictures there."""
    if format_ != "yaml":
        return READERS[format_](data, name)

    def find(reference: str) -> bytes | None:
        try:
            place = archive.resolve(reference, name)
            return archive.read(place) if place else None
        except Refused:
            return None

    return read_yaml(data, name, find)
