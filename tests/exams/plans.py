"""Plans for the tests: a mock that opens in an hour, for a day."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from exams.plans import Plan


def a_plan(**over: Any) -> Plan:
    opens = timezone.now() + timedelta(hours=1)
    fields: dict[str, Any] = {
        "title": "Mock",
        "opens_at": opens,
        "closes_at": opens + timedelta(days=1),
        "zone": "Europe/Berlin",
    }
    return Plan(**(fields | over))
