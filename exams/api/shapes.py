"""What sitting answers, for the OpenAPI document: nothing here reads or writes.

The bodies are made in `exams.selectors`; tests/exams/api/test_shapes.py compares.
"""

from typing import Any

from rest_framework import serializers

from exams.models import AttemptState, InterventionKind, Mode, Verdict
from exams.verdicts import CONFIDENCES
from questions.models import Kind

RESPONSE = (
    "A list of option ids (single, multiple: a set; ordering: a sequence), a mapping "
    "of option ids to target ids (matching), or null."
)


class Shape(serializers.Serializer[Any]):
    """Only described."""


class ExamRow(Shape):
    """An exam that can be started when it is `available`."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    title = serializers.CharField()
    guide = serializers.CharField()
    mode = serializers.ChoiceField(["mock", "practice", "sealed"])
    minutes = serializers.IntegerField(allow_null=True)
    question_count = serializers.IntegerField()
    available = serializers.BooleanField()


class ExamList(Shape):
    """All of them are on the first page."""

    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = ExamRow(many=True)


class Pause(Shape):
    """Only while an attempt is paused."""

    since = serializers.DateTimeField()
    reason = serializers.CharField(allow_blank=True)


class Standing(Shape):
    """How an attempt stands, by the server's clock."""

    server_now = serializers.DateTimeField()
    deadline = serializers.DateTimeField(allow_null=True)
    remaining_ms = serializers.IntegerField(allow_null=True)
    state = serializers.ChoiceField(AttemptState.choices)
    epoch = serializers.IntegerField()
    paused = Pause(required=False, allow_null=True)


class Labelled(Shape):
    """Text under an id that is opaque, and another one in each attempt."""

    id = serializers.CharField()
    html = serializers.CharField()


class FormQuestion(Shape):
    """A question as it is asked."""

    position = serializers.IntegerField(min_value=1)
    kind = serializers.ChoiceField(Kind.choices)
    scenario = serializers.CharField(allow_null=True)
    stem_html = serializers.CharField()
    select = serializers.IntegerField(allow_null=True)
    options = Labelled(many=True)
    targets = Labelled(many=True, allow_null=True)


class HeldAnswer(Shape):
    """The current answer to a question."""

    position = serializers.IntegerField(min_value=1)
    response = serializers.JSONField(allow_null=True, help_text=RESPONSE)
    flagged = serializers.BooleanField()
    struck = serializers.ListField(child=serializers.CharField())
    confidence = serializers.ChoiceField(CONFIDENCES, allow_null=True)
    epoch = serializers.IntegerField()
    seq = serializers.IntegerField()


class AttemptForm(Standing):
    """An attempt with all that it asks, and what is held of the answers."""

    id = serializers.UUIDField()
    exam = serializers.IntegerField(allow_null=True)
    mode = serializers.ChoiceField(Mode.choices)
    started_at = serializers.DateTimeField()
    scenarios = Labelled(many=True)
    questions = FormQuestion(many=True)
    answers = HeldAnswer(many=True)


class JudgedOperation(Shape):
    """What became of one operation; what was unusable in it is null."""

    op_id = serializers.CharField(allow_null=True)
    verdict = serializers.ChoiceField(Verdict.choices)
    position = serializers.IntegerField(allow_null=True)
    epoch = serializers.IntegerField(allow_null=True)
    seq = serializers.IntegerField(allow_null=True)
    detail = serializers.CharField(allow_blank=True)


class Saved(Standing):
    """One verdict for each operation, in their order."""

    results = JudgedOperation(many=True)


class TakenOver(Standing):
    """The new epoch, and all answers that are held."""

    answers = HeldAnswer(many=True)


class StaffStep(Shape):
    """What an instructor did to the attempt."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(InterventionKind.choices)
    minutes = serializers.IntegerField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()
    words = serializers.CharField()


class Contact(Standing):
    """How the attempt stands, and the newest steps of staff."""

    steps = StaffStep(many=True)


class Submitted(Shape):
    """A closed attempt; nothing is missing from it."""

    state = serializers.ChoiceField(AttemptState.choices)
    finished_at = serializers.DateTimeField()
    missing = serializers.ListField(child=serializers.IntegerField())


class ReasonedOption(Labelled):
    """An option with the reason why it is right or wrong."""

    correct = serializers.BooleanField(allow_null=True)
    why_html = serializers.CharField(allow_blank=True)
    right_if_html = serializers.CharField(allow_blank=True)
    chosen = serializers.BooleanField()


class ResultQuestion(Shape):
    """A question with its key."""

    position = serializers.IntegerField(min_value=1)
    revision = serializers.IntegerField()
    domain = serializers.CharField()
    topics = serializers.ListField(child=serializers.CharField())
    scored = serializers.BooleanField()
    kind = serializers.ChoiceField(Kind.choices)
    response = serializers.JSONField(allow_null=True, help_text=RESPONSE)
    key = serializers.JSONField(help_text=RESPONSE)
    correct = serializers.BooleanField(allow_null=True)
    stem_html = serializers.CharField()
    options = ReasonedOption(many=True)
    references = serializers.ListField(child=serializers.CharField())


class LateAnswers(Shape):
    """What arrived after time, and the score with it."""

    count = serializers.IntegerField()
    scaled = serializers.IntegerField()


class DomainResult(Shape):
    """The words for one domain of the guide."""

    code = serializers.CharField()
    name = serializers.CharField()
    weight = serializers.IntegerField()
    correct = serializers.IntegerField()
    asked = serializers.IntegerField()
    word = serializers.CharField()


class ExamResult(Shape):
    """The grade; what is asked in an exam that runs is left out of `questions`."""

    state = serializers.ChoiceField(AttemptState.choices)
    raw = serializers.IntegerField()
    scored_count = serializers.IntegerField()
    scaled = serializers.IntegerField()
    pass_mark = serializers.IntegerField()
    passed = serializers.BooleanField()
    band = serializers.ListField(
        child=serializers.IntegerField(), min_length=2, max_length=2
    )
    seen_share = serializers.FloatField()
    late = LateAnswers(allow_null=True)
    domains = DomainResult(many=True)
    questions = ResultQuestion(many=True)


class BeingGraded(Shape):
    """Come back after `Retry-After` seconds."""

    state = serializers.ChoiceField(AttemptState.choices)
