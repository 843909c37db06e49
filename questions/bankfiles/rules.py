"""What a question must keep beyond its form: one key, real tasks, official links."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from questions import evidence
from questions.bankfiles.reading import Path
from questions.bankfiles.sources import QuestionSource
from questions.bankfiles.syllabus import Syllabus
from questions.generators import GENERATORS
from questions.markdown import is_language, languages_of

OFFICIAL_HOSTS = {"docs.aws.amazon.com", "aws.amazon.com"}
NUMBER_WORDS = {2: "TWO", 3: "THREE"}
SELECT = re.compile(r"\(select\b[^)]*\)", re.IGNORECASE)
WHY_WORDS = 15
KEYS_OF_SIZE = {5: {2}, 6: {2, 3}}


@dataclass(frozen=True)
class Complaint:
    """What is wrong below a question, at a path that begins in it."""

    path: Path
    message: str
    fix: str


@dataclass(frozen=True)
class Known:
    """Everything that a rule may look up."""

    syllabus: Syllabus
    question_ids: frozenset[str]
    topic: str  # home topic of the file


Rule = Callable[[QuestionSource, Known], Iterator[Complaint]]


def complaints(question: QuestionSource, known: Known) -> Iterator[Complaint]:
    """Everything that the rules find wrong with one question."""
    for rule in RULES:
        yield from rule(question, known)


def reviewed_complaint(raw: dict[str, Any]) -> Complaint | None:
    """A review date that no calendar has; checked before the source is built."""
    try:
        date.fromisoformat(raw.get("reviewed") or "2000-01-01")
    except ValueError:
        return Complaint(("reviewed",), f"no date {raw['reviewed']}", "correct it")
    return None


def _tasks(question: QuestionSource, known: Known) -> Iterator[Complaint]:
    for guide, codes in question.tasks.items():
        if guide not in known.syllabus.guides:
            allowed = ", ".join(known.syllabus.guides)
            yield Complaint(("tasks",), f"no guide {guide}", f"use one of {allowed}")
            continue
        for code in codes:
            if not known.syllabus.has_task(guide, code):
                codes_ = ", ".join(t.code for t in known.syllabus.guides[guide].tasks)
                message = f"{guide} has no task {code}"
                yield Complaint(("tasks", guide), message, f"use one of {codes_}")
    if not any(question.tasks.values()):
        yield Complaint(("tasks",), "it serves no task", "name one")


def _topics(question: QuestionSource, known: Known) -> Iterator[Complaint]:
    for index, topic in enumerate(question.topics):
        if topic not in known.syllabus.topics:
            fix = "use a slug of topics.toml"
            yield Complaint(("topics", index), f"no topic `{topic}`", fix)
    # The questions of a scenario share a file, whatever each is about.
    if question.scenario is None and question.topics[0] != known.topic:
        message = f"its first topic is not the file's, `{known.topic}`"
        yield Complaint(("topics",), message, "move the question or the topic")


def _choices(question: QuestionSource, known: Known) -> Iterator[Complaint]:
    if question.generator or question.kind not in ("single", "multiple"):
        return
    count, keys = len(question.options), len(question.key)
    if question.kind == "single":
        if (count, keys) != (4, 1):
            message = f"{count} options with {keys} correct"
            fix = "single choice has four options and one key"
            yield Complaint(("options",), message, fix)
    elif keys not in KEYS_OF_SIZE.get(count, set()):
        message = f"{count} options with {keys} correct"
        yield Complaint(("options",), message, "use five with two, or six with 2 or 3")
    for index, option in enumerate(question.options):
        if option.is_correct and option.right_if:
            path = ("options", index, "right_if")
            yield Complaint(path, "a correct option has `right_if`", "remove it")


def _select(question: QuestionSource, known: Known) -> Iterator[Complaint]:
    said = SELECT.findall(question.stem)
    if question.kind != "multiple":
        if said:
            yield Complaint(("stem",), f"the stem says {said[0]}", "remove it")
        return
    wanted = f"(Select {NUMBER_WORDS.get(len(question.key), '…')}.)"
    if not question.stem.endswith(wanted) or len(said) != 1:
        fix = f"end it with “{wanted}” or change the keys"
        yield Complaint(("stem",), "the stem does not agree with its keys", fix)


def _distinct(question: QuestionSource, known: Known) -> Iterator[Complaint]:
    seen: dict[str, int] = {}
    for index, option in enumerate(question.options):
        text = " ".join(option.text.lower().split())
        if text in seen:
            message = f"the same text as option {seen[text] + 1}"
            yield Complaint(("options", index, "text"), message, "change one of them")
        seen.setdefault(text, index)


def _ordering(question: QuestionSource, known: Known) -> Iterator[Complaint]:
    if question.kind == "ordering" and not 4 <= len(question.options) <= 6:
        yield Complaint(("options",), "not four to six steps", "add or merge steps")
    if question.kind in ("ordering", "matching") and question.key:
        message = f"{question.kind} has no `correct`"
        yield Complaint(("options",), message, "remove it")


def _matching(question: QuestionSource, known: Known) -> Iterator[Complaint]:
    matches = [option.match for option in question.options if option.match]
    if question.kind != "matching":
        if matches or question.targets:
            message = f"{question.kind} has no `match` or `targets`"
            yield Complaint(("options",), message, "remove them")
        return
    if len(matches) < len(question.options):
        yield Complaint(("options",), "an option has no `match`", "add it")
    for match in sorted(set(matches)):
        if match not in question.targets:
            fix = "write it word by word as in `targets`"
            yield Complaint(("targets",), f"no target “{match}”", fix)
        if matches.count(match) > 1:
            message = f"“{match}” is used more than once"
            yield Complaint(("options",), message, "a target is used once at most")


def _reasons(question: QuestionSource, known: Known) -> Iterator[Complaint]:
    for index, option in enumerate(question.options):
        count = len(option.why.split())
        if count < WHY_WORDS:
            message = f"a reason of {count} words"
            fix = f"name the mechanism, in {WHY_WORDS} words or more"
            yield Complaint(("options", index, "why"), message, fix)


def _links(question: QuestionSource, known: Known) -> Iterator[Complaint]:
    for index, link in enumerate(question.references):
        if not _is_official(link):
            fix = f"link a page of {' or '.join(sorted(OFFICIAL_HOSTS))}"
            message = f"{link} is not official"
            yield Complaint(("references", index), message, fix)


def _is_official(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    is_https = parts.scheme == "https" and parts.netloc in OFFICIAL_HOSTS
    return is_https and not re.search(r"[\s<>\"\\]", link)


def _enemies(question: QuestionSource, known: Known) -> Iterator[Complaint]:
    for index, enemy in enumerate(question.enemies):
        if enemy == question.id:
            message = "a question is not its own enemy"
            yield Complaint(("enemies", index), message, "remove it")
        elif enemy not in known.question_ids:
            fix = "use the id of a question of this bank"
            yield Complaint(("enemies", index), f"no question `{enemy}`", fix)


def _generator(question: QuestionSource, known: Known) -> Iterator[Complaint]:
    if question.generator and question.generator not in GENERATORS:
        fix = f"use one of {', '.join(sorted(GENERATORS))}"
        yield Complaint(("generator",), f"no generator `{question.generator}`", fix)


def _code(question: QuestionSource, known: Known) -> Iterator[Complaint]:
    texts: list[tuple[Path, str]] = [(("stem",), question.stem)]
    for index, option in enumerate(question.options):
        texts += [
            (("options", index, word), getattr(option, word))
            for word in ("text", "why", "right_if")
        ]
    for path, text in texts:
        for language in languages_of(text) if "```" in text or "~~~" in text else []:
            if language and not is_language(language):
                message = f"no highlighter knows the language “{language}”"
                yield Complaint(path, message, "correct its name, or use `text`")


RULES: list[Rule] = [
    _tasks,
    _topics,
    _choices,
    _select,
    _distinct,
    _ordering,
    _matching,
    _reasons,
    _links,
    _enemies,
    _generator,
    _code,
]


def failed_claim(entry: dict[str, Any]) -> str | None:
    """Why the installed AWS models do not bear the claim out, or None."""
    try:
        evidence.check(entry["botocore"])
    except evidence.EvidenceFailed as error:
        return str(error)
    return None
