"""Formulas that instructors write: parsed, held small, and evaluated by walking.

A value is a whole number, an exact fraction, a word or a yes-or-no. Nothing is ever
given to Python to run: only the nodes named here have a meaning.
"""

import ast
import math
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

MAX_LENGTH = 300
MAX_DEPTH = 12
MAX_NODES = 100
MAX_NUMBER = 10**12
MAX_DENOMINATOR = 10**24
MAX_EXPONENT = 12
MAX_PLACES = 6  # decimals that `round` keeps
NAME = re.compile(r"[a-z][a-z0-9_]{0,30}")
QUOTED = re.compile(r"\"[^\"\\]{0,80}\"|'[^'\\]{0,80}'")
STRANGE = re.compile(r"[^A-Za-z0-9_ +\-*/%().,<>=!]")
Number = int | Fraction
Value = int | Fraction | str | bool


class FormulaError(Exception):
    """What is wrong with a formula; `column` counts from 1, 0 is all of it."""

    def __init__(self, text: str, column: int = 0) -> None:
        super().__init__(f"{text} (at character {column})" if column else text)
        self.column = column


@dataclass(frozen=True)
class Formula:
    """A formula that was read: its text, and the names it needs."""

    text: str
    tree: ast.expr
    names: frozenset[str]

    def __call__(self, names: Mapping[str, Value]) -> Value:
        """Its value for these names. Raises FormulaError."""
        try:
            return _Walk(names, self.text).value(self.tree)
        except FormulaError as error:
            raise FormulaError(f"“{self.text}”: {error}") from error


# --- Reading ----------------------------------------------------------------


def read_formula(text: str) -> Formula:
    """Raises FormulaError with the place where the text stops being a formula."""
    text = text.strip()
    _refuse_strange(text)
    try:
        tree = ast.parse(text, mode="eval").body
    except SyntaxError as error:
        place = min(error.offset or len(text), len(text))
        raise FormulaError("This is not a formula", place) from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise FormulaError("This formula is nested too deeply") from error
    nodes = _checked(tree, text)
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    return Formula(text, tree, frozenset(names - set(FUNCTIONS)))


def _refuse_strange(text: str) -> None:
    if not text:
        raise FormulaError("There is no formula yet")
    if len(text) > MAX_LENGTH:
        raise FormulaError(f"A formula has {MAX_LENGTH} characters at most")
    bare = QUOTED.sub(lambda found: "_" * len(found[0]), text)
    if strange := STRANGE.search(bare):
        words = f"“{strange[0]}” has no meaning in a formula"
        raise FormulaError(words, strange.start() + 1)


def _checked(tree: ast.expr, text: str) -> list[ast.expr]:
    """Every node of the tree, each of a kind with a meaning."""
    found: list[ast.expr] = []
    waiting = [(tree, 1)]
    while waiting:
        node, depth = waiting.pop()
        column = _column(node, text)
        if depth > MAX_DEPTH:
            raise FormulaError("This formula is nested too deeply", column)
        _check(node, column)
        found.append(node)
        if len(found) > MAX_NODES:
            raise FormulaError("This formula is too long; name a part of it above")
        waiting += [(child, depth + 1) for child in _children(node)]
    return found


def _column(node: ast.expr, text: str) -> int:
    # Python counts bytes.
    before = text.encode()[: node.col_offset].decode(errors="ignore")
    return len(before) + 1


def _children(node: ast.expr) -> list[ast.expr]:
    parts = list(ast.iter_child_nodes(node))
    if isinstance(node, ast.Call):
        parts = list(node.args)
    return [part for part in parts if isinstance(part, ast.expr)]


def _check(node: ast.expr, column: int) -> None:
    if isinstance(node, ast.Constant):
        _constant(node.value, column)
    elif isinstance(node, ast.Call):
        _check_call(node, column)
    elif isinstance(node, ast.Name):
        if not NAME.fullmatch(node.id):
            raise FormulaError(
                f"“{node.id[:40]}” is no name: use small letters", column
            )
    elif not isinstance(node, ast.BoolOp | ast.IfExp):
        operators = _operators(node)
        if not operators or not all(type(one) in OPERATORS for one in operators):
            raise FormulaError("This has no meaning in a formula", column)


def _operators(node: ast.expr) -> Sequence[ast.AST]:
    if isinstance(node, ast.Compare):
        return node.ops
    return [node.op] if isinstance(node, ast.BinOp | ast.UnaryOp) else []


def _check_call(node: ast.Call, column: int) -> None:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if name not in FUNCTIONS:
        raise FormulaError(f"Known functions are {', '.join(FUNCTIONS)}", column)
    if node.keywords or any(isinstance(one, ast.Starred) for one in node.args):
        raise FormulaError(f"{name} takes plain values, with commas", column)


def _constant(value: object, column: int = 0) -> Value:
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        return _held(value, column)
    if isinstance(value, float) and math.isfinite(value):
        return _held(Fraction(str(value)), column)  # 0.1 is a tenth, exactly
    raise FormulaError("Only numbers and “words” can stand here", column)


# --- Evaluating -------------------------------------------------------------


class _Walk:
    """One evaluation, with the values of the names."""

    def __init__(self, names: Mapping[str, Value], text: str) -> None:
        self.names = names
        self.text = text

    def value(self, node: ast.expr) -> Value:
        return WALKS[type(node)](self, node)

    def constant(self, node: Any) -> Value:
        return _constant(node.value)

    def name(self, node: Any) -> Value:
        if node.id not in self.names:
            words = f"There is no “{node.id}” here yet"
            raise FormulaError(words, _column(node, self.text))
        return self.names[node.id]

    def unary(self, node: Any) -> Value:
        value = self.value(node.operand)
        if isinstance(node.op, ast.Not):
            return not truth(value)
        return -number(value) if isinstance(node.op, ast.USub) else number(value)

    def binary(self, node: Any) -> Value:
        left, right = number(self.value(node.left)), number(self.value(node.right))
        try:
            return _held(OPERATORS[type(node.op)](left, right))
        except ZeroDivisionError as error:
            column = _column(node, self.text)
            raise FormulaError("This divides by zero", column) from error

    def boolean(self, node: Any) -> Value:
        is_and = isinstance(node.op, ast.And)
        for part in node.values:
            if truth(self.value(part)) is not is_and:
                return not is_and
        return is_and

    def compare(self, node: Any) -> Value:
        left = self.value(node.left)
        for op, part in zip(node.ops, node.comparators, strict=True):
            right = self.value(part)
            if not _compared(op, left, right):
                return False
            left = right
        return True

    def choice(self, node: Any) -> Value:
        return self.value(node.body if truth(self.value(node.test)) else node.orelse)

    def call(self, node: Any) -> Value:
        values = [self.value(part) for part in node.args]
        least, most, function = FUNCTIONS[node.func.id]
        if not least <= len(values) <= most:
            words = f"{node.func.id} takes {least} to {most} values"
            raise FormulaError(words, _column(node, self.text))
        return _held(function(*values))


WALKS: dict[type[ast.expr], Callable[[_Walk, Any], Value]] = {
    ast.Constant: _Walk.constant,
    ast.Name: _Walk.name,
    ast.UnaryOp: _Walk.unary,
    ast.BinOp: _Walk.binary,
    ast.BoolOp: _Walk.boolean,
    ast.Compare: _Walk.compare,
    ast.IfExp: _Walk.choice,
    ast.Call: _Walk.call,
}


def number(value: Value) -> Number:
    """The value as a number. Raises FormulaError for words and for yes or no."""
    if isinstance(value, bool):
        raise FormulaError("A number is needed, and this is yes or no")
    if isinstance(value, str):
        raise FormulaError(f"A number is needed, and “{value[:40]}” is a word")
    return value


def truth(value: Value) -> bool:
    """Yes or no. Raises FormulaError for anything else."""
    if not isinstance(value, bool):
        raise FormulaError("A comparison is needed here, such as a > b")
    return value


def rounded(value: Number, places: int = 0) -> Number:
    """Halves go away from zero, as people round: 2.5 is 3."""
    scaled = abs(Fraction(value)) * 10**places
    whole = math.floor(scaled + Fraction(1, 2))
    return _plain(Fraction(whole if value >= 0 else -whole, 10**places))


def _compared(op: ast.cmpop, left: Value, right: Value) -> bool:
    if isinstance(left, str) or isinstance(right, str):
        is_equality = isinstance(op, ast.Eq | ast.NotEq)
        if not (is_equality and isinstance(left, str) and isinstance(right, str)):
            raise FormulaError("A word is compared with a word, by == or !=")
        return bool(OPERATORS[type(op)](left, right))
    return bool(OPERATORS[type(op)](number(left), number(right)))


def _abs(value: Number) -> Number:
    return -value if value < 0 else value


def _power(base: Number, exponent: Number) -> Number:
    if exponent != int(exponent) or _abs(exponent) > MAX_EXPONENT:
        raise FormulaError(f"An exponent is whole, and {MAX_EXPONENT} at most")
    return Fraction(base) ** int(exponent)


def _round(value: Value, places: Value = 0) -> Number:
    count = number(places)
    if count not in range(MAX_PLACES + 1):
        raise FormulaError(f"round keeps 0 to {MAX_PLACES} decimals")
    return rounded(number(value), int(count))


def _len(value: Value) -> int:
    if not isinstance(value, str):
        raise FormulaError("len counts the letters of a word")
    return len(value)


def _numbers(function: Callable[[list[Number]], Number]) -> Callable[..., Number]:
    return lambda *values: function([number(value) for value in values])


def _plain(value: Number) -> Number:
    return int(value) if value == int(value) else value


def _held(value: Value, column: int = 0) -> Value:
    """The value if it is no larger, and no finer, than a question can need."""
    if isinstance(value, bool | str):
        return value
    if _abs(value) > MAX_NUMBER:
        raise FormulaError("A number is larger than 1,000,000,000,000", column)
    if value.denominator > MAX_DENOMINATOR:
        raise FormulaError("A fraction is too fine; round it on the way", column)
    return _plain(value)


OPERATORS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: Fraction,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: _power,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Not: operator.not_,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
# The least and the most values that each takes.
FUNCTIONS: dict[str, tuple[int, int, Callable[..., Value]]] = {
    "ceil": (1, 1, lambda value: math.ceil(number(value))),
    "floor": (1, 1, lambda value: math.floor(number(value))),
    "round": (1, 2, _round),
    "min": (1, 20, _numbers(min)),
    "max": (1, 20, _numbers(max)),
    "abs": (1, 1, lambda value: _abs(number(value))),
    "sum": (1, 20, _numbers(sum)),
    "len": (1, 1, _len),
}
