"""Pictures in the texts of a QTI export: hidden while Markdown becomes HTML."""

import re
from dataclasses import replace
from html import escape

from questions.exchange.items import Item
from questions.exchange.pictures import NAMED, with_texts
from questions.exchange.richtext import to_html

# Noncharacters of Unicode stand around what Markdown leaves alone: digits.
BEGIN, END = "\ufdd0", "\ufdd1"
HIDDEN = re.compile(f"{BEGIN}([0-9a-f]*){END}")
SEPARATOR = "\0"


def hidden(item: Item, place: str) -> Item:
    """The item with its pictures as signs; they will be looked for at `place`."""
    names = {image.name for image in item.images}

    def change(text: str) -> str:
        text = text.replace(BEGIN, "").replace(END, "")
        return NAMED.sub(
            lambda m: _sign(place + m[2], m[1]) if m[2] in names else m[0], text
        )

    return replace(with_texts(item, change), images=item.images)


def shown_html(text: str) -> str:
    """The Markdown as HTML, with the hidden pictures in it."""
    return HIDDEN.sub(_image, to_html(text))


def _sign(source: str, alt: str) -> str:
    words = re.sub(r"\\(.)", r"\1", alt)
    return f"{BEGIN}{SEPARATOR.join([source, words]).encode().hex()}{END}"


def _image(found: re.Match[str]) -> str:
    source, alt = bytes.fromhex(found[1]).decode().split(SEPARATOR)
    return f'<img src="{escape(source)}" alt="{escape(alt)}">'
