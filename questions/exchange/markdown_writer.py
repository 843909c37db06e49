"""Well-formed HTML as Markdown: one pass, no recursion, pictures taken along."""

import base64
import binascii
import re
from functools import lru_cache
from html.parser import HTMLParser
from urllib.parse import unquote

from questions.exchange.emphasis import marked, settled
from questions.exchange.items import Image
from questions.exchange.texts import clean

MARKS = {
    **dict.fromkeys(["b", "strong"], "**"),
    **dict.fromkeys(["i", "em"], "*"),
    **dict.fromkeys(["s", "del", "strike"], "~~"),
}
CODES = {"code", "tt", "kbd", "samp"}
BLOCKS = {
    *["p", "div", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"],
    *["hr", "dl", "dt", "dd", "section", "article", "figure", "figcaption"],
    *["center", "caption", "table", "pre", "details", "summary", "header", "footer"],
    *["main", "aside", "nav", "address", "fieldset", "legend", "option"],
}
SIGNS = re.compile(r"[\\`*_\[\]<>~|]|&(?=#?\w+;)")
LEADS = re.compile(r"^([ \t]*)([-+=#]|\d{1,9}(?=[.)]))", re.M)
SPACES = re.compile(r"[ \t\n\f\r]+")
BREAK = "  \n"
OPEN_MARK = re.compile(r"\x01(?:\*\*|\*|~~)")  # one that no end has closed
GAP_SIGN, END_OF_GAP = "\x04", "\x05"
GAP = re.compile(r"(?:\x04\d+\x05 *)*\x04(\d+)\x05 *(\n|\Z)?")
MAX_START = 5  # digits of a list's first number
FLOWING = {"br", "pre", "li"}


def escaped(text: str) -> str:
    """With a backslash before every sign that Markdown could read."""
    text = SIGNS.sub(lambda found: "\\" + found.group(0), text)
    return LEADS.sub(_escaped_lead, text)


def _escaped_lead(found: re.Match[str]) -> str:
    space, lead = found.groups()
    # `1.` is escaped behind its digits, everything else in front.
    return f"{space}{lead}\\" if lead.isdigit() else f"{space}\\{lead}"


@lru_cache(maxsize=256)
def _decoded_data(url: str) -> bytes:
    try:
        return base64.b64decode(url.partition("base64,")[2], validate=False)
    except (binascii.Error, ValueError):
        return b""


class MarkdownWriter(HTMLParser):
    """Well-formed HTML (nh3 made it so) into Markdown, one pass, no recursion."""

    def __init__(self, files: dict[str, bytes], *, is_escaping: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.files = files
        self.is_escaping = is_escaping
        self.parts: list[str] = []
        self.images: list[Image] = []
        self.warnings: list[str] = []
        self.lists: list[int | None] = []  # the next number, or None for bullets
        self.columns: list[int] = []  # where the words of each list's item begin
        self.bullet = ""  # the last one, as it was written
        self.quotes: list[list[str]] = []  # what stands before each quotation
        self.hrefs: list[str] = []
        self.code: list[str] | None = None
        self.pre: list[str] | None = None
        self.rows: list[list[str]] | None = None
        self.outer: list[str] = []
        self.tables = 0

    def result(self) -> str:
        return clean(self._settled())

    def _settled(self) -> str:
        """What was written so far, its gaps and marks decided."""
        text = settled(OPEN_MARK.sub("", GAP.sub(_gap, "".join(self.parts))))
        text = re.sub(
            r"[ \t]+\n", lambda m: BREAK if m.group(0) == BREAK else "\n", text
        )
        text = re.sub(r"(?: {2}\n)+(?=\n)|(?<=\n)(?: {2}\n)+", "\n", text)
        return re.sub(r"\n{3,}", "\n\n", text)

    # --- the parser's calls

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if self.pre is not None:
            self.pre += ["\n"] if tag == "br" else []
        elif tag in CODES:
            self.code = []
        elif tag in MARKS and self.code is None:
            self._mark(MARKS[tag])
        else:
            self._open(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "pre":
            self._end_pre()
        elif self.pre is not None:
            return
        elif tag in CODES:
            self._end_code()
        elif tag in MARKS and self.code is None:
            self._unmark(MARKS[tag])
        else:
            self._close(tag)

    def handle_data(self, data: str) -> None:
        if self.pre is not None:
            self.pre.append(data)
        elif self.code is not None:
            self.code.append(data)
        else:
            self._words(data)

    # --- words and marks

    def _words(self, data: str) -> None:
        text = SPACES.sub(" ", data)
        if self._at_line_start():
            text = text.lstrip(" ")
        if self.is_escaping and text:
            lead = self._at_line_start()
            text = escaped(text) if lead else SIGNS.sub(r"\\\g<0>", text)
        if self.rows is not None:
            text = text.replace("|", "\\|") if not self.is_escaping else text
        self.parts.append(text)

    def _at_line_start(self) -> bool:
        last = self._last()
        return last.endswith(("\n", END_OF_GAP)) or self._is_fresh()

    def _last(self) -> str:
        return next((part for part in reversed(self.parts) if part), "\n")

    def _is_fresh(self) -> bool:
        """Nothing stands behind the bullet yet."""
        return bool(self.bullet) and self._last() == self.bullet

    def _mark(self, sign: str) -> None:
        self.parts.append(f"\x01{sign}")

    def _unmark(self, sign: str) -> None:
        """Close a mark around its words; spaces at its edges go outside."""
        start = _last_index(self.parts, f"\x01{sign}")
        if start is None:
            return
        inner = "".join(self.parts[start + 1 :])
        body = inner.strip()
        # Marks reach over words of one line only, and not over nothing.
        is_whole = body and "\n\n" not in inner and "\x01" not in inner
        before = inner[: len(inner) - len(inner.lstrip())]
        after = inner[len(inner.rstrip()) :]
        whole = before + marked(sign, body) + after if is_whole else inner
        self.parts[start:] = [whole]

    def _end_code(self) -> None:
        text = SPACES.sub(" ", "".join(self.code or [])).strip()
        self.code = None
        if not text:
            return
        if self.rows is not None:
            text = text.replace("|", "\\|")  # in a table also inside of code
        runs = [len(run) for run in re.findall(r"`+", text)]
        fence = "`" * (max(runs, default=0) + 1)
        pad = " " if text.startswith("`") or text.endswith("`") else ""
        if self._last().endswith("`"):
            self.parts.append(" ")  # two codes side by side would be one
        self.parts.append(f"{fence}{pad}{text}{pad}{fence}")

    def _end_pre(self) -> None:
        text = "".join(self.pre or []).strip("\n")
        self.pre = self.code = None
        if self.rows is not None:  # a cell has one line
            self.code = [text]
            self._end_code()
        if self.rows is not None or not text.strip():
            return
        runs = [len(run) for run in re.findall(r"`+", text)]
        fence = "`" * max(3, max(runs, default=0) + 1)
        self._block()
        indent = " " * (self.columns[-1] if self.lists else 0)
        lines = [fence, *text.split("\n"), fence]
        told = [
            indent + line if line and number else line
            for number, line in enumerate(lines)
        ]
        self.parts.append("\n".join(told))
        self._block()

    # --- blocks

    def _open(self, tag: str, given: dict[str, str]) -> None:
        if tag == "img":
            self._image(given)
        elif tag == "a":
            self.hrefs.append(given.get("href", ""))
        elif tag in {"ul", "ol"}:
            self._open_list(tag, given.get("start", "1"))
        elif tag == "table" or (self.rows is not None and tag not in FLOWING):
            self._open_table(tag)
        elif tag == "blockquote" and not self.lists:
            self.quotes.append(self.parts)
            self.parts = []
        elif tag in BLOCKS and tag not in FLOWING:
            self._block()
            self.parts.append(_lead(tag))
        else:
            self._flow(tag)

    def _flow(self, tag: str) -> None:
        """What goes on wherever it stands, also inside a cell."""
        if tag == "br":
            self.parts.append(" " if self.rows is not None else BREAK)
        elif tag == "pre":
            self.pre = []
        elif tag == "li":
            self._bullet()

    def _open_list(self, tag: str, start: str) -> None:
        is_number = start.isascii() and start.isdigit() and len(start) <= MAX_START
        if not self.lists:
            self._block()
        elif not self._last().endswith("\n"):
            self.parts.append("\n")
        self.columns.append(self._column())
        self.lists.append((int(start) if is_number else 1) if tag == "ol" else None)

    def _close(self, tag: str) -> None:
        if tag == "a":
            self._link()
        elif tag in {"ul", "ol"} and self.lists:
            self.lists.pop()
            self.columns.pop()
            self.bullet = ""
            self.parts.append("\n" if self.lists else "\n\n")
        elif tag == "li":
            self.parts.append("\n")
        elif self.rows is not None:
            self._close_table(tag)
        elif tag == "blockquote" and self.quotes and not self.lists:
            self._end_quote()
        elif tag in BLOCKS:
            self._block()

    def _end_quote(self) -> None:
        lines = self._settled().strip().split("\n")
        told = "\n".join(f"> {line}".rstrip() for line in lines)
        self.parts = [*self.quotes.pop(), "\n\n", told, "\n\n"]

    def _block(self) -> None:
        if self.rows is not None:
            self.parts.append(" ")
        elif self.lists:
            # A paragraph inside a list item goes on below its first word, if any
            # words follow.
            if not self._last().endswith("\n") and not self._is_fresh():
                self.parts.append(f"{GAP_SIGN}{self.columns[-1]}{END_OF_GAP}")
        else:
            self.parts.append("\n\n")

    def _bullet(self) -> None:
        if not self._last().endswith("\n"):
            self.parts.append("\n")
        if not self.lists:
            self.lists.append(None)
            self.columns.append(0)
        number = self.lists[-1]
        sign = "- " if number is None else f"{number}. "
        self.bullet = " " * self._column(self.columns[:-1]) + sign
        self.columns[-1] = len(self.bullet)
        self.parts.append(self.bullet)
        if number is not None:
            self.lists[-1] = number + 1

    def _column(self, columns: list[int] | None = None) -> int:
        """Where a list begins: below the first word of the item around it."""
        around = self.columns if columns is None else columns
        return around[-1] if around else 0

    def _link(self) -> None:
        href = self.hrefs.pop() if self.hrefs else ""
        last = next((part.strip() for part in reversed(self.parts) if part), "")
        if href.startswith(("https://", "http://")) and href not in last:
            self.parts.append(f" ({href})")

    # --- pictures

    def _image(self, given: dict[str, str]) -> None:
        alt = SPACES.sub(" ", given.get("alt", "")).strip()
        alt = SIGNS.sub(r"\\\g<0>", alt)
        src = given.get("src", "")
        data = self._picture(src)
        if data is None:
            self.warnings.append("a picture was not in the file; add it again")
            self._words_of_picture(alt)
            return
        name = _name_of(src, len(self.images) + 1)
        self.images.append(Image(name, data))
        self.parts.append(f"![{alt}](<{name}>)")

    def _words_of_picture(self, alt: str) -> None:
        before = next((part for part in reversed(self.parts) if part), "\n")
        space = "" if before.endswith((" ", "\n")) else " "
        self.parts.append(f"{space}(picture: {alt or 'no description'})")

    def _picture(self, src: str) -> bytes | None:
        if src.startswith("data:image/"):
            return _decoded_data(src) or None
        name = src.rpartition("@@PLUGINFILE@@/")[2]
        plain_name = unquote(name.partition("?")[0])
        return self.files.get(name) or self.files.get(plain_name)

    # --- tables

    def _open_table(self, tag: str) -> None:
        if tag == "table":
            self.tables += 1
            if self.tables == 1:
                self.outer, self.parts, self.rows = self.parts, [], []
        elif tag == "tr" and self.tables == 1 and self.rows is not None:
            self.parts = []
            self.rows.append([])
        elif tag in {"td", "th"} and self.tables == 1:
            self.parts = []

    def _close_table(self, tag: str) -> None:
        if tag in {"td", "th"} and self.tables == 1 and self.rows:
            text = OPEN_MARK.sub("", "".join(self.parts))
            self.rows[-1].append(SPACES.sub(" ", text).strip())
            self.parts = []
        elif tag == "table":
            self.tables -= 1
            if self.tables == 0:
                lines = _table_lines([row for row in self.rows or [] if row])
                self.parts, self.rows = self.outer, None
                self.parts += ["\n\n", "\n".join(lines), "\n\n"]
        else:
            self.parts.append(" ")


def _gap(found: re.Match[str]) -> str:
    """A paragraph begins, unless the line ends anyway."""
    column, end = found.groups()
    return "\n\n" + " " * int(column) if end is None else end


def _lead(tag: str) -> str:
    if tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
        return "#" * int(tag[1]) + " "
    return "---" if tag == "hr" else ""


def _table_lines(rows: list[list[str]]) -> list[str]:
    if not rows:
        return []
    width = max(len(row) for row in rows)
    filled = [row + [""] * (width - len(row)) for row in rows]
    lines = ["| " + " | ".join(row) + " |" for row in filled]
    return [lines[0], "|" + " --- |" * width, *lines[1:]]


def _name_of(src: str, number: int) -> str:
    if src.startswith("data:"):
        kind = src[len("data:image/") :].partition(";")[0]
        return f"inline-{number}.{re.sub(r'[^a-z0-9]', '', kind.lower())[:8] or 'png'}"
    name = unquote(src.rpartition("@@PLUGINFILE@@/")[2].partition("?")[0])
    return re.sub(r"[<>\\\s]", "_", name)[:200]


def _last_index(parts: list[str], wanted: str) -> int | None:
    for index in range(len(parts) - 1, -1, -1):
        if parts[index] == wanted:
            return index
    return None
