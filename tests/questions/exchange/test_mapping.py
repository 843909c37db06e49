"""Which topic a category probably means."""

import pytest

from questions.exchange.mapping import suggestions

NAMES = {
    "sqs": ["Amazon SQS", "sqs", "Simple Queue Service"],
    "s3": ["Amazon S3", "s3"],
    "s3-lifecycle": ["S3 lifecycle rules", "s3 lifecycle"],
    "lambda": ["AWS Lambda", "lambda"],
}


class SuggestionTests:
    @pytest.mark.parametrize(
        ("category", "topic"),
        [
            ("AWS/SQS", "sqs"),
            ("simple queue services", "sqs"),
            ("Storage/S3 Lifecycle", "s3-lifecycle"),
            ("Questions for Lambda", "lambda"),
            ("S3/Week 4", "s3"),
        ],
    )
    def test_the_nearest_name_is_suggested(self, category, topic):
        assert suggestions([category], NAMES) == {category: topic}

    def test_nothing_is_better_than_a_wrong_one(self):
        assert suggestions(["History", "", "AWS"], NAMES) == {}

    def test_one_word_is_not_taken_for_another_that_looks_alike(self):
        names = {"codepipeline": ["AWS CodePipeline", "stage"]}
        assert suggestions(["AWS/Storage"], names) == {}
