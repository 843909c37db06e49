"""IAM policy evaluation: is this request allowed, and which policy decides it?

Policies are drawn until exactly one explanation is true. The wrong options are
explanations that a reader with a named misunderstanding would give.
"""

from collections.abc import Callable, Iterator
from random import Random

from questions.generators.iam_cases import (
    ACCOUNT,
    CLAIMS,
    LIMITS,
    Case,
    draw_case,
    has_deny,
    is_fact,
    is_true,
)
from questions.generators.iam_documents import (
    ALLOWED,
    BOUNDARY,
    IDENTITY,
    RESOURCE,
    SCP,
    SESSION,
    TYPES,
    Verdict,
    as_json,
)
from questions.generators.variant import Variant, VariantOption

GUIDE = "https://docs.aws.amazon.com/IAM/latest/UserGuide"
REFERENCES = (
    f"{GUIDE}/reference_policies_evaluation-logic.html",
    f"{GUIDE}/access_policies_boundaries.html",
)


def draw(seed: int) -> Variant:
    """The variant of that seed."""
    rng = Random(seed)
    case = draw_case(rng)
    claims = [case.key, *wrong_claims(case, rng)]
    rng.shuffle(claims)
    options = [_option(case, claim) for claim in claims]
    return Variant(_stem(case), options, REFERENCES)


def wrong_claims(case: Case, rng: Random) -> list[Verdict]:
    """Three false explanations: the tempting ones first, with both outcomes."""
    wrong = [c for c in CLAIMS if not is_true(case, c) and _is_sayable(case, c)]
    rng.shuffle(wrong)
    wrong.sort(key=lambda claim: -_temptation(case, claim))
    same = [c for c in wrong if c.outcome == case.key.outcome]
    other = [c for c in wrong if c.outcome != case.key.outcome]
    # Neither the majority nor the odd one out may be a good guess.
    count = min(rng.choice([0, 1, 1, 1, 2]), len(same))
    chosen = same[:count] + other[: 3 - count]
    return chosen + [c for c in wrong if c not in chosen][: 3 - len(chosen)]


def _is_sayable(case: Case, claim: Verdict) -> bool:
    """A claim about a policy that is not shown would be absurd."""
    return claim.policy in case.policies.documents


def _temptation(case: Case, claim: Verdict) -> int:
    """True facts tempt most, then a deny that does not match, then the rest."""
    if is_fact(case, claim):
        return 3
    if claim.how == "explicit" and has_deny(case, claim.policy):
        return 2
    return int(claim.how != "explicit")


def _mistake(case: Case, claim: Verdict) -> str:
    return next(name for name, applies in _mistakes(case, claim) if applies)


def _mistakes(case: Case, claim: Verdict) -> Iterator[tuple[str, bool]]:
    key = case.key
    is_limit = claim.policy in LIMITS
    is_so = is_fact(case, claim)
    yield "limit-taken-for-a-grant", claim.is_allowed and is_limit
    yield "allow-beats-deny", claim.is_allowed and key.how == "explicit"
    yield (
        "resource-grant-ignores-limits",
        claim == Verdict(ALLOWED, "grant", RESOURCE)
        and is_so
        and key.how == "implicit",
    )
    yield (
        f"{key.policy}-ignored",
        claim.is_allowed and is_so and key.how == "implicit",
    )
    yield "near-miss-read-as-a-match", claim.is_allowed
    yield "condition-or-action-of-a-deny-misread", claim.how == "explicit"
    yield (
        "both-grants-needed-in-one-account",
        claim.policy == IDENTITY and is_so and key.policy == RESOURCE,
    )
    yield (
        "boundary-limits-a-grant-to-a-user",
        claim.policy == BOUNDARY and is_so and key.is_allowed,
    )
    yield "deny-taken-for-a-missing-allow", is_so
    yield "match-read-as-a-near-miss", True


# --- Words ------------------------------------------------------------------


def _name(case: Case, policy: str) -> str:
    return {
        SCP: "service control policy",
        IDENTITY: "identity-based policy",
        RESOURCE: case.service.policy,
        BOUNDARY: "permissions boundary",
        SESSION: "session policy",
    }[policy]


def _stem(case: Case) -> str:
    user = case.request.is_user
    who = (
        "The IAM user `deploy-bot`"
        if user
        else "An application with the IAM role `app-role`"
    )
    context = case.request.context
    titles = {SCP: "Service control policy of the account's organizational unit"}
    parts = [
        f"{who} sends the request `{case.request.action}` for the resource "
        f"`{case.request.resource}`. {'User' if user else 'Role'} and resource belong "
        f"to the account {ACCOUNT}. The request uses HTTPS. The Region requested is "
        f"`{context['aws:RequestedRegion']}`, and the principal has the tag "
        f"`team` = `{context['aws:PrincipalTag/team']}`.",
        "These are all the policies that apply to the request:",
    ]
    for policy, document in case.policies.documents.items():
        title = titles.get(policy, _name(case, policy).capitalize())
        parts.append(f"**{title}**\n\n```json\n{as_json(document)}\n```")
    if SESSION in case.policies.documents:
        parts.append("The session policy was passed in the call of `AssumeRole`.")
    parts.append("What is the result of the request, and why?")
    return "\n\n".join(parts)


def _option(case: Case, claim: Verdict) -> VariantOption:
    text = _sentence(case, claim)
    if claim == case.key:
        return VariantOption(text, _key_reason(case), is_correct=True)
    return VariantOption(
        text,
        f"{_fact(case, claim)} {_key_reason(case)}".strip(),
        right_if=_right_if(case, claim),
        mistake=_mistake(case, claim),
    )


def _sentence(case: Case, claim: Verdict) -> str:
    name = _name(case, claim.policy)
    if claim.is_allowed:
        return (
            f"Allowed. The {name} grants the action, and no policy stands against it."
        )
    if claim.how == "explicit":
        return f"Denied. A statement of the {name} denies this request explicitly."
    return f"Denied. The {name} has no statement that allows this request."


def _key_reason(case: Case) -> str:
    return _KEY_REASONS[(case.key.how, case.key.policy)](case)


def _explicit(case: Case) -> str:
    name = _name(case, case.key.policy)
    return (
        f"The deny statement of the {name} matches action, resource and conditions of "
        f"this request. An explicit deny in any policy that applies ends the "
        f"evaluation, whatever other policies allow."
    )


def _granted_by_identity(case: Case) -> str:
    return (
        "The identity-based policy allows the action on this resource. No deny "
        "statement matches, and each policy that sets a limit allows the action, too, "
        "so the request is allowed."
    )


def _granted_by_resource(case: Case) -> str:
    name = case.service.policy
    if case.request.is_user:
        return (
            f"Within one account, the {name} grants the action to the ARN of the user "
            f"by itself. Such a grant needs no identity-based policy, and a "
            f"permissions boundary does not limit it; no deny matches."
        )
    return (
        f"Within one account, an allow of the {name} for the role is enough without "
        f"an identity-based policy. Each policy that sets a limit allows the action, "
        f"and no deny matches."
    )


def _outside_identity(case: Case) -> str:
    return (
        "No statement of a policy that can grant matches the action and the resource "
        "of this request. Without an allow the request ends in an implicit deny; "
        "limits such as boundaries or SCPs never grant anything."
    )


def _outside_limit(case: Case) -> str:
    policy = case.key.policy
    effects = {
        SCP: "sets the most that any principal of the account may do",
        BOUNDARY: "sets the most that a grant to this principal can reach",
        SESSION: "sets the most that the role may do in this session",
    }
    return (
        f"The {_name(case, policy)} {effects[policy]}. It has no statement that allows "
        f"this action on this resource, so the request is implicitly denied, whatever "
        f"other policies grant."
    )


_KEY_REASONS: dict[tuple[str, str], Callable[[Case], str]] = {
    **{("explicit", policy): _explicit for policy in TYPES},
    ("grant", IDENTITY): _granted_by_identity,
    ("grant", RESOURCE): _granted_by_resource,
    ("implicit", IDENTITY): _outside_identity,
    **{("implicit", policy): _outside_limit for policy in LIMITS},
}


def _fact(case: Case, claim: Verdict) -> str:
    """What is so about the policy that a wrong option names."""
    name = _name(case, claim.policy)
    if claim.is_allowed and claim.policy in LIMITS:
        return f"A {name} limits what others grant; it grants nothing itself."
    if claim.policy == case.key.policy:
        return ""  # the reason of the key speaks of it
    effect = case.policies.effect(claim.policy, case.request)
    says = {
        "Allow": f"The {name} has a statement that allows the request",
        "Deny": f"The {name} has a deny statement that matches",
        "": f"The {name} has no statement that matches the request",
    }[effect]
    if is_fact(case, claim):
        return f"{says}, but that does not decide this request."
    if claim.how == "explicit" and has_deny(case, claim.policy):
        return f"The deny statement of the {name} does not match this request."
    return f"{says}."


def _right_if(case: Case, claim: Verdict) -> str:
    name = _name(case, claim.policy)
    if claim.is_allowed:
        if claim.policy in LIMITS:
            return ""
        return f"The {name} allowed the action, and no limit or deny stood against it."
    if claim.how == "explicit":
        return (
            f"A deny statement of the {name} matched the request with its conditions."
        )
    return f"The allow statements of the {name} did not cover this request."
