"""Names of services that are not used any more, and where a text says them."""

import hashlib
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

FILE = "services.toml"


@dataclass(frozen=True)
class FormerName:
    """`new` is empty for a service that was retired."""

    old: str
    new: str
    since: date
    source: str


@dataclass(frozen=True)
class FormerNames:
    """All of them, with the digest of the file that tells them."""

    names: tuple[FormerName, ...]
    digest: str

    def said_in(self, text: str) -> list[FormerName]:
        """Those that the text says as whole words; a longer name hides one within."""
        found, left = [], text
        for name in sorted(self.names, key=lambda one: -len(one.old)):
            pattern = re.compile(rf"\b{re.escape(name.old)}\b")
            if pattern.search(left):
                found.append(name)
                left = pattern.sub(" ", left)
        return found


def read_names(folder: Path) -> FormerNames:
    """The file of the bank's folder; no names without one."""
    path = folder / FILE
    raw = path.read_bytes() if path.exists() else b""
    told = tomllib.loads(raw.decode()).get("name", [])
    return FormerNames(tuple(_names(told)), hashlib.sha256(raw).hexdigest())


def _names(told: Iterable[dict[str, object]]) -> Iterable[FormerName]:
    for one in told:
        since = date.fromisoformat(str(one["since"]))
        yield FormerName(str(one["old"]), str(one["new"]), since, str(one["source"]))
