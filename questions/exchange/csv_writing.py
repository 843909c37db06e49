"""CSV and XLSX out: the columns of the template, and the template itself."""

import csv
from collections.abc import Sequence
from io import BytesIO, StringIO

from lib.sheets import guarded
from questions.exchange.items import MATCHING, ORDERING, Choice, Item, Pair
from questions.exchange.tables import (
    ARROW,
    HIDDEN_ARROW,
    LETTERS,
    TEMPLATE_OPTIONS,
    template_headings,
)
from questions.exchange.texts import CONTROLS

MAX_CELL = 32_000
EXAMPLES = [
    {
        "id": "example-single",
        "kind": "single",
        "question": "Which service stores objects in buckets?",
        "option a": "Amazon S3",
        "option b": "Amazon EBS",
        "option c": "Amazon EFS",
        "option d": "AWS Backup",
        "correct": "A",
        "why a": "S3 keeps objects in buckets.",
        "why b": "EBS gives block devices to one instance.",
        "topics": "s3",
        "difficulty": "easy",
    },
    {
        "id": "example-matching",
        "kind": "matching",
        "question": "Match each service with what it is.",
        "option a": f"Amazon SQS {ARROW} a queue",
        "option b": f"Amazon SNS {ARROW} publish and subscribe",
        "option c": f"{ARROW} a database",
    },
]


def write_csv(items: list[Item]) -> str:
    """Cells that a spreadsheet would compute begin with an apostrophe."""
    return _csv([_cells(item) for item in items], _headings(items))


def write_xlsx(items: list[Item]) -> bytes:
    return _xlsx([_cells(item) for item in items], _headings(items))


def template_csv() -> str:
    return _csv(EXAMPLES, template_headings())


def template_xlsx() -> bytes:
    return _xlsx(EXAMPLES, template_headings())


def _csv(rows: list[dict[str, str]], headings: list[str]) -> str:
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(headings)
    for row in rows:
        writer.writerow([guarded(row.get(name, "")) for name in headings])
    return out.getvalue()


def _xlsx(rows: list[dict[str, str]], headings: list[str]) -> bytes:
    # Here: few web processes ever write a workbook.
    import xlsxwriter

    out = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet("questions")
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 1, 16)
        sheet.set_column(2, 2, 60)
        sheet.set_column(3, len(headings) - 1, 28)
        for column, name in enumerate(headings):
            sheet.write_string(0, column, name, bold)
        for number, row in enumerate(rows, start=1):
            for column, name in enumerate(headings):
                if cell := row.get(name, ""):
                    sheet.write_string(number, column, cell, wrapped)
    return out.getvalue()


def _headings(items: list[Item]) -> list[str]:
    """The template's, and columns for every option of the longest question."""
    parts = [item.pairs or item.options for item in items]
    most = max([TEMPLATE_OPTIONS, *map(len, parts)])
    headings = template_headings()
    for letter in LETTERS[TEMPLATE_OPTIONS:most]:
        headings += [f"option {letter}", f"why {letter}", f"right if {letter}"]
    if any(part.confuses for found in parts for part in found):
        headings += [f"confuses {letter}" for letter in LETTERS[:most]]
    return headings


def _cells(item: Item) -> dict[str, str]:
    own = item.own
    tasks = own.get("tasks", {}).items()
    row = {
        "id": str(own.get("id") or item.ref),
        "kind": item.kind,
        "question": item.stem,
        "correct": _correct(item),
        "explanation": item.feedback,
        "topics": ", ".join(own.get("topics", [])),
        "tasks": ", ".join(
            f"{guide} {code}" for guide, codes in tasks for code in codes
        ),
        "difficulty": own.get("difficulty", ""),
        "tags": ", ".join(item.tags),
        "category": item.category,
        "references": "\n".join(own.get("references", [])),
    }
    parts: Sequence[Choice | Pair] = item.pairs or item.options
    for letter, part in zip(LETTERS, parts, strict=False):
        row |= _part(letter, part)
    return {name: CONTROLS.sub("", cell) for name, cell in row.items()}


def _correct(item: Item) -> str:
    if item.kind in {ORDERING, MATCHING}:
        return ""
    return ", ".join(LETTERS[index].upper() for index in item.key)


def _paired(pair: Pair) -> str:
    """An arrow inside a text is hidden: the first one splits the cell."""
    prompt, match = (
        text.replace(ARROW, HIDDEN_ARROW) for text in (pair.prompt, pair.match)
    )
    return f"{prompt} {ARROW} {match}"


def _part(letter: str, part: Choice | Pair) -> dict[str, str]:
    text = part.text if isinstance(part, Choice) else _paired(part)
    return {
        f"option {letter}": text,
        f"why {letter}": part.feedback,
        f"right if {letter}": part.right_if,
        f"confuses {letter}": ", ".join(part.confuses),
    }


def is_too_long(item: Item) -> bool:
    """Whether a spreadsheet's cell cannot hold one of its texts."""
    return any(len(cell) > MAX_CELL for cell in _cells(item).values())
