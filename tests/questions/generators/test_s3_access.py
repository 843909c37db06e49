"""S3 access: the answers again, from the documents and sentences of the stem.

Another evaluator: it asks who may read under each account's rules, and shares no
code with the generator.
"""

import json
import re

import pytest

from tests.questions.generators.reading import variants_of

OWNER = "111122223333"
CLAIMS = {
    "policy allow it. Both are needed": "both",
    "bucket policy allows it, which is enough": "bucket alone",
    "role's policy allows it, which is enough": "role alone",
    "access control list": "acl",
    "role's policy must allow it, too": "role silent",
    "bucket policy must allow it, too": "bucket silent",
    "denies the request explicitly": "deny",
    "policy of the VPC endpoint does not allow": "endpoint",
    "Block Public Access limits": "public",
}


class Situation:
    """What a reader of the stem knows."""

    def __init__(self, stem):
        self.account = re.search(r"`reader` of the account (\d+)", stem)[1]
        self.role = f"arn:aws:iam::{self.account}:role/reader"
        self.object = "arn:aws:s3:::{}/{}".format(
            re.search(r"owns the bucket `([^`]+)`", stem)[1],
            re.search(r"the object `([^`]+)`", stem)[1],
        )
        self.role_allows = "The policy of the role allows `s3:GetObject`" in stem
        self.restricts = "`RestrictPublicBuckets` is on" in stem
        came = re.search(r"gateway endpoint `([^`]+)`", stem)
        self.endpoint = came[1] if came else None
        self.endpoint_allows = not came or "all actions on all resources" in stem
        document = re.search(r"```json\n(.*?)```", stem, re.DOTALL)[1]
        self.statements = json.loads(document)["Statement"]

    @property
    def crosses(self):
        return self.account != OWNER

    def matching(self, effect):
        return [
            s
            for s in self.statements
            if s["Effect"] == effect and s["Action"] == "s3:GetObject" and self.fits(s)
        ]

    def fits(self, statement):
        named = statement["Principal"]
        whom = [named] if named == "*" else [named["AWS"]]
        root = f"arn:aws:iam::{self.account}:root"
        is_meant = bool({"*", self.role, root} & set(whom))
        place = statement["Resource"].removesuffix("*")
        return is_meant and self.object.startswith(place) and self.holds(statement)

    def holds(self, statement):
        wanted = statement.get("Condition", {}).get("StringNotEquals", {})
        return all(self.endpoint != value for value in wanted.values())

    def is_public(self):
        allows = [s for s in self.statements if s["Effect"] == "Allow"]
        return any(s["Principal"] == "*" for s in allows)

    def refusals(self):
        """Everything that stands against the request."""
        across = self.crosses
        told = {
            "deny": bool(self.matching("Deny")),
            "endpoint": not self.endpoint_allows,
            "public": across and self.restricts and self.is_public(),
            "role silent": across and not self.role_allows,
            "bucket silent": across and not self.matching("Allow"),
        }
        return [name for name, stands in told.items() if stands]

    def defensible(self):
        """The explanations that an expert could give."""
        if self.refusals():
            return self.refusals()
        if self.crosses:
            return ["both"]
        alone = [
            ("bucket alone", self.matching("Allow")),
            ("role alone", self.role_allows),
        ]
        return [name for name, grants in alone if grants]


def claimed(text):
    return next(claim for words, claim in CLAIMS.items() if words in text)


@pytest.fixture(scope="module")
def situations():
    return [(Situation(v.stem), v) for v in variants_of("s3-access")]


class S3AccessTests:
    def test_it_has_one_defensible_answer_and_that_is_the_key(self, situations):
        for situation, variant in situations:
            told = situation.defensible()
            right = [o for o in variant.options if claimed(o.text) in told]
            assert [option.is_correct for option in right] == [True], variant.stem
            assert len(told) == 1

    def test_it_grants_every_role_of_the_owner_something(self, situations):
        for situation, variant in situations:
            if not situation.crosses:
                granted = situation.role_allows or situation.matching("Allow")
                assert granted, variant.stem

    def test_it_asks_nothing_that_documents_leave_open(self, situations):
        for situation, variant in situations:
            if situation.is_public():
                assert situation.crosses and situation.role_allows, variant.stem
                assert len(situation.statements) == 1

    def test_it_asks_for_every_kind_of_decision(self, situations):
        keys = [situation.defensible()[0] for situation, _ in situations]
        for claim in set(CLAIMS.values()) - {"acl"}:
            assert keys.count(claim) > 70, claim

    def test_it_names_the_mistake_of_every_wrong_answer(self, situations):
        for situation, variant in situations:
            for option in variant.options:
                assert option.mistake == mistake(situation, option)

    def test_it_gives_nothing_away_by_outcome_or_place(self, situations):
        outcomes = [alike(variant) for _, variant in situations]
        assert 50 < outcomes.count(1) < 400
        assert 50 < outcomes.count(3) < 400
        places = [[o.is_correct for o in v.options].index(True) for _, v in situations]
        assert all(200 <= places.count(place) <= 300 for place in range(4))


def alike(variant):
    """How many options have the outcome of the key."""
    key = next(o.text.split()[0] for o in variant.options if o.is_correct)
    return sum(option.text.split()[0] == key for option in variant.options)


def mistake(situation, option):
    """What a reader has misunderstood who chooses that option."""
    claim = claimed(option.text)
    if claim in situation.defensible():
        return ""
    names = {
        "acl": "disabled-acl-read",
        "public": "block-public-access-misread",
        "deny": "endpoint-condition-misread",
        "endpoint": "endpoint-policy-misread",
    }
    if claim in names:
        return names[claim]
    if claim in ("bucket alone", "role alone"):
        across = situation.crosses
        return (
            "one-grant-enough-across-accounts"
            if across
            else "a-deciding-policy-overlooked"
        )
    within = not situation.crosses
    return (
        "both-grants-needed-in-one-account"
        if within
        else "a-deciding-policy-overlooked"
    )
