"""Items as files of any format, and what the format could not hold."""

import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO

from questions.exchange.aiken_writing import write_aiken
from questions.exchange.csv_writing import is_too_long, write_csv, write_xlsx
from questions.exchange.gift_writing import write_gift
from questions.exchange.items import MATCHING, MULTIPLE, ORDERING, SINGLE, Item
from questions.exchange.moodle import write_moodle
from questions.exchange.pictures import in_words
from questions.exchange.qti import write_qti
from questions.exchange.settling import gaps
from questions.exchange.yamls import yaml_text

EXPORTS = {
    "yaml": "Passline YAML",
    "moodle-xml": "Moodle XML",
    "gift": "GIFT",
    "aiken": "Aiken",
    "csv": "CSV",
    "xlsx": "Excel (XLSX)",
    "qti-1.2": "QTI 1.2",
    "qti-2.1": "QTI 2.1",
    "qti-3.0": "QTI 3.0",
}
WITHOUT_TOPIC = "without-topic"
PER_FILE = 200  # questions; a file of the bank has at most two megabytes
TYPES = {
    ".xml": "application/xml",
    ".csv": "text/csv; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".yaml": "application/yaml",
    ".zip": "application/zip",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# A fixed time: the same questions give the same bytes.
EPOCH = (2026, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Loss:
    """What a format could not hold of one question. `is_left_out`: all of it."""

    ref: str
    what: str
    is_left_out: bool = False


@dataclass
class Written:
    """A file to be sent, its questions counted, and its losses."""

    name: str
    data: bytes
    count: int
    losses: list[Loss] = field(default_factory=list)

    @property
    def content_type(self) -> str:
        return TYPES["." + self.name.rpartition(".")[2]]


def write_items(items: list[Item], format_: str) -> Written:
    """`format_`: a key of EXPORTS. Computed questions and those with drawn numbers
    live in YAML and, as descriptions, in Moodle XML."""
    losses: list[Loss] = []
    kept = [item for item in items if _is_held(item, format_, losses)]
    shown = [_in_front(item, format_) for item in kept]
    name, data = WRITERS[format_](shown)
    return Written(name, data, len(kept), losses)


# --- What is lost -----------------------------------------------------------

WHOLE = {"yaml", "moodle-xml"}
KINDS = {"aiken": {SINGLE}, "gift": {SINGLE, MULTIPLE, MATCHING}}
KIND_WORDS = {
    MULTIPLE: "multiple response",
    ORDERING: "ordering",
    MATCHING: "matching",
}
WORDS = {
    "tasks": "exam tasks",
    "topics": "topics",
    "difficulty": "difficulty",
    "references": "references",
    "evidence": "evidence",
    "enemies": "enemies",
    "reviewed": "date of review",
}
NOT_DRAWN = (
    "Moodle shows a description: only Passline draws its numbers, reading it again"
)
NOT_DONE = "it is unfinished: Moodle shows a description, and Passline the draft"
NO_PICTURES = "pictures: the file holds text only, so their descriptions stand there"
KEPT = {"csv": {"tasks", "topics", "difficulty", "references"}}
KEPT["xlsx"] = KEPT["csv"]


def _is_held(item: Item, format_: str, losses: list[Loss]) -> bool:
    reason = _reason(item, format_)
    if reason:
        losses.append(Loss(item.ref, reason, is_left_out=True))
        return False
    losses += [Loss(item.ref, what) for what in _lost(item, format_)]
    return True


def _reason(item: Item, format_: str) -> str:
    if "generator" in item.own and format_ not in WHOLE:
        return "its numbers are drawn; only YAML and Moodle XML hold that"
    if format_ not in WHOLE and (missing := gaps(item)):
        return f"it is unfinished: {missing[0]}"
    if item.kind not in KINDS.get(format_, {item.kind}):
        return f"the format has no {KIND_WORDS[item.kind]}"
    if format_ == "xlsx" and is_too_long(item):
        return "a text is too long for a cell"
    return ""


def _lost(item: Item, format_: str) -> list[str]:
    if format_ in WHOLE:
        if format_ == "yaml":
            return []
        told = {NOT_DRAWN: "generator" in item.own, NOT_DONE: bool(gaps(item))}
        return [words for words, is_so in told.items() if is_so]
    kept = KEPT.get(format_, set())
    lost = [
        word for name, word in WORDS.items() if item.own.get(name) and name not in kept
    ]
    if "scenario" in item.own:
        lost.append("its scenario stands in front of it")
    return lost + _lost_of_options(item, format_) + _lost_of_item(item, format_)


def _lost_of_options(item: Item, format_: str) -> list[str]:
    parts = item.options or item.pairs
    if format_ in {"csv", "xlsx"}:
        return []
    lost = []
    has_why = any(part.feedback for part in parts)
    is_silent = format_ == "aiken" or item.kind in {MATCHING, ORDERING}
    if has_why and is_silent and not (item.kind == ORDERING and "qti-1" not in format_):
        lost.append("reasons of the options")
    if any(part.right_if for part in parts):
        lost.append("when a wrong option would be right")
    if any(part.confuses for part in parts):
        lost.append("what an option is mistaken for")
    return lost


def _lost_of_item(item: Item, format_: str) -> list[str]:
    has_files = format_.startswith("qti")
    lost = [NO_PICTURES] if item.images and not has_files else []
    if item.feedback and format_.startswith(("aiken", "qti")):
        lost.append("general feedback")
    if item.category and format_ in {"aiken", "qti-2.1", "qti-3.0"}:
        lost.append("category")
    if item.tags and format_ == "aiken":
        lost.append("tags")
    if format_ == "aiken":
        lost.append("everything but plain words")
    return lost


def _in_front(item: Item, format_: str) -> Item:
    """Where a format knows no scenarios, the text goes before the question."""
    if format_ in WHOLE:
        return item
    item = item if format_.startswith("qti") else in_words(item)
    scenario = item.own.get("scenario")
    if scenario is None:
        return item
    changed = Item(**{**vars(item), "stem": f"{scenario['text']}\n\n{item.stem}"})
    changed.own = {name: v for name, v in item.own.items() if name != "scenario"}
    return changed


# --- Files ------------------------------------------------------------------


def _one(
    name: str, write: Callable[[list[Item]], str]
) -> Callable[[list[Item]], tuple[str, bytes]]:
    return lambda items: (name, write(items).encode())


def _qti(version: str) -> Callable[[list[Item]], tuple[str, bytes]]:
    def write(items: list[Item]) -> tuple[str, bytes]:
        files = write_qti(items, version)
        if len(files) == 1 and version == "1.2":
            [text] = files.values()
            body = text if isinstance(text, bytes) else text.encode()
            return "questions-qti-1.2.xml", body
        return f"questions-qti-{version}.zip", _zip(files)

    return write


def _yaml(items: list[Item]) -> tuple[str, bytes]:
    """A file for each home topic, as in the folder of the bank."""
    topics: dict[str, list[Item]] = {}
    for item in items:
        home = next(iter(item.own.get("topics", [])), WITHOUT_TOPIC)
        topics.setdefault(home, []).append(item)
    images = {i.name: i.data for item in items for i in item.images}
    if len(topics) == 1 and not images:
        [(topic, inside)] = topics.items()
        return f"{topic}.yaml", yaml_text(topic, inside).encode()
    files: dict[str, str | bytes] = {}
    for topic, found in topics.items():
        for number, part in enumerate(_parts(found), start=1):
            more = f"-{number}" if number > 1 else ""
            files[f"questions/{topic}{more}.yaml"] = yaml_text(topic, part)
    files |= {f"questions/pictures/{name}": data for name, data in images.items()}
    return "questions-yaml.zip", _zip(files)


def _parts(items: list[Item]) -> Iterator[list[Item]]:
    for start in range(0, len(items), PER_FILE):
        yield items[start : start + PER_FILE]


def _zip(files: Mapping[str, str | bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, EPOCH), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


WRITERS: dict[str, Callable[[list[Item]], tuple[str, bytes]]] = {
    "yaml": _yaml,
    "moodle-xml": _one("questions-moodle.xml", write_moodle),
    "gift": _one("questions-gift.txt", write_gift),
    "aiken": _one("questions-aiken.txt", write_aiken),
    "csv": _one("questions.csv", write_csv),
    "xlsx": lambda items: ("questions.xlsx", write_xlsx(items)),
    "qti-1.2": _qti("1.2"),
    "qti-2.1": _qti("2.1"),
    "qti-3.0": _qti("3.0"),
}
