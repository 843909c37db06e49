"""Blind review: sheets without a key, and a comparison with what a reader answered.

Options are shuffled by a seed of the question's own, so that a sheet printed
again, with other questions added, reads the same.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from random import Random
from typing import Any

from questions.bankfiles.sources import OptionSource, QuestionSource
from questions.generators import GENERATORS
from questions.generators.variant import VariantOption

LETTERS = "ABCDEF"
DOUBT = "?"
VARIANTS = 3  # of each generated question

Option = OptionSource | VariantOption


@dataclass(frozen=True)
class Sheet:
    """One question as its reader sees it, with the answer that the key gives."""

    id: str
    kind: str
    stem: str
    options: list[str]
    targets: list[str]
    answer: list[str]


@dataclass(frozen=True)
class Disagreement:
    id: str
    given: list[str]
    key: list[str]
    reason: str


def sheets(questions: Iterable[QuestionSource]) -> list[Sheet]:
    """A sheet per question, three variants of each generated one."""
    found = []
    for question in questions:
        if question.generator:
            found += [_variant_sheet(question, seed) for seed in range(1, VARIANTS + 1)]
        else:
            found.append(_sheet(question))
    return found


def _variant_sheet(question: QuestionSource, seed: int) -> Sheet:
    variant = GENERATORS[question.generator](seed)
    name = f"{question.id}@{seed}"
    order = _shuffled(name, variant.options)
    answer = [LETTERS[i] for i, option in enumerate(order) if option.is_correct]
    texts = [option.text for option in order]
    return Sheet(name, variant.kind, variant.stem, texts, [], answer)


def _sheet(question: QuestionSource) -> Sheet:
    order = _shuffled(question.id, question.options)
    targets = _shuffled(f"{question.id} targets", question.targets)
    stem = question.stem
    if question.scenario is not None:
        stem = f"{question.scenario.text}\n\n{stem}"
    return Sheet(
        id=question.id,
        kind=question.kind,
        stem=stem,
        options=[option.text for option in order],
        targets=targets,
        answer=_answer(question, order, targets),
    )


def _answer(
    question: QuestionSource, order: list[OptionSource], targets: list[str]
) -> list[str]:
    letters = {id(option): LETTERS[i] for i, option in enumerate(order)}
    if question.kind == "ordering":
        return [letters[id(option)] for option in question.options]
    if question.kind == "matching":
        return [
            f"{LETTERS[i]}{targets.index(option.match) + 1}"
            for i, option in enumerate(order)
        ]
    return [LETTERS[i] for i, option in enumerate(order) if option.is_correct]


def _shuffled(name: str, values: list[Any]) -> list[Any]:
    seed = int.from_bytes(sha256(f"blind {name}".encode()).digest()[:8])
    order = values[:]
    Random(seed).shuffle(order)
    return order


def sheets_markdown(questions: Iterable[QuestionSource]) -> str:
    """All sheets, with what the reader has to do."""
    printed = "\n".join(_printed(sheet) for sheet in sheets(questions))
    return f"{INSTRUCTIONS}\n{printed}"


INSTRUCTIONS = f"""# Blind review

Answer each question without any other file of the bank. Write a TOML file with
one line per question, its id in quotes: `"sqs-example" = ["B"]`.
Multiple response: all letters. Ordering: the letters in the right order.
Matching: letter and number of each pair, as in `["A2", "B1"]`.
Could two answers be right, or none? Add "{DOUBT}" to the list and a comment: why.
"""


def _printed(sheet: Sheet) -> str:
    lines = [f"---\n\n## {sheet.id}\n", f"*{sheet.kind}*\n", f"{sheet.stem}\n"]
    lines += [f"- **{LETTERS[i]}** {_hung(o)}" for i, o in enumerate(sheet.options)]
    if sheet.targets:
        lines.append("")
        lines += [f"{i}. {_hung(t)}" for i, t in enumerate(sheet.targets, start=1)]
    return "\n".join(lines) + "\n"


def _hung(text: str) -> str:
    """Lines after the first stand below the first, so that the list goes on."""
    return text.replace("\n", "\n  ")


def disagreements(
    questions: Iterable[QuestionSource], answers_toml: str
) -> list[Disagreement]:
    """Where the reader differs from the key, doubts, or did not answer."""
    answers = tomllib.loads(answers_toml)
    found = []
    known = sheets(questions)
    for sheet in known:
        given = [str(letter).upper() for letter in answers.get(sheet.id, [])]
        reason = _difference(sheet, given)
        if reason:
            found.append(Disagreement(sheet.id, given, sheet.answer, reason))
    unknown = set(answers) - {sheet.id for sheet in known}
    found += [
        Disagreement(name, [], [], "no such question") for name in sorted(unknown)
    ]
    return found


def _difference(sheet: Sheet, given: list[str]) -> str:
    if not given:
        return "not answered"
    chosen = [letter for letter in given if letter != DOUBT]
    is_sequence = sheet.kind == "ordering"
    is_equal = (
        chosen == sheet.answer if is_sequence else set(chosen) == set(sheet.answer)
    )
    if not is_equal:
        return "another answer"
    return "the reader doubts" if DOUBT in given else ""
