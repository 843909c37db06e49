"""What is kept of a person, what an erasure would do, and what is left after one."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models import Count, Model, Q, Value
from django.utils.module_loading import import_string

from accounts.models import Erasure, JobState, PersonExport, User
from accounts.selectors.belongings import audited_about
from lib import traces
from lib.belongings import Belonging, Fate, Holdings, Subject, held
from lib.models import AuditEvent
from lib.traces import Column

MOST_ERASURES, MOST_EXPORTS = 200, 10


def _holdings() -> list[Holdings]:
    return [import_string(path)() for path in settings.PERSON_HOLDINGS]


def all_belongings() -> list[Belonging]:
    """Every table of every room, in the order of an erasure; the account is last."""
    return [one for holdings in _holdings() for one in holdings.belongings]


def subject_of(user: User) -> Subject:
    return Subject(user.pk, user.email, user.name)


@dataclass(frozen=True)
class Fated:
    """What there is of a person in one table, and what becomes of it."""

    words: str
    fate: str
    count: int


@dataclass(frozen=True)
class ErasurePreview:
    going: list[Fated]
    staying: list[Fated]
    records: list[Fated]


def erasure_preview(person: User) -> ErasurePreview:
    """What would go, stay without a name, and stay as a number: a count for each,
    the account first."""
    belongings, counts = all_belongings(), _counts(subject_of(person))
    return _by_fate(
        Fated(belongings[place].words, belongings[place].fate, count)
        for place, count in sorted(counts.items(), reverse=True)
        if count
    )


def _counts(subject: Subject) -> dict[int, int]:
    """Rows by the place of their belonging; in one statement, however many tables."""
    parts = [
        held(belonging, subject)
        .order_by()
        .annotate(belonging=Value(place))
        .values("belonging")
        .annotate(rows=Count("*"))
        .values_list("belonging", "rows")
        for place, belonging in enumerate(all_belongings())
    ]
    return dict(parts[0].union(*parts[1:], all=True))


def outcome_of(erasure: Erasure) -> ErasurePreview:
    """The same of an erasure that was done; tables that had nothing are left out."""
    return _by_fate(
        Fated(told["words"], told["fate"], told["count"])
        for told in reversed(erasure.outcome)
        if told["count"]
    )


def _by_fate(fated: Iterable[Fated]) -> ErasurePreview:
    found = list(fated)
    return ErasurePreview(
        going=[one for one in found if one.fate == Fate.GOES],
        staying=[one for one in found if one.fate == Fate.STAYS],
        records=[one for one in found if one.fate == Fate.RECORD],
    )


def exports_of(person: User, viewer: User) -> list[PersonExport]:
    """The newest exports of somebody that this viewer asked for."""
    found = PersonExport.objects.filter(person=person, asked_by=viewer)
    return list(found[:MOST_EXPORTS])


def erasure_at_work(person: User) -> Erasure | None:
    """The erasure of somebody that has begun and is not done; it may have failed."""
    found = Erasure.objects.filter(person_number=person.pk)
    return found.exclude(state=JobState.DONE).first()


def recent_erasures() -> list[Erasure]:
    return list(Erasure.objects.select_related("asked_by")[:MOST_ERASURES])


# --- What is left -------------------------------------------------------------


def changeable_columns() -> list[Column]:
    """Texts that may be rewritten: not the audit chain, whose texts are withdrawn."""
    chain = AuditEvent._meta.db_table
    found = traces.text_columns()
    return [c for c in found if c.is_writable and c.table != chain]


def columns_about_people() -> list[Column]:
    """Texts in which people write about people, as the rooms declare them."""
    named = {
        (model._meta.db_table, model._meta.get_field(name).column)  # type: ignore[union-attr]  # REASON: plain columns
        for holdings in _holdings()
        for model, name in holdings.texts
    }
    return [c for c in changeable_columns() if (c.table, c.name) in named]


def proof_of(person: Subject) -> dict[str, Any]:
    """A search of the whole database for somebody who should not be in it.

    {searched: columns, is_name_whole, traces: [{what, place, count}], records: audit
    events that know the number}. A name of one word is looked for only where people
    write about people. It may be that of others: a person looks at what is found.
    """
    columns = traces.text_columns()
    is_whole = person.has_whole_name
    named = columns if is_whole else columns_about_people()
    terms = (("address", person.email, columns), ("name", person.name, named))
    found = [
        {"what": what, "place": trace.place, "count": trace.count}
        for what, words, among in terms
        for trace in traces.find(words, among)
    ]
    numbers = [*_references(person.pk), *_sessions(person.pk)]
    about = audited_about(person.pk)
    return {
        "searched": len(columns),
        "is_name_whole": is_whole,
        "traces": found + numbers,
        "records": AuditEvent.objects.filter(about | Q(actor_id=person.pk)).count(),
    }


def _references(pk: int) -> list[dict[str, Any]]:
    """Rows of any table that point at this number."""
    found = []
    for relation in User._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete or not relation.is_relation:
            continue
        model: type[Model] = relation.related_model  # type: ignore[assignment]  # REASON: never generic
        field = relation.field  # type: ignore[union-attr]  # REASON: a reverse relation has one
        count = model._base_manager.filter(**{field.name: pk}).count()
        if count:
            place = f"{model._meta.db_table}.{field.name}"
            found.append({"what": "number", "place": place, "count": count})
    return found


def _sessions(pk: int) -> list[dict[str, Any]]:
    """Sessions whose signed contents name this number."""
    open_ones = Session.objects.iterator(chunk_size=1000)
    count = sum(s.get_decoded().get(SESSION_KEY) == str(pk) for s in open_ones)
    place = Session._meta.db_table
    return [{"what": "number", "place": place, "count": count}] if count else []
