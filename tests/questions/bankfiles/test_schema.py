"""The JSON Schema: wrong forms in plain words."""

import json

import pytest
from jsonschema import Draft202012Validator

from tests.questions.files import BANK, findings_of, option, question

MISFORMED = {
    "missing word": ({"kind": None}, "`kind` is missing"),
    "unknown word": ({"levle": "hard"}, "`levle` is not a word of the format"),
    "unknown kind": ({"kind": "essay"}, "kind: `essay` is not allowed"),
    "empty stem": ({"stem": "  "}, "stem: the text is empty"),
    "id with capitals": ({"id": "SQS One"}, "id: `SQS One` has the wrong form"),
    "number as a task": ({"tasks": {"DVA-C02": [1.1]}}, "`1.1` is not a text"),
    "no topic": ({"topics": []}, "topics: 0 entries"),
    "topic twice": ({"topics": ["sqs", "sqs"]}, "an entry stands twice"),
    "no reference": ({"references": []}, "references: 0 entries"),
    "correct: false": (
        {"options": [option("A", correct=False), option("B")]},
        "`False` is not allowed",
    ),
    "evidence of another kind": ({"evidence": ["12 hours"]}, "is not a mapping"),
    "no evidence at all": ({"evidence": None}, "`evidence` is missing"),
    "generated with a stem": (
        {"generator": "dynamodb-capacity"},
        "a generated question has none of this",
    ),
}


class SchemaTests:
    @pytest.mark.parametrize("name", MISFORMED)
    def test_it_tells_of(self, tmp_path, name):
        over, message = MISFORMED[name]
        findings = findings_of(tmp_path, question("q", **over))
        assert any(message in finding.message for finding in findings)

    def test_it_says_where_in_the_question(self, tmp_path):
        options = [option("A"), option("B"), option("C", wyh="x"), option("D")]
        finding = findings_of(tmp_path, question("q", options=options))[0]
        assert finding.message.startswith("options no. 3: `wyh`")
        assert finding.question == "q"

    def test_it_is_a_valid_schema_that_editors_can_use(self):
        schema = json.loads((BANK / "question.schema.json").read_text())
        Draft202012Validator.check_schema(schema)
        assert schema["properties"]["questions"]["items"]
