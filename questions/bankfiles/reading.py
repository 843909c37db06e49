"""YAML as data with line numbers, hardened against hostile or careless files.

Plain values follow YAML 1.2: only true and false are truth values, and a date
stays the text it is. Aliases, tags, several documents, repeated keys, deep
nesting and huge files are refused: a question needs none of them.
"""

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from questions.bankfiles.findings import Finding

MAX_BYTES = 2_000_000
MAX_DEPTH = 12
WORDS: dict[str, Any] = {"true": True, "false": False, "null": None, "~": None}
INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
FLOAT = re.compile(r"[-+]?[0-9]{1,17}\.[0-9]{1,17}")

Path = tuple[str | int, ...]


class Fraction(float):
    """A number that is told as it was written: Python 3.10 is no 3.1."""

    def __new__(cls, text: str | float) -> "Fraction":
        number = super().__new__(cls, text)
        number.text = str(text)
        return number

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass
class Document:
    """One file as data; `line` tells where the value at a path begins."""

    name: str
    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def line(self, path: Path) -> int:
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class _Refused(Exception):
    def __init__(self, line: int, message: str, fix: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message
        self.fix = fix


def read_document(name: str, source: bytes) -> Document:
    """The data of one YAML file, or a document whose finding says why not."""
    document = Document(name)
    try:
        _fill(document, source)
    except _Refused as error:
        document.findings.append(
            Finding(name, error.line, "", error.message, error.fix)
        )
    except yaml.YAMLError as error:
        document.findings.append(_syntax_finding(name, error))
    return document


def _fill(document: Document, source: bytes) -> None:
    if len(source) > MAX_BYTES:
        raise _Refused(
            1, f"the file is larger than {MAX_BYTES:,} bytes", "split it by topic"
        )
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = source[: error.start].count(b"\n") + 1
        raise _Refused(line, "the file is not UTF-8", "save it as UTF-8") from error
    events = yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    builder = _Builder(document)
    for event in events:
        builder.take(event)
    if builder.documents != 1:
        raise _Refused(1, "the file holds no document", "begin with `topic: …`")


def _syntax_finding(name: str, error: yaml.YAMLError) -> Finding:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error).splitlines()[0]
    line = mark.line + 1 if mark is not None else 1
    return Finding(
        name,
        line,
        "",
        f"not YAML: {problem}",
        "check the indentation, and put quotes around texts that hold `: ` or `#`",
    )


@dataclass
class _Open:
    """A list or mapping whose end has not been read yet."""

    value: list[Any] | dict[str, Any]
    path: Path
    key: str | None = None


class _Builder:
    """Builds data from parser events, without recursion."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.documents = 0
        self.stack: list[_Open] = []

    def take(self, event: yaml.Event) -> None:
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.DocumentStartEvent):
            self._begin_document(line)
        elif isinstance(event, yaml.AliasEvent):
            raise _Refused(line, "aliases are not used here", "write the text out")
        elif isinstance(event, yaml.NodeEvent):
            self._node(event, line)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.stack.pop()

    def _begin_document(self, line: int) -> None:
        self.documents += 1
        if self.documents > 1:
            raise _Refused(line, "a second document begins", "remove the `---`")

    def _node(self, event: yaml.NodeEvent, line: int) -> None:
        if event.anchor is not None or _has_tag(event):
            raise _Refused(line, "anchors and tags are not used here", "remove it")
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event, line)
            return
        if len(self.stack) >= MAX_DEPTH:
            raise _Refused(line, "nested too deeply", "follow the format of the bank")
        opened: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        path = self._add(opened, line)
        self.stack.append(_Open(opened, path))

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        top = self.stack[-1] if self.stack else None
        if top is None or isinstance(top.value, list) or top.key is not None:
            self._add(_value(event), line)
            return
        if event.value in top.value:
            raise _Refused(line, f"`{event.value}` stands here twice", "keep one")
        top.key = event.value
        # The place of a value is where its key stands, also for block texts.
        self.document.lines[(*top.path, event.value)] = line

    def _add(self, value: Any, line: int) -> Path:
        if not self.stack:
            self.document.data = value
            return ()
        top = self.stack[-1]
        if isinstance(top.value, list):
            path: Path = (*top.path, len(top.value))
            top.value.append(value)
            self.document.lines[path] = line
            return path
        if top.key is None:
            raise _Refused(line, "a key is a list or mapping", "use a plain word")
        path = (*top.path, top.key)
        top.value[top.key] = value
        top.key = None
        return path


def _has_tag(event: yaml.NodeEvent) -> bool:
    return getattr(event, "tag", None) not in (None, "!")


def _value(event: yaml.ScalarEvent) -> Any:
    text = event.value
    if not event.implicit[0]:  # quoted, or a block text
        return text
    if not text or text in WORDS:
        return WORDS.get(text)
    if INTEGER.fullmatch(text):
        return int(text)
    if FLOAT.fullmatch(text):
        return Fraction(text)
    return text
