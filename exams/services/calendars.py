"""The secret address of a person's calendar: drawn, renewed, ended."""

from datetime import datetime

from django.db import transaction

from accounts import joining
from accounts.models import User
from exams.models import CalendarFeed


@transaction.atomic
def renew_calendar(*, user: User, now: datetime) -> str:
    """A new secret, told this once; the address before it ends."""
    secret = joining.draw_token()
    told = {"digest": joining.digest_of(secret), "made_at": now}
    CalendarFeed.objects.update_or_create(user=user, defaults=told)
    return secret


@transaction.atomic
def end_calendar(*, user: User) -> None:
    CalendarFeed.objects.filter(user=user).delete()
