"""The OpenAPI document is one that programs can rely on."""

from io import StringIO

import pytest
import yaml
from django.core.management import call_command


@pytest.fixture(scope="module")
def document():
    out = StringIO()
    call_command("spectacular", "--fail-on-warn", "--validate", stdout=out)
    return yaml.safe_load(out.getvalue())


def operations(document):
    return [one for path in document["paths"].values() for one in path.values()]


class DocumentTests:
    def test_every_operation_says_how_it_refuses(self, document) -> None:
        for operation in operations(document):
            refused = operation["responses"]["default"]
            assert "application/problem+json" in refused["content"]

    def test_no_body_takes_what_it_does_not_name(self, document) -> None:
        schemas = document["components"]["schemas"]
        bodies = {n: s for n, s in schemas.items() if n.endswith("Request")}
        assert "OperationsRequest" in bodies
        assert not [n for n, s in bodies.items() if s["additionalProperties"]]

    def test_what_may_stay_empty_has_a_default_that_fits(self, document) -> None:
        question = document["components"]["schemas"]["QuestionInputRequest"]
        slug = question["properties"]["slug"]
        assert slug["default"] == ""
        assert {"type": "string", "maxLength": 0} in slug["anyOf"]
