"""What every generator promises: a thousand variants of each are drawn and read."""

import json
import re
from hashlib import sha256
from pathlib import Path

import pytest

from questions.generators import GENERATORS
from tests.questions.generators.reading import prose, variants_of

GOLDEN = json.loads(Path(__file__).with_name("golden.json").read_text())
COMPUTED = sorted(set(GENERATORS) - {"iam-policy-evaluation"})
NUMERIC = [
    name for name in COMPUTED if re.match(r"[$\d]", GENERATORS[name](1).options[0].text)
]
TOLD = Path("docs/bank/generators.md").read_text()
NAMED = {
    name
    for file in Path("bank/questions").glob("generated-*.yaml")
    for name in re.findall(r"generator: (\S+)", file.read_text())
}


def digest(variant):
    return sha256(repr(variant).encode()).hexdigest()[:16]


def text_of(variant):
    return [option.text for option in variant.options]


def roundness(text):
    """How many zeros end the number of an option."""
    digits = re.search(r"\d[\d,.]*", text)[0].replace(",", "")
    return 0 if "." in digits else len(digits) - len(digits.rstrip("0"))


def chance_of_the_roundest(variant):
    """How often the key is met by a reader who takes one of the roundest numbers."""
    most = max(roundness(option.text) for option in variant.options)
    taken = [o.is_correct for o in variant.options if roundness(o.text) == most]
    return sum(taken) / len(taken)


@pytest.mark.parametrize("name", GENERATORS)
class EveryGeneratorTests:
    def test_it_has_one_key_among_four_different_options(self, name):
        for variant in variants_of(name):
            assert sum(option.is_correct for option in variant.options) == 1
            assert len(set(text_of(variant))) == len(variant.options) == 4

    def test_it_gives_a_full_reason_for_every_option(self, name):
        for option in (o for v in variants_of(name) for o in v.options):
            assert len(option.why.split()) >= 15, option
            assert bool(option.mistake) is not option.is_correct

    def test_it_gives_the_same_variant_for_ever(self, name):
        assert [digest(GENERATORS[name](seed)) for seed in (1, 2, 3)] == GOLDEN[name]

    def test_it_asks_many_different_questions(self, name):
        assert len({variant.stem for variant in variants_of(name)}) >= 200

    def test_it_is_told_and_named_by_a_question_of_the_bank(self, name):
        assert f"| `{name}` |" in TOLD
        assert name in NAMED

    def test_it_links_the_documents_of_aws(self, name):
        for variant in variants_of(name):
            assert variant.references
            assert all("docs.aws.amazon.com" in link for link in variant.references)


@pytest.mark.parametrize("name", COMPUTED)
class EveryCalculationTests:
    def test_it_tells_its_situation_in_40_to_110_words(self, name):
        counts = {len(prose(v.stem)): v.stem for v in variants_of(name)}
        assert min(counts) >= 40, counts[min(counts)]
        assert max(counts) <= 110, counts[max(counts)]

    def test_it_asks_one_question_at_the_end(self, name):
        for stem in (variant.stem for variant in variants_of(name)):
            assert stem.count("?") == 1
            assert stem.endswith("?")


@pytest.mark.parametrize("name", NUMERIC)
class EveryNumberTests:
    def test_it_gives_nothing_away_by_the_size_of_the_number(self, name):
        places = [
            [option.is_correct for option in variant.options].index(True)
            for variant in variants_of(name)
        ]
        assert all(100 <= places.count(place) <= 400 for place in range(4))

    def test_it_gives_nothing_away_by_round_numbers(self, name):
        variants = variants_of(name)
        right = sum(chance_of_the_roundest(variant) for variant in variants)
        assert right / len(variants) <= 0.4
