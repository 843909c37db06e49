"""Questions that look like the one being written, found by index and compared."""

from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery, TrigramSimilarity
from django.db.models import QuerySet

from questions.audit.items import words
from questions.manuscript import Tags, Text, words_of
from questions.models import Question, State, Wording

RARE_WORDS = 9  # the longest words of a text are its rarest
TOGETHER = 3
PER_SOURCE = 120
SHOWN = 3
TRIGRAMS = 0.45
SHINGLES = 0.2
WORDS_IN_SHINGLE = 3


@dataclass(frozen=True)
class Candidate:
    question: Question
    stem: str
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
    close = (
        Wording.objects.filter(pk__in=_nearby(mine, tags, apart_from))
        .annotate(likeness=TrigramSimilarity("words", mine))
        .filter(likeness__gt=SHINGLES)
        .order_by("-likeness")
        .select_related("revision__question")
        .defer("search", "revision__content")[: SHOWN * 4]
    )
    shingles = _shingles(mine)
    found = [
        Candidate(
            question=row.revision.question,
            stem=row.revision.stem,
            trigrams=row.likeness,
            shingles=_jaccard(shingles, _shingles(row.words)),
        )
        for row in close
    ]
    alike = [c for c in found if c.trigrams >= TRIGRAMS or c.shingles >= SHINGLES]
    return sorted(alike, key=lambda c: -c.percent)[:SHOWN]


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


def _shingles(text: str) -> frozenset[tuple[str, ...]]:
    found = words(text)
    ends = range(WORDS_IN_SHINGLE, len(found) + 1)
    return frozenset(tuple(found[i - WORDS_IN_SHINGLE : i]) for i in ends)


def _jaccard(one: frozenset[object], other: frozenset[object]) -> float:
    return len(one & other) / max(1, len(one | other))
