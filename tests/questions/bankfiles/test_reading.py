"""Reading YAML: with line numbers, and without trust."""

import pytest

from questions.bankfiles.reading import MAX_BYTES, read_document

PLAIN = b"""topic: sqs
questions:
  - id: one
    stem: |
      Two lines,
      kept.
    tasks: {DVA-C02: ["1.1"]}
"""
REFUSED = {
    b"a: &x 1\nb: *x": "anchors and tags",
    b"a: !!python/object/apply:os.system [id]": "anchors and tags",
    b"a: 1\na: 2": "stands here twice",
    b"a: {b: 1, b: 2}": "stands here twice",
    b"---\na: 1\n---\nb: 2": "second document",
    b"": "no document",
    b"? [1, 2]\n: 3": "a key is a list",
    b"a: b: c": "not YAML",
    b"a: \xff": "not UTF-8",
    b"a: \x00": "not YAML",
    b"[" * 100_000: "nested too deeply",
    b"- " * 5_000: "nested too deeply",
    b"x" * (MAX_BYTES + 1): "larger than",
}


class ReadDocumentTests:
    def test_it_tells_the_line_of_every_value(self):
        document = read_document("f", PLAIN)
        assert document.line(("questions", 0)) == 3
        assert document.line(("questions", 0, "stem")) == 4
        assert document.line(("questions", 0, "tasks", "DVA-C02", 0)) == 7

    def test_it_falls_back_to_the_line_around_a_missing_value(self):
        document = read_document("f", PLAIN)
        assert document.line(("questions", 0, "options", 2, "why")) == 3

    def test_it_reads_plain_words_as_yaml_1_2_does(self):
        source = b"[ON, yes, 12:30, 2026-11-21, 010, 1.5, 3, true, ~, 'true']"
        values = read_document("f", source).data
        assert values[:5] == ["ON", "yes", "12:30", "2026-11-21", "010"]
        assert values[5:] == [1.5, 3, True, None, "true"]

    @pytest.mark.parametrize(("source", "reason"), REFUSED.items())
    def test_it_refuses_what_a_question_never_needs(self, source, reason):
        document = read_document("f", source)
        assert reason in document.findings[0].message
        assert document.findings[0].fix

    def test_it_names_the_line_of_a_refusal(self):
        document = read_document("f", b"a: 1\nb: 2\na: 3")
        assert document.findings[0].line == 3
