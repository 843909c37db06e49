"""Append to the audit chain, and check it."""

import hashlib
import json
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


def first_break() -> AuditEvent | None:
    """The first event whose hash or whose link does not hold, or None."""
    previous = GENESIS
    for event in AuditEvent.objects.order_by("id").iterator(chunk_size=2000):
        if event.previous_hash != previous or event.hash != digest(event):
            return event
        previous = event.hash
    return None


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
