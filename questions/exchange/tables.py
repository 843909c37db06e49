"""Rows of a table as questions: what CSV and XLSX share. The published template.

Strangers' headings are understood by their usual names; the key is told by letters,
numbers, or the text of an option.
"""

import re
from collections.abc import Iterable, Sequence

from questions.exchange.items import (
    MATCHING,
    MAX_ITEMS,
    MULTIPLE,
    ORDERING,
    SINGLE,
    Choice,
    Item,
    Pair,
    Parsed,
    Refused,
    Unsupported,
)
from questions.exchange.own import own_of
from questions.exchange.richtext import from_markdown
from questions.exchange.settling import inspect, share_weights
from questions.exchange.texts import clean

LETTERS = "abcdefghijklmnopqrstuvwxyz"
TEMPLATE_OPTIONS = 6
ARROW = "=>"
HIDDEN_ARROW = "=&gt;"
MAX_ROWS = MAX_ITEMS
MAX_COLUMNS = 200
MAX_ABOVE = 20  # rows with words before the headings
NO_QUESTION = "no column is called `question`; begin with the template"
# Our heading first, then what others write.
HEADINGS: dict[str, tuple[str, ...]] = {
    "id": ("id", "ref", "reference", "question id", "name", "no", "number", "#"),
    "kind": ("kind", "type", "question type"),
    "question": ("question", "stem", "question text", "text", "prompt", "title"),
    "correct": (
        *("correct", "key", "answer", "correct answer", "correct answers", "answers"),
        *("correct option", "answer key", "right answer", "solution"),
    ),
    "explanation": (
        *("explanation", "feedback", "rationale", "general feedback", "comment"),
    ),
    "topics": ("topics", "topic"),
    "tasks": ("tasks", "task"),
    "tags": ("tags", "tag", "keywords"),
    "difficulty": ("difficulty", "level"),
    "category": ("category", "section", "domain", "chapter"),
    "references": ("references", "reference links", "links", "source", "sources"),
}
OPTION = re.compile(
    r"(?:(?:answer|option|choice|answer option|answer choice)\s*)?([a-z]|[1-9][0-9]?)"
)
EXTRA = re.compile(
    r"(why|feedback|explanation|right if|confuses)\s*([a-z]|[1-9][0-9]?)"
)
CAPITALS = re.compile(r"[A-Z](?:, [A-Z])*")
EXTRA_NAMES = {"why": "feedback", "explanation": "feedback", "right if": "right_if"}
KINDS = {
    **dict.fromkeys(["single", "mc", "single choice", "multiple choice"], SINGLE),
    **dict.fromkeys(["multichoice", "mcq", "single answer", "true/false"], SINGLE),
    **dict.fromkeys(["multiple choice single", "radio", "truefalse"], SINGLE),
    **dict.fromkeys(["multiple", "multiple response", "multi", "ms"], MULTIPLE),
    **dict.fromkeys(["multiple answer", "multiple answers", "checkbox"], MULTIPLE),
    **dict.fromkeys(["multiple select", "multi select", "multiselect"], MULTIPLE),
    **dict.fromkeys(["ordering", "order", "sequence"], ORDERING),
    **dict.fromkeys(["matching", "match"], MATCHING),
}

Row = Sequence[str]


def template_headings() -> list[str]:
    """The columns of the published template, in order."""
    letters = LETTERS[:TEMPLATE_OPTIONS]
    return [
        *["id", "kind", "question"],
        *[f"option {letter}" for letter in letters],
        *["correct", "explanation"],
        *[f"why {letter}" for letter in letters],
        *[f"right if {letter}" for letter in letters],
        *["topics", "tasks", "difficulty", "tags", "category", "references"],
    ]


def read_rows(
    rows: Iterable[tuple[int, Row]], file: str, format_: str, sheet: str = ""
) -> Parsed:
    """Rows with their numbers; titles may stand above the one with the headings.

    `sheet` is said of questions without an id, where others have rows, too.
    """
    parsed = Parsed(format_)
    table: _Table | None = None
    above: list[int] = []
    for number, row in rows:
        cells = [clean(cell) for cell in row[:MAX_COLUMNS]]
        if not any(cells):
            continue
        if table is None:
            table = _table_of(cells)
            above.append(number)
            if table is None and len(above) == MAX_ABOVE:
                break
        else:
            _read_row(parsed, table.of(cells), (file, sheet), number)
    if not above:
        raise Refused("the table is empty; begin with the template")
    if table is None:
        raise Refused(NO_QUESTION, above[0])
    return parsed


def _read_row(parsed: Parsed, row: "_Row", place: tuple[str, str], number: int) -> None:
    file, sheet = place
    ref = row.get("id") or f"{sheet} row {number}".strip()
    try:
        item = _item(row, ref)
        item.file, item.line = file, number
        parsed.add(inspect(item))
    except Unsupported as why:
        parsed.skip(ref, why, file, number)
    except Refused as why:
        parsed.fail(why, ref, file, number)


class _Row:
    """The cells of one row by meaning."""

    def __init__(
        self, named: dict[str, str], parts: dict[tuple[str, int], str]
    ) -> None:
        self.named = named
        self.parts = parts

    def get(self, name: str) -> str:
        return self.named.get(name, "")

    def part(self, name: str, index: int) -> str:
        return self.parts.get((name, index), "")

    @property
    def options(self) -> list[int]:
        found = [
            i for (name, i), text in self.parts.items() if name == "option" and text
        ]
        return sorted(found)

    def words(self, name: str) -> list[str]:
        parts = re.split(r"[,;\n]", self.get(name))
        return list(dict.fromkeys(word for part in parts if (word := part.strip())))


class _Table:
    """What the columns mean."""

    def __init__(self, headings: list[str]) -> None:
        self.columns: list[tuple[str, int] | str | None] = []
        for heading in headings:
            self.columns.append(_meaning(heading, self.columns))

    @property
    def is_usable(self) -> bool:
        """A title alone is no table of questions."""
        has_options = any(isinstance(column, tuple) for column in self.columns)
        return "question" in self.columns and (has_options or "correct" in self.columns)

    def of(self, cells: list[str]) -> _Row:
        named: dict[str, str] = {}
        parts: dict[tuple[str, int], str] = {}
        for meaning, cell in zip(self.columns, cells, strict=False):
            if isinstance(meaning, str):
                named[meaning] = cell
            elif meaning is not None:
                parts[meaning] = cell
        return _Row(named, parts)


def _table_of(cells: list[str]) -> _Table | None:
    table = _Table(cells)
    return table if table.is_usable else None


def _meaning(
    heading: str, taken: list[tuple[str, int] | str | None]
) -> tuple[str, int] | str | None:
    word = re.sub(r"[\s_\-.:]+", " ", heading.lower().replace("(s)", "s")).strip()
    for name, known in HEADINGS.items():
        if word in known and name not in taken:
            return name
    if match := EXTRA.fullmatch(word):
        name = EXTRA_NAMES.get(match.group(1), match.group(1))
        return name, _index(match.group(2))
    match = OPTION.fullmatch(word)
    return ("option", _index(match.group(1))) if match else None


def _index(told: str) -> int:
    return int(told) - 1 if told.isdecimal() else LETTERS.index(told)


# --- One row ----------------------------------------------------------------


def _item(row: _Row, ref: str) -> Item:
    told = re.sub(r"[\s_-]+", " ", row.get("kind").lower()).strip()
    kind = KINDS.get(told)
    if told and kind is None:
        raise Unsupported(told[:60], "this kind has no equal here")
    item = Item(ref, kind or SINGLE, from_markdown(row.get("question")))
    item.feedback = from_markdown(row.get("explanation"))
    item.tags, item.category = row.words("tags"), row.get("category")
    item.own = own_of(
        {
            "id": row.get("id"),
            "topics": row.words("topics"),
            "tasks": _tasks(row.words("tasks")),
            "difficulty": row.get("difficulty").lower(),
            "references": row.words("references"),
        }
    )
    if len(row.options) < 2:  # REASON: one option is no choice
        raise Refused("it has fewer than two options; fill `option a`, `option b`, …")
    if kind == MATCHING or (kind is None and _looks_paired(row)):
        _fill_matching(item, row)
    elif kind == ORDERING:
        item.kind = ORDERING
        item.options = [_choice(row, index) for index in row.options]
    else:
        _fill_choice(item, row, kind)
    return item


def _looks_paired(row: _Row) -> bool:
    is_keyed = bool(row.get("correct"))
    return not is_keyed and all(ARROW in row.part("option", i) for i in row.options)


def _tasks(words: list[str]) -> dict[str, list[str]]:
    """`DVA-C02 1.1` or `DVA-C02/1.1`, by guide."""
    found: dict[str, list[str]] = {}
    for word in words:
        guide, _, code = word.replace("/", " ").partition(" ")
        found.setdefault(guide, []).append(code.strip())
    return found


def _choice(row: _Row, index: int) -> Choice:
    confuses = re.split(r"[,;\s]+", row.part("confuses", index))
    return Choice(
        text=from_markdown(row.part("option", index)),
        feedback=from_markdown(row.part("feedback", index)),
        right_if=from_markdown(row.part("right_if", index)),
        confuses=[word for word in confuses if word],
    )


def _fill_choice(item: Item, row: _Row, kind: str | None) -> None:
    indexes = row.options
    keys = _keys(row)
    item.options = [_choice(row, index) for index in indexes]
    for index, option in zip(indexes, item.options, strict=True):
        option.is_correct = index in keys
    if kind == SINGLE and len(keys) > 1:
        item.warnings.append("several options are right: it became multiple response")
    item.kind = MULTIPLE if kind == MULTIPLE or len(keys) > 1 else SINGLE
    share_weights(item)


def _keys(row: _Row) -> set[int]:
    """From the cell `correct`: letters, numbers, or the whole text of an option."""
    told = row.get("correct")
    if not told:
        raise Unsupported("choice", "no option is marked as right; fill `correct`")
    if CAPITALS.fullmatch(told):  # as the template and our export have it
        named = {_index(word.lower()) for word in told.split(", ")}
        if named <= set(row.options):
            return named
    texts = {_plain(row.part("option", i)): i for i in row.options}
    if _plain(told) in texts:
        return {texts[_plain(told)]}
    words = [word for word in re.split(r"\s*(?:[,;|/&\n]|\band\b)\s*", told) if word]
    if re.fullmatch(r"[A-Z]{2,6}|[A-Za-z0-9](?: [A-Za-z0-9])+", told):
        words = told.split() if " " in told else list(told)  # “B D”, “BD”
    keys = {_key(word, row, texts) for word in words}
    if not keys:
        raise Refused("`correct` names no option; write letters as in `A` or `B, D`")
    return keys


def _key(word: str, row: _Row, texts: dict[str, int]) -> int:
    short = re.sub(r"^(?:option|answer|choice)\s+", "", word.strip().lower()).strip(
        " .)("
    )
    index = -1
    if _plain(word) in texts:
        index = texts[_plain(word)]
    elif OPTION.fullmatch(short):
        index = _index(short)
    if index not in row.options:
        raise Refused(f"`correct` says `{word[:40]}`, which is none of the options")
    return index


def _plain(text: str) -> str:
    return " ".join(text.lower().split())


def _fill_matching(item: Item, row: _Row) -> None:
    item.kind = MATCHING
    for index in row.options:
        prompt, arrow, match = row.part("option", index).partition(ARROW)
        if not arrow:
            raise Refused(f"write each pair as `prompt {ARROW} match`")
        choice = _choice(row, index)
        item.pairs.append(
            Pair(
                from_markdown(prompt.replace(HIDDEN_ARROW, ARROW)),
                from_markdown(match.replace(HIDDEN_ARROW, ARROW)),
                choice.feedback,
                choice.right_if,
                choice.confuses,
            )
        )
    if (
        sum(bool(pair.prompt) for pair in item.pairs) < 2
    ):  # REASON: one pair is no choice
        raise Refused("matching needs two pairs or more")
