"""Whether published wordings still hold: their claims executed again, their names
compared. What is due is a query; the job and every sweep go on where it stands."""

import json
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from lib.jobs import enqueue
from lib.problems import Problem
from questions import evidence, selectors
from questions.bankfiles.names import FormerName
from questions.models import ClaimCheck, Doubt, DoubtKind, QuestionRevision
from questions.services import desk

# What a claim of the wrong shape raises, beside failing.
UNUSABLE = (AttributeError, LookupError, TypeError, ValueError)
STEP = 20  # wordings of one transaction


def recheck_due(*, now: datetime) -> int:
    """Read everything that is due; their number. Safe to kill and to run twice."""
    count = 0
    while read := _read_some(now):
        count += read
    return count


@transaction.atomic
def recheck_all(*, by: User) -> None:
    """Make every wording due, on demand, and begin."""
    ClaimCheck.objects.update(models_version="")
    desk.note_bank(by, "claims checked on demand")
    enqueue("questions.tasks.recheck")


@transaction.atomic
def settle_doubt(*, doubt: Doubt, by: User, reason: str, now: datetime) -> Doubt:
    """Somebody looked, and it is meant so. Raises Problem 409 `claim-fails` for a
    claim: that is settled by the models, or by another wording."""
    doubt = Doubt.objects.select_for_update(of=("self",)).get(pk=doubt.pk)
    if doubt.kind == DoubtKind.CLAIM:
        raise Problem(
            "claim-fails",
            409,
            "A claim that fails cannot be waved through",
            "Correct the question, or its claim, and publish it.",
        )
    doubt.settled_at, doubt.settled_by, doubt.reason = now, by, reason
    doubt.save(update_fields=["settled_at", "settled_by", "reason"])
    question = doubt.revision.question
    desk.note(by, "doubt settled", question, reason, said=doubt.said)
    return doubt


@transaction.atomic
def _read_some(now: datetime) -> int:
    due = selectors.due_revisions().select_related("question")
    revisions = list(due[:STEP])
    turns = [_read(revision, now) for revision in revisions]
    if any(turns):
        desk.raise_bank_version()
    return len(revisions)


def _read(revision: QuestionRevision, now: datetime) -> bool:
    """Whether what may be asked has changed."""
    former = ClaimCheck.objects.filter(revision=revision).first()
    texts = dict(former.texts) if former else {}
    turns = [
        _read_claim(revision, str(index), entry, texts, now)
        for index, entry in enumerate(revision.evidence)
    ]
    _read_names(revision, now)
    fields = {
        "models_version": evidence.models_version(),
        "names_digest": selectors.former_names().digest,
        "texts": texts,
        "checked_at": now,
    }
    ClaimCheck.objects.update_or_create(revision=revision, defaults=fields)
    return any(turns)


def _read_claim(
    revision: QuestionRevision,
    place: str,
    entry: dict[str, Any],
    texts: dict[str, str],
    now: datetime,
) -> bool:
    """Execute one claim; whether it fails since now, or holds again."""
    claim = entry.get("botocore", {})
    known = Doubt.objects.filter(revision=revision, kind=DoubtKind.CLAIM, place=place)
    try:
        evidence.check(claim)
    except (evidence.EvidenceFailed, *UNUSABLE) as error:
        told = {
            "said": entry.get("claim", ""),
            "detail": str(error),
            "old_text": texts.get(place, ""),
            "new_text": evidence.told_at(claim),
        }
        return _doubt(revision, DoubtKind.CLAIM, place, told, now)
    texts[place] = evidence.told_at(claim)
    return bool(known.open().update(settled_at=now))


def _read_names(revision: QuestionRevision, now: datetime) -> None:
    said = f"{revision.stem} {json.dumps(revision.content, ensure_ascii=False)}"
    found = selectors.former_names().said_in(said)
    for name in found:
        told = {"said": name.old, "detail": _told(name), "source_url": name.source}
        _doubt(revision, DoubtKind.NAME, name.old, told, now)
    gone = Doubt.objects.open().filter(revision=revision, kind=DoubtKind.NAME)
    gone.exclude(place__in=[name.old for name in found]).update(settled_at=now)


def _told(name: FormerName) -> str:
    if name.new:
        return f"Since {name.since:%d %B %Y} it is called {name.new}."
    return f"It was retired on {name.since:%d %B %Y}."


def _doubt(
    revision: QuestionRevision,
    kind: DoubtKind,
    place: str,
    told: dict[str, str],
    now: datetime,
) -> bool:
    """Open it unless it is open, or a person settled it; whether that is news."""
    rows = Doubt.objects.filter(revision=revision, kind=kind, place=place)
    held = rows.first()
    if held is not None and (held.settled_at is None or held.settled_by_id):
        return False
    fresh = {
        "models_version": evidence.models_version(),
        "found_at": now,
        "settled_at": None,
    }
    Doubt.objects.update_or_create(
        revision=revision, kind=kind, place=place, defaults=told | fresh
    )
    return True
