"""The neutral form between every file format and the tables: items and reports.

Texts are Markdown. A weight is the fraction of the full mark that choosing this
option earns: 1.0 for the only right option, 0.5 for each of two, negative for a
penalty.
"""

from dataclasses import dataclass, field
from typing import Any

SINGLE, MULTIPLE, ORDERING, MATCHING = "single", "multiple", "ordering", "matching"
MAX_ITEMS = 20_000
MAX_OPTIONS = 26
MAX_TEXT = 60_000  # characters of one text


class Refused(Exception):
    """A file, or one item of it, that cannot be read; the message says what to do."""

    def __init__(self, message: str, line: int = 0, file: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.file = file


class TooMany(Refused):
    """Reading ends here: the file holds more than any import takes."""


class Unsupported(Exception):
    """A whole and readable question of a kind that cannot be imported."""

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(reason)
        self.kind = kind
        self.reason = reason


@dataclass
class Choice:
    """One option. `right_if` and `confuses` exist in our own formats only."""

    text: str
    is_correct: bool = False
    weight: float = 0.0
    feedback: str = ""
    right_if: str = ""
    confuses: list[str] = field(default_factory=list)


@dataclass
class Pair:
    """A prompt and its match. An empty prompt: a match that belongs to nothing."""

    prompt: str
    match: str
    feedback: str = ""
    right_if: str = ""
    confuses: list[str] = field(default_factory=list)


@dataclass
class Image:
    """A picture as it came; `name` is what the texts call it."""

    name: str
    data: bytes


@dataclass
class Item:
    """One question. `options` hold the steps of an ordering, in the right order."""

    ref: str
    kind: str
    stem: str
    options: list[Choice] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    category: str = ""
    feedback: str = ""
    images: list[Image] = field(default_factory=list)
    # What only our own formats say: slug, difficulty, tasks, topics, references,
    # evidence, enemies, reviewed, scenario, generator. In the words of bank/.
    own: dict[str, Any] = field(default_factory=dict)
    file: str = ""
    line: int = 0
    warnings: list[str] = field(default_factory=list)

    @property
    def key(self) -> list[int]:
        return [i for i, option in enumerate(self.options) if option.is_correct]


@dataclass(frozen=True)
class Skipped:
    """A question that was understood and cannot be held, with the reason."""

    ref: str
    kind: str
    reason: str
    file: str = ""
    line: int = 0


@dataclass(frozen=True)
class Fault:
    """Something that could not be read. Line 0: the whole file."""

    file: str
    line: int
    ref: str
    message: str


@dataclass
class Parsed:
    """Everything found in a file: questions, those named as skipped, and errors."""

    format: str = ""
    items: list[Item] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    errors: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)  # of files, not of items

    def add(self, item: Item) -> None:
        self._make_room()
        self.items.append(item)

    def skip(self, ref: str, why: Unsupported, file: str = "", line: int = 0) -> None:
        self._make_room()
        self.skipped.append(Skipped(ref, why.kind, why.reason, file, line))

    def fail(self, why: Refused, ref: str = "", file: str = "", line: int = 0) -> None:
        """Tell an error. What ends the reading is told by read_file, once."""
        if isinstance(why, TooMany):
            raise why
        self._make_room()
        name, place = why.file or file, why.line or line
        self.errors.append(Fault(name, place, ref, why.message))

    def _make_room(self) -> None:
        if len(self.items) + len(self.skipped) + len(self.errors) >= MAX_ITEMS:
            raise TooMany(f"more than {MAX_ITEMS:,} questions; split the file")

    def join(self, other: "Parsed") -> None:
        for item in other.items:
            self.add(item)
        self.skipped += other.skipped
        self.errors += other.errors
        self.warnings += other.warnings

    @property
    def exit_code(self) -> int:
        """0: everything found can be imported; 1: errors; 2: something skipped."""
        return 1 if self.errors else 2 if self.skipped else 0
