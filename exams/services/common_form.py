"""The form that a whole cohort sits: drawn by the first start, kept for all others.

What is kept names revisions, so that publishing, retiring or correcting a question
changes nothing of it. The order of the options and their ids stay each attempt's own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from accounts.models import User
from exams.assembly import Candidate, Chosen, Form, Shape, Shortfall
from exams.models import Assignment
from exams.selectors import cohort_last_seen, last_seen
from exams.services.freeze import new_seed
from exams.services.start import Plan, assembled
from lib.words import counted


@dataclass(frozen=True)
class Drawn:
    """A form with its seed, and the seeds of generated questions by revision: those
    without one are drawn for the attempt."""

    form: Form
    seed: int
    seeds: Mapping[int, int] = field(default_factory=dict)


def own_form(owner: User, plan: Plan) -> Drawn:
    """A form for this person alone."""
    seed = new_seed()
    return Drawn(assembled(owner, plan, seed), seed)


def common_form(held: Assignment, owner: User, plan: Plan) -> Drawn:
    """The form of the assignment, whose row is held; the first to ask has it drawn."""
    if held.form is None:
        seed, seen = new_seed(), cohort_last_seen(held.cohort_id)
        held.form = _kept(assembled(owner, plan, seed, seen=seen), seed)
        held.save(update_fields=["form"])
    return _revived(held.form, last_seen(owner).keys())


def _kept(form: Form, seed: int) -> dict[str, Any]:
    """As `Assignment.form` holds it."""
    return {
        "seed": seed,
        "cut_share": form.cut_share,
        # What was seen is each person's own.
        "shortfalls": [asdict(s) for s in form.shortfalls if s.rule != "unseen"],
        "questions": [_row(item) for item in form.items],
    }


def _row(item: Chosen) -> dict[str, Any]:
    one = item.candidate
    return {
        "question": one.question_id,
        "revision": one.revision_id,
        "domain": one.domain,
        "domain_id": one.domain_id,
        "kind": one.kind,
        "scenario": one.scenario,
        "is_scored": item.is_scored,
        "shape": one.shape and asdict(one.shape),
        "variant_seed": None if one.shape else new_seed(),
    }


def _revived(kept: Mapping[str, Any], seen: Iterable[int]) -> Drawn:
    known = set(seen)
    items = [
        Chosen(_candidate(row), row["is_scored"], row["question"] in known)
        for row in kept["questions"]
    ]
    shortfalls = [Shortfall(**one) for one in kept["shortfalls"]]
    count = sum(item.is_seen for item in items)
    if count:
        text = counted(count, "question was", "questions were")
        text += " seen by you before: everybody has the same form"
        shortfalls.append(Shortfall("unseen", text))
    seeds = {r["revision"]: r["variant_seed"] for r in kept["questions"]}
    return Drawn(
        form=Form(items=items, shortfalls=shortfalls, cut_share=kept["cut_share"]),
        seed=kept["seed"],
        seeds={pk: seed for pk, seed in seeds.items() if seed is not None},
    )


def _candidate(row: Mapping[str, Any]) -> Candidate:
    shape = row["shape"]
    return Candidate(
        question_id=row["question"],
        revision_id=row["revision"],
        domain=row["domain"],
        domain_id=row["domain_id"],
        kind=row["kind"],
        scenario=row["scenario"],
        shape=shape
        and Shape(tuple(shape["options"]), tuple(shape["targets"]), shape["select"]),
    )
