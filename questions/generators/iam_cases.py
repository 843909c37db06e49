"""Policies drawn until exactly one explanation of the result is true."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from questions.generators.iam_documents import (
    ALLOWED,
    BOUNDARY,
    DENIED,
    IDENTITY,
    RESOURCE,
    SCP,
    SESSION,
    TYPES,
    PolicySet,
    Request,
    Verdict,
    decide,
)

ACCOUNT = "111122223333"
REGION = "eu-central-1"
OTHER_REGIONS = ["us-east-1", "eu-west-1", "ap-southeast-2"]


@dataclass(frozen=True)
class Service:
    """A service with a resource-based policy, and requests to it."""

    prefix: str
    actions: tuple[str, ...]
    resource: str
    neighbour: str  # a resource of the same kind that is not meant
    policy: str  # what its resource-based policy is called


SERVICES = [
    Service(
        "s3",
        ("GetObject", "PutObject", "DeleteObject"),
        "arn:aws:s3:::clinic-scans/2026/scan.dcm",
        "arn:aws:s3:::clinic-invoices/2026/scan.dcm",
        "bucket policy",
    ),
    Service(
        "sqs",
        ("SendMessage", "ReceiveMessage", "DeleteMessage", "PurgeQueue"),
        f"arn:aws:sqs:{REGION}:{ACCOUNT}:orders",
        f"arn:aws:sqs:{REGION}:{ACCOUNT}:refunds",
        "queue policy",
    ),
    Service(
        "secretsmanager",
        ("GetSecretValue", "PutSecretValue", "DescribeSecret"),
        f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:crm-a1b2c3",
        f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:erp-d4e5f6",
        "resource policy of the secret",
    ),
    Service(
        "dynamodb",
        ("GetItem", "PutItem", "DeleteItem", "Query"),
        f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/trips",
        f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/drivers",
        "resource-based policy of the table",
    ),
]


@dataclass(frozen=True)
class Case:
    """The policies, the request, and the one explanation that is true."""

    service: Service
    policies: PolicySet
    request: Request
    key: Verdict


def draw_case(rng: Random) -> Case:
    """Policies of which exactly one explanation is true.

    The outcome wanted is drawn first, so that no kind of answer is rare.
    """
    wanted = rng.choice(KEYS)
    while True:
        case = _random_case(rng, wanted)
        is_clear = sum(is_true(case, claim) for claim in CLAIMS) == 1
        if case.key == wanted and is_clear and not _is_disputed(case):
            return case


def _is_disputed(case: Case) -> bool:
    """A role is granted by the resource, and a boundary or session policy is silent.

    The API reference says that boundaries do not limit such grants, the user guide
    that they limit those to the ARN of a role: nothing to ask about.
    """
    effects = {t: case.policies.effect(t, case.request) for t in TYPES}
    limits = [t for t in (BOUNDARY, SESSION) if t in case.policies.documents]
    is_limited = any(effects[t] == "" for t in limits)
    return not case.request.is_user and effects[RESOURCE] == "Allow" and is_limited


def is_true(case: Case, claim: Verdict) -> bool:
    """Whether an expert could defend the explanation: outcome and fact are so.

    Strict on purpose: with a deny decided by one policy, another one that lacks
    an allow would be a second good reason, and such a case is drawn again.
    """
    if claim.outcome != case.key.outcome or not is_fact(case, claim):
        return False
    return not claim.is_allowed or claim.policy in (IDENTITY, RESOURCE)


def is_fact(case: Case, claim: Verdict) -> bool:
    effect = case.policies.effect(claim.policy, case.request)
    if claim.is_allowed:
        return effect == "Allow"
    if claim.how == "explicit":
        return effect == "Deny"
    return claim.policy in case.policies.documents and effect == ""


LIMITS = (SCP, BOUNDARY, SESSION)
CLAIMS = [
    *[Verdict(ALLOWED, "grant", policy) for policy in TYPES],
    *[Verdict(DENIED, "explicit", policy) for policy in TYPES],
    *[Verdict(DENIED, "implicit", policy) for policy in (IDENTITY, *LIMITS)],
]
# Drawn in these proportions; what people get wrong most stands twice.
KEYS = [
    Verdict(ALLOWED, "grant", IDENTITY),
    *[Verdict(ALLOWED, "grant", RESOURCE)] * 2,
    *[Verdict(DENIED, "explicit", policy) for policy in (SCP, IDENTITY, RESOURCE)],
    *[Verdict(DENIED, "implicit", policy) for policy in (IDENTITY, *LIMITS)],
    Verdict(DENIED, "implicit", BOUNDARY),
]


def has_deny(case: Case, policy: str) -> bool:
    document = case.policies.documents.get(policy, {"Statement": []})
    return any(s["Effect"] == "Deny" for s in document["Statement"])


def _random_case(rng: Random, wanted: Verdict) -> Case:
    service = rng.choice(SERVICES)
    is_user = wanted.policy != SESSION and rng.random() < 0.5
    request = Request(
        action=f"{service.prefix}:{rng.choice(service.actions)}",
        resource=service.resource,
        principal=f"arn:aws:iam::{ACCOUNT}:"
        + ("user/deploy-bot" if is_user else "role/app-role"),
        context={
            "aws:RequestedRegion": rng.choice([REGION, *OTHER_REGIONS[:1]])
            if service.prefix == "s3"
            else REGION,
            "aws:SecureTransport": "true",
            "aws:PrincipalTag/team": rng.choice(["billing", "platform"]),
        },
    )
    policies = PolicySet()
    for type_ in _present(rng, wanted, is_user=is_user):
        policies.documents[type_] = _document(type_, service, request, rng)
    return Case(service, policies, request, decide(policies, request))


def _present(rng: Random, wanted: Verdict, *, is_user: bool) -> list[str]:
    """Identity-based, what decides, and one or two more."""
    others = [SCP, RESOURCE, BOUNDARY] + ([] if is_user else [SESSION])
    rng.shuffle(others)
    chosen = {IDENTITY, wanted.policy, *others[: rng.choice([1, 2])]}
    return [type_ for type_ in TYPES if type_ in chosen]


def _document(
    type_: str, service: Service, request: Request, rng: Random
) -> dict[str, Any]:
    statements = [_allow(type_, service, request, rng)]
    if rng.random() < 0.45:
        statements.append(_deny(type_, service, request, rng))
    if type_ == RESOURCE:
        for statement in statements:
            statement["Principal"] = {"AWS": request.principal}
    order = ["Effect", "Principal", "Action", "NotAction", "Resource", "Condition"]
    return {
        "Version": "2012-10-17",
        "Statement": [{k: s[k] for k in order if k in s} for s in statements],
    }


Statement = dict[str, Any]


def _allow(type_: str, service: Service, request: Request, rng: Random) -> Statement:
    """A grant or limit that matches the request, or just misses it."""
    if type_ in (SCP, BOUNDARY):
        makers = [_broad, _broad, _service_wide, _other_actions, _other_service]
    else:
        makers = [_exact, _service_wide, _other_actions, _other_resource]
    action, resource = rng.choice(makers)(service, request, rng)
    return {"Effect": "Allow", "Action": action, "Resource": resource}


Pair = tuple[str | list[str], str]


def _broad(service: Service, request: Request, rng: Random) -> Pair:
    return "*", "*"


def _service_wide(service: Service, request: Request, rng: Random) -> Pair:
    return f"{service.prefix}:*", "*"


def _exact(service: Service, request: Request, rng: Random) -> Pair:
    others = [a for a in _actions(service) if a != request.action]
    return sorted([request.action, rng.choice(others)]), _whole(service.resource)


def _other_actions(service: Service, request: Request, rng: Random) -> Pair:
    others = [a for a in _actions(service) if a != request.action]
    return sorted(rng.sample(others, 2)), _whole(service.resource)


def _other_resource(service: Service, request: Request, rng: Random) -> Pair:
    if service.prefix == "s3" and rng.random() < 0.5:
        # The classic: the bucket is named, its objects are not.
        return _exact(service, request, rng)[0], service.resource.split("/")[0]
    return f"{service.prefix}:*", _whole(service.neighbour)


def _other_service(service: Service, request: Request, rng: Random) -> Pair:
    names = ["ec2", "lambda", "logs", "sns"]
    chosen = sorted(f"{name}:*" for name in rng.sample(names, 2))
    return chosen, "*"


def _deny(type_: str, service: Service, request: Request, rng: Random) -> Statement:
    """A deny that hits the request, or only looks as if it did."""
    makers: list[Callable[[Service, Request, Random], Statement]]
    makers = [_deny_action, _deny_condition, _deny_tag, _deny_not_action]
    statement = rng.choice(makers)(service, request, rng)
    return {"Effect": "Deny", "Resource": _whole(service.resource)} | statement


def _deny_action(service: Service, request: Request, rng: Random) -> Statement:
    return {"Action": rng.choice(_actions(service))}


def _deny_condition(service: Service, request: Request, rng: Random) -> Statement:
    allowed = sorted([REGION, rng.choice(OTHER_REGIONS)])
    return {
        "Action": f"{service.prefix}:*",
        "Condition": {"StringNotEquals": {"aws:RequestedRegion": allowed}},
    }


def _deny_tag(service: Service, request: Request, rng: Random) -> Statement:
    team = rng.choice(["billing", "platform"])
    return {
        "Action": request.action,
        "Condition": {"StringNotEquals": {"aws:PrincipalTag/team": team}},
    }


def _deny_not_action(service: Service, request: Request, rng: Random) -> Statement:
    return {"NotAction": sorted(rng.sample(_actions(service), 2))}


def _actions(service: Service) -> list[str]:
    return [f"{service.prefix}:{action}" for action in service.actions]


def _whole(resource: str) -> str:
    """The resource as policies name it: objects of a bucket by a wildcard."""
    return resource.split("/")[0] + "/*" if ":s3:" in resource else resource
