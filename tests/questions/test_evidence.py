"""Evidence: a claim holds only while the AWS models say so."""

import pytest

from questions.evidence import EvidenceFailed, check, models_version, plain

TIMEOUT = {
    "service": "sqs",
    "operation": "ChangeMessageVisibility",
    "member": "VisibilityTimeout",
}
FUNCTION = {"service": "lambda", "operation": "CreateFunction"}
BEARING = [
    TIMEOUT | {"contains": "12 hours"},
    TIMEOUT | {"contains": ["12 HOURS", "visibility timeout"]},
    TIMEOUT | {"required": True, "type": "integer"},
    FUNCTION | {"member": "EphemeralStorage.Size", "min": 512},
    FUNCTION | {"member": "Runtime", "enum": ["python3.13"]},
    FUNCTION | {"member": "PackageType", "required": False},
    FUNCTION | {"member": "GoFaster", "absent": True},
    {"service": "lambda", "shape": "Runtime", "exists": True},
    FUNCTION | {"output": True, "member": "FunctionArn", "exists": True},
    {"service": "sqs", "operation": "SendTelegram", "absent": True},
]
FAILING = [
    (TIMEOUT | {"contains": "13 hours"}, "does not say"),
    (TIMEOUT | {"required": False}, "is required"),
    (TIMEOUT | {"max": 3}, "has no max"),
    (FUNCTION | {"member": "EphemeralStorage.Size", "max": 512}, "not 512"),
    (FUNCTION | {"member": "Runtime", "enum": ["cobol85"]}, "does not allow cobol85"),
    (FUNCTION | {"member": "Runtime", "absent": True}, "exists in the installed"),
    (FUNCTION | {"member": "GoFaster", "exists": True}, "is not in the installed"),
    ({"service": "no-such", "exists": True}, "no service"),
    ({"service": "sqs", "operation": "SendTelegram", "exists": True}, "is not in"),
    ({"service": "lambda", "shape": "Nothing", "exists": True}, "is not in"),
    (TIMEOUT, "nothing is expected"),
    (TIMEOUT | {"includes": "x"}, "unknown words"),
    ({"exists": True}, "needs a service"),
]


class EvidenceTests:
    @pytest.mark.parametrize("entry", BEARING)
    def test_it_accepts_what_the_models_bear_out(self, entry):
        check(entry)

    @pytest.mark.parametrize(("entry", "reason"), FAILING)
    def test_it_says_why_a_claim_does_not_hold(self, entry, reason):
        with pytest.raises(EvidenceFailed, match=reason):
            check(entry)

    def test_it_reads_reference_text_without_markup(self):
        assert plain("<p>At most <b>12&nbsp;hours</b> .</p>") == "At most 12 hours."

    def test_it_names_the_release_of_the_models(self):
        assert models_version().count(".") == 2
