"""Which question of the bank somebody may see in whole: teaching people, any.

Drafts, remarks and changes of many belong to everybody who teaches; filters to one.
"""

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils.module_loading import import_string

from accounts.models import Role, User
from lib.found import or_404
from questions import selectors
from questions.models import (
    BulkChange,
    Doubt,
    Manuscript,
    ManuscriptCopy,
    Picture,
    Question,
    QuestionImport,
    QuestionReport,
    QuestionRevision,
    Remark,
    SavedFilter,
    Scenario,
    Topic,
)

Row = TypeVar("Row", bound=Model)


def _teaching(user: User) -> None:
    if not user.is_teaching:
        raise Http404


def question_for(user: User, slug: str) -> Question:
    """The question, or nothing here for those who do not work with the bank."""
    _teaching(user)
    rows = Question.objects.filter(slug=slug).prefetch_related(*selectors.tags())
    return _found(rows)


def questions_for(user: User, slugs: Sequence[str]) -> list[Question]:
    """Those of the questions that exist, by name."""
    _teaching(user)
    return list(Question.objects.filter(slug__in=slugs).order_by("slug"))


def revision_for(question: Question, number: int | None) -> QuestionRevision:
    """One wording of the question: the current one without a number."""
    rows = question.revisions.select_related("scenario").order_by("-number")
    if number is None and question.current_id:
        return _found(rows.filter(pk=question.current_id))
    return _found(rows.filter(number=number) if number else rows)


def draft_for(user: User, slug: str) -> Manuscript:
    """The open draft of a question, with both."""
    _teaching(user)
    rows = Manuscript.objects.open().select_related(
        "revision__question", "revision__scenario", "saved_by", "reviewer", "base"
    )
    return _found(rows.filter(revision__question__slug=slug))


def copy_for(user: User, draft: Manuscript) -> ManuscriptCopy:
    """What this person wrote on top of somebody else's save."""
    return _found(draft.copies.filter(writer=user))


def remark_for(user: User, pk: int) -> Remark:
    _teaching(user)
    return _found(Remark.objects.select_related("revision__question").filter(pk=pk))


def doubt_for(user: User, pk: int) -> Doubt:
    """Something that a wording says and that is not so any more."""
    _teaching(user)
    return _found(Doubt.objects.select_related("revision__question").filter(pk=pk))


def report_for(user: User, pk: int) -> QuestionReport:
    """What a student says is wrong, with the wording it is about."""
    _teaching(user)
    rows = QuestionReport.objects.select_related(
        "revision__question", "reporter", "answered_by"
    )
    return _found(rows.filter(pk=pk))


def reviewer_for(user: User, pk: int) -> User:
    """Somebody who may read and publish."""
    _teaching(user)
    teaching = User.objects.filter(role__in=[Role.INSTRUCTOR, Role.ADMIN])
    return _found(teaching.filter(pk=pk, is_active=True))


def topic_for(user: User, slug: str) -> Topic:
    _teaching(user)
    return _found(Topic.objects.filter(slug=slug))


def scenario_for(user: User, slug: str) -> Scenario:
    """The newest text of a situation."""
    _teaching(user)
    return _found(Scenario.objects.filter(slug=slug).order_by("-number"))


def change_for(user: User, pk: UUID) -> BulkChange:
    _teaching(user)
    return _found(BulkChange.objects.select_related("actor").filter(pk=pk))


def import_for(user: User, pk: UUID) -> QuestionImport:
    """One of this person's own; administrators see everybody's."""
    _teaching(user)
    rows = QuestionImport.objects.select_related("sender").filter(pk=pk)
    return _found(rows if user.is_admin else rows.filter(sender=user))


def filter_for(user: User, pk: int) -> SavedFilter:
    """One of this person's own."""
    return _found(SavedFilter.objects.filter(owner=user, pk=pk))


def picture_for(user: User, pk: UUID) -> Picture:
    """For teaching people, and for whoever was asked the question.

    Rooms to the right know who was; they are named in settings.PICTURE_VIEWERS.
    """
    picture = _found(Picture.objects.filter(pk=pk))
    if user.is_teaching or any(
        import_string(name)(user, picture.question_id)
        for name in settings.PICTURE_VIEWERS
    ):
        return picture
    raise Http404


def _found(rows: "QuerySet[Row]") -> Row:
    return or_404(rows.first())
