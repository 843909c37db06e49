"""The landing page: what is offered, before anybody signs in."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from accounts.models import User
from exams.models import Attempt, Exam, Mode
from exams.selectors import history, mock_pool_sizes
from questions.models import Guide, Question


@dataclass(frozen=True)
class GuideOffer:
    """A guide with open exams, as the landing page shows it."""

    guide: Guide
    is_retired: bool
    is_upcoming: bool
    pool_count: int  # of reviewed questions that its mocks draw from


@dataclass(frozen=True)
class Landing:
    offers: list[GuideOffer]
    has_diagnostic: bool


def landing(today: date) -> Landing:
    modes = list(Exam.objects.open().order_by().values_list("guide_id", "mode"))
    offered = {guide for guide, mode in modes if mode != Mode.DIAGNOSTIC}
    pool = mock_pool_sizes()
    return Landing(
        offers=[
            GuideOffer(
                guide=guide,
                is_retired=guide.is_retired(today),
                is_upcoming=guide.is_upcoming(today),
                pool_count=pool.get(guide.pk, 0),
            )
            for guide in Guide.objects.filter(pk__in=offered)
        ],
        has_diagnostic=any(mode == Mode.DIAGNOSTIC for _, mode in modes),
    )


def pool_counts() -> dict[int, int]:
    """How many published questions serve each guide; one statement."""
    rows = (
        Question.objects.published()
        .order_by()
        .values_list("question_tasks__task__domain__guide")
        .annotate(count=Count("pk", distinct=True))
    )
    return {guide: count for guide, count in rows if guide is not None}


def newest_attempt(user: User) -> Attempt | None:
    """What a guest did last, so that the landing page leads back to it."""
    return history(user.pk).first()
