"""What is wrong or weak in a question while it is written: pure, in plain words.

`must` stops a question from being published, `should` only says so. Places are
those of the editor: stem, options, option.2.why, evidence.0, topics, tasks, …
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from questions.bankfiles.rules import OFFICIAL_HOSTS, SELECT
from questions.generators import GENERATORS
from questions.manuscript import MAX_OPTIONS, Option, Tags, Text, letter
from questions.markdown import is_language, languages_of, plain, render
from questions.templating import CHECKED, PREVIEWED, Check, Template, check_template

NUMBER_WORDS = ("ZERO", "ONE", "TWO", "THREE", "FOUR", "FIVE")
SHOWN_OPTIONS = 6  # the exam's own limit, and the keys A to F
STEM_WORDS = range(12, 181)
WHY_WORDS = 8
LONGER_KEY = 1.25  # against the longest wrong option
ORDER_STEPS = range(3, SHOWN_OPTIONS + 1)
EMPTY_ALT = re.compile(r"!\[\s*\]\(")
LINK = re.compile(r"https://[^\s<>\"\\/]+\.[^\s<>\"\\]+")


@dataclass(frozen=True)
class Hint:
    place: str
    is_blocking: bool
    text: str


Rule = Callable[[Text, Tags], Iterator[Hint]]


def hints(text: Text, tags: Tags) -> list[Hint]:
    """Everything that the rules find, what blocks first."""
    rules = RULES
    if text.generator:
        rules = OF_TEMPLATES if text.template else (_tags, _generator)
    found = [hint for rule in rules for hint in rule(text, tags)]
    return sorted(found, key=lambda hint: not hint.is_blocking)


def _must(place: str, words: str) -> Hint:
    return Hint(place, is_blocking=True, text=words)


def _should(place: str, words: str) -> Hint:
    return Hint(place, is_blocking=False, text=words)


def _stem(text: Text, tags: Tags) -> Iterator[Hint]:
    count = len(_words(text.stem))
    if not count:
        yield _must("stem", "The question has no text yet.")
    elif count < STEM_WORDS.start:
        yield _should("stem", f"{count} words: say the situation and what decides.")
    elif count >= STEM_WORDS.stop:
        yield _should("stem", f"{count} words take long to read; try to shorten it.")


def _select(text: Text, tags: Tags) -> Iterator[Hint]:
    said = SELECT.findall(text.stem)
    keys = sum(option.is_correct for option in text.options)
    if text.kind != "multiple":
        if said:
            yield _must("stem", f"Only multiple response says “{said[0]}”.")
        return
    word = NUMBER_WORDS[keys] if keys < len(NUMBER_WORDS) else str(keys)
    wanted = f"(Select {word}.)"
    if said and [one.upper() for one in said] != [wanted.upper()]:
        words = f"It says “{said[0]}”, and {keys} options are marked right."
        yield _must("stem", words)


def _count(text: Text, tags: Tags) -> Iterator[Hint]:
    count = len(text.options)
    if count < 2:
        yield _must("options", "A question has two options or more.")
    elif count > SHOWN_OPTIONS:
        words = f"{count} options; an exam shows {SHOWN_OPTIONS} at most."
        yield _must("options", words)
    usual = {"single": {4}, "multiple": {5, 6}}.get(text.kind)
    if usual and 2 <= count <= SHOWN_OPTIONS and count not in usual:
        names = " or ".join(str(number) for number in sorted(usual))
        yield _should("options", f"The real exam has {names} options here.")


def _keys(text: Text, tags: Tags) -> Iterator[Hint]:
    keys = sum(option.is_correct for option in text.options)
    if text.kind == "single" and keys != 1:
        said = f"{keys} options are" if keys else "No option is"
        yield _must("options", f"{said} marked right; single choice has one.")
    if text.kind == "multiple" and keys < 2:
        yield _must("options", "Multiple response has two right options or more.")
    if text.kind == "multiple" and 2 <= keys == len(text.options):
        yield _must("options", "Every option is marked right: one must be wrong.")


def _option_texts(text: Text, tags: Tags) -> Iterator[Hint]:
    seen: dict[str, int] = {}
    for index, option in enumerate(text.options):
        place = f"option.{index}.text"
        words = " ".join(option.text.lower().split())
        if not words:
            yield _must(place, f"Option {letter(index)} is empty.")
        elif words in seen:
            same = letter(seen[words])
            yield _must(place, f"Option {letter(index)} says the same as {same}.")
        seen.setdefault(words, index)


def _reasons(text: Text, tags: Tags) -> Iterator[Hint]:
    for index, option in enumerate(text.options):
        count = len(_words(option.why))
        place, name = f"option.{index}.why", letter(index)
        if not count:
            yield _should(place, f"Option {name} has no reason yet.")
        elif count < WHY_WORDS:
            yield _should(place, f"The reason of {name} is short: name the mechanism.")
        if option.is_correct and option.right_if and text.kind in CHOICES:
            place = f"option.{index}.right_if"
            yield _should(place, f"{name} is right already; “right if” is for others.")


CHOICES = ("single", "multiple")


def _longest(text: Text, tags: Tags) -> Iterator[Hint]:
    """Who knows nothing takes the longest option; the key should not be it."""
    right = [len(_shown(o)) for o in text.options if o.is_correct]
    wrong = [len(_shown(o)) for o in text.options if not o.is_correct]
    if not right or not wrong or text.kind not in CHOICES:
        return
    if min(right) > max(wrong) * LONGER_KEY:
        yield _should("options", "The right answer is the longest: it can be guessed.")


def _ordering(text: Text, tags: Tags) -> Iterator[Hint]:
    if text.kind == "ordering" and len(text.options) < ORDER_STEPS.start:
        yield _must("options", f"Ordering has {ORDER_STEPS.start} steps or more.")


def _matching(text: Text, tags: Tags) -> Iterator[Hint]:
    if text.kind != "matching":
        return
    if len(text.targets) < 2:
        yield _must("targets", "Matching has two targets or more.")
    written = [target for target in text.targets if target]
    if len(written) < len(text.targets):
        yield _must("targets", "A target is empty: write it or remove it.")
    if len(set(written)) < len(written):
        yield _must("targets", "Two targets say the same.")
    used: set[str] = set()
    for index, option in enumerate(text.options):
        place, name = f"option.{index}.match", letter(index)
        if option.match not in written:
            yield _must(place, f"Option {name} has no target yet.")
        elif option.match in used:
            yield _must(place, f"The target of {name} is used twice.")
        used.add(option.match)


def _links(text: Text, tags: Tags) -> Iterator[Hint]:
    if not text.references:
        yield _should("references", "No reference: link a page that bears it out.")
    for index, link in enumerate(text.references):
        place = f"reference.{index}"
        if not LINK.fullmatch(link):
            yield _must(place, f"“{link[:60]}” is no address that begins with https://")
        elif link.split("/")[2] not in OFFICIAL_HOSTS:
            yield _should(
                place, f"{link.split('/')[2]} is not AWS’s own documentation."
            )


def _tags(text: Text, tags: Tags) -> Iterator[Hint]:
    if not tags.topics:
        yield _must("topics", "It belongs to no topic yet.")
    if not any(tags.tasks.values()):
        yield _must("tasks", "It serves no task of a guide yet.")


def _code(text: Text, tags: Tags) -> Iterator[Hint]:
    for place, words in places(text):
        for language in languages_of(words) if "```" in words else ():
            if language and not is_language(language):
                yield _should(place, f"No highlighter knows the language “{language}”.")
        if EMPTY_ALT.search(words):
            yield _must(place, "A picture has no description for who cannot see it.")


RULES: tuple[Rule, ...] = (
    *(_stem, _select, _count, _keys, _option_texts, _ordering, _matching),
    *(_tags, _reasons, _longest, _links, _code),
)


def template_hints(text: Text, count: int = CHECKED) -> list[Hint]:
    """What so many variants of a question with drawn numbers show."""
    if text.template is None:
        return []
    return hints_of(check_template(text.template, text.stem, count))


def hints_of(check: Check) -> list[Hint]:
    """What variants showed; where it is about one answer, with its name."""
    return [
        Hint(fault.place, fault.is_blocking, f"{_named(fault.place)}{fault.text}")
        for fault in check.faults
    ]


def _named(place: str) -> str:
    return f"{place_name(place)}: " if place.startswith("answer.") else ""


def _generator(text: Text, tags: Tags) -> Iterator[Hint]:
    if text.generator not in GENERATORS:
        yield _must("stem", f"There is no generator “{text.generator}”.")


def _variants(text: Text, tags: Tags) -> Iterator[Hint]:
    yield from template_hints(text, PREVIEWED)


def _answers(text: Text, tags: Tags) -> Iterator[Hint]:
    names: set[str] = set()
    for index, answer in enumerate(text.template.answers if text.template else ()):
        place = f"answer.{index}"
        name = place_name(place)
        if len(_words(answer.why)) < WHY_WORDS:
            yield _should(f"{place}.why", f"{name} has no full reason yet.")
        if not index:
            continue
        if not answer.mistake:
            yield _must(place, f"{name} has no name yet.")
        elif answer.mistake in names:
            yield _must(place, f"Two mistakes have the name “{answer.mistake}”.")
        names.add(answer.mistake)


OF_TEMPLATES: tuple[Rule, ...] = (_stem, _tags, _variants, _answers, _links, _code)


def places(text: Text) -> Iterator[tuple[str, str]]:
    """Every place of the text where somebody writes Markdown, with what is there."""
    yield "stem", text.stem
    for index, option in enumerate(text.options[:MAX_OPTIONS]):
        for name in ("text", "why", "right_if"):
            yield f"option.{index}.{name}", getattr(option, name)
    for index, target in enumerate(text.targets):
        yield f"target.{index}", target
    if text.template:
        yield from _template_places(text.template)


def _template_places(template: Template) -> Iterator[tuple[str, str]]:
    for name in ("parameters", "values", "conditions"):
        yield name, getattr(template, name)
    for index, answer in enumerate(template.answers):
        yield f"answer.{index}", f"{answer.formula} {answer.text}".strip()
        yield f"answer.{index}.why", answer.why
        yield f"answer.{index}.right_if", answer.right_if


def place_name(place: str) -> str:
    """What people call a place: “Option B: why”."""
    first, _, rest = place.partition(".")
    number, _, part = rest.partition(".")
    if not number.isdecimal():
        return NAMES.get(first, "The whole question")
    if first == "answer":
        named = f"Mistake {number}" if int(number) else "The right answer"
        return f"{named}: {NAMES[part]}" if part in NAMES else named
    if first == "option":
        part = f": {NAMES.get(part, part)}" if part not in ("", "text") else ""
        return f"Option {letter(int(number))}{part}"
    return f"{NAMES.get(first, first.capitalize())} {int(number) + 1}"


NAMES = {
    "stem": "Question",
    "options": "Options",
    "targets": "Targets",
    "target": "Target",
    "topics": "Topics",
    "tasks": "Tasks",
    "tags": "Tags",
    "why": "why",
    "right_if": "right if",
    "match": "target",
    "references": "References",
    "reference": "Reference",
    "evidence": "Evidence",
    "template": "How it is computed",
    "parameters": "Parameters",
    "values": "Values",
    "conditions": "Conditions",
    "answers": "Answers",
}


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def _shown(option: Option) -> str:
    return plain(render(option.text))
