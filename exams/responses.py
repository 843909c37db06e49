"""What a usable response is, for each kind, and when it is right.

A response is a list of option ids (single, multiple: a set; ordering: a
sequence), a mapping option id → target id (matching), or None when cleared.
Incomplete responses are usable and count as wrong.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Asked:
    """What may be answered: the kind, how many to select, and the opaque ids."""

    kind: str
    select: int | None
    option_ids: frozenset[str]
    target_ids: frozenset[str] = frozenset()


def fault(response: Any, asked: Asked) -> str:
    """Why the response cannot be used, or an empty text."""
    if response is None:
        return ""
    if asked.kind == "matching":
        return _mapping_fault(response, asked)
    return _list_fault(response, asked)


def ids_fault(ids: Any, asked: Asked) -> str:
    """Why a list of option ids (of struck options, say) cannot be used."""
    if not isinstance(ids, list) or not all(isinstance(i, str) for i in ids):
        return "a list of option ids is needed"
    if len(set(ids)) != len(ids):
        return "an option is named twice"
    if not asked.option_ids.issuperset(ids):
        return "an option id is not of this question"
    return ""


def _list_fault(response: Any, asked: Asked) -> str:
    found = ids_fault(response, asked)
    limit = {"single": 1, "multiple": asked.select}.get(asked.kind)
    if not found and limit is not None and len(response) > limit:
        return f"at most {limit} can be selected"
    return found


def _mapping_fault(response: Any, asked: Asked) -> str:
    if not isinstance(response, dict):
        return "a mapping from option ids to target ids is needed"
    targets = list(response.values())
    if not all(isinstance(t, str) for t in targets):
        return "a target id is a text"
    if not asked.option_ids.issuperset(response):
        return "an option id is not of this question"
    if not asked.target_ids.issuperset(targets):
        return "a target id is not of this question"
    return "a target is used twice" if len(set(targets)) != len(targets) else ""


def is_correct(
    response: Any, *, kind: str, key: Sequence[str] | Mapping[str, str]
) -> bool:
    """All or nothing. Ids of response and key are of the same naming."""
    if not response:
        return False
    if kind in ("single", "multiple"):
        return len(response) == len(key) and set(response) == set(key)
    if kind == "matching":
        return dict(response) == dict(key)  # type: ignore[arg-type]  # REASON: matching keys are mappings
    return list(response) == list(key)
