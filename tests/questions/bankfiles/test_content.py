"""The content of a revision: what is shown, and the key by ids."""

from questions.bankfiles import read_bank, render_content, render_variant
from questions.generators import Variant, VariantOption
from tests.questions.files import matching, multiple, ordering, question, write_bank


def content_of(tmp_path, source):
    return render_content(read_bank(write_bank(tmp_path, source)).questions[0])


class RenderContentTests:
    def test_it_keeps_the_key_of_a_single_choice(self, tmp_path):
        content = content_of(tmp_path, question("q"))
        assert content["key"] == ["b"]
        assert content["select"] is None
        assert [option["id"] for option in content["options"]] == list("abcd")

    def test_it_says_how_many_to_select(self, tmp_path):
        content = content_of(tmp_path, multiple("q"))
        assert (content["select"], content["key"]) == (2, ["b", "d"])

    def test_it_keeps_the_order_of_steps_as_the_key(self, tmp_path):
        assert content_of(tmp_path, ordering("q"))["key"] == ["a", "b", "c", "d"]

    def test_it_matches_options_with_targets(self, tmp_path):
        content = content_of(tmp_path, matching("q"))
        assert content["key"] == {"a": "t3", "b": "t4", "c": "t1"}
        assert [target["text"] for target in content["targets"]][1] == "Service 9"

    def test_it_renders_texts_and_reasons(self, tmp_path):
        last = content_of(tmp_path, question("q"))["options"][3]
        assert last["html"] == "<p>Give up on q.</p>"
        assert last["text"] == "Give up on q."
        assert last["right_if_html"] == "<p>Nobody needed the queue.</p>"


class RenderVariantTests:
    def test_it_has_the_form_of_an_authored_question(self):
        options = [
            VariantOption("1", "because", mistake="off-by-one"),
            VariantOption("2", "because", is_correct=True),
        ]
        content = render_variant(Variant("How *many*?", options))
        assert content["key"] == ["b"]
        assert content["targets"] == []
        assert content["options"][0]["confuses"] == ["off-by-one"]
        assert content["stem_html"] == "<p>How <em>many</em>?</p>"
