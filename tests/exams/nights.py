"""The nights of next year in which clocks change in Berlin: always ahead."""

from datetime import date, timedelta

from django.utils import timezone

YEAR = timezone.now().year + 1


def last_sunday(month: int) -> date:
    """Of March or October."""
    last = date(YEAR, month, 31)
    return last - timedelta(days=last.isoweekday() % 7)


FORTH, BACK = last_sunday(3), last_sunday(10)
