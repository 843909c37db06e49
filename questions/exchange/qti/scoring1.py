"""QTI 1.2 response processing, executed for one answer at a time.

`setvar` without an action sets. A condition that held ends the processing unless it
says `continue="Yes"`; where it says nothing, additions and mere feedback go on, because
the systems that leave the word out mean it so.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from questions.exchange.items import Unsupported
from questions.exchange.qti.keys import Budget, Outcome
from questions.exchange.xmltree import Node

NUMBER = re.compile(r"\s*[-+]?(?:\d{1,9}(?:\.\d{0,12})?|\.\d{1,12})\s*")
FOREIGN = {"varlt", "varlte", "vargt", "vargte", "varinside", "var_extension"}

Answers = dict[str, frozenset[str]]


@dataclass
class Processing:
    """The conditions of one item."""

    node: Node | None
    budget: Budget
    singles: frozenset[str] = frozenset()  # responses that take one option

    def outcome(self, answers: Answers) -> Outcome:
        """Points and feedback for the options chosen in each response."""
        found = Outcome()
        if self.node is None:
            return found
        scores = self._defaults()
        for id_ in frozenset().union(*answers.values()):
            found.shown += self._remarks.get(id_, [])
        has_matched = False
        for condition in self.node.all("respcondition"):
            self.budget.spend(3)
            if not self._holds_condition(condition, answers, has_matched):
                continue
            has_matched = True
            self._apply(condition, scores, found)
            if not _goes_on(condition):
                break
        found.score = _of(scores)
        return found

    def _defaults(self) -> dict[str, float]:
        outcomes = self.node.first("outcomes") if self.node else None
        return {
            _name(var): number_of(var.get("defaultval") or "0")
            for var in (outcomes.all("decvar") if outcomes else [])
        }

    @cached_property
    def _remarks(self) -> dict[str, list[str]]:
        """Feedback by option, where Blackboard asks for an option like a response.

        The points beside it are a percentage and no score.
        """
        found: dict[str, list[str]] = {}
        for condition in self.node.all("respcondition") if self.node else []:
            tests = condition.find("varequal")
            if len(tests) == 1 and not tested(tests[0]):
                shown = found.setdefault(tests[0].get("respident"), [])
                shown += feedback_of(condition)
        return found

    def _apply(self, condition: Node, scores: dict[str, float], found: Outcome) -> None:
        for setvar in condition.all("setvar"):
            name, value = _name(setvar), self._number(setvar)
            scores[name] = _changed(
                scores.get(name, 0.0), setvar.get("action").lower(), value
            )
        found.shown += feedback_of(condition)

    def _number(self, setvar: Node) -> float:
        """A number, or the declared maximum: `SCORE.max` is as good as 1 without."""
        if not _is_maximum(setvar):
            return number_of(setvar.all_text())
        outcomes = self.node.first("outcomes") if self.node else None
        declared = outcomes.all("decvar") if outcomes else []
        told = [number_of(v.get("maxvalue")) for v in declared]
        return next((value for value in told if value > 0), 1.0)

    # --- conditions

    def _holds_condition(
        self,
        condition: Node,
        answers: Answers,
        has_matched: bool,  # noqa: FBT001  # REASON: internal, called once
    ) -> bool:
        inner = condition.first("conditionvar")
        if inner is None:
            return False
        if any(child.tag == "other" for child in inner.children):
            return not has_matched
        parts = [self._holds(child, answers) for child in inner.children]
        if self._are_alternatives(inner):
            return any(parts)
        return bool(parts) and all(parts)

    def _are_alternatives(self, inner: Node) -> bool:
        """Several options of a response that takes one: any of them."""
        idents = {child.get("respident") for child in inner.children}
        is_plain = all(child.tag == "varequal" for child in inner.children)
        return is_plain and len(inner.children) > 1 and idents <= self.singles

    def _holds(self, test: Node, answers: Answers) -> bool:
        self.budget.spend()
        chosen = answers.get(test.get("respident"), frozenset())
        if test.tag == "varequal":
            return tested(test) in chosen
        if test.tag == "varsubset":
            wanted = {part.strip() for part in test.all_text().split(",")}
            return wanted <= chosen
        if test.tag == "unanswered":
            return not chosen
        if test.tag in {"and", "or", "not"}:
            return self._joined(test, answers)
        if test.tag in FOREIGN:
            raise Unsupported("scoring", f"its scoring uses <{test.tag}>")
        return False

    def _joined(self, test: Node, answers: Answers) -> bool:
        parts = [self._holds(child, answers) for child in test.children]
        if test.tag == "or":
            return any(parts)
        # `not` of several: not all of them.
        return all(parts) if test.tag == "and" else not all(parts)


def _goes_on(condition: Node) -> bool:
    told = condition.get("continue").lower()
    if told:
        return told == "yes"
    actions = {setvar.get("action").lower() for setvar in condition.all("setvar")}
    return actions <= {"add", "subtract"}


def _changed(old: float, action: str, value: float) -> float:
    if action == "add":
        return old + value
    if action == "subtract":
        return old - value
    if action == "multiply":
        return old * value
    if action == "divide":
        return old / value if value else old
    return value


def _name(node: Node) -> str:
    return (node.get("varname") or node.get("variablename")).lower() or "score"


def feedback_of(condition: Node) -> list[str]:
    """The names of what a condition that holds shows."""
    return [f.get("linkrefid") for f in condition.all("displayfeedback")]


def _is_maximum(setvar: Node) -> bool:
    return setvar.all_text().strip().lower().endswith(".max")


def tested(test: Node) -> str:
    """What a test compares the answer with."""
    return test.all_text().strip()


def points_of(condition: Node) -> float:
    """What a condition that holds adds or sets, all its variables together."""
    setvars = [s for s in condition.all("setvar") if not _is_fault(_name(s))]
    return sum(1.0 if _is_maximum(s) else number_of(s.all_text()) for s in setvars)


def number_of(text: str) -> float:
    """0 for what is no number."""
    return float(text) if NUMBER.fullmatch(text) else 0.0


def _of(scores: dict[str, float]) -> float:
    """SCORE, else the only other name that a system uses for it."""
    told = {name: value for name, value in scores.items() if not _is_fault(name)}
    if "score" in told and (told["score"] or len(told) == 1):
        return told["score"]
    return next((value for value in told.values() if value), 0.0)


def _is_fault(name: str) -> bool:
    """Brightspace counts what was wrong, too: `D2L_Incorrect`."""
    return "incorrect" in name or "wrong" in name
