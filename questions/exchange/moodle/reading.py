"""Moodle XML in: categories, files, fractions, tags; other kinds named as skipped."""

import base64
import binascii
import json
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import unquote

from questions.exchange.categories import category_path
from questions.exchange.items import (
    MATCHING,
    ORDERING,
    SINGLE,
    Choice,
    Item,
    Pair,
    Parsed,
    Refused,
    Unsupported,
)
from questions.exchange.own import own_of, slug_of, slugs_of
from questions.exchange.pictures import collected, gathered
from questions.exchange.richtext import (
    Rich,
    from_auto,
    from_html,
    from_markdown,
    from_plain,
)
from questions.exchange.settling import check_count, inspect, settle_choice, weight_of
from questions.exchange.texts import clean
from questions.exchange.xmltree import Node, parse_xml
from questions.exchange.yamls import KINDS, fill_body

PLACE = "@@PLUGINFILE@@/"
EXTRAS = "passline"  # our own element, which Moodle passes over
REASONS = {
    "essay": "an essay has no key",
    "description": "a text without a question",
    "shortanswer": "a text has to be typed in",
    "numerical": "a number has to be typed in",
    "cloze": "gaps inside a text",
    "multianswer": "gaps inside a text",
    "calculated": "a computed question; write it as a generator",
    "calculatedmulti": "a computed question; write it as a generator",
    "calculatedsimple": "a computed question; write it as a generator",
    "random": "a draw from a category, not a question",
}
TRUTH = {"true": "True", "false": "False"}
MAX_PICTURE = 12_000_000


def read_moodle(data: bytes, file: str) -> Parsed:
    """The questions of a Moodle XML file, each with its line and category."""
    root = parse_xml(data)
    if root.tag != "quiz":
        raise Refused(f"<{root.tag[:40]}> is not Moodle XML, which begins with <quiz>")
    parsed = Parsed("moodle-xml")
    category = ""
    for number, node in enumerate(root.all("question"), start=1):
        if node.get("type") == "category":
            category = category_path(node.words("category", "text"))
        else:
            _read_question(parsed, node, file, (category, number))
    return parsed


def _read_question(parsed: Parsed, node: Node, file: str, at: tuple[str, int]) -> None:
    category, number = at
    name = clean(node.words("name", "text")) or clean(node.words("name"))
    ref = (name or clean(node.words("idnumber")) or f"question {number}")[:200]
    try:
        item = Item(ref, SINGLE, "", file=file, line=node.line)
        item.category = category
        _fill(item, node)
        parsed.add(inspect(item))
    except Unsupported as why:
        parsed.skip(ref, why, file, node.line)
    except Refused as why:
        parsed.fail(why, ref, file, node.line)


def _fill(item: Item, node: Node) -> None:
    check_count(node.all("answer", "subquestion"))
    extras = _extras(node)
    kind = node.get("type").lower()
    fill = FILLERS.get(kind)
    draft = extras.get("draft")
    is_ours = bool(slug_of(_own(extras).get("generator"))) or isinstance(draft, dict)
    if fill is None and not is_ours:
        reason = REASONS.get(kind, "this kind has no equal here")
        raise Unsupported(kind or "unknown", reason)
    item.stem = _rich(item, node.first("questiontext"))
    item.feedback = _rich(item, node.first("generalfeedback"))
    tags = node.first("tags")
    found = [clean(tag.words("text") or tag.all_text()) for tag in _tags(tags)]
    item.tags = [tag for tag in found if tag]
    if fill is not None and not is_ours:
        fill(item, node)
    _apply_extras(item, extras, clean(node.words("idnumber")))
    if isinstance(draft, dict) and item.own.get("draft"):
        _fill_draft(item, draft)
    _collect_pictures(item, node)


def _tags(tags: Node | None) -> list[Node]:
    return tags.all("tag") if tags else []


# --- Kinds ------------------------------------------------------------------


def _choice(item: Item, node: Node) -> None:
    """`single` is true unless told; a set type earns full marks only as a whole."""
    kind = node.get("type").lower()
    item.options = [_option(item, answer) for answer in node.all("answer")]
    declared = node.words("single").lower()
    is_set = kind in {"multichoiceset", "oumultiresponse"}
    if is_set:
        right = [option for option in item.options if option.weight > 0]
        for option in right:
            option.weight = round(1 / len(right), 7)
    is_single = not is_set and declared not in {"false", "0", "no"}
    settle_choice(item, is_single=is_single, source_kind=kind, is_whole=is_set)


def _truth(item: Item, node: Node) -> None:
    item.options = [_option(item, answer) for answer in node.all("answer")]
    for option in item.options:
        option.text = TRUTH.get(option.text.lower(), option.text)
    settle_choice(item, is_single=True, source_kind="truefalse")


def _option(item: Item, answer: Node) -> Choice:
    """Its format is told by itself; old exports leave it out: HTML or plain."""
    return Choice(
        text=_rich(item, answer),
        weight=weight_of(_number(answer)),
        feedback=_rich(item, answer.first("feedback")),
    )


def _number(answer: Node) -> float:
    told = answer.get("fraction") or answer.words("fraction") or "0"
    if not re.fullmatch(r"[-+]?\d{1,7}(?:[.,]\d{0,20})?", told):
        raise Refused(f"the fraction `{told[:20]}` is no number", answer.line)
    return float(told.replace(",", "."))


def _matching(item: Item, node: Node) -> None:
    item.kind = MATCHING
    for sub in node.all("subquestion"):
        answer = sub.first("answer")
        # Moodle's own matches are plain and say no format.
        pair = Pair(_rich(item, sub), _rich(item, answer))
        if pair.prompt or pair.match:
            item.pairs.append(pair)
    if (
        sum(bool(pair.prompt) for pair in item.pairs) < 2
    ):  # REASON: one pair is no choice
        raise Refused("matching needs two pairs or more")


def _ordering(item: Item, node: Node) -> None:
    """The fraction of a step is its place; without places the file's order counts."""
    item.kind = ORDERING
    steps = [(_number(answer), answer) for answer in node.all("answer")]
    if len({place for place, _ in steps}) == len(steps):
        steps.sort(key=lambda step: step[0])
    item.options = [
        Choice(_rich(item, step), feedback=_rich(item, step.first("feedback")))
        for _, step in steps
    ]
    if len(item.options) < 2:  # REASON: one step has no order
        raise Refused("ordering needs two steps or more")


FILLERS: dict[str, Callable[[Item, Node], None]] = {
    "multichoice": _choice,
    "multichoiceset": _choice,
    "oumultiresponse": _choice,
    "truefalse": _truth,
    "matching": _matching,
    "match": _matching,
    "ddmatch": _matching,
    "ordering": _ordering,
}


# --- Texts and files --------------------------------------------------------


def _rich(item: Item, node: Node | None) -> str:
    """The Markdown of a text element; its pictures and losses go to the item."""
    if node is None:
        return ""
    inner = node.first("text")
    source = clean(inner.all_text() if inner else node.text)
    rich = _by_format(node.get("format"), source, _files(node))
    item.warnings += [w for w in rich.warnings if w not in item.warnings]
    return gathered(rich, item.images)


def _by_format(name: str, source: str, files: dict[str, bytes]) -> Rich:
    if name in {"html", "1"}:
        return from_html(source, files)
    if name in {"markdown", "4"}:
        return Rich(from_markdown(source))
    if name in {"plain_text", "plain", "2"}:
        return Rich(from_plain(source))
    return from_auto(source, files)


def _files(node: Node) -> dict[str, bytes]:
    found = {}
    for file in node.all("file"):
        if file.get("encoding", "base64") != "base64":
            continue
        with suppress(binascii.Error, ValueError):
            data = base64.b64decode("".join(file.text.split()))
            if len(data) <= MAX_PICTURE:  # no picture is larger, only films are
                name = f"{file.get('path')}/{file.get('name')}".lstrip("/")
                found[name.replace("//", "/")] = data
    return found


def _collect_pictures(item: Item, node: Node) -> None:
    """Pictures that texts in Markdown name; HTML has taken its own already."""
    files = {name: data for part in node.walk() for name, data in _files(part).items()}
    if files:
        whole = collected(
            item, PLACE, lambda name: files.get(unquote(name[len(PLACE) :]))
        )
        vars(item).update(vars(whole))


# --- What only Passline says ------------------------------------------------


def _extras(node: Node) -> dict[str, Any]:
    inner = node.first(EXTRAS)
    if inner is None:
        return {}
    try:
        extras = json.loads(inner.all_text())
    except (json.JSONDecodeError, RecursionError):
        return {}
    return extras if isinstance(extras, dict) else {}


def _apply_extras(item: Item, extras: dict[str, Any], idnumber: str) -> None:
    """What Moodle cannot say, as long as the question still has its options."""
    if not extras:
        return
    item.own = own_of(_own(extras) | {"id": idnumber})
    if "generator" in item.own and "template" not in item.own:
        item.stem = ""
    _strip_scenario(item)
    texts = extras.get("options")
    parts: Sequence[Choice | Pair] = item.options or item.pairs
    if not isinstance(texts, list) or len(texts) != len(parts):
        return
    for part, said in zip(parts, texts, strict=True):
        if isinstance(said, dict):
            part.right_if = str(said.get("right_if", ""))
            part.confuses = slugs_of(said.get("confuses"))
            part.feedback = part.feedback or str(said.get("why", ""))


def _fill_draft(item: Item, draft: dict[str, Any]) -> None:
    """What an unfinished question has already; Moodle shows a description."""
    kind = str(draft.get("kind"))
    item.kind = kind if kind in KINDS else SINGLE
    fill_body(item, draft)


def _own(extras: dict[str, Any]) -> dict[str, Any]:
    own = extras.get("own")
    return own if isinstance(own, dict) else {}


def _strip_scenario(item: Item) -> None:
    """Moodle shows the scenario in front of its question; here it stands apart."""
    scenario = item.own.get("scenario")
    if isinstance(scenario, dict):
        text = str(scenario.get("text", ""))
        item.stem = item.stem.removeprefix(text).strip()
