"""Moodle XML out. Texts go as Markdown, which Moodle knows, so nothing of them is lost.

What Moodle cannot say stands in an element of ours that it passes over.
"""

import base64
import json
from html import escape
from xml.sax.saxutils import quoteattr  # REASON: writes only

from questions.exchange.items import MATCHING, MULTIPLE, ORDERING, Choice, Item, Pair
from questions.exchange.pictures import addressed
from questions.exchange.settling import gaps
from questions.exchange.texts import CONTROLS
from questions.exchange.yamls import body_of, targets_of

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n'
MULTICHOICE = "multichoice"
PLACE = "@@PLUGINFILE@@/"
TYPES = {MATCHING: "matching", ORDERING: "ordering"}


def write_moodle(items: list[Item]) -> str:
    """One Moodle XML file; a category stands before the questions that it holds."""
    parts, category = [HEAD], ""
    for item in items:
        if item.category != category:
            category = item.category
            parts.append(_category(category))
        parts.append(_question(item))
    return "".join([*parts, "</quiz>\n"])


def _category(path: str) -> str:
    told = f"$course$/top/{path}" if path else "$course$/top"
    return f'<question type="category"><category>{_text(told)}</category></question>\n'


def _question(item: Item) -> str:
    item = addressed(item, PLACE)
    # One that Moodle could not read would end its whole import.
    is_silent = "generator" in item.own or bool(gaps(item))
    kind = "description" if is_silent else TYPES.get(item.kind, MULTICHOICE)
    body = "" if is_silent else _body(item)
    tags = "".join(f"<tag>{_text(tag)}</tag>" for tag in item.tags)
    return (
        f'<question type="{kind}">\n'
        f"<name>{_text(item.ref)}</name>\n"
        f"{_rich('questiontext', _stem(item), item)}\n"
        f"{_rich('generalfeedback', item.feedback)}\n"
        f"<defaultgrade>1</defaultgrade><penalty>0</penalty><hidden>0</hidden>"
        f"<idnumber>{escape(str(item.own.get('id', '')))}</idnumber>\n"
        f"{body}<tags>{tags}</tags>\n{_extras(item)}</question>\n"
    )


def _stem(item: Item) -> str:
    if "generator" in item.own and "template" not in item.own:
        return f"A computed question: {item.own['generator']}."
    scenario = item.own.get("scenario")
    return f"{scenario['text']}\n\n{item.stem}" if scenario else item.stem


def _body(item: Item) -> str:
    if item.kind == MATCHING:
        return "<shuffleanswers>true</shuffleanswers>\n" + "".join(
            map(_subquestion, item.pairs)
        )
    if item.kind == ORDERING:
        steps = enumerate(item.options, start=1)
        return "".join(_answer(step, f"{place}.0") for place, step in steps)
    single = "false" if item.kind == MULTIPLE else "true"
    head = (
        f"<single>{single}</single><shuffleanswers>true</shuffleanswers>"
        "<answernumbering>ABCD</answernumbering>\n"
    )
    return head + "".join(_answer(o, f"{o.weight * 100:.7g}") for o in item.options)


def _answer(option: Choice, fraction: str) -> str:
    return (
        f'<answer fraction="{fraction}" format="markdown">{_text(option.text)}'
        f"{_rich('feedback', option.feedback)}</answer>\n"
    )


def _subquestion(pair: Pair) -> str:
    answer = f'<answer format="markdown">{_text(pair.match)}</answer>'
    return (
        f'<subquestion format="markdown">{_text(pair.prompt)}{answer}</subquestion>\n'
    )


def _rich(tag: str, text: str, item: Item | None = None) -> str:
    files = "".join(
        f'<file name={quoteattr(image.name)} path="/" encoding="base64">'
        f"{base64.b64encode(image.data).decode()}</file>"
        for image in (item.images if item else [])
    )
    return f'<{tag} format="markdown">{_text(text)}{files}</{tag}>'


def _text(text: str) -> str:
    safe = CONTROLS.sub("", text).replace("]]>", "]]]]><![CDATA[>")
    return f"<text><![CDATA[{safe}]]></text>" if safe else "<text></text>"


def _extras(item: Item) -> str:
    """What Moodle has no place for, read again by our importer."""
    own = {name: value for name, value in item.own.items() if name != "id"}
    if item.kind == MATCHING:
        own["targets"] = targets_of(item)
    parts: list[Choice] | list[Pair] = item.options or item.pairs
    words = [_words(part) for part in parts]
    told = {"own": own} | ({"options": words} if any(words) else {})
    if gaps(item):
        own["draft"] = True
        told = {"own": own, "draft": {"kind": item.kind} | body_of(item)}
    if not any(told.values()):
        return ""
    text = json.dumps(told, ensure_ascii=False, sort_keys=True)
    safe = CONTROLS.sub("", text).replace("]]>", "]]]]><![CDATA[>")
    return f"<passline><![CDATA[{safe}]]></passline>\n"


def _words(part: Choice | Pair) -> dict[str, object]:
    told: dict[str, object] = {"right_if": part.right_if, "confuses": part.confuses}
    if isinstance(part, Pair):
        told["why"] = part.feedback
    return {name: value for name, value in told.items() if value}
