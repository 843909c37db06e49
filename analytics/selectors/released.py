"""What a student may read of what was learnt: nothing that an unreleased result is in.

A belief takes in every graded attempt, also those whose results wait. What was said
before such an attempt is shown as ever; what was said after it waits with it (I29).
An attempt whose result is never shown here is not waited for: there the next released
attempt speaks for all of them.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from analytics.models import Forecast
from exams.models import NEVER, Attempt, StatementNow, is_released


def waiting(user_id: int) -> QuerySet[Attempt]:
    """Attempts that are over and whose results will be released."""
    hidden = Attempt.objects.filter(user_id=user_id, hidden_until__lt=NEVER)
    return hidden.filter(hidden_until__gt=StatementNow(), finished_at__isnull=False)


def said_before(user_id: int, column: str = "at") -> Q:
    """For rows of this person: the instant of that column lies before all of them."""
    entered = waiting(user_id).filter(finished_at__lte=OuterRef(column))
    return Q(~Exists(entered))


def told_forecasts(user_id: int) -> QuerySet[Forecast]:
    """Forecasts that this person may read."""
    own = Forecast.objects.filter(is_released("attempt"), user_id=user_id)
    return own.filter(said_before(user_id))


def newest_is_told(user_id: int) -> Q:
    """For what is believed now of this person and a guide: they may read it."""
    told = told_forecasts(user_id).filter(pk=_newest())
    return Q(guide__in=told.order_by().values("guide"))


def _newest() -> Subquery:
    """Of the forecasts of the same person and guide the last."""
    same = Forecast.objects.filter(user=OuterRef("user"), guide=OuterRef("guide"))
    return Subquery(same.order_by("-at", "-id").values("pk")[:1])


def is_kept_back(attempt: Attempt) -> bool:
    """Whether another result, which is not released yet, is in what this attempt
    changed."""
    others = waiting(attempt.user_id).exclude(pk=attempt.pk)
    return others.filter(finished_at__lte=attempt.finished_at).exists()
