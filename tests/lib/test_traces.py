"""Where words stand: found whole, in every column that can hold a text."""

import pytest

from accounts.models import Cohort
from lib import traces
from tests import cast
from tests.factories import make_cohort

pytestmark = pytest.mark.django_db


def places(words):
    return {trace.place: trace.count for trace in traces.find(words)}


class FindTests:
    def test_it_finds_whatever_the_case(self):
        cast.alice()
        assert places("ALICE@example.org") == {"accounts_user.email": 1}

    @pytest.mark.parametrize("words", ["lice@example.org", "alice@example", "lic", ""])
    def test_a_part_of_a_word_is_another_word(self, words):
        cast.alice()
        assert places(words) == {}

    def test_signs_mean_themselves(self):
        make_cohort("a.c+(x)")
        assert places("abc+(x)") == {}
        assert places("a.c+(x)") == {"accounts_cohort.name": 1}

    def test_tables_without_a_model_are_searched_too(self):
        assert "django_migrations.app" in places("accounts")


class StandsInTests:
    @pytest.mark.parametrize(
        ("words", "text", "is_there"),
        [
            ("ana@x.org", "Ask ANA@x.org.", True),
            ("ana@x.org", "Ask diana@x.org", False),
            ("Ali", "they specialise", False),
            ("Ali", "so says Ali", True),
        ],
    )
    def test_python_reads_it_as_postgresql_does(self, words, text, is_there):
        assert traces.stands_in(words, text) is is_there
        make_cohort(text)
        assert bool(places(words)) is is_there


class ReplaceTests:
    def test_it_changes_the_words_alone(self):
        make_cohort("Maria Moser and Maria Mosers")
        columns = [c for c in traces.text_columns() if c.table == "accounts_cohort"]
        changed = list(traces.replace("maria moser", "X", columns))
        assert Cohort.objects.get().name == "X and Maria Mosers"
        assert [t.place for t in changed] == ["accounts_cohort.name"]
