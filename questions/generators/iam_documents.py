"""IAM policy documents and the decision over them, within one account.

The rules are those of the user guide's “Policy evaluation logic”: a deny in any
policy decides; then the service control policies must allow; then an allow of the
resource-based policy may be enough; then boundary, session policy and
identity-based policy must each allow.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Document = Mapping[str, Any]
SCP, RESOURCE, IDENTITY = "scp", "resource", "identity"
BOUNDARY, SESSION = "boundary", "session"
ALLOWED, DENIED = "allowed", "denied"
TYPES = (SCP, IDENTITY, RESOURCE, BOUNDARY, SESSION)


@dataclass(frozen=True)
class Request:
    action: str
    resource: str
    principal: str  # ARN of the user or role
    context: Mapping[str, str]

    @property
    def is_user(self) -> bool:
        return ":user/" in self.principal


@dataclass(frozen=True)
class Verdict:
    """The outcome and what decided it, as in ("denied", "implicit", "boundary")."""

    outcome: str
    how: str  # explicit or implicit; for an allow: grant
    policy: str

    @property
    def is_allowed(self) -> bool:
        return self.outcome == ALLOWED


@dataclass
class PolicySet:
    """The documents that apply to a request, by type; a missing type sets no limit."""

    documents: dict[str, Document] = field(default_factory=dict)

    def effect(self, type_: str, request: Request) -> str:
        """Deny, Allow or none of both, over the statements of one policy."""
        document = self.documents.get(type_, {"Statement": []})
        effects = {s["Effect"] for s in document["Statement"] if matches(s, request)}
        return "Deny" if "Deny" in effects else "Allow" if "Allow" in effects else ""


def decide(policies: PolicySet, request: Request) -> Verdict:
    """What IAM answers, and the first policy that decides it."""
    effects = {type_: policies.effect(type_, request) for type_ in policies.documents}
    for type_ in TYPES:
        if effects.get(type_) == "Deny":
            return Verdict(DENIED, "explicit", type_)
    # A type that is absent limits nothing; an absent resource policy grants nothing.
    limits = [SCP, BOUNDARY, SESSION]
    silent = [t for t in limits if effects.get(t, "Allow") != "Allow"]
    is_granted = effects.get(RESOURCE) == "Allow"
    if is_granted and request.is_user:
        # A grant to the ARN of a user is not limited by boundaries.
        silent = [type_ for type_ in silent if type_ == SCP]
    if silent:
        return Verdict(DENIED, "implicit", silent[0])
    if effects.get(IDENTITY) == "Allow":
        return Verdict(ALLOWED, "grant", IDENTITY)
    if is_granted:
        return Verdict(ALLOWED, "grant", RESOURCE)
    return Verdict(DENIED, "implicit", IDENTITY)


def matches(statement: Document, request: Request) -> bool:
    """Whether every part of the statement speaks of this request."""
    return (
        _matches_action(statement, request.action)
        and _any(statement.get("Resource", request.resource), request.resource)
        and _matches_principal(statement, request.principal)
        and all(
            _holds(operator, wanted, request.context)
            for operator, wanted in statement.get("Condition", {}).items()
        )
    )


def _matches_action(statement: Document, action: str) -> bool:
    if "NotAction" in statement:
        return not _any(statement["NotAction"], action)
    return _any(statement["Action"], action)


def _matches_principal(statement: Document, principal: str) -> bool:
    told = statement.get("Principal")
    return told is None or told == "*" or principal in _listed(told["AWS"])


def _holds(
    operator: str, wanted: Mapping[str, Any], context: Mapping[str, str]
) -> bool:
    is_negated = operator == "StringNotEquals"
    return all(
        (context.get(key) in _listed(values)) is not is_negated
        for key, values in wanted.items()
    )


def _any(patterns: str | Sequence[str], value: str) -> bool:
    return any(_like(pattern, value) for pattern in _listed(patterns))


def _like(pattern: str, value: str) -> bool:
    expression = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(expression, value) is not None


def _listed(value: str | Iterable[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def as_json(document: Document) -> str:
    return json.dumps(document, indent=2)
