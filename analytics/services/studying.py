"""Starting what a person wants to practise."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from analytics import selectors
from analytics.selectors import Wish
from exams.services import start_drill
from exams.services.start import Started
from lib.problems import Problem
from questions.models import Guide

MAX_TITLE = 160


@transaction.atomic
def start_study(
    *,
    user: User,
    guide: Guide,
    wish: Wish,
    about: str,
    count: int,
    idempotency_key: str,
    now: datetime,
) -> Started:
    """Start a drill over what the wish finds; `about` names it.

    Raises Problem 409 `nothing-to-study` when it finds nothing.
    """
    found = selectors.study_set(user, guide, wish, now)
    if not found.count:
        raise Problem(
            "nothing-to-study",
            409,
            "No question fits this just now",
            "Choose fewer limits. What you are being examined on waits until the end.",
        )
    return start_drill(
        user=user,
        guide=guide,
        title=f"Drill: {about}"[:MAX_TITLE],
        question_ids=found.question_ids,
        count=count,
        writer=None,
        idempotency_key=idempotency_key,
        drill=wish.as_dict() | {"guide": guide.code, "count": count},
    )
