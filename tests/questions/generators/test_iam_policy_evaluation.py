"""IAM policy evaluation: the answers again, by another evaluator.

This one shares no code with the generator. It reads the documents and the
request out of the stem and answers in the order of the user guide's drawing,
as a list of gates; patterns are matched by hand, letter by letter.
"""

import json
import re

import pytest

from questions.generators import GENERATORS

draw = GENERATORS["iam-policy-evaluation"]
SEEDS = range(1000)
TITLES = {
    "service control policy": "scp",
    "identity-based policy": "identity",
    "permissions boundary": "boundary",
    "session policy": "session",
}


@pytest.fixture(scope="module")
def variants():
    return [draw(seed) for seed in SEEDS]


class Situation:
    """What a reader of the stem knows."""

    def __init__(self, stem):
        self.is_user = stem.startswith("The IAM user")
        self.action, self.resource = re.findall(r"`([^`]+:[^`]+)`", stem)[:2]
        self.region = re.search(r"Region requested is `([^`]+)`", stem)[1]
        self.team = re.search(r"`team` = `([^`]+)`", stem)[1]
        found = re.findall(r"\*\*([^*]+)\*\*\s+```json\n(.*?)```", stem, re.DOTALL)
        self.policies = {policy_type(title): json.loads(text) for title, text in found}

    def says(self, type_, effect):
        """Whether a statement of that effect speaks of the request."""
        statements = self.policies.get(type_, {"Statement": []})["Statement"]
        return any(s["Effect"] == effect and self.is_meant(s) for s in statements)

    def is_meant(self, statement):
        named = as_list(statement.get("Action", statement.get("NotAction")))
        is_named = any(fits(pattern, self.action) for pattern in named)
        is_action = is_named if "Action" in statement else not is_named
        where = as_list(statement["Resource"])
        return (
            is_action
            and any(fits(pattern, self.resource) for pattern in where)
            and self.holds(statement.get("Condition", {}))
        )

    def holds(self, condition):
        """The stems know StringNotEquals on two keys."""
        assert set(condition) <= {"StringNotEquals"}
        known = {"aws:RequestedRegion": self.region, "aws:PrincipalTag/team": self.team}
        return not any(
            known[key] in as_list(values)
            for key, values in condition.get("StringNotEquals", {}).items()
        )

    def is_allowed(self):
        everything = self.policies
        if any(self.says(type_, "Deny") for type_ in everything):
            return False
        if "scp" in everything and not self.says("scp", "Allow"):
            return False
        granted_there = self.says("resource", "Allow")
        if granted_there and self.is_user:
            return True
        for limit in {"boundary", "session"} & set(everything):
            if not self.says(limit, "Allow"):
                return False
        return granted_there or self.says("identity", "Allow")


def as_list(value):
    return value if isinstance(value, list) else [value]


def policy_type(title):
    for words, type_ in TITLES.items():
        if title.lower().startswith(words):
            return type_
    return "resource"


def fits(pattern, value):
    """Wildcard match by recursion on the first letter."""
    if not pattern:
        return not value
    if pattern[0] == "*":
        return fits(pattern[1:], value) or (bool(value) and fits(pattern, value[1:]))
    return bool(value) and pattern[0] == value[0] and fits(pattern[1:], value[1:])


def is_defensible(situation, text):
    """Whether the option is so: its outcome, and the fact that it gives as reason."""
    outcome, reason = text.split(". ", 1)
    if (outcome == "Allowed") is not situation.is_allowed():
        return False
    name = re.search(r"[Tt]he (.+?) (?:grants|denies|has no)", reason)[1]
    type_ = policy_type(name)
    if outcome == "Allowed":
        return type_ in ("identity", "resource") and situation.says(type_, "Allow")
    if "denies" in reason:
        return situation.says(type_, "Deny")
    silent = not situation.says(type_, "Deny") and not situation.says(type_, "Allow")
    return type_ in situation.policies and silent


class IamPolicyEvaluationTests:
    def test_it_has_one_defensible_answer_and_that_is_the_key(self, variants):
        for variant in variants:
            situation = Situation(variant.stem)
            right = [o for o in variant.options if is_defensible(situation, o.text)]
            assert [option.is_correct for option in right] == [True]
            assert sum(option.is_correct for option in variant.options) == 1

    def test_it_has_four_different_answers(self, variants):
        assert all(len({o.text for o in v.options}) == 4 for v in variants)

    def test_it_asks_nothing_that_the_documents_of_aws_dispute(self, variants):
        for situation in (Situation(variant.stem) for variant in variants):
            if situation.is_user or not situation.says("resource", "Allow"):
                continue
            limits = {"boundary", "session"} & set(situation.policies)
            assert all(
                situation.says(limit, "Allow") or situation.says(limit, "Deny")
                for limit in limits
            )

    def test_it_shows_two_to_four_policies(self, variants):
        counts = {len(Situation(variant.stem).policies) for variant in variants}
        assert counts <= {2, 3, 4}

    def test_it_asks_for_every_kind_of_decision(self, variants):
        keys = [o.text for v in variants for o in v.options if o.is_correct]
        for words in ["Allowed. The identity", "service control policy denies"]:
            assert sum(words in key for key in keys) > 40
        for words in [
            "boundary has no",
            "session policy has no",
            "identity-based poli",
        ]:
            assert sum(words in key for key in keys) > 40

    def test_it_gives_nothing_away_by_the_majority_of_outcomes(self, variants):
        alone = [outcomes(variant) for variant in variants]
        assert 100 < alone.count(1) < 250
        assert 100 < alone.count(3) < 250

    def test_it_names_the_mistake_and_reason_of_every_wrong_answer(self, variants):
        for option in (o for v in variants for o in v.options):
            assert bool(option.mistake) is not option.is_correct
            assert len(option.why.split()) >= 15

    def test_it_gives_the_same_variant_for_the_same_seed(self):
        assert draw(42) == draw(42)
        assert draw(42) != draw(43)


def outcomes(variant):
    """How many options have the outcome of the key."""
    key = next(o.text[0] for o in variant.options if o.is_correct)
    return sum(o.text[0] == key for o in variant.options)


class EvaluatorTests:
    def test_it_matches_wildcards_by_hand(self):
        assert fits("s3:Get*", "s3:GetObject")
        assert fits("*", "anything")
        assert not fits("s3:Get*", "s3:PutObject")
        assert not fits("arn:aws:s3:::a", "arn:aws:s3:::a/b")
