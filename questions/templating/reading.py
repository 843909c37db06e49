"""A template as it is typed, and read: names, formulas, conditions, placeholders.

An author writes lines (`items = 100 to 900 step 50`, `pages = ceil(items / 100)`,
`items > pages`), the formula of the right answer and of every mistake. The first
answer is the key.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from fractions import Fraction
from typing import Any

from questions.formulas import (
    NAME,
    Formula,
    FormulaError,
    Number,
    Value,
    read_formula,
)

TEMPLATE = "template"  # what `generator` says of such a question
WRONG_COUNT = 3
MAX_LINES = 20
MAX_TEXT = 8000
MAX_CHOICES = 50
MAX_ANSWERS = 8
MAX_DECIMALS = 6
RANGE = re.compile(r"(-?\d{1,12})\s+to\s+(-?\d{1,12})(?:\s+step\s+(\d{1,12}))?")
NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,6})?")
SLOT = re.compile(r"\{\{.*?\}\}|\{([a-z][a-z0-9_]{0,30})(?::([0-6]))?\}")
TYPED = ("parameters", "values", "conditions")
OWN_NAMES = {"answer", "right"}  # filled in for every option


@dataclass(frozen=True)
class Answer:
    """The right answer (the first one) or a named mistake, with its formula."""

    formula: str = ""
    text: str = ""  # left empty, the value with its unit
    mistake: str = ""
    why: str = ""
    right_if: str = ""


@dataclass(frozen=True)
class Template:
    """Everything but the stem, as it was typed; it may be unfinished."""

    parameters: str = ""
    values: str = ""
    conditions: str = ""
    least: str = ""
    most: str = ""
    decimals: int = 0
    is_grouped: bool = True
    unit: str = ""
    unit_one: str = ""
    answers: tuple[Answer, ...] = (Answer(),) * (WRONG_COUNT + 1)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def parts(self) -> list[tuple[str, str]]:
        """Every part with its name, as a change of it is told."""
        told = [(n.capitalize(), getattr(self, n)) for n in TYPED]
        told.append(("Answers", self._format))
        for index, answer in enumerate(self.answers):
            name = f"Mistake {index}" if index else "The right answer"
            words = (value for value in asdict(answer).values() if value)
            told.append((name, "\n".join(words)))
        return told

    @property
    def _format(self) -> str:
        grouped = "thousands apart" if self.is_grouped else "thousands together"
        units = " / ".join(filter(None, [self.unit, self.unit_one]))
        bounds = f"{self.least or '…'} to {self.most or '…'}"
        return f"{bounds}; {self.decimals} decimals; {grouped}; {units}".strip("; ")


def template_of(data: Any) -> Template | None:
    """From `as_dict`, or from a file: what has another form is left empty."""
    if not isinstance(data, Mapping):
        return None
    told = {f.name: data[f.name] for f in fields(Template) if f.name in data}
    kept = {name: value for name, value in told.items() if _fits(name, value)}
    if isinstance(answers := data.get("answers"), list | tuple):
        rows = [row for row in answers[:MAX_ANSWERS] if isinstance(row, Mapping)]
        kept["answers"] = tuple(_answer(row) for row in rows)
    return Template(**kept)


def _fits(name: str, value: object) -> bool:
    if name == "is_grouped":
        return isinstance(value, bool)
    if name == "decimals":
        return type(value) is int and 0 <= value <= MAX_DECIMALS
    is_text = isinstance(value, str) and len(value) <= MAX_TEXT
    return name != "answers" and is_text


def _answer(row: Mapping[str, Any]) -> Answer:
    names = [f.name for f in fields(Answer)]
    return Answer(**{n: row[n] for n in names if _fits(n, row.get(n))})


# --- Reading ----------------------------------------------------------------


@dataclass(frozen=True)
class Fault:
    """Something to mend; `place` is one of the editor's."""

    place: str
    text: str
    is_blocking: bool = True


@dataclass
class Program:
    """A template that was read. Steps define a name or, without one, must hold."""

    template: Template
    stem: str
    domains: dict[str, Sequence[Value]] = field(default_factory=dict)
    steps: list[tuple[str, Formula]] = field(default_factory=list)
    answers: list[Formula] = field(default_factory=list)
    least: Fraction | None = None
    most: Fraction | None = None
    faults: list[Fault] = field(default_factory=list)

    def wrong(self, place: str, text: str) -> None:
        self.faults.append(Fault(place, text))


def read_template(template: Template, stem: str) -> Program:
    """The template ready to be drawn from, if it has no faults."""
    program = Program(template, stem)
    for name, told in _definitions(program, "parameters"):
        if domain := _domain(program, name, told):
            program.domains[name] = domain
    _read_steps(program)
    known = set(program.domains) | {name for name, _ in program.steps}
    for index, answer in enumerate(template.answers):
        formula = _formula(program, f"answer.{index}", answer.formula, known)
        program.answers += [formula] if formula else []
    if len(template.answers) <= WRONG_COUNT:
        program.wrong("answers", f"{WRONG_COUNT} mistakes are needed, or more.")
    program.least = _bound(program, "least")
    program.most = _bound(program, "most")
    _read_slots(program, known)
    return program


def _lines(program: Program, part: str) -> list[str]:
    lines = [line.strip() for line in getattr(program.template, part).splitlines()]
    found = [line for line in lines if line]
    if len(found) > MAX_LINES:
        program.wrong(part, f"There are {MAX_LINES} lines at most.")
    return found[:MAX_LINES]


def _definitions(program: Program, part: str) -> Iterator[tuple[str, str]]:
    """The lines `name = …` with names that are new."""
    known = set(program.domains) | OWN_NAMES
    for line in _lines(program, part):
        name, _, told = (piece.strip() for piece in line.partition("="))
        if not told or not NAME.fullmatch(name):
            words = "begins with a name in small letters, and ="
            program.wrong(part, f"“{line[:60]}” {words}.")
        elif name in known:
            program.wrong(part, f"“{name}” has a meaning already.")
        else:
            known.add(name)
            yield name, told


def _domain(program: Program, name: str, told: str) -> Sequence[Value]:
    """What a parameter is drawn from."""
    if found := RANGE.fullmatch(told):
        first, last, step = int(found[1]), int(found[2]), int(found[3] or 1)
        numbers = range(first, last + 1, step) if step else range(0)
        if len(numbers) < 2:
            program.wrong("parameters", f"“{name}” has no two numbers to draw from.")
        return numbers
    choices = [one.strip().strip("\"'") for one in told.split(",")]
    if not all(choices) or not 2 <= len(set(choices)) <= MAX_CHOICES:
        words = "“10 to 90 step 5”, or 2 to 50 choices with commas"
        program.wrong("parameters", f"“{name}” is drawn from {words}.")
        return ()
    if all(NUMBER.fullmatch(one) for one in choices):
        return [_exact(one) for one in choices]
    return choices


def _exact(text: str) -> Number:
    value = Fraction(text)
    return int(value) if value == int(value) else value


def _read_steps(program: Program) -> None:
    """Each condition as early as its names are known: it guards what follows."""
    known = set(program.domains)
    loose = [_loose(program, line) for line in _lines(program, "conditions")]
    waiting = _add_conditions(program, [one for one in loose if one], known)
    for name, told in _definitions(program, "values"):
        if formula := _formula(program, "values", told, known):
            program.steps.append((name, formula))
        known.add(name)
        waiting = _add_conditions(program, waiting, known)
    for formula in waiting:
        names = ", ".join(sorted(formula.names - known))
        program.wrong("conditions", f"There is no “{names}”: “{formula.text}”.")


def _add_conditions(
    program: Program, waiting: list[Formula], known: set[str]
) -> list[Formula]:
    program.steps += [("", one) for one in waiting if one.names <= known]
    return [one for one in waiting if not one.names <= known]


def _loose(program: Program, text: str) -> Formula | None:
    try:
        return read_formula(text)
    except FormulaError as error:
        program.wrong("conditions", f"“{text[:60]}”: {error}.")
        return None


def _formula(
    program: Program, place: str, text: str, known: set[str]
) -> Formula | None:
    try:
        formula = read_formula(text)
    except FormulaError as error:
        program.wrong(place, f"“{text[:60]}”: {error}." if text else f"{error}.")
        return None
    if unknown := sorted(formula.names - known):
        program.wrong(place, f"There is no “{unknown[0]}”: “{text[:60]}”.")
        return None
    return formula


def _bound(program: Program, part: str) -> Fraction | None:
    told = getattr(program.template, part).replace(",", "").strip()
    if told and not NUMBER.fullmatch(told):
        program.wrong(part, f"“{told[:40]}” is no number.")
        return None
    return Fraction(told) if told else None


def _read_slots(program: Program, known: set[str]) -> None:
    texts = [("stem", program.stem, known)]
    for index, answer in enumerate(program.template.answers):
        inside = known | OWN_NAMES
        texts += [
            (f"answer.{index}.{part}", getattr(answer, part), inside)
            for part in ("text", "why", "right_if")
        ]
    for place, text, names in texts:
        for name in slots(text) - names:
            words = "define it, or write {{…}} for plain braces"
            program.wrong(place, f"There is no “{name}”: {words}.")
    if not slots(program.stem):
        program.wrong("stem", "No name stands in the question: write {name} in it.")


def slots(text: str) -> set[str]:
    return {found[1] for found in SLOT.finditer(text) if found[1]}
