"""The texts and pictures of QTI items: <material> of 1.2, XHTML of 2.x and 3.0."""

import html
import posixpath
import re
from collections.abc import Callable, Iterable
from typing import Protocol

from questions.exchange.items import Image, Item
from questions.exchange.pictures import gathered
from questions.exchange.qti.keys import Budget
from questions.exchange.richtext import Rich, from_auto, from_html, from_plain
from questions.exchange.xmltree import Node

MEDIA = {"audio", "video", "matvideo", "mataudio", "matapplet", "object"}
MAX_PICTURES = 40
CHARACTERS_A_STEP = 10
PICTURE = re.compile(r"\.(?:png|jpe?g|gif|webp|svg)$", re.IGNORECASE)


class Beside(Protocol):
    """The files beside an item, by the references that it uses."""

    def picture(self, reference: str) -> bytes | None: ...

    def document(self, reference: str) -> Node | None: ...


class Alone:
    """An item in a file of its own: nothing stands beside it."""

    def picture(self, reference: str) -> bytes | None:
        return None

    def document(self, reference: str) -> Node | None:
        return None


class Body:
    """Reads the texts of one item and keeps what they bring along."""

    def __init__(self, beside: Beside) -> None:
        self.beside = beside
        self.folder = ""  # of the text that is being read, seen from the item
        self.images: list[Image] = []
        self.warnings: list[str] = []

    def finish(self, item: Item) -> None:
        item.images += self.images[:MAX_PICTURES]
        item.warnings += [w for w in self.warnings if w not in item.warnings]

    # --- QTI 1.2

    def materials(self, *groups: Iterable[Node]) -> str:
        """Every text in these elements, one paragraph for each material."""
        found = [self._material(m) for group in groups for n in group for m in _own(n)]
        return "\n\n".join(text for text in found if text)

    def _material(self, material: Node) -> str:
        parts = [self._piece(piece) for piece in material.children]
        if not parts:
            parts = [self._kept(from_auto(material.text, _Files(self._picture)))]
        return " ".join(part for part in parts if part)

    def _piece(self, piece: Node) -> str:
        if piece.tag in {"mattext", "matemtext"}:
            return self._mattext(piece)
        if piece.tag == "matimage":
            alt = html.escape(piece.get("label"))
            source = html.escape(piece.get("uri"))
            return self.rich(f'<img src="{source}" alt="{alt}">')
        if piece.tag == "mat_extension":  # Blackboard's own texts
            return " ".join(map(self._formatted, piece.find("mat_formattedtext")))
        if piece.tag == "matbreak":
            return "\n\n"
        if piece.tag in MEDIA:
            self.warnings.append("sound or film in it was left out")
        return ""

    def _formatted(self, node: Node) -> str:
        if node.get("type").upper() == "PLAIN_TEXT":
            return from_plain(node.text)
        return self.rich(node.text)

    def _mattext(self, node: Node) -> str:
        style = node.get("texttype").lower()
        if node.children:  # XHTML written into the file itself
            return self.rich(node.inner_html())
        if "html" in style:
            return self.rich(node.text)
        if style == "text/plain":
            return from_plain(node.text)
        # Some systems say nothing and write HTML.
        return self._kept(from_auto(node.text, _Files(self._picture)))

    # --- XHTML

    def inner(self, node: Node, without: Iterable[str] = ()) -> str:
        for part in node.find("object"):
            _become_picture(part)
        if any(part.tag in MEDIA for part in node.walk()):
            self.warnings.append("sound or film in it was left out")
        if any(part.tag == "math" for part in node.walk()):
            self.warnings.append("a formula became plain text; check it")
        return self.rich(node.inner_html(frozenset(without) | MEDIA))

    def shared(self, item: Node, budget: Budget) -> list[str]:
        """The texts that an item shares with others, one for each reference."""
        found = []
        for reference in item.all("assessmentStimulusRef"):
            href = reference.get("href")
            root = self.beside.document(href)
            body = root.first("stimulusBody") if root else None
            if body is None:
                self.warnings.append(f"its shared text `{href[:80]}` is not there")
                continue
            self.folder = posixpath.dirname(href)
            found.append(self.inner(body))
            self.folder = ""
            # A long text under many items would fill the memory.
            budget.spend(len(found[-1]) // CHARACTERS_A_STEP)
        return found

    def rich(self, source: str) -> str:
        return self._kept(from_html(source, _Files(self._picture)))

    def _kept(self, rich: Rich) -> str:
        self.warnings += rich.warnings
        return gathered(rich, self.images)

    def _picture(self, reference: str) -> bytes | None:
        joined = posixpath.join(self.folder, reference) if self.folder else reference
        return self.beside.picture(joined)


def _become_picture(node: Node) -> None:
    """An <object> that is a picture, as QTI 2 has it: its content describes it."""
    source = node.get("data")
    if node.get("type").startswith("image/") or PICTURE.search(source):
        alt = " ".join(node.all_text().split()) or node.get("label")
        node.tag, node.attributes = "img", {"src": source, "alt": alt}
        node.text, node.children = "", []


class _Files(dict[str, bytes]):
    """Pictures looked up when a text asks for them."""

    def __init__(self, find: Callable[[str], bytes | None]) -> None:
        super().__init__()
        self.search = find

    def get(self, name: str, default: bytes | None = None) -> bytes | None:  # type: ignore[override]  # REASON: narrower on purpose
        return self.search(name) or default


def _own(node: Node) -> list[Node]:
    """The materials of an element, not those of responses inside it."""
    if node.tag == "material":
        return [node]
    closed = {"response_label", "response_lid", "response_grp"}
    return node.outermost({"material"}, closed)
