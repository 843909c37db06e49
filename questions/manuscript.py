"""The text of a question as people write it, before anything is rendered.

It is kept as plain data beside its revision. Rendering and the digest are those of
the files of bank/, so the same text is the same revision wherever it came from.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from math import isfinite
from typing import Any

from questions.bankfiles.content import Content, render_content
from questions.bankfiles.sources import OptionSource, QuestionSource, ScenarioSource
from questions.markdown import plain, render
from questions.templating import MAX_ANSWERS, TEMPLATE, Answer, Template, template_of

PICTURE = re.compile(r"!\[(?:\\.|[^\]\\])*\]\([^()\n]*\)")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MAX_OPTIONS = len(LETTERS)


@dataclass(frozen=True)
class Option:
    text: str = ""
    is_correct: bool = False
    match: str = ""  # the target that belongs to it, word by word (matching)
    why: str = ""
    right_if: str = ""
    confuses: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return self == Option()


@dataclass(frozen=True)
class Text:
    """Everything that a revision freezes. `scenario` is the slug of one, or empty."""

    kind: str = "single"
    stem: str = ""
    options: tuple[Option, ...] = ()
    targets: tuple[str, ...] = ()
    scenario: str = ""
    generator: str = ""
    evidence: tuple[dict[str, Any], ...] = ()  # {claim, botocore: {…}}
    references: tuple[str, ...] = ()
    template: Template | None = None  # where `generator` says so

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def is_coded(self) -> bool:
        """Drawn by a generator in Python: nothing of it is written here."""
        return self.generator not in ("", TEMPLATE)


@dataclass(frozen=True)
class Tags:
    """Where a question belongs; the first topic and the first task decide."""

    topics: tuple[str, ...] = ()
    tasks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by guide
    difficulty: str = "medium"

    def as_dict(self) -> dict[str, Any]:
        tasks = {guide: list(codes) for guide, codes in self.tasks.items() if codes}
        topics = list(self.topics)
        return {"topics": topics, "tasks": tasks, "difficulty": self.difficulty}


def text_of(data: Mapping[str, Any]) -> Text:
    """From the dictionary of `as_dict`; what is missing is empty."""
    options = tuple(
        Option(**{**option, "confuses": tuple(option.get("confuses", ()))})
        for option in data.get("options", ())
    )
    lists: dict[str, Any] = {name: tuple(data.get(name, ())) for name in _LISTS}
    words = {name: data[name] for name in _WORDS if name in data}
    template = template_of(data.get("template"))
    if template:  # one right answer, whatever else was said
        words |= {"generator": TEMPLATE, "kind": "single"}
    return Text(options=options, template=template, **lists, **words)


_LISTS = ("targets", "evidence", "references")
_WORDS = ("kind", "stem", "scenario", "generator")


def tags_of(data: Mapping[str, Any]) -> Tags:
    tasks = {guide: tuple(codes) for guide, codes in data.get("tasks", {}).items()}
    topics = tuple(data.get("topics", ()))
    return Tags(topics, tasks, data.get("difficulty", "medium"))


def source_of(text: Text, scenario: ScenarioSource | None = None) -> QuestionSource:
    """The same question in the form of the files; tags and places are left out."""
    return QuestionSource(
        id="",
        kind=text.kind,
        tasks={},
        topics=[],
        difficulty="",
        stem=text.stem,
        options=[_option_source(option) for option in text.options],
        targets=list(text.targets),
        scenario=scenario,
        generator=text.generator,
        evidence=list(text.evidence),
        references=list(text.references),
        enemies=[],
        reviewed=None,
        file="",
        line=0,
        template=text.template.as_dict() if text.template else None,
    )


def text_from(source: QuestionSource) -> Text:
    """What a file tells, as a writer would find it in the editor."""
    return Text(
        kind=source.kind,
        stem=source.stem,
        options=tuple(
            Option(**{**vars(option), "confuses": tuple(option.confuses)})
            for option in source.options
        ),
        targets=tuple(source.targets),
        scenario=source.scenario.id if source.scenario else "",
        generator=source.generator,
        evidence=tuple(source.evidence),
        references=tuple(source.references),
    )


def text_from_content(
    kind: str, stem: str, content: Mapping[str, Any], references: list[str]
) -> Text:
    """The words of a rendered revision that has no manuscript; its marks are lost."""
    key = content.get("key")
    targets = {t["id"]: plain(t["html"]) for t in content.get("targets", ())}
    matches = key if isinstance(key, dict) else {}
    options = tuple(
        Option(
            text=option["text"],
            is_correct=option["correct"] and kind in ("single", "multiple"),
            match=targets.get(matches.get(option["id"], ""), ""),
            why=plain(option["why_html"]),
            right_if=plain(option["right_if_html"]),
            confuses=tuple(option["confuses"]),
        )
        for option in content.get("options", ())
    )
    places = tuple(targets.values())
    return Text(kind, stem, options, places, references=tuple(references))


def content_of(text: Text) -> Content:
    """The text as it is shown and graded, finished or not."""
    return render_content(source_of(text))


def digest_of(text: Text, scenario: ScenarioSource | None) -> str:
    return source_of(text, scenario).digest()


def words_of(text: Text) -> str:
    """Stem and options without their marks: what is compared and searched."""
    return plain(render("\n\n".join([text.stem, *(o.text for o in text.options)])))


def title_of(text: Text) -> str:
    """The same without descriptions of pictures: what a name can be made of."""
    bare = replace(text, stem=PICTURE.sub(" ", text.stem))
    return words_of(bare) if plain(render(bare.stem)) else words_of(text)


def letter(index: int) -> str:
    return LETTERS[index] if index < MAX_OPTIONS else str(index + 1)


def _option_source(option: Option) -> OptionSource:
    return OptionSource(
        text=option.text,
        is_correct=option.is_correct,
        match=option.match,
        why=option.why,
        right_if=option.right_if,
        confuses=list(option.confuses),
    )


# --- Changing the shape of a text -------------------------------------------


def reshaped(text: Text, action: str) -> Text:
    """The text after one press of a button: `add-option`, `up-option-2`, ….

    `reshape` follows another kind. An action that fits nothing changes nothing.
    """
    verb, _, rest = action.partition("-")
    part, _, number = rest.partition("-")
    name = PARTS.get(part, "")
    if part == "answer" and text.template:
        answers = _reshaped(text.template.answers, verb, part, number)
        return replace(text, template=replace(text.template, answers=answers))
    if not name:
        is_new_match = text.kind == "matching" and not text.targets
        is_changed = verb == "reshape" and is_new_match
        return replace(text, targets=("",) * len(text.options)) if is_changed else text
    changed: dict[str, Any] = {name: _reshaped(getattr(text, name), verb, part, number)}
    return replace(text, **changed)


def _reshaped(
    former: tuple[Any, ...], verb: str, part: str, number: str
) -> tuple[Any, ...]:
    rows = list(former)
    most = MAX_ANSWERS if part == "answer" else MAX_OPTIONS
    if verb == "add" and len(rows) < most:
        rows.append(EMPTY[part])
    elif number.isdecimal() and int(number) < len(rows):
        _move(rows, verb, int(number))
    return tuple(rows)


def _move(rows: list[Any], verb: str, index: int) -> None:
    if verb == "remove":
        del rows[index]
    elif verb == "up" and index > 0:
        rows.insert(index - 1, rows.pop(index))
    elif verb == "down":
        rows.insert(index + 1, rows.pop(index))


PARTS = {"option": "options", "target": "targets", "evidence": "evidence"}
EMPTY: dict[str, Any] = {
    "option": Option(),
    "target": "",
    "answer": Answer(),
    "evidence": {"claim": "", "botocore": {}},
}


# --- Claims about AWS as people type them -----------------------------------


def expectation_lines(entry: Mapping[str, Any]) -> str:
    """What must be true at a place, one per line: `contains: 12 hours`."""
    lines = []
    for word in EXPECTED:
        if word not in entry:
            continue
        value = entry[word]
        if word in ("exists", "absent"):
            lines.append(word)
        elif word == "contains":
            texts = [value] if isinstance(value, str) else value
            lines += [f"contains: {text}" for text in texts]
        else:
            lines.append(f"{word}: {_typed(value)}")
    return "\n".join(lines)


def expectations(lines: str) -> dict[str, Any]:
    """The same, read back; lines that say nothing known are left out."""
    found: dict[str, Any] = {}
    contained: list[str] = []
    for line in lines.splitlines():
        word, _, value = (part.strip() for part in line.partition(":"))
        if word == "contains" and value:
            contained.append(value)
        elif word in READ and (parsed := READ[word](value)) is not None:
            found[word] = parsed
    if contained:
        found["contains"] = contained[0] if len(contained) == 1 else contained
    return found


def _typed(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ", ".join(value) if isinstance(value, list) else str(value)


def _number(value: str) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    if not isfinite(number):
        return None
    return int(number) if number.is_integer() else number


def _list(value: str) -> list[str] | None:
    return [part.strip() for part in value.split(",") if part.strip()] or None


READ: dict[str, Callable[[str], Any]] = {
    "min": _number,
    "max": _number,
    "enum": _list,
    "pattern": lambda value: value or None,
    "type": lambda value: value or None,
    "required": lambda value: {"true": True, "false": False}.get(value.lower()),
    "exists": lambda value: True,
    "absent": lambda value: True,
}
EXPECTED = ("contains", *READ)
