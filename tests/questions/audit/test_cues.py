"""Solvers that know nothing of AWS find cues that are there, and only those."""

from random import Random

import pytest

from questions.audit import Item, cue_scores

WORDS = ["queue", "topic", "table", "bucket", "stream", "shard", "alias", "stage"]


def text(rng, length=8):
    return " ".join(rng.choice(WORDS) for _ in range(length))


def item(rng, number, key_text=None, kind="single"):
    """A question whose key says `key_text`, or nothing special."""
    size, keys = (4, 1) if kind == "single" else (5, 2)
    options = [text(rng, rng.randint(6, 10)) for _ in range(size)]
    key = frozenset(rng.sample(range(size), keys))
    if key_text is not None:
        options = [key_text if i in key else o for i, o in enumerate(options)]
    return Item(f"q{number}", kind, "sqs", text(rng, 30), tuple(options), key)


def items(key_text=None, kind="single", count=80):
    rng = Random(7)
    return [item(rng, n, key_text, kind) for n in range(count)]


def score_of(scores, solver, kind="single"):
    return next(s for s in scores if (s.solver, s.kind) == (solver, kind))


class CueScoreTests:
    @pytest.mark.parametrize(
        ("key_text", "solver"),
        [
            ("queue " * 30, "longest"),
            ("queue", "shortest"),
            ("you may usually use the queue or the topic here", "most hedged"),
            ("you must always use the queue and only that one", "most absolute words"),
            ("do not use the queue and do not use a topic", "most negations"),
            ("wait 20 seconds or 300 seconds before the queue", "most digits"),
            ("`queue` `topic` `table` or `bucket` in the stream", "most code"),
            ("queue, topic, table, bucket and stream and shard", "most clauses"),
        ],
    )
    def test_it_finds_a_key_that_gives_itself_away(self, key_text, solver):
        assert score_of(cue_scores(items(key_text)), solver).is_refused

    def test_it_finds_nothing_in_a_bank_without_cues(self):
        assert not [s for s in cue_scores(items()) if s.is_refused]

    def test_it_finds_keys_that_repeat_the_stem(self):
        rng = Random(3)
        told = [
            Item(
                f"q{n}",
                "single",
                "sqs",
                "the ledger wants durable replication across partitions",
                (
                    text(rng),
                    "durable replication across partitions",
                    text(rng),
                    text(rng),
                ),
                frozenset([1]),
            )
            for n in range(40)
        ]
        assert score_of(cue_scores(told), "most words of the stem").is_refused

    def test_it_finds_keys_that_look_like_the_others(self):
        rng = Random(3)
        told = []
        for n in range(40):
            a, b, c, d = rng.sample(WORDS, 4)
            near = (f"{a} {b} {c} x", f"{a} y {c} {d}", f"z {b} {c} {d}")
            options = (f"{a} {b} {c} {d}", *near)
            told.append(Item(f"q{n}", "single", "sqs", "x", options, frozenset([0])))
        assert score_of(cue_scores(told), "most like the others").is_refused

    def test_it_finds_keys_that_avoid_the_extremes(self):
        rng = Random(3)
        told = []
        for n in range(40):
            options = (text(rng, 9), text(rng, 6), text(rng, 4), "queue")
            told.append(Item(f"q{n}", "single", "sqs", "x", options, frozenset([1])))
        assert score_of(cue_scores(told), "of middle length").is_refused

    def test_it_shares_a_tie_between_the_options(self):
        even = Item("q", "single", "sqs", "x", ("aa", "bb", "cc", "dd"), frozenset([2]))
        assert score_of(cue_scores([even]), "longest").share == 0.25

    def test_it_wants_every_key_of_a_multiple_response(self):
        options = ("aaaa", "bbbb", "c", "d", "e")
        right = Item("q", "multiple", "sqs", "x", options, frozenset([0, 1]))
        half = Item("r", "multiple", "sqs", "x", options, frozenset([0, 2]))
        score = score_of(cue_scores([right, half]), "longest", "multiple")
        assert (score.share, score.chance) == (0.5, 0.1)

    def test_it_judges_no_handful_of_questions(self):
        few = cue_scores(items("queue " * 30, count=5))
        assert not score_of(few, "longest").is_refused

    def test_it_leaves_out_what_has_nothing_to_choose(self):
        steps = Item("q", "ordering", "sqs", "x", ("a", "b"), frozenset())
        assert cue_scores([steps]) == []
