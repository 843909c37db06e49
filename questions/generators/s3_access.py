"""S3 access: a request within one account or across two, and what decides it.

Identity policy, bucket policy, endpoint policy, Block Public Access and an ACL are
drawn until one place decides. The wrong options name another place.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from questions.generators.variant import Variant, VariantOption

S3_GUIDE = "https://docs.aws.amazon.com/AmazonS3/latest/userguide"
REFERENCES = (
    f"{S3_GUIDE}/how-s3-evaluates-access-control.html",
    f"{S3_GUIDE}/access-control-block-public-access.html",
    f"{S3_GUIDE}/about-object-ownership.html",
    "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html",
)
OWNER, PARTNER = "111122223333", "444455556666"
ENDPOINT, OTHER_ENDPOINT = "vpce-0a1b2c3d", "vpce-0e4f5a6b"
WRONG_COUNT = 3
BUCKETS = [
    ("A cinema group", "cinema-trailers", "trailers/autumn.mp4"),
    ("A research institute", "institute-scans", "2026/brain-7.nii"),
    ("An auction house", "auction-photos", "lots/4711.jpg"),
    ("A grain trader", "grain-prices", "daily/prices.csv"),
    ("A map publisher", "map-sheets", "north/sheet-12.pdf"),
]
CALLERS = [
    "A Lambda function in a VPC",
    "A container task",
    "An EC2 instance",
    "A nightly batch job",
]
PARTNERS = ["an auditor", "a printer", "a subsidiary", "an agency", "a supplier"]
BOTH, BY_BUCKET, BY_ROLE, BY_ACL = "both", "by-bucket", "by-role", "by-acl"
NO_ROLE, NO_BUCKET, DENY, NO_ENDPOINT, PUBLIC = (
    "no-role",
    "no-bucket",
    "deny",
    "no-endpoint",
    "public",
)
TEXTS = {
    BOTH: "Allowed. The role's policy and the bucket policy allow it. Both are needed.",
    BY_BUCKET: "Allowed. The bucket policy allows it, which is enough for this role.",
    BY_ROLE: "Allowed. The role's policy allows it, which is enough for this bucket.",
    BY_ACL: "Allowed. The access control list of the object gives read access to it.",
    NO_ROLE: "Denied. The role's policy must allow it, too, and has no allow for it.",
    NO_BUCKET: "Denied. The bucket policy must allow it, too, and has no allow for it.",
    DENY: "Denied. A statement of the bucket policy denies the request explicitly.",
    NO_ENDPOINT: "Denied. The policy of the VPC endpoint does not allow the request.",
    PUBLIC: "Denied. Block Public Access limits the bucket policy to its own account.",
}
ALLOWED = (BOTH, BY_BUCKET, BY_ROLE, BY_ACL)


@dataclass(frozen=True)
class Case:
    """Everything that the request meets; grants and denials as they work for it."""

    who: str
    bucket: str
    key: str  # of the object
    caller: str
    partner: str  # who owns the other account
    crosses: bool  # role and bucket belong to two accounts
    role_allows: bool
    grant: str  # whom the bucket policy allows: role | account | everyone | other | ""
    guard: str  # the endpoint that the bucket policy demands, or ""
    uses_endpoint: bool
    endpoint_allows: bool
    blocks_public: bool

    @property
    def account(self) -> str:
        return PARTNER if self.crosses else OWNER

    @property
    def is_public(self) -> bool:
        return self.grant == "everyone"

    @property
    def is_guarded_away(self) -> bool:
        return bool(self.guard) and not (self.uses_endpoint and self.guard == ENDPOINT)

    @property
    def bucket_allows(self) -> bool:
        return self.grant in ("role", "account", "everyone")

    def reasons(self) -> list[str]:
        """Every explanation that an expert could defend."""
        denials = [
            (DENY, self.is_guarded_away),
            (NO_ENDPOINT, self.uses_endpoint and not self.endpoint_allows),
            (PUBLIC, self.crosses and self.is_public and self.blocks_public),
            (NO_ROLE, self.crosses and not self.role_allows),
            (NO_BUCKET, self.crosses and not self.bucket_allows),
        ]
        found = [reason for reason, holds in denials if holds]
        return found or self._grants()

    def _grants(self) -> list[str]:
        if self.crosses:
            return [BOTH]
        grants = [(BY_BUCKET, self.bucket_allows), (BY_ROLE, self.role_allows)]
        return [reason for reason, holds in grants if holds]


KEYS = (BOTH, BY_BUCKET, BY_ROLE, NO_ROLE, NO_BUCKET, DENY, NO_ENDPOINT, PUBLIC)


def draw(seed: int) -> Variant:
    """The variant of that seed."""
    rng = Random(seed)
    wanted = rng.choice(KEYS)
    while True:
        case = _random_case(rng)
        if case.reasons() == [wanted] and not _is_disputed(case):
            break
    claims = [wanted, *_wrong(case, wanted, rng)]
    rng.shuffle(claims)
    options = [_option(case, wanted, claim) for claim in claims]
    return Variant(_stem(case), options, REFERENCES)


def _random_case(rng: Random) -> Case:
    who, bucket, key = rng.choice(BUCKETS)
    uses_endpoint = rng.random() < 0.6
    return Case(
        who=who,
        bucket=bucket,
        key=key,
        caller=rng.choice(CALLERS),
        partner=rng.choice(PARTNERS),
        crosses=rng.random() < 0.7,
        role_allows=rng.random() < 0.7,
        grant=rng.choice(["role", "role", "account", "everyone", "other", ""]),
        guard=rng.choice(["", "", ENDPOINT, OTHER_ENDPOINT]),
        uses_endpoint=uses_endpoint,
        endpoint_allows=not uses_endpoint or rng.random() < 0.7,
        blocks_public=rng.random() < 0.7,
    )


def _is_disputed(case: Case) -> bool:
    """What experts or documents could see in two ways is never asked."""
    if case.is_public:
        # A deny beside it may make the policy non-public; an unsigned request
        # needs no role; who is an authorized user of the account is not defined.
        unsaid = not case.role_allows or not case.crosses
        return bool(case.guard) or unsaid
    if case.crosses:
        return False
    has_grant = case.role_allows or case.bucket_allows
    return case.grant == "account" or not has_grant


def _wrong(case: Case, key: str, rng: Random) -> list[str]:
    """Three false explanations that name what the stem shows, with both outcomes."""
    said = [claim for claim in TEXTS if claim != key and _is_sayable(case, claim)]
    rng.shuffle(said)
    same = [c for c in said if (c in ALLOWED) == (key in ALLOWED)]
    other = [c for c in said if (c in ALLOWED) != (key in ALLOWED)]
    # Neither the majority nor the odd one out may be a good guess.
    count = min(rng.choice([0, 1, 1, 1, 2]), len(same))
    chosen = same[:count] + other[: WRONG_COUNT - count]
    return chosen + [c for c in said if c not in chosen][: WRONG_COUNT - len(chosen)]


def _is_sayable(case: Case, claim: str) -> bool:
    if claim == NO_ENDPOINT:
        return case.uses_endpoint
    return claim != PUBLIC or case.blocks_public


# --- Words ------------------------------------------------------------------


def bucket_policy(case: Case) -> dict[str, Any]:
    """The policy as a document."""
    role = f"arn:aws:iam::{case.account}:role/reader"
    principals: dict[str, Any] = {
        "role": {"AWS": role},
        "account": {"AWS": f"arn:aws:iam::{case.account}:root"},
        "everyone": "*",
        "other": {"AWS": f"arn:aws:iam::{case.account}:role/writer"},
    }
    objects = f"arn:aws:s3:::{case.bucket}/*"
    statements = []
    if case.grant:
        statements.append(
            {
                "Effect": "Allow",
                "Principal": principals[case.grant],
                "Action": "s3:GetObject",
                "Resource": objects,
            }
        )
    else:
        statements.append(
            {
                "Effect": "Allow",
                "Principal": {"AWS": role},
                "Action": "s3:ListBucket",
                "Resource": f"arn:aws:s3:::{case.bucket}",
            }
        )
    if case.guard:
        statements.append(
            {
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:GetObject",
                "Resource": objects,
                "Condition": {"StringNotEquals": {"aws:SourceVpce": case.guard}},
            }
        )
    return {"Version": "2012-10-17", "Statement": statements}


def _stem(case: Case) -> str:
    policy = json.dumps(bucket_policy(case), indent=2)
    return (
        f"{case.who} owns the bucket `{case.bucket}` in the account {OWNER}. Its ACLs "
        f"are disabled (`BucketOwnerEnforced`), and its objects use SSE-S3. Before "
        f"that change, the ACL of the object `{case.key}` granted read access to the "
        f"account {PARTNER}. The setting `RestrictPublicBuckets` is "
        f"{'on' if case.blocks_public else 'off'}.\n\n"
        f"{case.caller} with the role `reader` of the account {case.account}"
        f"{f', which belongs to {case.partner},' if case.crosses else ''} sends "
        f"`GetObject` for this object. The policy of the role allows "
        f"{_role_words(case)}. {_path_words(case)} No other policy limits the request. "
        f"The bucket policy is:\n\n"
        f"```json\n"
        f"{policy}\n"
        f"```\n\n"
        f"What is the result, and why?"
    )


def _role_words(case: Case) -> str:
    if case.role_allows:
        return f"`s3:GetObject` on `arn:aws:s3:::{case.bucket}/*`"
    return f"only `s3:PutObject` on `arn:aws:s3:::{case.bucket}/*`"


def _path_words(case: Case) -> str:
    if not case.uses_endpoint:
        return "The request travels over the internet, without a VPC endpoint."
    allowed = (
        "all actions on all resources"
        if case.endpoint_allows
        else f"`s3:GetObject` on `arn:aws:s3:::{case.bucket}-public/*` and nothing else"
    )
    return (
        f"The request uses the gateway endpoint `{ENDPOINT}`. The policy of this "
        f"endpoint allows {allowed}."
    )


def _option(case: Case, key: str, claim: str) -> VariantOption:
    if claim == key:
        return VariantOption(TEXTS[claim], _REASONS[key](case), is_correct=True)
    return VariantOption(
        TEXTS[claim],
        f"{_fact(case, claim)} {_REASONS[key](case)}".strip(),
        right_if=_RIGHT_IF[claim],
        mistake=_mistake(case, claim),
    )


def _mistake(case: Case, claim: str) -> str:
    if claim == BY_ACL:
        return "disabled-acl-read"
    if claim in (BY_BUCKET, BY_ROLE) and case.crosses:
        return "one-grant-enough-across-accounts"
    if claim in (BOTH, NO_ROLE, NO_BUCKET) and not case.crosses:
        return "both-grants-needed-in-one-account"
    names = {
        PUBLIC: "block-public-access-misread",
        DENY: "endpoint-condition-misread",
        NO_ENDPOINT: "endpoint-policy-misread",
    }
    return names.get(claim, "a-deciding-policy-overlooked")


def _both(case: Case) -> str:
    return (
        "Across two accounts the request needs an allow on both sides. The role's "
        "policy and the bucket policy each have one, and nothing denies or restricts "
        "it."
    )


def _by_bucket(case: Case) -> str:
    return (
        "Role and bucket belong to one account. There an allow of the bucket policy is "
        "enough, although the role's own policy is silent, and nothing denies it."
    )


def _by_role(case: Case) -> str:
    return (
        "Role and bucket belong to one account. There an allow of the role's policy is "
        "enough, although the bucket policy is silent, and nothing denies it."
    )


def _no_role(case: Case) -> str:
    return (
        f"The role belongs to another account than the bucket, so its own policy must "
        f"allow the action as well. It allows `s3:PutObject` only, and the account "
        f"{PARTNER} has not passed the grant on to it."
    )


def _no_bucket(case: Case) -> str:
    return (
        "The role belongs to another account than the bucket, so the bucket policy "
        "must allow it. No statement allows `s3:GetObject` to this role, its account "
        "or everyone."
    )


def _deny(case: Case) -> str:
    way = f"through `{ENDPOINT}`" if case.uses_endpoint else "without an endpoint"
    return (
        f"The bucket policy denies each request that does not come through "
        f"`{case.guard}`. This one comes {way}, so the explicit deny ends the "
        f"evaluation, whatever else allows it."
    )


def _no_endpoint(case: Case) -> str:
    return (
        f"A request through a gateway endpoint also needs an allow in the policy of "
        f"the endpoint. That one allows only the bucket `{case.bucket}-public`, so "
        f"this request does not pass."
    )


def _public(case: Case) -> str:
    return (
        f"The bucket policy allows everyone, so it is public. With "
        f"`RestrictPublicBuckets` such a policy works only for AWS services and for "
        f"principals of the account {OWNER}; the role belongs to {PARTNER}."
    )


_REASONS: dict[str, Callable[[Case], str]] = {
    BOTH: _both,
    BY_BUCKET: _by_bucket,
    BY_ROLE: _by_role,
    NO_ROLE: _no_role,
    NO_BUCKET: _no_bucket,
    DENY: _deny,
    NO_ENDPOINT: _no_endpoint,
    PUBLIC: _public,
}
_RIGHT_IF = {
    BOTH: "Role and bucket belonged to two accounts, both policies allowed it, and "
    "nothing denied it.",
    BY_BUCKET: "Role and bucket belonged to one account, and the bucket policy allowed "
    "the role.",
    BY_ROLE: "They belonged to one account, and the role's policy allowed it.",
    BY_ACL: "ACLs were enabled for the bucket, and nothing denied the request.",
    NO_ROLE: "The role belonged to another account and had no allow of its own.",
    NO_BUCKET: "The role was of another account, and the bucket policy was silent.",
    DENY: "The request did not come through the endpoint that a deny demands.",
    NO_ENDPOINT: "The policy of the endpoint did not cover the bucket.",
    PUBLIC: "The bucket policy was public, and the role belonged to another account.",
}


def _fact(case: Case, claim: str) -> str:
    """What is so about the place that a wrong option names."""
    facts = [
        (claim == BY_ACL, "With `BucketOwnerEnforced` ACLs have no effect."),
        (claim == PUBLIC, "The bucket policy names its principals: it is not public."),
        (
            claim == DENY and bool(case.guard),
            "No deny statement of the bucket policy matches this request.",
        ),
        (claim == DENY, "The bucket policy has no deny statement."),
        (claim == NO_ENDPOINT, "The policy of the endpoint allows this request."),
        (
            claim == NO_ROLE and case.role_allows,
            "The role's own policy allows the action.",
        ),
        (
            claim == NO_BUCKET and case.bucket_allows,
            "The bucket policy has an allow that covers this role.",
        ),
    ]
    return next((fact for holds, fact in facts if holds), "")
