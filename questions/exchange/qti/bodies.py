"""The texts and pictures of QTI items: <material> of 1.2, XHTML of 2.x and 3.0."""

import html
from collections.abc import Callable, Iterable

from questions.exchange.items import Image, Item
from questions.exchange.richtext import from_auto, from_html, from_plain
from questions.exchange.xmltree import Node

MEDIA = {"audio", "video", "matvideo", "mataudio", "matapplet", "object"}
MAX_PICTURES = 40

Find = Callable[[str], bytes | None]


class Body:
    """Reads the texts of one item and keeps what they bring along."""

    def __init__(self, find: Find = lambda _: None) -> None:
        self.find = find  # bytes of a file beside the item, by its reference
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
            parts = [from_auto(material.text).text]
        return " ".join(part for part in parts if part)

    def _piece(self, piece: Node) -> str:
        if piece.tag in {"mattext", "matemtext"}:
            return self._mattext(piece)
        if piece.tag == "matimage":
            alt = html.escape(piece.get("label"))
            source = html.escape(piece.get("uri"))
            return self.rich(f'<img src="{source}" alt="{alt}">')
        if piece.tag == "matbreak":
            return "\n\n"
        if piece.tag in MEDIA:
            self.warnings.append("sound or film in it was left out")
        return ""

    def _mattext(self, node: Node) -> str:
        style = node.get("texttype").lower()
        if node.children:  # XHTML written into the file itself
            return self.rich(node.inner_html())
        if "html" in style:
            return self.rich(node.text)
        # Some systems say text/plain, or nothing, and write HTML.
        rich = from_plain(node.text) if style == "text/plain" else None
        return rich if rich is not None else from_auto(node.text).text

    # --- XHTML

    def inner(self, node: Node, without: Iterable[str] = ()) -> str:
        if any(part.tag in MEDIA for part in node.walk()):
            self.warnings.append("sound or film in it was left out")
        if any(part.tag == "math" for part in node.walk()):
            self.warnings.append("a formula became plain text; check it")
        return self.rich(node.inner_html(frozenset(without) | MEDIA))

    def rich(self, source: str) -> str:
        rich = from_html(source, _Files(self.find))
        self.images += [image for image in rich.images if image not in self.images]
        self.warnings += rich.warnings
        return rich.text


class _Files(dict[str, bytes]):
    """Pictures looked up when a text asks for them."""

    def __init__(self, find: Find) -> None:
        super().__init__()
        self.search = find

    def get(self, name: str, default: bytes | None = None) -> bytes | None:  # type: ignore[override]  # REASON: narrower on purpose
        return self.search(name) or default


def _own(node: Node) -> list[Node]:
    """The materials of an element, not those of responses inside it."""
    if node.tag == "material":
        return [node]
    return node.outermost({"material"}, {"response_label", "response_lid"})
