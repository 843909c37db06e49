"""Which cohorts' reports are due: wanted, or overtaken by what happened since."""

from datetime import datetime, timedelta

from django.db.models import (
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce

from accounts.models import Cohort, Membership
from analytics.models import CohortReport
from exams.models import Assignment
from questions.models import Guide

# A class that hands in at one moment is computed a few times, not two hundred times.
REST = timedelta(minutes=2)


def due_cohorts(now: datetime, *, everything: bool = False) -> list[Cohort]:
    """Those with students (or with a report of those who were) that are not archived,
    and an archived one that somebody wants; who waits longest comes first."""
    ever = Membership.objects.students().filter(cohort=OuterRef("pk"))
    found = Cohort.objects.filter(Exists(ever)).annotate(student_count=_student_count())
    rested = Q(reporting__computed_at__lt=now - REST) & _overtaken(now)
    news = Q() if everything else Q(reporting__computed_at=None) | rested
    found = found.filter(_wanted() | (Q(archived_at=None) & news))
    return list(found.order_by(F("reporting__computed_at").asc(nulls_first=True), "pk"))


def _wanted() -> Q:
    return Q(reporting__wanted_at__gt=F("reporting__computed_at"))


def _overtaken(now: datetime) -> Q:
    """Answers were taken in, somebody came or went, or what they sit has changed."""
    since = OuterRef("reporting__computed_at")
    own = Membership.objects.filter(cohort=OuterRef("pk"))
    here = own.current().students()
    assigned = Assignment.objects.filter(cohort=OuterRef("pk"))
    target = Guide.objects.filter(code=OuterRef("target_guide"))
    main = CohortReport.objects.filter(
        cohort=OuterRef("pk"), is_main=True, guide__code=OuterRef("target_guide")
    )
    whole = CohortReport.objects.annotate(
        people=Cast(KT("figures__people"), IntegerField())
    ).filter(cohort=OuterRef("pk"), is_main=True, people=OuterRef("student_count"))
    return (
        Q(Exists(here.filter(user__folds__folded_at__gt=since)))
        | Q(Exists(here.filter(user__attempts__voided_at__gt=since)))
        | Q(Exists(own.filter(Q(joined_at__gt=since) | Q(left_at__gt=since))))
        | Q(Exists(assigned.filter(created_at__gt=since)))
        | Q(Exists(assigned.filter(withdrawn_at__gt=since)))
        | Q(Exists(assigned.filter(opens_at__gt=since, opens_at__lte=now)))
        | (Q(Exists(target)) & ~Q(Exists(main)))
        # Who was erased has left no row behind that tells.
        | (Q(Exists(here)) & ~Q(Exists(whole)))
    )


def _student_count() -> Coalesce:
    here = Membership.objects.current().students().filter(cohort=OuterRef("pk"))
    counted = here.order_by().values("cohort").annotate(count=Count("pk"))
    return Coalesce(Subquery(counted.values("count")), 0)
