"""Append to the audit chain, check it, and withdraw texts about erased people.

A text in an event's detail enters the hash as a salted fingerprint. So it can be
withdrawn when its person is erased: the fingerprint stays, without the salt it says
nothing, and the chain holds as before.
"""

import hashlib
import json
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db import connection, transaction
from django.utils import timezone

from lib.models import AuditEvent
from lib.words import counted

# One writer at a time may extend the chain; any constant will do.
CHAIN_LOCK = 7_391_100_231
GENESIS = "0" * 64
WITHDRAWN = "withdrawn"


class Actor(Protocol):
    """Somebody with a role: of an actor the chain keeps the role and the number."""

    pk: Any
    role: str


@transaction.atomic
def record(
    *,
    by: Actor | str,
    action: str,
    object_type: str,
    object_id: object,
    detail: dict[str, Any] | None = None,
) -> AuditEvent:
    """Append one event, in the transaction of the change that it tells of.

    `by`: a person, or what acted by itself. Of people it may hold numbers only ("admin
    7"): what anybody typed belongs into texts of `detail`, by name.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
    last = AuditEvent.objects.order_by("-id").values_list("hash", flat=True).first()
    told = detail or {}
    event = AuditEvent(
        at=timezone.now(),
        actor_id=None if isinstance(by, str) else by.pk,
        actor_label=by if isinstance(by, str) else f"{by.role} {by.pk}",
        action=action,
        object_type=object_type,
        object_id=str(object_id),
        detail=told,
        salts={n: secrets.token_hex(16) for n in told if isinstance(told[n], str)},
        previous_hash=last or GENESIS,
    )
    event.hash = digest(event)
    event.save(force_insert=True)
    return event


def withdraw_texts(event: AuditEvent, names: Collection[str]) -> int:
    """Take these texts out of an event; how many went.

    The database allows this one change, and only against the right fingerprint.
    Events of older versions have no salts, and keep their texts.
    """
    taken = [name for name in names if name in event.salts]
    prints = _prints(event)
    detail = event.detail | {name: prints[name] for name in taken}
    salts = {n: salt for n, salt in event.salts.items() if n not in taken}
    if taken:
        AuditEvent.objects.filter(pk=event.pk).update(detail=detail, salts=salts)
    return len(taken)


def is_withdrawn(value: object) -> bool:
    """Whether this stands where a text was."""
    return isinstance(value, dict) and set(value) == {WITHDRAWN}


@dataclass(frozen=True)
class Checked:
    """How many links hold, counted from the first, and the one that does not."""

    links: int
    broken: AuditEvent | None

    @property
    def words(self) -> str:
        held = counted(self.links, "link holds", "links hold")
        if self.broken is None:
            return f"The chain is whole: {held}."
        return (
            f"The chain is broken at event {self.broken.pk} "
            f"({self.broken.action}, {_instant(self.broken.at)}): {held} before it."
        )


def check() -> Checked:
    """Compute the chain again from its beginning, reading it once."""
    previous, links = GENESIS, 0
    for event in AuditEvent.objects.order_by("id").iterator(chunk_size=2000):
        if event.previous_hash != previous or event.hash != digest(event):
            return Checked(links, event)
        previous, links = event.hash, links + 1
    return Checked(links, None)


def first_break() -> AuditEvent | None:
    """The first event whose hash or whose link does not hold, or None."""
    return check().broken


def digest(event: AuditEvent) -> str:
    """SHA-256 over the previous hash and every field, in canonical JSON."""
    body = [
        event.previous_hash,
        _instant(event.at),
        event.actor_id,
        event.actor_label,
        event.action,
        event.object_type,
        event.object_id,
        _prints(event),
    ]
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _prints(event: AuditEvent) -> dict[str, Any]:
    """The detail with its salted texts as fingerprints, present or withdrawn."""
    return {
        name: {WITHDRAWN: hashlib.sha256(f"{salt}{value}".encode()).hexdigest()}
        if (salt := event.salts.get(name))
        else value
        for name, value in event.detail.items()
    }


def _instant(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")
