"""Taking graded attempts into their students' states: once, in order, or again.

"Graded and not folded in" is the queue, found from the database; a task only makes it
happen sooner. The lock of everything written here is the person's `Learner` row.
"""

import logging
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import OperationalError, transaction

from analytics import selectors
from analytics.learning import History
from analytics.models import Calibration, Fold, FoldFailure, Forecast, Learner
from analytics.selectors import Chapter, Head, Library
from analytics.services.calibrating import current_calibration
from analytics.services.forecasting import write_forecasts
from analytics.services.rows import (
    clear_people,
    clear_touched,
    take_chapters,
    write_people,
)
from exams.models import Attempt

logger = logging.getLogger("passline.analytics")
SWEEP_BATCH = 200
# A person's states are taken in anew under the newest calibration when theirs is
# this old, or when its questions have become this much harder or easier (logits).
CALIBRATION_AGE = timedelta(days=30)
CALIBRATION_SHIFT = 0.1


@transaction.atomic
def fold_attempt(*, attempt_id: UUID, now: datetime) -> bool:
    """Take a graded attempt in; False when its grade is in already.

    One that counts no longer is taken out again. A grade that was changed, or one
    that comes after a later one, makes the person's whole history be taken in again:
    the result is that of the right order.
    """
    head = selectors.graded_head(attempt_id)
    if head is None:
        return _unfold(attempt_id, now)
    learner = _locked(head.user)
    fold = Fold.objects.filter(attempt_id=attempt_id).first()
    if fold is not None and fold.user_id != head.user:
        forget_person(user_id=fold.user_id)
        fold = None
    if fold is not None and fold.graded_at == head.graded_at:
        return False
    known = current_calibration(guide_id=head.guide, now=now)
    if fold is None and _follows(head, learner) and not _is_outdated(head, known, now):
        _extend(head, known, now)
    else:
        _refold(head, known, now)
    FoldFailure.objects.filter(attempt_id=attempt_id).delete()
    return True


def _unfold(attempt_id: UUID, now: datetime) -> bool:
    """Voided, or opened again: the person's other attempts are taken in anew."""
    fold = Fold.objects.filter(attempt_id=attempt_id).first()
    if fold is None:
        return False
    _locked(fold.user_id)
    if selectors.graded_head(attempt_id) is not None:
        return False  # it counts again since
    heads = selectors.folded_heads([fold.user_id], but=attempt_id)
    refold_people([fold.user_id], heads, library=Library(), renewed={}, now=now)
    return True


def forget_person(*, user_id: int) -> None:
    """A guest whose answers now belong to an account: nothing is left of the states."""
    clear_people([user_id])
    Forecast.objects.filter(user=user_id).delete()
    Learner.objects.filter(pk=user_id).delete()


def fold_due_attempts(
    *, now: datetime, since: datetime | None = None, until: datetime | None = None
) -> int:
    """Take in what was graded (since then, until then) and waits, and out what counts
    no longer; what fails three times is set aside."""
    gone = selectors.unfolding_queue().values_list("pk", flat=True)
    waiting = selectors.folding_queue(since, until).values_list("pk", flat=True)
    due = [*gone[:SWEEP_BATCH], *waiting[:SWEEP_BATCH]]
    return sum(_try_fold(pk, now) for pk in due)


def _try_fold(attempt_id: UUID, now: datetime) -> bool:
    try:
        return fold_attempt(attempt_id=attempt_id, now=now)
    except OperationalError as error:
        # The database's trouble or a lock held long, not the attempt's: it waits.
        logger.info("attempt %s is taken in later: %s", attempt_id, error)
        return False
    except Exception as error:
        # A poisoned attempt is told of, and blocks nobody.
        logger.exception("attempt %s could not be taken in", attempt_id)
        _set_aside(attempt_id, f"{type(error).__name__}: {error}", now)
        return False


def _set_aside(attempt_id: UUID, error: str, now: datetime) -> None:
    attempt = Attempt.objects.filter(pk=attempt_id).first()
    if attempt is None:
        return
    failure, is_new = FoldFailure.objects.get_or_create(
        attempt=attempt, defaults={"error": error, "failed_at": now}
    )
    if not is_new:
        failure.tries, failure.error, failure.failed_at = failure.tries + 1, error, now
        failure.save(update_fields=["tries", "error", "failed_at"])


def _locked(user_id: int) -> Learner:
    Learner.objects.bulk_create([Learner(user_id=user_id)], ignore_conflicts=True)
    return Learner.objects.select_for_update().get(pk=user_id)


def _follows(head: Head, learner: Learner) -> bool:
    if learner.last_finished_at is None or learner.last_attempt_id is None:
        return True
    last = (learner.last_finished_at, learner.last_attempt_id)
    return (head.finished_at, head.pk) > last


def _is_outdated(head: Head, known: Calibration, now: datetime) -> bool:
    """Whether the person's state rests on a calibration that should be given up."""
    held = selectors.calibration_of(head.user, head.guide)
    if held is None or held.pk == known.pk:
        return False
    shift = abs(known.mean_difficulty - held.mean_difficulty)
    return held.made_at < now - CALIBRATION_AGE or shift > CALIBRATION_SHIFT


def _extend(head: Head, known: Calibration, now: datetime) -> None:
    """Take in the newest attempt, from where the person's state stands."""
    answers = selectors.answers_of([head.pk])
    library = Library({raw.question for raw in answers[head.pk]})
    [chapter] = library.chapters([(head, known)], answers)
    taken = take_chapters(selectors.history_before(chapter), [chapter])
    clear_touched(taken)
    write_people([taken], now)
    write_forecasts([taken])


def _refold(head: Head, known: Calibration, now: datetime) -> None:
    """Take everything of this person in again, this line under `known`."""
    line = selectors.line_under(known)
    renewed = {guide.pk: known for guide in line.guides}
    heads = [(head, known), *selectors.folded_heads([head.user], but=head.pk)]
    refold_people([head.user], heads, library=Library(), renewed=renewed, now=now)


def _place(told: tuple[Head, Calibration]) -> tuple[datetime, UUID]:
    return told[0].finished_at, told[0].pk


def refold_people(
    users: Collection[int],
    heads: Sequence[tuple[Head, Calibration]],
    *,
    library: Library,
    renewed: Mapping[int, Calibration],
    now: datetime,
) -> int:
    """Take whole histories of these people in again; the number of answers.

    `heads` is all that counts of them. Each attempt under its own calibration, or
    that of `renewed` for its guide. The caller holds the people's locks and the
    transaction.
    """
    answers = selectors.answers_of([head.pk for head, _ in heads])
    told = [
        (head, renewed.get(head.guide, held))
        for head, held in sorted(heads, key=_place)
    ]
    by_user: dict[int, list[Chapter]] = defaultdict(list)
    for chapter in library.chapters(told, answers):
        by_user[chapter.head.user].append(chapter)
    people = [take_chapters(History(user), own) for user, own in by_user.items()]
    clear_people(users)
    _clear_sayings(users, [head.pk for head, _ in heads])
    write_people(people, now)
    write_forecasts(people)
    return sum(len(found) for found in answers.values())


def _clear_sayings(users: Collection[int], counted: Collection[UUID]) -> None:
    """What was said after attempts that count no longer, and where people stood."""
    Forecast.objects.filter(user__in=users).exclude(attempt__in=counted).delete()
    Learner.objects.filter(pk__in=users).update(
        last_finished_at=None, last_attempt_id=None
    )
