"""Where static files are found: by the hash of their contents, looked up once."""

from functools import cached_property

from whitenoise.storage import CompressedManifestStaticFilesStorage


class RememberedStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # REASON: whitenoise has no types
    """The manifest is as old as the process, and so may be what was read from it.

    The runner's page names eighty files; Django parses the address of each.
    """

    @cached_property
    def _addresses(self) -> dict[str | None, str]:
        return {}

    def url(self, name: str | None, force: bool = False) -> str:  # noqa: FBT001, FBT002  # REASON: Django's signature
        if name not in self._addresses:
            self._addresses[name] = super().url(name)
        return self._addresses[name]
