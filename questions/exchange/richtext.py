"""HTML and plain text of other systems as the Markdown of ours.

The words always survive: a result is rendered again and compared, and only where
Markdown would read something else into it are its signs escaped.
"""

import html
import re
from dataclasses import dataclass, field

import nh3

from questions.exchange import mathml
from questions.exchange.items import MAX_TEXT, Image, Refused
from questions.exchange.markdown_writer import BLOCKS, BREAK, MarkdownWriter, escaped
from questions.exchange.scripts import scripted
from questions.exchange.texts import clean
from questions.markdown import plain, render

KNOWN = {
    *["p", "div", "br", "hr", "b", "strong", "i", "em", "code", "tt", "kbd", "samp"],
    *["pre", "ul", "ol", "li", "table", "thead", "tbody", "tfoot", "tr", "th", "td"],
    *["img", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "a", "sup", "sub"],
    *["s", "del", "strike", "caption", "dt", "dd", "dl", "section", "article"],
    *["figure", "figcaption", "center"],
}
# Read as what they are, but in a text of no told format more often meant as words.
PARTS = {"details", "summary", "header", "footer", "main", "aside", "nav", "address"}
PARTS |= {"fieldset", "legend", "option"}
DROPPED = {"script", "style", "head", "title", "noscript", "template"}
ATTRIBUTES = {"img": {"src", "alt"}, "a": {"href"}, "ol": {"start"}}
HAS_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>")
OPENING = re.compile(r"<([a-zA-Z][a-zA-Z0-9]{0,20})(?=[\s/>])[^<>]{0,2000}>")
CLOSING = re.compile(r"</([a-zA-Z][a-zA-Z0-9]{0,20})\s*>")
NESTING = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
SCRIPT = re.compile(r"<(sup|sub)>([^<]*)</\1>")
MARKED = re.compile(r"[*~]")
MAX_DEPTH = 100
ENDLESS = {
    "input",
    "source",
    "col",
    "wbr",
    "br",
    "hr",
    "img",
    "p",
    "li",
    "td",
    "th",
    "tr",
    "dt",
    "dd",
}
SPECIAL = re.compile(r"[\\`*_\[\]<>~|&#]|^\s*(?:[-+=]|\d+[.)])|\n {4}|\n\t", re.M)


@dataclass
class Rich:
    """A text as Markdown, with the pictures it names and what was lost."""

    text: str
    images: list[Image] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def from_plain(text: str) -> str:
    """Markdown that shows exactly these words, line by line."""
    text = clean(text)
    _check_size(text)
    lines = [line.rstrip() for line in text.split("\n")]
    if not SPECIAL.search(text):
        return _with_breaks(lines)
    shown = _with_breaks(lines)
    if _says(shown, text):
        return shown
    return _with_breaks([escaped(line.strip()) for line in lines])


def from_markdown(text: str) -> str:
    text = clean(text)
    _check_size(text)
    return text


def from_auto(text: str, files: dict[str, bytes] | None = None) -> Rich:
    """A text whose format nobody told: HTML if it holds tags, else plain."""
    if _is_markup(text):
        source = text.replace("\n", "<br>") if _is_flat(text) else text
        return from_html(source, files)
    return Rich(from_plain(html.unescape(text).replace("\xa0", " ")))


def from_html(source: str, files: dict[str, bytes] | None = None) -> Rich:
    """HTML as Markdown. `files`: bytes of pictures by the name that `src` uses."""
    _check_size(source)
    _check_depth(source)
    # Word processors write hard spaces everywhere.
    source = clean(source).replace("&nbsp;", " ").replace("\xa0", " ")
    safe = nh3.clean(
        mathml.in_words(source),
        tags=KNOWN | PARTS,
        attributes=ATTRIBUTES,
        clean_content_tags=DROPPED - {"head", "title", "noscript", "template"},
        url_schemes={"https", "http", "data"},
        strip_comments=True,
        link_rel=None,
    )
    safe = SCRIPT.sub(_scripted, safe.replace("&nbsp;", " "))
    words = _words_of(safe)
    files = {} if files is None else files  # an empty one may still look things up
    loose = _converted(safe, files, is_escaping=False)
    is_simple = not SPECIAL.search(words) and not MARKED.search(loose.text)
    if is_simple or _says(loose.text, words):
        return loose
    return _converted(safe, files, is_escaping=True)


def _scripted(found: re.Match[str]) -> str:
    tag, text = found.groups()
    return html.escape(scripted(tag, html.unescape(text)), quote=False)


def to_html(text: str) -> str:
    """Markdown as the sanitised HTML that pages show."""
    return render(text)


def to_plain(text: str) -> str:
    """The words of a Markdown text, on one line."""
    return plain(render(text))


def _check_size(text: str) -> None:
    if len(text) > MAX_TEXT:
        raise Refused(f"a text is longer than {MAX_TEXT:,} characters; shorten it")


def _check_depth(source: str) -> None:
    """Cleaning takes the square of the depth, and no question needs so much."""
    depth = 0
    for slash, tag in NESTING.findall(source):
        if tag.lower() not in ENDLESS:
            depth += -1 if slash else 1
        if depth > MAX_DEPTH:
            raise Refused("a text is nested too deeply; simplify it")


def _tags(text: str) -> set[str]:
    return {tag.strip("</>").split()[0].lower() for tag in HAS_TAG.findall(text[:5000])}


def _is_markup(text: str) -> bool:
    """Whether tags are meant as such: “What does <b> do?” never closes its own."""
    opened = {tag.lower() for tag in OPENING.findall(text)}
    closed = {tag.lower() for tag in CLOSING.findall(text)}
    known = opened & KNOWN
    return bool(known) and known - ENDLESS <= closed


def _is_flat(text: str) -> bool:
    """Inline tags only, so that its line ends are breaks."""
    return not _tags(text) & (BLOCKS | {"br", "li", "tr", "td", "pre"})


def _with_breaks(lines: list[str]) -> str:
    parts: list[str] = []
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        parts.append(line + (BREAK if line and following else "\n"))
    return re.sub(r"\n{3,}", "\n\n", "".join(parts)).strip()


def _says(markdown: str, words: str) -> bool:
    return _folded(plain(render(markdown))) == _folded(words)


def _folded(text: str) -> str:
    return "".join(text.split())


def _words_of(safe: str) -> str:
    text = re.sub(r"<[^>]+>", " ", safe)
    return html.unescape(text).strip()


def _converted(safe: str, files: dict[str, bytes], *, is_escaping: bool) -> Rich:
    writer = MarkdownWriter(files, is_escaping=is_escaping)
    writer.feed(safe)
    writer.close()
    return Rich(writer.result(), writer.images, sorted(set(writer.warnings)))
