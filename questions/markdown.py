"""Markdown of the bank → sanitised HTML that a strict content policy can show.

Code is highlighted by classes, wide things scroll in a region of their own, and
links lead to https only. Raw HTML is shown as the text that it is.
"""

import html
import re
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from functools import lru_cache
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

# Raise it when the same text would be shown differently: loading the bank then
# makes new revisions, because a published rendering never changes.
RENDERING = 1
MAX_CHARACTERS = 20_000

TEXT_TAGS = {"p", "br", "hr", "em", "strong", "s", "a", "span", "blockquote"}
CODE_TAGS = {"code", "pre", "div"}
LIST_TAGS = {"ul", "ol", "li"}
TABLE_TAGS = {"table", "thead", "tbody", "tr", "th", "td"}
HEADINGS = {"h3", "h4", "h5", "h6"}
TAGS = TEXT_TAGS | CODE_TAGS | LIST_TAGS | TABLE_TAGS | HEADINGS | {"img"}
ATTRIBUTES = {
    "*": {"class"},
    "a": {"href"},
    "div": {"tabindex", "role", "aria-label"},
    "ol": {"start"},
    "img": {"src", "alt"},
}
# Pictures are our own; nothing is ever fetched from elsewhere.
PICTURE = re.compile(r"/bank/pictures/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/")
TAG = re.compile(r"<[^>]+>")
# What only looks different inside of a sentence: no space where it ends.
INLINE = re.compile(r"</?(?:a|code|em|s|span|strong)\b[^>]*>")
ALT = re.compile(r'<img\b[^>]*\balt="([^"]*)"[^>]*>')
# Pygments' short names (k, s2, nb, …) and the few classes of our own.
CLASS = re.compile(r"[a-z]{1,2}[a-z0-9]?|scroll|code|picture|align-(left|right|center)")
FORMATTER = HtmlFormatter(nowrap=True)
GIST_SPAN = 12  # characters that are read for each word of a gist
BREAKS = {"softbreak": " ", "hardbreak": " "}


def render(text: str) -> str:
    """Sanitised HTML of one text of the bank."""
    return _clean(_parser().render(text[:MAX_CHARACTERS])).strip()


def plain(rendered: str) -> str:
    """The words of rendered HTML, spaces folded: for search and for measuring."""
    described = INLINE.sub("", ALT.sub(r" \1 ", rendered))
    return " ".join(html.unescape(TAG.sub(" ", described)).split())


def first_words(text: str, count: int, *, is_cut: bool = False) -> str:
    """So many of a text that may be cut already, and a sign when there are more."""
    words = text.split()
    is_cut = is_cut or len(words) > count
    return " ".join([*words[:count], *["…"] * is_cut])


def gist(text: str, count: int) -> str:
    """The first words of a text without its marks, on one line: for lists."""
    start = text[: count * GIST_SPAN]
    return first_words(_said(start), count, is_cut=start != text)


@lru_cache(maxsize=4096)
def _said(text: str) -> str:
    return " ".join(_words_in(_parser().parse(text)))


def _words_in(tokens: Sequence[Token]) -> Iterator[str]:
    """Of each block; what only looks different inside of one stays together."""
    for token in tokens:
        if token.type == "inline":
            parts = token.children or []
            yield "".join(part.content or BREAKS.get(part.type, "") for part in parts)
        elif token.type in ("fence", "code_block"):
            yield token.content


def languages_of(text: str) -> list[str]:
    """The language named by each code fence, empty where none is."""
    return [t.info.strip() for t in _parser().parse(text) if t.type == "fence"]


def is_language(name: str) -> bool:
    return _lexer(name) is not None


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False})
    parser.enable(["table", "strikethrough"])
    parser.disable(["html_block", "html_inline"])
    parser.validateLink = _is_safe_link  # type: ignore[method-assign]  # REASON: the parser's documented way
    parser.add_render_rule("image", _image)
    parser.add_render_rule("fence", _fence)
    parser.add_render_rule("code_block", _fence)
    parser.add_render_rule("table_open", _table_open)
    parser.add_render_rule("table_close", _table_close)
    parser.add_render_rule("th_open", _cell_open)
    parser.add_render_rule("td_open", _cell_open)
    parser.add_render_rule("heading_open", _heading)
    parser.add_render_rule("heading_close", _heading)
    return parser


def _is_safe_link(url: str) -> bool:
    return url.startswith("https://") or bool(PICTURE.fullmatch(url))


def _image(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    options: Any,
    env: MutableMapping[str, Any],
) -> str:
    """A picture of ours; of any other, the words that stand for it."""
    token = tokens[index]
    alt = html.escape(renderer.renderInlineAsText(token.children, options, env))
    source = str(token.attrGet("src") or "")
    if not PICTURE.fullmatch(source):
        return alt
    return f'<img class="picture" src="{source}" alt="{alt}">'


def _fence(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    options: Mapping[str, Any],
    env: MutableMapping[str, Any],
) -> str:
    token = tokens[index]
    lexer = _lexer(token.info.strip())
    code = token.content
    body = html.escape(code) if lexer is None else highlight(code, lexer, FORMATTER)
    pre = f'<pre class="code"><code>{body}</code></pre>'
    return _scroll("Code", pre)


def _scroll(label: str, inner: str) -> str:
    return f"{_scroll_open(label)}{inner}</div>\n"


def _scroll_open(label: str) -> str:
    # Focusable, so that the keyboard can scroll it. A group, not a region: a page
    # with twenty code blocks has no twenty landmarks.
    return f'<div class="scroll" tabindex="0" role="group" aria-label="{label}">'


def _table_open(*_: Any) -> str:
    return _scroll_open("Table") + "<table>\n"


def _table_close(*_: Any) -> str:
    return "</table></div>\n"


def _cell_open(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, *_: Any
) -> str:
    token = tokens[index]
    # The parser aligns by an inline style, which the content policy forbids.
    style = str(token.attrGet("style") or "")
    side = style.removeprefix("text-align:")
    return f'<{token.tag} class="align-{side}">' if side else f"<{token.tag}>"


def _heading(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, *_: Any
) -> str:
    # Questions stand below the page's own headings of two levels.
    token = tokens[index]
    level = min(6, int(token.tag[1]) + 2)
    return f"<{'/' if token.nesting < 0 else ''}h{level}>"


@lru_cache(maxsize=64)
def _lexer(language: str) -> Lexer | None:
    try:
        return get_lexer_by_name(language, stripnl=False) if language else None
    except ClassNotFound:
        return None


def _clean(dirty: str) -> str:
    return nh3.clean(
        dirty,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"https"},
        link_rel="external nofollow noopener noreferrer",
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "class":
        kept = [word for word in value.split() if CLASS.fullmatch(word)]
        return " ".join(kept) or None
    if name == "role":
        return value if value == "group" else None
    if name == "src":
        return value if PICTURE.fullmatch(value) else None
    if name == "tabindex":
        return value if value == "0" else None
    return value
