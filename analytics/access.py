"""Who may read and practise what: cohorts' reports, or 404; questions that somebody may
be asked just now, or a refusal in words."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core import signing
from django.http import Http404

from accounts.access import cohort_for
from accounts.models import Cohort, User
from analytics import selectors
from analytics.models import CohortReporting, ReportFile, ReportMail
from analytics.selectors import STUDY_BEST, Wish
from lib.found import or_404
from lib.problems import Problem
from questions.models import Guide

PLACEMENT = "placement"
SEED_BITS = 63
REPORT_MAIL_SALT = "analytics.report_mail"


@dataclass(frozen=True)
class Order:
    """A drill that `exams.services.start_drill` can start: what to ask and how many;
    `drill` says what was wanted, when the questions are only what came of it today."""

    title: str
    question_ids: frozenset[int]
    count: int
    drill: Mapping[str, Any]

    def as_arguments(self) -> dict[str, Any]:
        return vars(self)


def study_for(
    user: User, guide: Guide, wish: Wish, *, count: int, now: datetime
) -> Order:
    """Up to `count` questions that fit the wish; a Problem when there is none."""
    found = _questions(user, guide, wish, count, now)
    if not found:
        raise Problem(
            "nothing-to-study",
            409,
            "No question fits this just now",
            "Choose fewer limits. What you are being examined on waits until the end.",
        )
    return Order(
        title=selectors.title_of_study(wish, selectors.study_choices(guide)),
        question_ids=found,
        count=count,
        drill=wish.as_dict() | {"guide": guide.code, "count": count},
    )


def _questions(
    user: User, guide: Guide, wish: Wish, count: int, now: datetime
) -> frozenset[int]:
    if wish.source != STUDY_BEST:
        return selectors.study_set(user, guide, wish, now).question_ids
    seed = secrets.randbits(SEED_BITS)
    picks = selectors.session_for(
        user, guide, wish.fits, count=count, now=now, seed=seed
    )
    return frozenset(picks)


def placement_for(user: User, guide: Guide) -> Order:
    """The new questions that find out most about somebody; a Problem without any."""
    seed = secrets.randbits(SEED_BITS)
    found = selectors.placement_for(user, guide, seed=seed)
    if not found:
        raise Problem(
            "nothing-to-study",
            409,
            "There is no new question for a placement test",
            "You have seen the whole bank: a mock says more now.",
        )
    return Order(
        title=f"Placement: {guide.code}",
        question_ids=frozenset(found),
        count=len(found),
        drill={"source": PLACEMENT, "guide": guide.code},
    )


# --- Reports about cohorts ----------------------------------------------------


@dataclass(frozen=True)
class ReportReader:
    """A cohort, how its report is made, and whether this person sees individuals."""

    cohort: Cohort
    reporting: CohortReporting
    sees_people: bool
    is_admin: bool


def report_reader(user: User, cohort_id: int) -> ReportReader:
    """For administrators, and for instructors of the cohort.

    Administrators see everybody. Instructors do, unless an administrator has set the
    cohort to figures only.
    """
    cohort = cohort_for(user, cohort_id)
    found = CohortReporting.objects.filter(cohort=cohort).first()
    reporting = found or CohortReporting(cohort=cohort)
    sees_people = user.is_admin or not reporting.is_figures_only
    return ReportReader(cohort, reporting, sees_people, user.is_admin)


def report_file_for(user: User, pk: UUID) -> ReportFile:
    """A file that this person asked for, as long as they may still see what it says."""
    files = ReportFile.objects.select_related("cohort", "guide").defer("content")
    file = or_404(files.filter(asked_by=user, pk=pk).first())
    if report_reader(user, file.cohort_id).sees_people < file.tells_people:
        raise Http404
    return file


def report_mail_by_token(token: str) -> ReportMail | None:
    """What the link in a mail ends; None when it has ended already."""
    try:
        cohort, user = signing.loads(token, salt=REPORT_MAIL_SALT)
    except (signing.BadSignature, ValueError) as error:
        raise Http404 from error
    mails = ReportMail.objects.select_related("cohort", "user")
    return mails.filter(cohort=cohort, user=user).first()
