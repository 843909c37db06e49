"""What changed from one revision to another."""

from questions.differences import Section, differences
from questions.manuscript import tags_of
from questions.models import Manuscript, Question, QuestionRevision
from questions.selectors.question import tags_of_question, text_of_revision


def differences_between(old: QuestionRevision, new: QuestionRevision) -> list[Section]:
    """Words only: tags belong to the question, not to a published revision."""
    return differences(text_of_revision(old), text_of_revision(new))


def differences_of_draft(question: Question, draft: Manuscript) -> list[Section]:
    """What the draft would change, tags as well; nothing for a new question."""
    if question.current is None or question.current_id == question.draft_id:
        return []
    return differences(
        text_of_revision(question.current),
        text_of_revision(draft.revision),
        tags_of_question(question),
        tags_of(draft.tags),
    )
