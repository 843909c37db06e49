"""The queue, the draft as a reviewer reads it, and every step as a page."""

import pytest
from django.utils import timezone

from lib.models import AuditEvent
from questions.models import Question, QuestionReport, Remark, State
from tests.factories import make_draft, make_new, make_question

pytestmark = pytest.mark.django_db


def path(question, name):
    return f"/bank/questions/{question.slug}/{name}/"


def state(question):
    return Question.objects.get(pk=question.pk).state


@pytest.fixture
def waiting(ivans, ivan, task):
    """Ivan's question, handed over."""
    question = make_new(ivan, task, "waiting")
    ivans.post(path(question, "submit"), {"reason": "new"})
    return question


def order(response):
    return [draft.revision.question.slug for draft in response.context["queue"].waiting]


class QueueTests:
    def test_reported_ones_come_before_older_ones(self, adas, ivan, waiting, task):
        reported = make_question(task, "reported")
        QuestionReport.objects.create(revision=reported.current, reason="typo")
        draft = make_draft(reported, ivan)
        draft.submitted_at = timezone.now()
        draft.save()
        assert order(adas.get("/bank/review/")) == ["reported", "waiting"]

    def test_what_is_assigned_to_me_comes_first(self, adas, ada, ivan, waiting, task):
        mine = make_draft(make_question(task, "mine"), ivan)
        mine.submitted_at, mine.reviewer = timezone.now(), ada
        mine.save()
        assert order(adas.get("/bank/review/")) == ["mine", "waiting"]
        assert order(adas.get("/bank/review/?who=me")) == ["mine"]

    def test_my_own_texts_wait_for_somebody_else(self, ivans, waiting):
        assert "You wrote it" in ivans.get("/bank/review/").text


class ReviewTests:
    def test_one_publishes_what_another_wrote(self, adas, waiting):
        page = adas.get(path(waiting, "review")).text
        assert "As students see it" in page
        adas.post(path(waiting, "publish"), {"version": "1", "reason": "read blind"})
        assert state(waiting) == State.PUBLISHED

    def test_the_writer_is_told_why_not(self, ivans, waiting):
        data = {"version": "1", "reason": "mine"}
        response = ivans.post(path(waiting, "publish"), data, follow=True)
        assert "Ask another instructor" in response.text
        assert state(waiting) == State.IN_REVIEW

    def test_a_step_without_a_reason_is_not_taken(self, adas, waiting):
        response = adas.post(path(waiting, "return"), follow=True)
        assert "Something is missing" in response.text
        assert state(waiting) == State.IN_REVIEW

    def test_a_remark_stands_at_its_place_until_it_is_settled(self, adas, waiting):
        data = {"place": "option.1.why", "text": "Name the mechanism."}
        page = adas.post(path(waiting, "remark"), data, follow=True).text
        assert "Option B: why" in page
        adas.post(f"/bank/remarks/{Remark.objects.get().pk}/settle/")
        assert Remark.objects.get().settled_by is not None

    def test_a_correction_is_told_by_its_words(self, ivans, adas, ivan, task):
        question = make_question(task, "q")
        make_draft(question, ivan)
        data = {"kind": "single", "version": "1", "stem": "Stem of queues?"}
        ivans.post(path(question, "save"), data)
        page = adas.get(path(question, "review")).text
        assert "<del>q</del><ins>queues</ins>" in page

    def test_the_history_says_who_did_what_and_why(self, adas, waiting):
        adas.post(path(waiting, "publish"), {"version": "1", "reason": "read blind"})
        page = adas.get(f"/bank/questions/{waiting.slug}/").text
        assert "Question published" in page
        assert "“read blind”" in page
        assert "by Ada" in page

    def test_a_refusal_is_read_where_one_can_act(self, adas, waiting):
        adas.post(path(waiting, "remark"), {"place": "", "text": "Why?"})
        data = {"version": "1", "reason": "read"}
        response = adas.post(path(waiting, "publish"), data, follow=True)
        assert response.redirect_chain == [(path(waiting, "review"), 302)]
        assert "1 remark is open" in response.text

    def test_the_log_holds_no_name_of_a_reviewer(self, ivans, ada, ivan, task):
        question = make_new(ivan, task)
        ivans.post(path(question, "submit"), {"reviewer": ada.pk})
        event = AuditEvent.objects.get(action="question sent to review")
        assert event.detail["reviewer"] == ada.pk


class StepTests:
    def test_a_question_is_retired_and_brought_back(self, ivans, task):
        question = make_question(task, "q")
        ivans.post(path(question, "retire"), {"reason": "AWS ended it"})
        assert state(question) == State.RETIRED
        ivans.post(path(question, "revive"), {"reason": "a mistake"})
        assert state(question) == State.PUBLISHED

    def test_a_draft_is_thrown_away_with_a_reason(self, ivans, ivan, task):
        question = make_new(ivan, task)
        ivans.post(path(question, "discard"))
        assert Question.objects.exists()
        ivans.post(path(question, "discard"), {"reason": "twice"})
        assert not Question.objects.exists()
