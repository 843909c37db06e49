"""Static files: found by the hash of their contents, each stylesheet in one piece."""

import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import PurePosixPath

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORTED = re.compile(r'@import url\("([^"]+)"\) layer\((\w+)\);')

Sources = dict[str, tuple[Storage, str]]


class RememberedStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # REASON: whitenoise has no types
    """The manifest is as old as the process, and so may be what was read from it.

    The runner's page names fifty files; Django parses the address of each.
    """

    @cached_property
    def _addresses(self) -> dict[str | None, str]:
        return {}

    def url(self, name: str | None, force: bool = False) -> str:  # noqa: FBT001, FBT002  # REASON: Django's signature
        if name not in self._addresses:
            self._addresses[name] = super().url(name)
        return self._addresses[name]

    def post_process(
        self,
        paths: Sources,
        *args: object,
        **options: object,
    ) -> Iterator[tuple[str, str, bool]]:
        """A page waits for its stylesheet: once, and not again for each import."""
        joined: Sources = {
            name: (Joined(source) if name.endswith(".css") else source, path)
            for name, (source, path) in paths.items()
        }
        yield from super().post_process(joined, *args, **options)


class Joined(Storage):
    """Reads the sheets of another storage together with what they import."""

    def __init__(self, source: Storage) -> None:
        self.source = source

    def _open(self, name: str, mode: str = "rb") -> "File[bytes]":
        folder = PurePosixPath(name).parent
        text = IMPORTED.sub(
            lambda found: f"@layer {found[2]} {{\n{self._text(folder / found[1])}}}",
            self._text(PurePosixPath(name)),
        )
        return ContentFile(text.encode(), name)

    def _text(self, path: PurePosixPath) -> str:
        with self.source.open(str(path)) as sheet:
            content: bytes = sheet.read()
        return content.decode()
