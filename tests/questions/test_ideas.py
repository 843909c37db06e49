"""Ids of ideas become words, spelled as AWS and its users spell them."""

import pytest

from questions.ideas import WRITTEN, both_sides, in_words

SPOKEN = {
    "kms-data-key-pairs": "KMS data key pairs",
    "lambda-at-edge": "Lambda@Edge",
    "x-forwarded-proto": "X-Forwarded-Proto",
    "rds-read-replicas-and-multi-az": "RDS read replicas and Multi-AZ",
    "glacier-instant-retrieval": "Glacier Instant Retrieval",
    "public-subnet": "public subnet",
}


@pytest.mark.parametrize(("idea", "words"), SPOKEN.items())
def test_an_idea_reads_as_people_write_it(idea, words):
    assert in_words(idea) == words


def test_no_part_of_a_word_is_spelled_anew():
    assert in_words("identity-based") == "identity based"


def test_a_pair_has_two_sides_and_another_idea_none():
    assert both_sides("ci-vs-cd") == ("CI", "CD")
    assert both_sides("lambda-dlq-vs-sqs-dlq") == ("Lambda DLQ", "SQS DLQ")
    assert both_sides("sqs-dlq") is None


def test_every_spelling_is_one_that_an_id_can_have():
    assert [one for one in WRITTEN if not one.replace(" ", "").isalnum()] == []
