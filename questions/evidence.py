"""Claims about AWS, executed against the API models that `botocore` carries.

An evidence entry names one place in a model and what must be true there:

    botocore: {service: sqs, operation: ChangeMessageVisibility,
               member: VisibilityTimeout, contains: "12 hours"}

`service` is always needed. `operation` reads that operation's input; with
`output: true` its output; `shape` names a shape directly instead. `member` is a
dotted path below it and steps through lists and maps by itself. Without a
member the entry speaks of the operation (or shape) as a whole.
At least one expectation: `contains` (text, or a list of texts, of the reference
documentation with its markup removed), `min`, `max`, `enum` (values that must be
allowed), `pattern`, `required: true|false`, `type`, `exists: true`, `absent: true`.
"""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

PLACE = {"service", "operation", "output", "shape", "member"}
EXPECTATIONS = {
    "contains",
    "min",
    "max",
    "enum",
    "pattern",
    "required",
    "type",
    "exists",
    "absent",
}


TOLD_AT_MOST = 6_000  # characters


class EvidenceFailed(Exception):
    """The installed model does not say what the entry claims; the text says why."""


def check(entry: Mapping[str, Any]) -> None:
    """Raise EvidenceFailed unless the installed models bear the entry out."""
    unknown = set(entry) - PLACE - EXPECTATIONS
    if unknown:
        raise EvidenceFailed(f"unknown words in evidence: {', '.join(sorted(unknown))}")
    if not set(entry) & EXPECTATIONS:
        raise EvidenceFailed("nothing is expected: add contains, max, enum, …")
    if "service" not in entry:
        raise EvidenceFailed("evidence needs a service")
    place = _Place(entry)
    if entry.get("absent"):
        if place.found:
            raise EvidenceFailed(f"{place.name} exists in the installed model")
        return
    if not place.found:
        raise EvidenceFailed(f"{place.name} is not in the installed model")
    for word in sorted(set(entry) & EXPECTATIONS - {"absent", "exists"}):
        getattr(place, f"expect_{word}")(entry[word])


def told_at(entry: Mapping[str, Any]) -> str:
    """What the installed models say at the entry's place, for people to compare: its
    bounds, then its reference text. Nothing where there is no such place."""
    try:
        place = _Place(entry)
    except (EvidenceFailed, LookupError, TypeError):
        return ""
    if not place.found:
        return ""
    words = ("type", "min", "max", "pattern", "enum")
    lines = [f"{word}: {place.shape[word]}" for word in words if word in place.shape]
    lines += ["required"] if place.is_required else []
    return "\n".join([*lines, plain(place.text)])[:TOLD_AT_MOST]


def models_version() -> str:
    """The release of the AWS models that the evidence is executed against."""
    import botocore

    return str(botocore.__version__)


class _Place:
    """One place in a service model: its shape, its reference text, its name."""

    def __init__(self, entry: Mapping[str, Any]) -> None:
        self.name = ".".join(
            str(entry[k])
            for k in ("service", "operation", "shape", "member")
            if k in entry
        )
        self.found = False
        self.shape: dict[str, Any] = {}
        self.text = ""
        self.is_required = False
        api = _api(str(entry["service"]))
        shapes = api["shapes"]
        if "operation" in entry:
            operation = api["operations"].get(entry["operation"])
            if operation is None:
                return
            side = "output" if entry.get("output") else "input"
            self.text = operation.get("documentation", "")
            start = operation.get(side, {}).get("shape")
        else:
            start = entry.get("shape")
            if start is not None and start not in shapes:
                return
        if start is None:
            self.found = "member" not in entry
            self.text = self.text or api["metadata"].get("serviceFullName", "")
            return
        self.shape = shapes[start]
        self.text = self.text or self.shape.get("documentation", "")
        self.found = "member" not in entry or self._walk(shapes, str(entry["member"]))

    def _walk(self, shapes: Mapping[str, Any], path: str) -> bool:
        for step in path.split("."):
            self.shape = _unwrap(shapes, self.shape)
            member = self.shape.get("members", {}).get(step)
            if member is None:
                return False
            self.is_required = step in self.shape.get("required", [])
            self.shape = shapes[member["shape"]]
            self.text = (
                member.get("documentation", "")
                + " "
                + self.shape.get("documentation", "")
            )
        return True

    def expect_contains(self, wanted: str | list[str]) -> None:
        said = plain(self.text).lower()
        for text in [wanted] if isinstance(wanted, str) else wanted:
            if plain(text).lower() not in said:
                raise EvidenceFailed(f"{self.name} does not say “{text}”")

    def expect_enum(self, wanted: list[str]) -> None:
        missing = [v for v in wanted if v not in self.shape.get("enum", [])]
        if missing:
            raise EvidenceFailed(f"{self.name} does not allow {', '.join(missing)}")

    def expect_required(
        self,
        wanted: bool,  # noqa: FBT001  # REASON: the value is the entry's
    ) -> None:
        if self.is_required is not wanted:
            word = "is" if self.is_required else "is not"
            raise EvidenceFailed(f"{self.name} {word} required")

    def expect_min(self, wanted: float) -> None:
        self._equal("min", wanted)

    def expect_max(self, wanted: float) -> None:
        self._equal("max", wanted)

    def expect_pattern(self, wanted: str) -> None:
        self._equal("pattern", wanted)

    def expect_type(self, wanted: str) -> None:
        self._equal("type", wanted)

    def expect_exists(self, wanted: object) -> None:
        """Being found was the expectation."""

    def _equal(self, word: str, wanted: object) -> None:
        actual = self.shape.get(word)
        if actual != wanted:
            found = f"no {word}" if actual is None else f"{word} {actual}, not {wanted}"
            raise EvidenceFailed(f"{self.name} has {found}")


def plain(markup: str) -> str:
    """Reference text without its markup, spaces folded."""
    text = html.unescape(re.sub(r"<[^>]+>", " ", markup))
    return re.sub(r"\s+([.,;:)])", r"\1", re.sub(r"\s+", " ", text)).strip()


def _unwrap(shapes: Mapping[str, Any], shape: dict[str, Any]) -> dict[str, Any]:
    while shape.get("type") in ("list", "map"):
        inner = shape["member"] if shape["type"] == "list" else shape["value"]
        shape = shapes[inner["shape"]]
    return shape


# A model fills up to 15 MB, and is read again in a tenth of a second.
@lru_cache(maxsize=2)
def _api(service: str) -> dict[str, Any]:
    # Imported here: the models are an optional extra and take 0.1 s to import.
    from botocore.exceptions import UnknownServiceError
    from botocore.loaders import Loader

    try:
        api: dict[str, Any] = Loader().load_service_model(service, "service-2")
    except UnknownServiceError as error:
        raise EvidenceFailed(
            f"no service “{service}” in the installed models"
        ) from error
    return api


# --- Looking around in the models -------------------------------------------

MAX_DEPTH = 4
DOCUMENTED = 400


@dataclass(frozen=True)
class Place:
    """A member that a claim can be made about, with what its model says."""

    member: str
    type: str
    is_required: bool
    text: str  # of the reference documentation, without markup
    expects: str  # lines of expectations that hold now


def service_names() -> list[str]:
    """Every service that the installed models know."""
    from botocore.loaders import Loader

    names: list[str] = Loader().list_available_services("service-2")
    return names


def operation_names(service: str) -> list[str]:
    """The operations of a service; EvidenceFailed for a service that is none."""
    return sorted(_api(service)["operations"])


def places_in(
    service: str, operation: str, *, find: str = "", output: bool = False
) -> list[Place]:
    """Members below an operation's input or output whose name or text has the words."""
    api = _api(service)
    found = api["operations"].get(operation)
    if found is None:
        raise EvidenceFailed(f"{service} has no operation “{operation}”")
    start = found.get("output" if output else "input", {}).get("shape")
    if start is None:
        return []
    wanted = plain(find).lower().split()
    return [
        place
        for place in _members(api["shapes"], api["shapes"][start], "", 0)
        if all(word in f"{place.member} {place.text}".lower() for word in wanted)
    ]


def _members(
    shapes: Mapping[str, Any], shape: dict[str, Any], path: str, depth: int
) -> Iterator[Place]:
    shape = _unwrap(shapes, shape)
    required = shape.get("required", [])
    for name, member in sorted(shape.get("members", {}).items()):
        inner = shapes[member["shape"]]
        text = member.get("documentation", "") or inner.get("documentation", "")
        yield Place(
            member=f"{path}{name}",
            type=inner.get("type", ""),
            is_required=name in required,
            text=_readable(text),
            expects=_holds(inner, is_required=name in required),
        )
        if depth + 1 < MAX_DEPTH:
            yield from _members(shapes, inner, f"{path}{name}.", depth + 1)


def _readable(markup: str) -> str:
    text = plain(markup)
    return text if len(text) <= DOCUMENTED else text[: DOCUMENTED - 1] + "…"


def _holds(shape: Mapping[str, Any], *, is_required: bool) -> str:
    """What could be claimed of a member: its bounds, its values, its place."""
    lines = [f"{word}: {shape[word]}" for word in ("min", "max") if word in shape]
    if "enum" in shape:
        lines.append(f"enum: {', '.join(shape['enum'])}")
    if is_required:
        lines.append("required: true")
    return "\n".join(lines) or "exists"
