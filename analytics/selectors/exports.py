"""Everything that was learnt of a person, for that person to take along.

Marks are among it only where the person has read the result, and not those of an exam
that is being sat: an export is no way round either.
"""

import csv
import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Case, F, Func, JSONField, Q, QuerySet, Value, When

from accounts.models import User
from analytics.models import Forecast, Mastery, Observation, ReviewCard, TagMastery
from exams.models import Attempt, AttemptQuestion, Operation, Result
from lib.sheets import guarded

Rows = Iterator[dict[str, Any]]
_ENCODER = DjangoJSONEncoder(ensure_ascii=False)


def learning_tables(user: User) -> dict[str, list[str]]:
    """The tables of an export with their columns, in order."""
    return {name: list(columns) for name, (_, columns) in _tables(user).items()}


def learning_rows(user: User, table: str) -> Rows:
    """One table's rows, streamed."""
    rows, columns = _tables(user)[table]
    named = {name: path for name, path in columns.items() if name != path}
    plain = [name for name, path in columns.items() if name == path]
    told = {name: F(p) if isinstance(p, str) else p for name, p in named.items()}
    # Annotations cannot take a column's name: they go by another one until here.
    hidden = {f"told_{name}": value for name, value in told.items()}
    for row in rows.values(*plain, **hidden).iterator(chunk_size=2000):
        yield {n: row[n] if n in row else row[f"told_{n}"] for n in columns}


def learning_json(user: User) -> Iterator[str]:
    """Every table as one JSON object, streamed."""
    yield "{"
    for number, table in enumerate(learning_tables(user)):
        yield f"{',' if number else ''}\n{json.dumps(table)}: ["
        for place, row in enumerate(learning_rows(user, table)):
            yield ("," if place else "") + "\n" + _ENCODER.encode(row)
        yield "]"
    yield "\n}\n"


def learning_csv(user: User, table: str) -> Iterator[str]:
    """One table with a head line, streamed; cells that no spreadsheet calculates."""
    yield _line(learning_tables(user)[table])
    for row in learning_rows(user, table):
        yield _line([_cell(value) for value in row.values()])


def _line(cells: list[str]) -> str:
    buffer = StringIO()
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue()


def _cell(value: Any) -> str:
    """As text; what a spreadsheet would take for a formula begins with a quote."""
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return str(value)
    return guarded(value if isinstance(value, str) else _text(value))


def _text(value: Any) -> str:
    """Lists and mappings as JSON; instants in ISO 8601."""
    told = _ENCODER.encode(value)
    return told.strip('"') if told.startswith('"') else told


def _tables(user: User) -> dict[str, tuple[QuerySet[Any], dict[str, Any]]]:
    asked = Q(attempt__user=user)
    return {
        "attempts": (
            Attempt.objects.filter(user=user).order_by("started_at"),
            _columns("id", "title", "mode", "state", "started_at", "deadline_at")
            | {"guide": "guide__code"}
            | _columns("finished_at", "finish_reason", "limit_minutes"),
        ),
        "answers": (
            AttemptQuestion.objects.filter(asked).order_by("attempt", "position"),
            _columns("attempt_id", "position")
            | {"question": "question__slug", "revision": "revision__number"}
            | _columns("kind", "is_scored", "is_seen_before")
            | {"options": _shown_options()}
            | {"response": "answer__response", "is_flagged": "answer__is_flagged"}
            | {"struck": "answer__struck", "confidence": "answer__confidence"}
            | {"answered_at": "answer__answered_at", "is_correct": _mark(user)},
        ),
        "operations": (
            Operation.objects.filter(asked).order_by("attempt", "pk"),
            _columns("attempt_id", "op_id", "position", "epoch", "seq", "body")
            | _columns("elapsed_ms", "received_at", "verdict"),
        ),
        "results": (
            Result.objects.filter(asked, attempt__revealed_at__isnull=False),
            _columns("attempt_id", "raw", "scored_count", "scaled", "pass_mark")
            | _columns("is_passed", "band_low", "band_high", "seen_share")
            | _columns("late_count", "domains", "graded_at"),
        ),
        "observations": (
            _readable(user).order_by("at", "attempt", "position"),
            _columns("attempt_id", "position")
            | {"guide": "guide__code", "question": "question__slug"}
            | _columns("mode", "at", "is_correct", "elapsed_ms", "confidence")
            | _columns("confused", "not_counted", "predicted", "ability_before"),
        ),
        "forecasts": (
            Forecast.objects.filter(user=user).order_by("at"),
            {"guide": "guide__code"}
            | _columns("at", "percent", "word", "true_low", "true_high", "next_low")
            | _columns("next_high", "count", "missing", "probability", "domains"),
        ),
        "states": (
            Mastery.objects.filter(user=user).order_by("guide"),
            {"guide": "guide__code"}
            | _columns("domains", "mean", "covariance", "counts", "last_counted_at"),
        ),
        "topics": (
            TagMastery.objects.filter(user=user).order_by("guide", "topic"),
            {"guide": "guide__code", "topic": "topic__slug"}
            | _columns("mean", "variance", "count"),
        ),
        "cards": (
            ReviewCard.objects.filter(user=user).order_by("due"),
            {"question": "question__slug"}
            | _columns("stability", "difficulty", "last_review", "due", "reviews"),
        ),
    }


def _columns(*names: str) -> dict[str, Any]:
    return {name: name for name in names}


def _shown_options() -> Func:
    """As they were shown; which option of the author each is, is part of the key."""
    return Func(
        F("options"),
        Value("$[*][0]"),
        function="jsonb_path_query_array",
        template="%(function)s(%(expressions)s::jsonpath)",
        output_field=JSONField(),
    )


def _examined(user: User) -> QuerySet[Any, Any]:
    return AttemptQuestion.objects.under_exam(user.pk).values("question")


def _mark(user: User) -> Case:
    is_read = Q(attempt__revealed_at__isnull=False)
    is_free = ~Q(question__in=_examined(user))
    return Case(When(is_read & is_free, then=F("is_correct")), default=Value(None))


def _readable(user: User) -> QuerySet[Observation]:
    read = Observation.objects.filter(user=user, attempt__revealed_at__isnull=False)
    return read.exclude(question__in=_examined(user))
