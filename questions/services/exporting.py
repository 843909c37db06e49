"""Taking questions out: the bank's texts as a file of any format."""

from collections.abc import Sequence

from accounts.models import User
from lib import audit
from lib.problems import Problem
from questions import selectors
from questions.exchange import EXPORTS, Written, write_items
from questions.models import Question

MAX_EXPORTED = 20_000


def export_questions(
    *, questions: Sequence[Question], format_: str, by: User | None = None
) -> Written:
    """The current wording of these questions as one file, with what it cannot hold.

    With `by` the audit log says who took it: the keys leave the house. Raises
    Problem 422 `no-format`, `nothing-to-export`.
    """
    if format_ not in EXPORTS:
        raise Problem("no-format", 422, "This format is not known", "Choose another.")
    items = selectors.items_of([question.pk for question in questions])
    if not items:
        raise Problem(
            "nothing-to-export", 422, "No question fits", "Choose fewer filters."
        )
    written = write_items(items, format_)
    if not written.count:
        detail = f"{EXPORTS[format_]} can hold none of them. Choose another format."
        raise Problem("nothing-to-export", 422, "No question fits", detail)
    if by is not None:
        _note(by, written)
    return written


def _note(by: User, written: Written) -> None:
    audit.record(
        by=by,
        action="questions taken out",
        object_type="bank",
        object_id=1,
        detail={"file": written.name, "questions": written.count},
    )
