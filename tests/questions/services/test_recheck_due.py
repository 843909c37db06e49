"""Whether published wordings still hold, after AWS or its names have changed."""

from typing import Any

import pytest
from django.utils import timezone

from exams.selectors import candidates_for
from lib.problems import Problem
from questions import evidence
from questions.models import Bank, ClaimCheck, Doubt, Question
from questions.services import recheck_all, recheck_due, settle_doubt
from tests import cast
from tests.factories import make_bank, make_doubt, make_guide, make_question

pytestmark = pytest.mark.django_db
HOLDS = {"service": "sqs", "operation": "SendMessage", "exists": True}
FAILS = {"service": "sqs", "operation": "SendPigeon", "exists": True}


def claiming(botocore: dict[str, Any], **over: Any) -> Question:
    """A published question that makes this claim."""
    task = make_guide().domains.all()[0].tasks.get()
    make_bank(task.domain.guide, per_domain=1)
    entry = {"claim": "A message can be sent.", "botocore": botocore}
    return make_question(task, "q-claim", evidence=[entry], **over)


def recheck() -> int:
    return recheck_due(now=timezone.now())


def drawn(question: Question) -> bool:
    guide = question.question_tasks.get().task.domain.guide
    return question.pk in {c.question_id for c in candidates_for(guide)}


class ClaimTests:
    def test_a_claim_that_holds_is_noted_with_what_aws_says(self) -> None:
        question = claiming(HOLDS)
        assert recheck() == 5
        found = ClaimCheck.objects.get(revision=question.current)
        assert "Delivers a message" in found.texts["0"]
        assert not Doubt.objects.exists()

    def test_a_claim_that_fails_leaves_new_exams_at_once(self) -> None:
        question = claiming(FAILS)
        assert drawn(question)
        recheck()
        assert not drawn(question)

    def test_it_stands_in_the_queue_with_what_failed(self) -> None:
        question = claiming(FAILS)
        recheck()
        doubt = Doubt.objects.get(revision=question.current)
        assert doubt.detail == "sqs.SendPigeon is not in the installed model"

    def test_the_old_text_is_kept_for_comparison(self, monkeypatch) -> None:
        question = claiming(HOLDS | {"contains": "message"})
        recheck()
        monkeypatch.setattr(evidence, "models_version", lambda: "new")
        monkeypatch.setattr(evidence, "_api", silent_sqs)
        recheck()
        doubt = Doubt.objects.get(revision=question.current)
        assert "Delivers a message" in doubt.old_text
        assert doubt.new_text == "Sends a note."

    def test_a_claim_that_holds_again_comes_back(self, monkeypatch) -> None:
        question = claiming(HOLDS)
        make_doubt(question.current, kind="claim", place="0")
        assert not drawn(question)
        recheck()
        assert drawn(question)

    def test_another_wording_comes_back(self) -> None:
        question = claiming(FAILS)
        recheck()
        question.current = question.revisions.create(
            number=2, kind="single", stem="New", content=question.current.content
        )
        question.save()
        Bank.objects.update(version=99)
        assert drawn(question)

    def test_a_claim_of_the_wrong_shape_stops_no_other(self) -> None:
        claiming({"service": "sqs", "operation": ["x"], "exists": True})
        assert recheck() == 5
        assert Doubt.objects.count() == 1


def silent_sqs(service: str) -> dict[str, Any]:
    """A model in which the sentence is gone."""
    operation = {"documentation": "<p>Sends a note.</p>"}
    return {"shapes": {}, "operations": {"SendMessage": operation}, "metadata": {}}


class WhenTests:
    def test_nothing_is_due_until_something_changes(self) -> None:
        claiming(HOLDS)
        recheck()
        assert recheck() == 0

    def test_other_models_make_everything_due(self, monkeypatch) -> None:
        claiming(HOLDS)
        recheck()
        monkeypatch.setattr(evidence, "models_version", lambda: "new")
        assert recheck() == 5

    def test_everything_is_due_on_demand(self) -> None:
        claiming(HOLDS)
        recheck()
        recheck_all(by=cast.ivan())
        assert recheck() == 5

    def test_the_version_of_the_bank_moves_only_with_what_is_drawn(self) -> None:
        claiming(HOLDS)
        before = Bank.objects.get().version
        recheck()
        assert Bank.objects.get().version == before


class NameTests:
    def test_a_former_name_is_flagged_and_still_asked(self) -> None:
        question = claiming(HOLDS, stem="Which rule of CloudWatch Events fires?")
        recheck()
        doubt = Doubt.objects.get()
        assert "Amazon EventBridge" in doubt.detail
        assert drawn(question)

    def test_a_person_may_say_that_it_is_meant(self) -> None:
        claiming(HOLDS, stem="Which rule of CloudWatch Events fires?")
        recheck()
        told = {"reason": "It is about the old name.", "now": timezone.now()}
        settle_doubt(doubt=Doubt.objects.get(), by=cast.ivan(), **told)
        ClaimCheck.objects.all().delete()
        recheck()
        assert not Doubt.objects.open().exists()

    def test_a_claim_cannot_be_waved_through(self) -> None:
        question = claiming(HOLDS)
        doubt = make_doubt(question.current, kind="claim")
        with pytest.raises(Problem, match="Correct the question"):
            settle_doubt(doubt=doubt, by=cast.ivan(), reason="", now=timezone.now())
