"""What a serializer takes, and what it names when it does not."""

import pytest
from rest_framework import serializers

from lib.strict import StrictSerializer, UuidField

WRITER = "0b3c7f0e-7c1a-4a9e-9d0a-6f6f5a2f9c11"


class Note(StrictSerializer):
    writer = UuidField(default=None)
    evidence = serializers.ListField(child=serializers.DictField(), default=list)


def faults(**body) -> set[str]:
    with pytest.raises(serializers.ValidationError) as refusal:
        Note.valid(body)
    return set(refusal.value.detail)


class StrictSerializerTests:
    def test_it_names_what_it_does_not_know(self) -> None:
        assert faults(score=1000) == {"score"}

    @pytest.mark.parametrize("text", ["\x00", "half a pair: \ud800"])
    def test_it_refuses_text_that_cannot_be_kept_however_deep(self, text) -> None:
        assert faults(evidence=[{"shape": [{"name": text}]}]) == {"evidence"}
        assert faults(evidence=[{text: 1}]) == {"evidence"}

    def test_it_takes_every_other_character(self) -> None:
        evidence = [{"emoji": "🦊", "path": "\\u0000", "tab": "\t"}]
        assert Note.valid({"evidence": evidence})["evidence"] == evidence


class UuidFieldTests:
    def test_it_takes_a_uuid_as_text(self) -> None:
        assert str(Note.valid({"writer": WRITER})["writer"]) == WRITER

    @pytest.mark.parametrize("told", [5, True, [WRITER], "five"])
    def test_it_refuses_everything_else(self, told) -> None:
        assert faults(writer=told) == {"writer"}
