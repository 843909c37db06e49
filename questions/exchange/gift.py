"""GIFT, as Moodle reads and writes it: plain text, `{…}` holds the answers.

After the format's page in the Moodle documentation and the behaviour of its importer:
escapes, weights, feedback, format prefixes, categories, ids and tags in comments.
"""

import re
from dataclasses import dataclass, field

from questions.exchange.categories import category_path
from questions.exchange.items import (
    MATCHING,
    SINGLE,
    Choice,
    Item,
    Pair,
    Parsed,
    Refused,
    Unsupported,
)
from questions.exchange.own import own_of
from questions.exchange.pictures import gathered
from questions.exchange.richtext import from_auto, from_html, from_markdown, from_plain
from questions.exchange.settling import check_count, inspect, settle_choice, weight_of
from questions.exchange.texts import clean, decode

# Escaped signs stand as noncharacters of Unicode while the structure is read.
SIGNS = "~=#{}:\\"
HIDDEN = {sign: chr(0xFDD0 + number) for number, sign in enumerate(SIGNS)}
NEW_LINE = "\ufddf"
REVEALED = {ord(hidden): sign for sign, hidden in HIDDEN.items()} | {0xFDDF: "\n"}
NONCHARACTERS = re.compile("[\ufdd0-\ufdef]")
ESCAPE = re.compile(r"\\([~=#{}:\\n])")
WEIGHT = re.compile(r"^%(-?[0-9]{1,3}(?:[.,][0-9]{0,10})?)%")
FORMAT = re.compile(r"^\s*\[(html|markdown|moodle|plain)\]", re.IGNORECASE)
LABEL = re.compile(r"\[(id|tag):((?:\\.|[^\]\\])*)\]")
CATEGORY = re.compile(r"\s*\$CATEGORY:", re.IGNORECASE)
SECOND = re.compile(r"\n.*\{|\{\s*[=~]")  # braces behind the answers, as answers
TRUTH = {"T": True, "TRUE": True, "F": False, "FALSE": False}
BLANK = "_____"
MAX_COMMENT = 2000


@dataclass
class _Block:
    """The lines of one question, with what comments above them say."""

    line: int
    lines: list[str] = field(default_factory=list)
    labels: list[tuple[str, str]] = field(default_factory=list)
    # Below its braces: the next question's, if one follows without an empty line.
    late_labels: list[tuple[str, str]] = field(default_factory=list)
    is_answered: bool = False  # its braces were opened and closed

    @property
    def text(self) -> str:
        return "\n".join(self.lines).strip()

    def label(self, labels: list[tuple[str, str]]) -> None:
        if self.is_answered:
            self.late_labels += labels
        else:
            self.labels += labels


def read_gift(data: bytes, file: str) -> Parsed:
    """The questions of a GIFT file; each that cannot be read is told with its line."""
    parsed = Parsed("gift")
    category = ""
    number = 0
    for block in _blocks(decode(data)):
        category = _taken_category(block, category)
        if block.text:
            number += 1
            _read_block(parsed, block, category, file, number)
    return parsed


def _read_block(
    parsed: Parsed, block: _Block, category: str, file: str, number: int
) -> None:
    title, rest = _title(block.text)
    labels = block.labels + block.late_labels
    ids = [text for name, text in labels if name == "id" and text]
    ref = (title or next(iter(ids), "") or f"question {number}")[:200]
    try:
        item = _item(rest, ref)
        item.category, item.file, item.line = category, file, block.line
        item.tags = [text for name, text in labels if name == "tag" and text]
        item.own = own_of({"id": next(iter(ids), "")})
        parsed.add(inspect(item))
    except Unsupported as why:
        parsed.skip(ref, why, file, block.line)
    except Refused as why:
        parsed.fail(why, ref, file, block.line)


# --- Blocks -----------------------------------------------------------------


def _blocks(text: str) -> list[_Block]:
    """Questions end at an empty line, but for those between their own braces."""
    text = ESCAPE.sub(_hide, NONCHARACTERS.sub("", text))
    lines = text.split("\n")
    following = _following_braces(lines)
    blocks, block, is_open = [], _Block(1), False
    for number, line in enumerate(lines, start=1):
        stripped = line.strip()
        if _begins_another(stripped, block):
            labels, block.late_labels = block.late_labels, []
            blocks.append(block)
            block, is_open = _Block(number, labels=labels), False
        if stripped.startswith("//"):
            block.label(_labels(stripped))
        elif stripped:
            block.line = block.line if block.lines else number
            # Markdown and <pre> mean something by what stands before their words.
            block.lines.append(line.rstrip())
            is_open = _is_open_after(stripped, is_open=is_open)
            block.is_answered = not is_open and ("}" in line or block.is_answered)
        elif block.lines and not (is_open and following[number - 1] == "}"):
            blocks.append(block)
            block, is_open = _Block(number), False
    return [*blocks, block]


def _begins_another(line: str, block: _Block) -> bool:
    """A title or category after closed braces: the empty line was forgotten.

    Moodle takes what follows for the end of the sentence and loses the question.
    """
    return block.is_answered and line.startswith(("::", "$CATEGORY:"))


def _hide(found: re.Match[str]) -> str:
    sign = found.group(1)
    return NEW_LINE if sign == "n" else HIDDEN[sign]


def _following_braces(lines: list[str]) -> list[str]:
    """For each line the first brace that stands in it or below."""
    found, last = [], ""
    for line in reversed(lines):
        brace = "" if line.lstrip().startswith("//") else _first_brace(line)
        last = brace or last
        found.append(last)
    return found[::-1]


def _first_brace(line: str) -> str:
    match = re.search(r"[{}]", line)
    return match.group(0) if match else ""


def _is_open_after(line: str, *, is_open: bool) -> bool:
    last = max(line.rfind("{"), line.rfind("}"))
    return line[last] == "{" if last >= 0 else is_open


def _labels(comment: str) -> list[tuple[str, str]]:
    found = LABEL.findall(comment[:MAX_COMMENT])
    return [
        (name, clean(re.sub(r"\\(.)", r"\1", _shown(text)))) for name, text in found
    ]


def _taken_category(block: _Block, category: str) -> str:
    """The category that holds from here on; its line leaves the block."""
    while block.lines and CATEGORY.match(block.lines[0]):
        _, _, path = block.lines.pop(0).partition(":")
        category = category_path(_shown(path))
    return category


def _title(text: str) -> tuple[str, str]:
    if not text.startswith("::") or "::" not in text[2:]:
        return "", text
    title, _, rest = text[2:].partition("::")
    return clean(_shown(title)), rest.strip()


# --- Questions --------------------------------------------------------------


def _item(text: str, ref: str) -> Item:
    start, end = text.find("{"), text.find("}")
    if start < 0 and end < 0:
        raise Unsupported("description", "a text without a question")
    if start < 0 or end < start:
        raise Refused("the braces of its answers do not match; write \\{ and \\}")
    answers, _, general = text[start + 1 : end].strip().rpartition("####")
    if not answers and "####" not in text[start:end]:
        answers, general = general, ""
    rest = text[end + 1 :].strip()
    if SECOND.search(text[end + 1 :]):
        raise Refused("a second question begins in it; part them by an empty line")
    style, before = _format(text[:start])
    gap = f"{before}{BLANK if rest else ''}{text[end + 1 :]}"
    item = Item(ref, SINGLE, "")
    item.stem = _text(item, gap, style)
    item.feedback = _styled(item, general, style)
    _fill(item, answers.strip(), style)
    return item


def _fill(item: Item, answers: str, style: str) -> None:
    """By the signs that stand in the braces, in the order in which Moodle looks."""
    if not answers:
        raise Unsupported("essay", "an essay has no key")
    if answers.startswith("#"):
        raise Unsupported("numerical", "a number has to be typed in")
    if "~" in answers:
        _fill_choice(item, answers, style)
    elif "=" in answers and "->" in answers:
        _fill_matching(item, answers, style)
    elif answers.partition("#")[0].strip().upper() in TRUTH:
        _fill_truth(item, answers, style)
    else:
        raise Unsupported("shortanswer", "a text has to be typed in")


def _fill_choice(item: Item, answers: str, style: str) -> None:
    parts = answers.replace("=", "~=").split("~")
    found = [part.strip() for part in parts if part.strip()]
    check_count(found)
    item.options = [_choice(item, part, style) for part in found]
    settle_choice(item, is_single="=" in answers, source_kind="multichoice")


def _choice(item: Item, part: str, style: str) -> Choice:
    is_right = part.startswith("=")
    part = part[1:].strip() if is_right else part
    weight = 1.0 if is_right else 0.0
    if match := WEIGHT.match(part):
        weight = weight_of(float(match.group(1).replace(",", ".")))
        part = part[match.end() :]
    text, _, feedback = part.partition("#")
    return Choice(
        text=_styled(item, text, style),
        weight=weight,
        feedback=_styled(item, feedback, style),
    )


def _fill_matching(item: Item, answers: str, style: str) -> None:
    item.kind = MATCHING
    parts = [part for part in answers.split("=") if part.strip()]
    check_count(parts)
    for part in parts:
        prompt, arrow, match = part.partition("->")
        if not arrow:
            raise Refused(f"a pair without its arrow: `{_shown(part.strip())[:60]}`")
        told = _styled(item, prompt, style), _text(item, match, _matched(style))
        item.pairs.append(Pair(*told))
    if (
        sum(bool(pair.prompt) for pair in item.pairs) < 2
    ):  # REASON: one pair is no choice
        raise Refused("matching needs two pairs or more")


def _matched(style: str) -> str:
    """Matches are plain in Moodle; ours are Markdown as the whole question is."""
    return "markdown" if style == "markdown" else "plain"


def _fill_truth(item: Item, answers: str, style: str) -> None:
    answer, _, remarks = answers.partition("#")
    wrong, _, right = remarks.partition("#")
    is_true = TRUTH[answer.strip().upper()]
    for label, is_correct in (("True", is_true), ("False", not is_true)):
        remark = _styled(item, right if is_correct else wrong, style)
        item.options.append(Choice(label, is_correct, float(is_correct), remark))


# --- Texts ------------------------------------------------------------------


def _format(text: str, style: str = "moodle") -> tuple[str, str]:
    """The format that a prefix names, and the text without it."""
    match = FORMAT.match(text)
    return (match.group(1).lower(), text[match.end() :]) if match else (style, text)


def _shown(text: str) -> str:
    return text.translate(REVEALED)


def _styled(item: Item, text: str, style: str) -> str:
    """A part of a question, which may name a format of its own."""
    own, words = _format(text, style)
    return _text(item, words, own)


def _text(item: Item, text: str, style: str) -> str:
    """As Markdown; its pictures and losses go to the item."""
    text = clean(_shown(text))
    if style in {"moodle", "plain"}:
        text = "\n".join(line.strip() for line in text.split("\n"))
    if style == "markdown":
        # Our writer hides arrows, which have no escape in GIFT.
        return from_markdown(text.replace("-&gt;", "->"))
    if style == "plain":
        return from_plain(text)
    rich = from_html(text) if style == "html" else from_auto(text)
    item.warnings += [w for w in rich.warnings if w not in item.warnings]
    return gathered(rich, item.images)
