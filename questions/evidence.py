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
from collections.abc import Mapping
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
        said = plain(self.text)
        for text in [wanted] if isinstance(wanted, str) else wanted:
            if plain(text) not in said:
                raise EvidenceFailed(f"{self.name} no longer says “{text}”")

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
            raise EvidenceFailed(f"{self.name} has {word} {actual}, not {wanted}")


def plain(markup: str) -> str:
    """Reference text without its markup, in lower case, spaces folded."""
    text = html.unescape(re.sub(r"<[^>]+>", " ", markup)).lower()
    return re.sub(r"\s+([.,;:)])", r"\1", re.sub(r"\s+", " ", text)).strip()


def _unwrap(shapes: Mapping[str, Any], shape: dict[str, Any]) -> dict[str, Any]:
    while shape.get("type") in ("list", "map"):
        inner = shape["member"] if shape["type"] == "list" else shape["value"]
        shape = shapes[inner["shape"]]
    return shape


@lru_cache(maxsize=8)
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
