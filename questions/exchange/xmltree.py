"""Hostile XML as a small tree with line numbers: no entities, nothing external.

A `<!DOCTYPE …>` is passed over, because QTI 1.2 files carry one, and never fetched.
One that declares an entity is refused.
"""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import ParseError  # REASON: the exception only

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from questions.exchange.items import Refused
from questions.exchange.texts import decode

MAX_BYTES = 64_000_000
MAX_NODES = 600_000
MAX_DEPTH = 120
MAX_DECLARED = 500  # attributes in a DOCTYPE
MAX_DEFAULT = 100
ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
XML_NAMES = {"amp", "lt", "gt", "quot", "apos"}


@dataclass(slots=True)
class Node:
    """An element. `tag` and attribute names come without their namespace."""

    tag: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    tail: str = ""
    children: list["Node"] = field(default_factory=list)

    def get(self, name: str, default: str = "") -> str:
        return self.attributes.get(name, default).strip()

    def all(self, *tags: str) -> list["Node"]:
        return [child for child in self.children if child.tag in tags]

    def first(self, *tags: str) -> "Node | None":
        return next((child for child in self.children if child.tag in tags), None)

    def words(self, *path: str) -> str:
        """The text below a path of first children, empty when there is none."""
        node: Node | None = self
        for step in path:
            node = node.first(step) if node else None
        return node.all_text().strip() if node else ""

    def walk(self) -> Iterator["Node"]:
        """This element and everything below, in the order of the file."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children))

    def find(self, *tags: str) -> list["Node"]:
        """Every element of these names below, in the order of the file."""
        return [node for node in self.walk() if node.tag in tags and node is not self]

    def outermost(self, wanted: set[str], closed: set[str]) -> list["Node"]:
        """Elements of these names that stand in none of each other or of `closed`."""
        waiting, found = list(reversed(self.children)), []
        while waiting:
            node = waiting.pop()
            if node.tag in wanted:
                found.append(node)
            elif node.tag not in closed:
                waiting.extend(reversed(node.children))
        return found

    def all_text(self) -> str:
        parts = [self.text]
        for child in self.children:
            parts += [child.all_text(), child.tail]
        return "".join(parts)

    def inner_html(self, without: frozenset[str] = frozenset()) -> str:
        """The content as HTML, some elements left out with their content."""
        parts = [html.escape(self.text, quote=False)]
        for child in self.children:
            if child.tag not in without:
                parts.append(child.outer_html(without))
            parts.append(html.escape(child.tail, quote=False))
        return "".join(parts)

    def outer_html(self, without: frozenset[str] = frozenset()) -> str:
        given = self.attributes.items()
        words = "".join(f' {name}="{html.escape(value)}"' for name, value in given)
        if self.tag in {"br", "hr", "img"}:
            return f"<{self.tag}{words}>"
        return f"<{self.tag}{words}>{self.inner_html(without)}</{self.tag}>"


def parse_xml(data: bytes, rename: Callable[[str], str] = str) -> Node:
    """The root of an XML file, its tags renamed. Raises Refused with the line."""
    if len(data) > MAX_BYTES:
        raise Refused(f"the XML is larger than {MAX_BYTES:,} bytes; split it")
    text = _without_declaration(decode(data))
    try:
        return _parsed(text, rename)
    except ParseError as error:
        if "undefined entity" not in str(error):
            raise _refusal(error) from error
    try:
        # `&nbsp;` and its kin belong to HTML; XML knows five names.
        return _parsed(_html_names_resolved(text), rename)
    except ParseError as error:
        raise _refusal(error) from error


def _refusal(error: ParseError) -> Refused:
    line = error.position[0] if hasattr(error, "position") else 0
    problem = str(error).partition(":")[0]
    return Refused(f"not well-formed XML ({problem}); export it again", line)


def _without_declaration(text: str) -> str:
    """Decoded already, so its encoding no longer counts; line numbers stay."""
    text = text.lstrip("\ufeff")
    body = text.lstrip()
    if not body.startswith("<"):
        raise Refused("this is not XML: it does not begin with `<`", 1)
    blank = "\n" * text[: len(text) - len(body)].count("\n")
    end = body.find("?>")
    if body.startswith("<?xml") and 0 < end < 300:  # REASON: a declaration is short
        body = "\n" * body[:end].count("\n") + body[end + 2 :]
    return blank + body


def _html_names_resolved(text: str) -> str:
    """Named characters of HTML as themselves, CDATA sections left alone."""
    parts, at = [], 0
    while (start := text.find("<![CDATA[", at)) >= 0:
        end = text.find("]]>", start)
        end = len(text) if end < 0 else end
        parts += [ENTITY.sub(_character, text[at:start]), text[start:end]]
        at = end
    return "".join([*parts, ENTITY.sub(_character, text[at:])])


def _character(match: re.Match[str]) -> str:
    whole, name = match.group(0), match.group(1)
    found = html.unescape(whole)
    return whole if name in XML_NAMES or found == whole else found


class _Parser(DefusedXMLParser):
    """Entities and external things are refused by defusedxml; more by us."""

    def __init__(self, target: "_Builder") -> None:
        super().__init__(target=target, forbid_entities=True, forbid_external=True)
        self.parser.AttlistDeclHandler = self._attlist
        self.declared = 0
        target.line = lambda: self.parser.CurrentLineNumber

    def _attlist(
        self, element: str, name: str, type_: str, default: Any, _: Any
    ) -> None:
        # A default is repeated at every element; a long one would multiply.
        self.declared += 1
        if self.declared > MAX_DECLARED or len(default or "") > MAX_DEFAULT:
            raise Refused("the XML has a DOCTYPE of its own; remove it")


class _Builder:
    """The parser's target: a tree with bounds on size and depth."""

    def __init__(self, rename: Callable[[str], str]) -> None:
        self.rename = rename
        self.root: Node | None = None
        self.open: list[Node] = []
        self.nodes = 0
        self.texts: list[str] = []
        self.line: Callable[[], int] = int

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._flush()
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise Refused(f"the XML has more than {MAX_NODES:,} elements; split it")
        if len(self.open) >= MAX_DEPTH:
            raise Refused("the XML is nested too deeply", self.line())
        node = Node(self._name(tag), self._named(tag, attributes), self.line())
        if self.open:
            self.open[-1].children.append(node)
        else:
            self.root = self.root or node
        self.open.append(node)

    def _name(self, tag: str) -> str:
        return self.rename(tag.rpartition("}")[2])

    def _named(self, tag: str, attributes: dict[str, str]) -> dict[str, str]:
        # Only elements that are renamed have attributes to be renamed.
        is_plain = self._name(tag) == tag.rpartition("}")[2]
        own = str if is_plain else self.rename
        return {own(k.rpartition("}")[2]): v for k, v in attributes.items()}

    def end(self, tag: str) -> None:
        self._flush()
        self.open.pop()

    def data(self, text: str) -> None:
        self.texts.append(text)

    def close(self) -> Node:
        if self.root is None:
            raise Refused("the XML has no element")
        return self.root

    def _flush(self) -> None:
        text = "".join(self.texts)
        self.texts.clear()
        if not text or not self.open:
            return
        node = self.open[-1]
        if node.children:
            node.children[-1].tail += text
        else:
            node.text += text


def _parsed(text: str, rename: Callable[[str], str]) -> Node:
    builder = _Builder(rename)
    parser = _Parser(builder)
    try:
        parser.feed(text)
        parser.close()
    except DefusedXmlException as error:
        message = "the XML declares or calls entities, which is refused"
        raise Refused(message) from error
    except (ValueError, UnicodeError) as error:
        raise Refused("the XML cannot be read; export it again") from error
    return builder.close()
