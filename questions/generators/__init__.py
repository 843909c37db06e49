"""Parametric questions: pure functions of a seed, registered by name."""

from collections.abc import Callable
from typing import Any

GENERATORS: dict[str, Callable[[int], Any]] = {}
