"""A backup's file: a tar of the manifest, the database's dump and the media.

The manifest comes first and has the size and checksum of everything else, so a
cut or changed file is recognised before anything is touched.
"""

import hashlib
import io
import json
import os
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath

from lib.embedded.errors import GroundError

FORMAT = 1
MANIFEST, DUMP, MEDIA = "manifest.json", "database.dump", "media"
CHUNK = 1 << 20


@dataclass(frozen=True)
class Manifest:
    format: int
    made_at: str
    postgres: int
    has_demo_people: bool
    files: dict[str, tuple[int, str]]
    """Size and SHA-256 by name."""


def write(target: Path, manifest: Manifest, dump: Path, media: Path) -> None:
    """All or nothing, and private: the name appears when the file is whole."""
    number, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    draft = Path(name)
    try:
        with os.fdopen(number, "wb") as raw:
            with tarfile.open(fileobj=raw, mode="w") as tar:
                _add_manifest(tar, manifest)
                for name in manifest.files:
                    tar.add(_source(name, dump, media), name, recursive=False)
            raw.flush()
            os.fsync(raw.fileno())
        draft.rename(target)
    finally:
        draft.unlink(missing_ok=True)


def describe(dump: Path, media: Path) -> dict[str, tuple[int, str]]:
    found = {DUMP: fingerprint(dump)}
    for path in _files_below(media):
        name = PurePosixPath(MEDIA, *path.relative_to(media).parts)
        found[str(name)] = fingerprint(path)
    return found


def fingerprint(path: Path) -> tuple[int, str]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return path.stat().st_size, digest


def unpack(source: Path, folder: Path) -> Manifest:
    """Everything into the folder, each file checked against the manifest."""
    try:
        with tarfile.open(source, mode="r:") as tar:
            manifest = _read_manifest(tar, source)
            for member in tar:
                _unpack_member(tar, member, folder, source)
    except tarfile.TarError:
        raise GroundError(
            f"{source} is no backup of Passline, or it is damaged. "
            "Nothing was changed. Take another file."
        ) from None
    _compare(manifest, folder, source)
    return manifest


def _add_manifest(tar: tarfile.TarFile, manifest: Manifest) -> None:
    text = json.dumps(asdict(manifest), indent=1).encode()
    entry = tarfile.TarInfo(MANIFEST)
    entry.size, entry.mode = len(text), 0o600
    tar.addfile(entry, io.BytesIO(text))


def _read_manifest(tar: tarfile.TarFile, source: Path) -> Manifest:
    first = tar.next()
    body = tar.extractfile(first) if first and first.name == MANIFEST else None
    try:
        manifest = Manifest(**json.load(body)) if body else None
    except (ValueError, TypeError):
        manifest = None
    if manifest is None:
        raise GroundError(
            f"{source} is no backup of Passline: it has no readable manifest. "
            "Nothing was changed. Take a file that ./run backup has written."
        )
    if manifest.format != FORMAT:
        raise GroundError(
            f"{source} was written by another version of Passline (format "
            f"{manifest.format}, this one reads {FORMAT}). Nothing was changed. "
            "Restore it with the version that wrote it."
        )
    return manifest


def _unpack_member(
    tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path, source: Path
) -> None:
    """Plain files at expected places only; no link, no way out of the folder."""
    if member.name == MANIFEST:
        return
    parts = PurePosixPath(member.name).parts
    is_expected = member.name == DUMP or (len(parts) > 1 and parts[0] == MEDIA)
    body = tar.extractfile(member) if member.isreg() and is_expected else None
    if body is None or ".." in parts:
        raise GroundError(
            f"{source} holds {member.name!r}, which no backup does. "
            "Nothing was changed. Take another file."
        )
    target = folder.joinpath(*parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as file:
        while chunk := body.read(CHUNK):
            file.write(chunk)


def _compare(manifest: Manifest, folder: Path, source: Path) -> None:
    found = {
        str(PurePosixPath(*path.relative_to(folder).parts)): list(fingerprint(path))
        for path in _files_below(folder)
    }
    expected = {name: list(entry) for name, entry in manifest.files.items()}
    wrong = sorted(
        name
        for name in found.keys() | expected.keys()
        if found.get(name) != expected.get(name)
    )
    if wrong or DUMP not in expected:
        raise GroundError(
            f"{source} is damaged: {', '.join(wrong[:3]) or DUMP} is not as it was "
            "written. Nothing was changed. Take another file."
        )


def _files_below(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _source(name: str, dump: Path, media: Path) -> Path:
    return dump if name == DUMP else media.joinpath(*PurePosixPath(name).parts[1:])
