"""What this room holds of a person: mostly work that stays when its author goes."""

from django.db.models import F, Func, JSONField, Q

from lib.belongings import Belonging, Fate, Holdings, Subject, columns
from questions.models import (
    BulkChange,
    BulkVerb,
    CategoryTopic,
    Doubt,
    Manuscript,
    ManuscriptCopy,
    Picture,
    Question,
    QuestionImport,
    QuestionReport,
    Remark,
    SavedFilter,
)

NUMBER = "a number that means nothing outside"
OTHER = "another person"
MANUSCRIPT = {"question": "revision__question__slug", "revision": "revision__number"}

# Each list of changes with `before` and `after` emptied where they are this person.
UNNAMED = (
    "coalesce((SELECT jsonb_agg(told"
    " || CASE WHEN told->'before' = '{pk}' THEN '{{\"before\": null}}'"
    " ELSE '{{}}' END::jsonb"
    " || CASE WHEN told->'after' = '{pk}' THEN '{{\"after\": null}}'"
    " ELSE '{{}}' END::jsonb)"
    " FROM jsonb_array_elements(%(expressions)s) told), '[]')"
)


def _without_reviewer(person: Subject) -> dict[str, Func]:
    template = UNNAMED.format(pk=int(person.pk))
    return {"changes": Func(F("changes"), template=template, output_field=JSONField())}


def _named_as_reviewer(person: Subject) -> list[object]:
    named = Q(changes__contains=[{"before": person.pk}])
    named |= Q(changes__contains=[{"after": person.pk}])
    found = BulkChange.objects.filter(named, verb=BulkVerb.ASSIGN)
    return list(found.values_list("pk", flat=True))


def _part(name: str, words: str, path: str, **columns_told: str) -> Belonging:
    """A part that somebody had in a manuscript, which stays."""
    return Belonging(
        name=name,
        words=words,
        model=Manuscript,
        path=path,
        columns=MANUSCRIPT | columns_told,
        fate=Fate.STAYS,
        order=("revision",),
    )


WRITING = (
    Belonging(
        name="questions-written",
        words="Questions this person began; they stay, by a former author",
        model=Question,
        path="author",
        columns={"question": "slug"} | columns("state", "created_at"),
        fate=Fate.STAYS,
    ),
    Belonging(
        name="manuscripts-written",
        words="Wordings in which this person changed a word",
        model=Manuscript.writers.through,
        path="user",
        columns={
            "question": "manuscript__revision__question__slug",
            "revision": "manuscript__revision__number",
            "text": "manuscript__text",
        },
        left_out={"id": NUMBER},
    ),
    _part("manuscripts-saved", "Wordings saved last", "saved_by", at="saved_at"),
    _part("manuscripts-sent", "Sent to review", "submitted_by", at="submitted_at"),
    _part("manuscripts-reviewed", "Reviews taken on", "reviewer"),
    Belonging(
        name="manuscript-copies",
        words="Texts set aside because somebody else had saved first",
        model=ManuscriptCopy,
        path="writer",
        columns={"question": "manuscript__revision__question__slug"}
        | columns("text", "tags", "made_from", "saved_at"),
        left_out={"id": NUMBER},
    ),
    Belonging(
        name="remarks",
        words="Remarks in reviews",
        model=Remark,
        path="author",
        columns=MANUSCRIPT | columns("place", "quote", "text", "made_at"),
        fate=Fate.STAYS,
    ),
    Belonging(
        name="remarks-settled",
        words="Remarks of others that this person settled",
        model=Remark,
        path="settled_by",
        columns=MANUSCRIPT | columns("place", "settled_at"),
        fate=Fate.STAYS,
    ),
    Belonging(
        name="pictures",
        words="Pictures brought into questions",
        model=Picture,
        path="uploader",
        columns={"question": "question__slug"} | columns("file", "alt", "uploaded_at"),
        fate=Fate.STAYS,
    ),
)

DESK = (
    Belonging(
        name="saved-filters",
        words="Searches of the bank that were saved",
        model=SavedFilter,
        path="owner",
        columns=columns("name", "query"),
        left_out={"id": NUMBER},
    ),
    Belonging(
        name="bulk-changes",
        words="Changes of many questions at once",
        model=BulkChange,
        path="actor",
        columns=columns("verb", "reason", "changes", "made_at", "undone_at"),
        fate=Fate.STAYS,
    ),
    Belonging(
        name="reviews-assigned",
        words="Changes that gave this person reviews, or took them",
        model=BulkChange,
        path="pk__in",
        by=_named_as_reviewer,
        columns=columns("verb", "made_at"),
        fate=Fate.STAYS,
        emptied=_without_reviewer,
    ),
    Belonging(
        name="imports",
        words="Files of questions brought in",
        model=QuestionImport,
        path="sender",
        columns=columns("file_name", "format", "state", "sent_at", "finished_at"),
        fate=Fate.STAYS,
    ),
    Belonging(
        name="categories-decided",
        words="Which topic a category of other systems means",
        model=CategoryTopic,
        path="decided_by",
        columns={"topic": "topic__slug"} | columns("category", "decided_at"),
        fate=Fate.STAYS,
    ),
    Belonging(
        name="doubts-settled",
        words="Doubts about wordings that this person settled",
        model=Doubt,
        path="settled_by",
        columns=MANUSCRIPT | columns("kind", "said", "reason", "settled_at"),
        fate=Fate.STAYS,
    ),
    Belonging(
        name="reports-answered",
        words="Reports of others that this person answered",
        model=QuestionReport,
        path="answered_by",
        columns=MANUSCRIPT | columns("answer", "answered_at", "resolution"),
        fate=Fate.STAYS,
    ),
)


def holdings() -> Holdings:
    texts = (
        (Remark, "text"),
        (Remark, "quote"),
        (QuestionReport, "text"),
        (QuestionReport, "answer"),
        (BulkChange, "reason"),
        (Doubt, "reason"),
        (SavedFilter, "name"),
        (QuestionImport, "file_name"),
    )
    return Holdings(belongings=(*WRITING, *DESK), texts=texts)
