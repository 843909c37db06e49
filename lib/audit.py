"""Append to the audit chain, and check it."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from lib.models import AuditEvent

# One writer at a time may extend the chain; any constant will do.
CHAIN_LOCK = 7_391_100_231
GENESIS = "0" * 64


@transaction.atomic
def record(
    *,
    actor_id: int | None,
    actor_label: str,
    action: str,
    object_type: str,
    object_id: object,
    detail: dict[str, Any] | None = None,
) -> AuditEvent:
    """Append one event, in the transaction of the change that it tells of."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
    last = AuditEvent.objects.order_by("-id").values_list("hash", flat=True).first()
    event = AuditEvent(
        at=timezone.now(),
        actor_id=actor_id,
        actor_label=actor_label,
        action=action,
        object_type=object_type,
        object_id=str(object_id),
        detail=detail or {},
        previous_hash=last or GENESIS,
    )
    event.hash = digest(event)
    event.save(force_insert=True)
    return event


@dataclass(frozen=True)
class Checked:
    """How many links hold, counted from the first, and the one that does not."""

    links: int
    broken: AuditEvent | None

    @property
    def words(self) -> str:
        held = "1 link holds" if self.links == 1 else f"{self.links:,} links hold"
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
        event.detail,
    ]
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _instant(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")
