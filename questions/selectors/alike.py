"""Questions that look like the one being written, found by index and compared."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import QuerySet

from questions.audit.items import words
from questions.manuscript import Tags, Text, words_of
from questions.models import Question, QuestionRevision, State, Wording
from questions.selectors.question import shown_content

RARE_WORDS = 9  # the longest words of a text are its rarest
TOGETHER = 3
PER_SOURCE = 120
CLOSEST = 12
SHOWN = 3
SEED = 1  # of the variant that is shown of a generated question
TRIGRAMS = 0.45
SHINGLES = 0.2
WORDS_IN_SHINGLE = 3


@dataclass(frozen=True)
class Candidate:
    question: Question
    stem: str
    content: Mapping[str, Any]  # as it is shown
    trigrams: float  # 0 to 1, by letters
    shingles: float  # 0 to 1, by sequences of three words

    @property
    def percent(self) -> int:
        return round(100 * max(self.trigrams, self.shingles))


def questions_alike(
    text: Text, tags: Tags, apart_from: int | None = None
) -> list[Candidate]:
    """The most alike first; a hundred of its topics and a hundred that share
    rare words are compared, however large the bank is."""
    mine = words_of(text)
    if len(words(mine)) < TOGETHER * 2:
        return []
    rows = Wording.objects.filter(pk__in=_nearby(mine, tags, apart_from))
    told = list(rows.values_list("pk", "words"))
    # Sets of words are quick to compare: the rest is only looked at for the closest.
    own = frozenset(words(mine))
    told.sort(key=lambda row: -_jaccard(own, frozenset(words(row[1]))))
    likeness = {
        pk: (_trigrams(mine, t), _shingled(mine, t)) for pk, t in told[:CLOSEST]
    }
    alike = [pk for pk, (t, s) in likeness.items() if t >= TRIGRAMS or s >= SHINGLES]
    alike.sort(key=lambda pk: -max(likeness[pk]))
    found = QuestionRevision.objects.select_related("question").in_bulk(alike[:SHOWN])
    # A draft may have been thrown away since.
    return [_candidate(found[pk], *likeness[pk]) for pk in alike if pk in found]


def _candidate(one: QuestionRevision, trigrams: float, shingles: float) -> Candidate:
    content = shown_content(one, SEED)
    return Candidate(one.question, one.stem, content, trigrams, shingles)


def _nearby(mine: str, tags: Tags, apart_from: int | None) -> set[int]:
    rows = Question.objects.exclude(state=State.RETIRED)
    if apart_from is not None:
        rows = rows.exclude(pk=apart_from)
    same_topic = rows.filter(topics__slug__in=tags.topics[:2])
    found = set(_currents(same_topic.order_by("-updated_at")))
    if query := _rare_together(mine):
        search = SearchQuery(query, config="english", search_type="raw")
        found |= set(_currents(rows.filter(current__wording__search=search)))
    return found


def _currents(rows: "QuerySet[Question]") -> list[int]:
    pks = rows.values_list("current_id", flat=True)[:PER_SOURCE]
    return [pk for pk in pks if pk is not None]


def _rare_together(text: str) -> str:
    """Any three neighbours among the longest words: a copy keeps some of them."""
    long = sorted(set(words(text)), key=lambda word: (-len(word), word))[:RARE_WORDS]
    groups = [long[i : i + TOGETHER] for i in range(len(long) - TOGETHER + 1)]
    return " | ".join(f"({' & '.join(group)})" for group in groups)


def _trigrams(one: str, other: str) -> float:
    """Shared sequences of three letters, words padded as pg_trgm does it."""
    return _jaccard(_letters(one), _letters(other))


def _letters(text: str) -> frozenset[str]:
    padded = [f"  {word} " for word in words(text)]
    return frozenset(w[i : i + 3] for w in padded for i in range(len(w) - 2))


def _shingled(one: str, other: str) -> float:
    """Shared sequences of three words."""
    return _jaccard(_shingles(one), _shingles(other))


def _shingles(text: str) -> frozenset[tuple[str, ...]]:
    found = words(text)
    ends = range(WORDS_IN_SHINGLE, len(found) + 1)
    return frozenset(tuple(found[i - WORDS_IN_SHINGLE : i]) for i in ends)


def _jaccard(one: frozenset[Any], other: frozenset[Any]) -> float:
    return len(one & other) / max(1, len(one | other))
