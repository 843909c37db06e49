"""QTI 2.x and 3.0 response processing, executed for one response at a time.

A value is None (NULL), a text, number or truth value, or a list (multiple, ordered).
What the interpreter does not know raises Unsupported; nothing is guessed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from questions.exchange.items import Unsupported
from questions.exchange.qti.keys import Budget
from questions.exchange.xmltree import Node

NUMERIC = {"float", "integer"}
MAX_LIST = 200
LARGE = 1e12


@dataclass
class Mapping:
    """Points for each value of a response, between two bounds."""

    points: dict[str, float] = field(default_factory=dict)
    default: float = 0.0
    lower: float | None = None
    upper: float | None = None

    def score(self, chosen: list[str]) -> float:
        """Each different value counts once."""
        total = sum(self.points.get(v, self.default) for v in dict.fromkeys(chosen))
        if self.lower is not None:
            total = max(total, self.lower)
        return total if self.upper is None else min(total, self.upper)


@dataclass
class Declaration:
    """A response or outcome variable as declared."""

    name: str
    cardinality: str
    base: str
    correct: list[str] = field(default_factory=list)
    default: list[str] = field(default_factory=list)
    mapping: Mapping | None = None

    def value(self, texts: list[str]) -> Any:
        values = [_typed(text, self.base) for text in texts]
        if self.cardinality in {"multiple", "ordered"}:
            return values or None
        return values[0] if values else None


def declaration_of(node: Node) -> Declaration:
    found = Declaration(
        node.get("identifier"), node.get("cardinality", "single"), node.get("baseType")
    )
    found.correct = _values(node.first("correctResponse"))
    found.default = _values(node.first("defaultValue"))
    if mapping := node.first("mapping"):
        found.mapping = Mapping(
            {
                e.get("mapKey"): _float(e.get("mappedValue"))
                for e in mapping.all("mapEntry")
            },
            _float(mapping.get("defaultValue")),
            _bound(mapping.get("lowerBound")),
            _bound(mapping.get("upperBound")),
        )
    return found


def _values(node: Node | None) -> list[str]:
    return [value.all_text().strip() for value in node.all("value")] if node else []


def _float(text: str) -> float:
    """0 for what is no number of a usable size."""
    try:
        value = float(text[:30])
    except ValueError:
        return 0.0
    return value if abs(value) < LARGE else 0.0


def _bound(text: str) -> float | None:
    return _float(text) if text else None


def _typed(text: str, base: str) -> Any:
    if base in NUMERIC:
        return _float(text)
    if base == "boolean":
        return text.lower() in {"true", "1"}
    if base in {"pair", "directedPair"}:
        return " ".join(text.split())
    return text


class _Exit(Exception):
    """exitResponse: processing ends here."""


class Interpreter:
    """Runs the rules of one item."""

    def __init__(
        self, rules: Node, declared: dict[str, Declaration], budget: Budget
    ) -> None:
        self.rules = rules
        self.declared = declared
        self.budget = budget
        self.values: dict[str, Any] = {}
        self.responses: dict[str, list[str]] = {}

    def run(self, responses: dict[str, list[str]]) -> dict[str, Any]:
        """The outcome variables after these responses, by identifier."""
        self.responses = responses
        self.values = {
            name: one.value(responses.get(name, one.default))
            for name, one in self.declared.items()
        }
        try:
            self._rules(self.rules)
        except _Exit:
            pass
        except (TypeError, ValueError, ArithmeticError, IndexError) as error:
            raise Unsupported("scoring", "its scoring computes nonsense") from error
        return self.values

    # --- rules

    def _rules(self, parent: Node) -> None:
        for rule in parent.children:
            self.budget.spend()
            if rule.tag == "responseCondition":
                self._condition(rule)
            elif rule.tag == "setOutcomeValue":
                value = self._value(rule.children[0]) if rule.children else None
                self.values[rule.get("identifier")] = value
            elif rule.tag == "responseProcessingFragment":
                self._rules(rule)
            elif rule.tag == "exitResponse":
                raise _Exit
            elif rule.tag not in BRANCH_TESTS:
                raise _unknown(rule)

    def _condition(self, condition: Node) -> None:
        for branch in condition.children:
            if branch.tag == "responseElse":
                self._rules(branch)
                return
            if not branch.children:
                continue
            if self._value(branch.children[0]) is True:
                rest = Node(branch.tag, {}, branch.line, children=branch.children[1:])
                self._rules(rest)
                return

    # --- expressions

    def _value(self, node: Node) -> Any:
        self.budget.spend()
        evaluate = EXPRESSIONS.get(node.tag)
        if evaluate is None:
            raise _unknown(node)
        return evaluate(self, node)

    def _all(self, node: Node) -> list[Any]:
        return [self._value(child) for child in node.children]

    def _variable(self, node: Node) -> Any:
        return self.values.get(node.get("identifier"))

    def _correct(self, node: Node) -> Any:
        declared = self.declared.get(node.get("identifier"))
        return declared.value(declared.correct) if declared else None

    def _base(self, node: Node) -> Any:
        return _typed(node.all_text().strip(), node.get("baseType"))

    def _map(self, node: Node) -> Any:
        name = node.get("identifier")
        declared = self.declared.get(name)
        mapping = declared.mapping if declared else None
        return mapping.score(self.responses.get(name, [])) if mapping else 0.0

    def _container(self, node: Node) -> Any:
        found: list[Any] = []
        for value in self._all(node):
            found += value if isinstance(value, list) else [value]
        kept = [value for value in found if value is not None]
        if len(kept) > MAX_LIST:
            raise Unsupported("scoring", "its scoring builds long lists")
        return kept or None

    def _match(self, node: Node) -> Any:
        one, other = self._all(node)
        if one is None or other is None:
            return None
        is_ordered = "ordered" in {self._cardinality(child) for child in node.children}
        return _same(one, other, is_ordered=is_ordered)

    def _cardinality(self, node: Node) -> str:
        if node.tag in {"variable", "correct"}:
            declared = self.declared.get(node.get("identifier"))
            return declared.cardinality if declared else ""
        return node.tag

    def _and(self, node: Node) -> Any:
        return all(value is True for value in self._all(node))

    def _or(self, node: Node) -> Any:
        return any(value is True for value in self._all(node))

    def _not(self, node: Node) -> Any:
        value = self._value(node.children[0])
        return None if value is None else value is not True

    def _member(self, node: Node) -> Any:
        one, many = self._all(node)
        return None if one is None or many is None else one in _list(many)

    def _contains(self, node: Node) -> Any:
        one, other = self._all(node)
        if one is None or other is None:
            return None
        return all(value in _list(one) for value in _list(other))

    def _delete(self, node: Node) -> Any:
        one, many = self._all(node)
        if one is None or many is None:
            return None
        return [value for value in _list(many) if value != one] or None

    def _index(self, node: Node) -> Any:
        values = _list(self._value(node.children[0]) or [])
        place = int(_float(node.get("n")))
        return values[place - 1] if 0 < place <= len(values) else None

    def _string_match(self, node: Node) -> Any:
        one, other = self._all(node)
        if one is None or other is None:
            return None
        if node.get("caseSensitive") == "false":
            return str(one).lower() == str(other).lower()
        return str(one) == str(other)

    def _default(self, node: Node) -> Any:
        declared = self.declared.get(node.get("identifier"))
        return declared.value(declared.default) if declared else None


def _unknown(node: Node) -> Unsupported:
    return Unsupported("scoring", f"its scoring uses <{node.tag[:40]}>")


def _same(one: Any, other: Any, *, is_ordered: bool) -> bool:
    left, right = _list(one), _list(other)
    return (
        left == right
        if is_ordered
        else sorted(map(str, left)) == sorted(map(str, right))
    )


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _numbers(values: list[Any]) -> list[float] | None:
    flat = [number for value in values for number in _list(value)]
    return None if None in flat else [float(number) for number in flat]


def _arithmetic(do: Callable[[list[float]], Any]) -> Callable[[Interpreter, Node], Any]:
    def evaluate(self: Interpreter, node: Node) -> Any:
        numbers = _numbers(self._all(node))
        return None if numbers is None else do(numbers)

    return evaluate


def _product(numbers: list[float]) -> float:
    total = 1.0
    for number in numbers:
        total *= number
    return total


BRANCH_TESTS = {"responseIf", "responseElseIf", "responseElse"}
EXPRESSIONS: dict[str, Callable[[Interpreter, Node], Any]] = {
    "variable": Interpreter._variable,
    "correct": Interpreter._correct,
    "default": Interpreter._default,
    "baseValue": Interpreter._base,
    "null": lambda self, node: None,
    "mapResponse": Interpreter._map,
    "multiple": Interpreter._container,
    "ordered": Interpreter._container,
    "match": Interpreter._match,
    "and": Interpreter._and,
    "or": Interpreter._or,
    "not": Interpreter._not,
    "member": Interpreter._member,
    "contains": Interpreter._contains,
    "delete": Interpreter._delete,
    "index": Interpreter._index,
    "stringMatch": Interpreter._string_match,
    "isNull": lambda self, node: self._value(node.children[0]) is None,
    "containerSize": lambda self, node: len(_list(self._value(node.children[0]) or [])),
    "equal": _arithmetic(lambda n: n[0] == n[1]),
    "gt": _arithmetic(lambda n: n[0] > n[1]),
    "gte": _arithmetic(lambda n: n[0] >= n[1]),
    "lt": _arithmetic(lambda n: n[0] < n[1]),
    "lte": _arithmetic(lambda n: n[0] <= n[1]),
    "sum": _arithmetic(sum),
    "product": _arithmetic(_product),
    "subtract": _arithmetic(lambda n: n[0] - n[1]),
    "divide": _arithmetic(lambda n: n[0] / n[1]),
    "max": _arithmetic(max),
    "min": _arithmetic(min),
    "round": _arithmetic(lambda n: float(int(n[0] + 0.5))),
    "truncate": _arithmetic(lambda n: float(int(n[0]))),
    "integerToFloat": _arithmetic(lambda n: n[0]),
}
