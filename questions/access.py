"""Which question of the bank somebody may see in whole: teaching people, any."""

from django.http import Http404

from accounts.models import User
from questions import selectors
from questions.models import Question, QuestionRevision


def question_for(user: User, slug: str) -> Question:
    """The question, or nothing here for those who do not work with the bank."""
    rows = Question.objects.filter(slug=slug).prefetch_related(*selectors.tags())
    found = rows.first() if user.is_teaching else None
    if found is None:
        raise Http404
    return found


def revision_for(question: Question, number: int | None) -> QuestionRevision:
    """One wording of the question, the newest without a number."""
    rows = question.revisions.select_related("scenario").order_by("-number")
    found = (rows.filter(number=number) if number else rows).first()
    if found is None:
        raise Http404
    return found
