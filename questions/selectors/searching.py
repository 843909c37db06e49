"""Full-text search of the bank, forgiving of typing mistakes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import (
    SearchQuery,
    SearchRank,
    TrigramSimilarity,
)
from django.db.models import Case, F, FloatField, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from questions.models import Question, SearchWord

CONFIG = "english"
PREFIX_LETTERS = 3  # shorter ends of a search are no beginning of a word
FUZZY_LETTERS = 4
ALTERNATIVES = 3
OPERATORS = re.compile(r"[\"-]")


@dataclass(frozen=True)
class Search:
    """What somebody looks for, and the words that were taken for theirs."""

    text: str
    query: SearchQuery
    corrected: str = ""

    def matches(self) -> QuerySet[Question, Any]:
        """Ids of questions whose wording, draft or name fits."""
        first, *others = self._ways(Question.objects.all())
        return first.union(*others)

    def first(self, found: QuerySet[Question], limit: int) -> list[int]:
        """Ids of some of the questions that fit: each way stops when it has enough,
        so a word that stands everywhere costs no more than a rare one."""
        pks = [row["pk"] for way in self._ways(found) for row in way[:limit]]
        return list(dict.fromkeys(pks))[:limit]

    def _ways(self, found: QuerySet[Question]) -> list[QuerySet[Question, Any]]:
        rows = found.order_by()
        drafts = rows.filter(draft__isnull=False).exclude(draft=F("current"))
        ways = [
            rows.filter(slug__contains=self.text.lower()),
            rows.filter(current__wording__search=self.query),
            drafts.filter(draft__wording__search=self.query),
        ]
        return [way.values("pk") for way in ways]

    def fits(self) -> Q:
        """The same as a condition on each row, for those that are read in order."""
        is_another = Q(draft__isnull=False) & ~Q(draft=F("current"))
        return (
            Q(slug__contains=self.text.lower())
            | Q(current__wording__search=self.query)
            | (is_another & Q(draft__wording__search=self.query))
        )

    def rank(self) -> Combinable:
        """How well a question fits; its own name above everything."""
        wording = SearchRank(F("current__wording__search"), self.query)
        named = Case(
            When(slug__contains=self.text.lower(), then=Value(1.0)),
            default=Value(0.0),
            output_field=FloatField(),
        )
        return Coalesce(wording, 0.0, output_field=FloatField()) + named


def search_for(text: str) -> Search:
    """The words as they are; the last one may be the beginning of a word."""
    return Search(text, _query(text))


def search_alike(search: Search) -> Search | None:
    """The same with words of the bank that look like those which nobody wrote."""
    return _corrected(search.text)


def _query(text: str) -> SearchQuery:
    words = _words(text)
    if OPERATORS.search(text) or not words:
        return SearchQuery(text, config=CONFIG, search_type="websearch")
    *whole, last = words
    end = f"{last}:*" if len(last) >= PREFIX_LETTERS else last
    return SearchQuery(" & ".join([*whole, end]), config=CONFIG, search_type="raw")


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


def _corrected(text: str) -> Search | None:
    words = _words(text)
    alike = [_alike(word) for word in words]
    if not any(found != [word] for found, word in zip(alike, words, strict=True)):
        return None
    groups = [" | ".join(found) for found in alike]
    raw = " & ".join(f"({group})" for group in groups)
    query = SearchQuery(raw, config=CONFIG, search_type="raw")
    return Search(text, query, " ".join(found[0] for found in alike))


def _alike(word: str) -> Sequence[str]:
    if len(word) < FUZZY_LETTERS:
        return [word]
    rows = (
        SearchWord.objects.filter(word__trigram_similar=word)
        .annotate(likeness=TrigramSimilarity("word", word))
        .order_by("-likeness", "word")
        .values_list("word", flat=True)
    )
    return [one.replace("-", " <-> ") for one in rows[:ALTERNATIVES]] or [word]
