"""Near-duplicates: found under another name, spared when declared enemies."""

from questions.audit import Item, alike_pairs

STEM = (
    "A ticket shop reads orders from a queue in the evening and some of them are "
    "handled twice although the handler ends without an error. What should it do?"
)
OPTIONS = (
    "Raise the visibility timeout above the longest run of the handler.",
    "Turn the queue into a delay queue with a delay of one minute.",
    "Send the orders to a topic with a filter for each of the handlers.",
    "Read the orders one by one and delete each of them before it is handled.",
)


def item(slug, stem=STEM, options=OPTIONS, **over):
    fields = {"kind": "single", "topic": "sqs", "key": frozenset([0])} | over
    return Item(slug, fields.pop("kind"), fields.pop("topic"), stem, options, **fields)


OTHER_OPTIONS = (OPTIONS[0], "Write a letter.", "Call somebody up.", "Go for a walk.")


class AlikePairTests:
    def test_it_refuses_the_same_question_with_another_shop(self):
        twin = item("b", STEM.replace("ticket shop", "toy store"))
        pair = alike_pairs([item("a"), twin])[0]
        assert (pair.one, pair.other, pair.reason) == ("a", "b", "text")
        assert pair.is_refused

    def test_it_spares_enemies(self):
        pair = alike_pairs([item("a"), item("b", enemies=frozenset(["a"]))])[0]
        assert pair.are_enemies
        assert not pair.is_refused

    def test_it_names_questions_with_the_same_answer(self):
        stem = "Messages of a bakery come back before the oven is done. What helps?"
        pair = alike_pairs([item("a"), item("b", stem, OTHER_OPTIONS)])[0]
        assert pair.reason == "key"
        assert not pair.is_refused

    def test_it_leaves_different_questions_alone(self):
        stem = "Which runtime does a function with this handler need in this Region?"
        options = ("Python 3.13", "Node.js 22", "Java 21", "A custom image")
        assert alike_pairs([item("a"), item("b", stem, options)]) == []

    def test_it_takes_no_phrase_of_the_house_for_likeness(self):
        ask = "Which solution meets these requirements with the least effort?"
        many = [
            item(f"q{n}", f"x{n} y{n} {ask}", (f"w{n}", f"z{n}")) for n in range(60)
        ]
        assert alike_pairs(many) == []
