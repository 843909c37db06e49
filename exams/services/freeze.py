"""A form becomes rows: option order, opaque ids and variants drawn once, for ever.

One statement by hand writes it: composing sixty-five rows through the ORM took a
third of the time of a start.
"""

import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from exams import assembly
from exams.models import Attempt
from questions.models import QuestionRevision
from questions.selectors import draw_variant

MAX_SEED = 2**63 - 1
ID_BYTES = 4  # eight characters
FREEZE = """
INSERT INTO exams_attemptquestion (
    attempt_id, position, question_id, revision_id, domain_id, kind, "select",
    options, targets, is_scored, is_seen_before, scenario_id, scenario_ref,
    variant_seed, variant)
SELECT %(attempt)s, position, question_id, revision_id, domain_id, kind, "select",
       options, targets, is_scored, is_seen_before, scenario_id, scenario_ref,
       variant_seed, variant
  FROM jsonb_to_recordset(%(rows)s) AS row(
       position int, question_id bigint, revision_id bigint, domain_id bigint,
       kind text, "select" int, options jsonb, targets jsonb, is_scored bool,
       is_seen_before bool, scenario_id bigint, scenario_ref text,
       variant_seed bigint, variant jsonb)
"""


@dataclass(frozen=True)
class Variant:
    """What a generated question asks in this attempt."""

    seed: int
    content: Mapping[str, Any]

    @property
    def shape(self) -> assembly.Shape:
        return assembly.Shape(
            options=tuple(option["id"] for option in self.content["options"]),
            targets=tuple(target["id"] for target in self.content["targets"]),
            select=self.content["select"],
        )


Seeds = Mapping[int, int]


def new_seed() -> int:
    return secrets.randbelow(MAX_SEED)


def freeze_form(
    *, attempt: Attempt, form: assembly.Form, seeds: Seeds | None = None
) -> None:
    """Write the questions of a new attempt; the transaction is the start's.

    `seeds`: of generated questions, by revision, where they are not drawn here.
    """
    rows = json.dumps(list(_rows(form, seeds or {})))
    with connection.cursor() as cursor:
        cursor.execute(FREEZE, {"attempt": attempt.pk, "rows": rows})


def _rows(form: assembly.Form, seeds: Seeds) -> Iterator[dict[str, Any]]:
    variants = _variants(form, seeds)
    refs: dict[int, str] = {}
    for position, item in enumerate(form.items, start=1):
        candidate = item.candidate
        variant = variants.get(candidate.revision_id)
        shape = variant.shape if variant else candidate.shape or assembly.Shape()
        yield {
            "position": position,
            "question_id": candidate.question_id,
            "revision_id": candidate.revision_id,
            "domain_id": candidate.domain_id,
            "kind": candidate.kind,
            "select": shape.select,
            "options": veiled(shape.options),
            "targets": veiled(shape.targets),
            "is_scored": item.is_scored,
            "is_seen_before": item.is_seen,
            "scenario_id": candidate.scenario,
            "scenario_ref": _ref(candidate.scenario, refs),
            "variant_seed": variant and variant.seed,
            "variant": variant and variant.content,
        }


def _ref(scenario: int | None, refs: dict[int, str]) -> str:
    """The same opaque id wherever this attempt meets the scenario."""
    return "" if scenario is None else refs.setdefault(scenario, opaque_id())


def _variants(form: assembly.Form, seeds: Seeds) -> dict[int, Variant]:
    """By revision. The words of the other questions are not read to freeze them."""
    candidates = [item.candidate for item in form.items]
    generated = [c.revision_id for c in candidates if c.shape is None]
    # Without any, Django knows the answer and asks nobody.
    revisions = QuestionRevision.objects.filter(pk__in=generated)
    return {one.pk: _variant(one, seeds.get(one.pk)) for one in revisions}


def _variant(revision: QuestionRevision, given: int | None) -> Variant:
    seed = new_seed() if given is None else given
    return Variant(seed, draw_variant(revision, seed))


def veiled(ids: Sequence[str]) -> list[tuple[str, str]]:
    """The author's ids in an order drawn by lot, each behind an opaque one.

    Lots and opaque ids come from the system's generator, never from the form's seed,
    and not from each other: no student can compute one from another.
    """
    size = 2 * ID_BYTES
    drawn = secrets.token_bytes(size * len(ids))
    lots = [drawn[n : n + size] for n in range(0, len(drawn), size)]
    order = sorted(zip(lots, ids, strict=True))
    return [(lot[ID_BYTES:].hex(), own) for lot, own in order]


def opaque_id() -> str:
    """An id that says nothing: eight random characters, drawn for one attempt."""
    return secrets.token_hex(ID_BYTES)
