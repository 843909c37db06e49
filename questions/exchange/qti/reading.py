"""A QTI file: one item or many, of any version, told by its root element."""

import re
from collections.abc import Callable, Iterator

from questions.exchange.items import Item, Parsed, Refused, Unsupported
from questions.exchange.qti import version1, version2
from questions.exchange.qti.bodies import Alone, Beside, Body
from questions.exchange.qti.keys import Budget
from questions.exchange.settling import inspect
from questions.exchange.texts import clean
from questions.exchange.xmltree import Node, parse_xml

QTI_1 = {"questestinterop", "assessment", "section", "item"}
QTI_2 = {"assessmentItem"}
QTI_ROOTS = QTI_1 | QTI_2
ITEM_OF: dict[str, Callable[[Node, str, Body, Budget], Item]] = {
    "item": version1.item_of,
    "assessmentItem": version2.item_of,
}


def qti_name(name: str) -> str:
    """`qti-simple-choice` and `max-choices` of 3.0 as `simpleChoice`, `maxChoices`."""
    plain = name.removeprefix("qti-")
    if "-" not in plain:
        return plain
    first, *rest = plain.split("-")
    return first + "".join(word[:1].upper() + word[1:] for word in rest)


def read_qti(data: bytes, file: str) -> Parsed:
    """The questions of a single QTI file."""
    return read_root(parse_xml(data, qti_name), file, "", Alone(), Budget())


def read_root(
    root: Node, file: str, category: str, beside: Beside, budget: Budget
) -> Parsed:
    """The questions of a parsed file; `beside` gives the files of its package."""
    parsed = Parsed("qti")
    if root.tag == "assessmentTest":
        raise Refused("this is a test, which names items in other files; take its zip")
    for number, (node, path) in enumerate(_items(root), start=1):
        where = "/".join(part for part in (category, path) if part)
        _read_item(parsed, node, file, (where, number), beside, budget)
    if not parsed.items and not parsed.skipped and not parsed.errors:
        raise Refused(f"<{root.tag[:40]}> holds no QTI items")
    return parsed


def _read_item(
    parsed: Parsed,
    node: Node,
    file: str,
    at: tuple[str, int],
    beside: Beside,
    budget: Budget,
) -> None:
    category, number = at
    told = node.get("ident") or node.get("identifier") or node.get("title")
    ref = clean(told)[:200] or f"question {number}"
    try:
        item = ITEM_OF[node.tag](node, ref, Body(beside), budget)
        item.file, item.category = file, category
        parsed.add(inspect(item))
    except Unsupported as why:
        parsed.skip(ref, why, file, node.line)
    except Refused as why:
        parsed.fail(why, ref, file, node.line)


def _items(root: Node) -> Iterator[tuple[Node, str]]:
    """Items with the titles of the assessment and sections that they stand in."""
    waiting: list[tuple[Node, str]] = [(root, "")]
    while waiting:
        node, path = waiting.pop()
        if node.tag in ITEM_OF:
            yield node, path
            continue
        below = _below(path, node)
        waiting += [(child, below) for child in reversed(node.children)]


def _below(path: str, node: Node) -> str:
    if node.tag not in {"assessment", "section", "objectbank"}:
        return path
    title = re.sub(r"\s*/\s*", " ", clean(node.get("title")) or _bank(node))[:100]
    return f"{path}/{title}" if path and title else path or title


def _bank(node: Node) -> str:
    """Canvas calls a bank of questions by a field of its metadata."""
    for told in node.all("qtimetadata"):
        for field in told.all("qtimetadatafield"):
            if field.words("fieldlabel") == "bank_title":
                return clean(field.words("fieldentry"))
    return ""
