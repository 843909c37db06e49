"""Pictures in the texts of items: `![words](<name>)`, with the bytes beside them."""

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import count

from questions.exchange.items import Choice, Image, Item, Pair
from questions.exchange.richtext import Rich

NAMED = re.compile(r"!\[((?:\\.|[^\]\\])*)\]\(<([^<>\n]+)>\)")
ANY = re.compile(r"!\[((?:\\.|[^\]\\])*)\]\(<?([^<>()\s]+(?: [^<>()\s]+)*)>?\)")

Change = Callable[[str], str]


def with_texts(item: Item, change: Change) -> Item:
    """A copy of the item with every text changed."""
    return replace(
        item,
        stem=change(item.stem),
        feedback=change(item.feedback),
        options=[_choice(option, change) for option in item.options],
        pairs=[_pair(pair, change) for pair in item.pairs],
        own=_own(item, change),
    )


def _choice(option: Choice, change: Change) -> Choice:
    texts = change(option.text), change(option.feedback), change(option.right_if)
    return replace(option, text=texts[0], feedback=texts[1], right_if=texts[2])


def _pair(pair: Pair, change: Change) -> Pair:
    return replace(
        pair,
        prompt=change(pair.prompt),
        match=change(pair.match),
        feedback=change(pair.feedback),
        right_if=change(pair.right_if),
    )


def _own(item: Item, change: Change) -> dict[str, object]:
    if "targets" not in item.own:
        return item.own
    return item.own | {"targets": [change(text) for text in item.own["targets"]]}


def gathered(rich: Rich, images: list[Image]) -> str:
    """The text, its pictures put to those that an item has already.

    Texts of other systems have files of their own, and half of them are called
    `image.png`: another picture of a name that is taken gets another name.
    """
    text = rich.text
    for image in rich.images:
        others = [one for one in rich.images if one is not image]
        name = _free_name(image, images, others)
        if name != image.name:
            text = text.replace(f"](<{image.name}>)", f"](<{name}>)")
        if all(one.name != name for one in images):
            images.append(replace(image, name=name))
    return text


def _free_name(image: Image, images: list[Image], others: list[Image]) -> str:
    taken = {one.name: one.data for one in [*others, *images]}
    stem, dot, ending = image.name.rpartition(".")
    for number in count(1):
        more = f"-{number}" if number > 1 else ""
        name = f"{stem}{more}{dot}{ending}" if dot else f"{ending}{more}"
        if taken.get(name, image.data) == image.data:
            return name
    raise AssertionError  # counting has no end


def in_words(item: Item) -> Item:
    """For formats without pictures: their descriptions stand in their place."""
    if not item.images:
        return item
    names = {image.name for image in item.images}

    def change(text: str) -> str:
        return NAMED.sub(
            lambda m: words_for(m[1]) if m[2] in names else m[0],
            text,
        )

    return replace(with_texts(item, change), images=[])


def without_pictures(text: str) -> str:
    """The same for any text, whichever pictures came along."""
    return NAMED.sub(lambda m: words_for(m[1]), text)


def words_for(alt: str) -> str:
    return f"(picture: {alt or 'no description'})"


def addressed(item: Item, prefix: str) -> Item:
    """Names behind a prefix, as the files of a format call their pictures."""
    names = {image.name for image in item.images}

    def change(text: str) -> str:
        return NAMED.sub(
            lambda m: f"![{m[1]}](<{prefix}{m[2]}>)" if m[2] in names else m[0], text
        )

    return with_texts(item, change) if names else item


def collected(
    item: Item, prefix: str, find: Callable[[str], bytes | None], ending: str = ""
) -> Item:
    """The reverse: pictures that a text names behind the prefix join the item.

    `ending` is that of their file names, for addresses that have none.
    """
    found: dict[str, bytes] = {image.name: image.data for image in item.images}

    def change(text: str) -> str:
        if prefix not in text:
            return text
        return ANY.sub(lambda m: _taken(m, (prefix, ending), find, found), text)

    changed = with_texts(item, change)
    return replace(changed, images=[Image(n, data) for n, data in found.items()])


def _taken(
    match: re.Match[str],
    around: tuple[str, str],
    find: Callable[[str], bytes | None],
    found: dict[str, bytes],
) -> str:
    source, (prefix, ending) = match[2], around
    name = source.removeprefix(prefix).strip("/") + ending
    data = find(source) if source.startswith(prefix) else None
    if data is None:
        return match[0]
    found[name] = data
    return f"![{match[1]}](<{name}>)"
