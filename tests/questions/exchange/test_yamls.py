"""Our YAML: a bank file, a list, one question; drafts may be bare."""

from tests.questions.exchange.samples import key, only, read

BARE = """
- kind: single
  stem: Which?
  options:
    - {text: one}
    - {text: two, correct: true}
"""


class YamlTests:
    def test_a_list_of_bare_questions_is_read(self):
        item = only(read(BARE, "x.yaml"))
        assert (item.ref, key(item)) == ("question 1", ["two"])

    def test_an_unknown_word_is_a_warning(self):
        [item] = read(BARE + "  colour: red\n", "x.yaml").items
        assert item.warnings == ["`colour` is not known here"]

    def test_a_scenario_that_is_missing_is_an_error_with_its_line(self):
        [fault] = read(BARE + "  scenario: gone\n", "x.yaml").errors
        assert (fault.line, "gone" in fault.message) == (2, True)

    def test_other_kinds_are_named(self):
        [skipped] = read(BARE.replace("single", "essay"), "x.yaml").skipped
        assert skipped.kind == "essay"

    def test_what_is_no_yaml_is_told_with_its_line(self):
        [fault] = read("questions:\n  - a: [", "x.yaml").errors
        assert fault.line >= 2

    def test_words_of_ours_that_are_nonsense_are_left_out(self):
        text = BARE + "  difficulty: impossible\n  tasks: {x: [1]}\n  id: '../x'\n"
        assert only(read(text, "x.yaml")).own == {}

    def test_a_number_is_told_as_it_was_written(self):
        item = only(read(BARE.replace("one", "3.10"), "x.yaml"))
        assert item.options[0].text == "3.10"

    def test_a_key_that_says_yes_is_asked_about(self):
        [fault] = read(BARE.replace("true", "yes"), "x.yaml").errors
        assert "`correct: yes`" in fault.message

    def test_bytes_that_are_no_utf_8_are_windows_1252(self):
        item = only(read(BARE.replace("one", "été").encode("cp1252"), "x.yaml"))
        assert item.options[0].text == "été"

    def test_json_is_yaml_too(self):
        options = '[{"text": "a"}, {"text": "b", "correct": true}]'
        item = only(read(f'[{{"stem": "x", "options": {options}}}]', "x.txt"))
        assert key(item) == ["b"]


class DraftTests:
    def test_what_a_draft_still_needs_is_a_warning(self):
        text = "- {id: a-b, draft: true, stem: Which?, options: [{text: one}]}"
        item = only(read(text, "x.yaml"))
        assert [option.text for option in item.options] == ["one"]
        assert any("marked as right" in warning for warning in item.warnings)

    def test_the_same_without_that_word_is_refused(self):
        [fault] = read("- {stem: Which?, options: [{text: one}]}", "x.yaml").errors
        assert "fewer than two" in fault.message
