"""Sitting an exam in the API: one view per operation (DESIGN §10)."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import IsMember, IsPerson, member_of, person_of, source_of
from exams import access, forms, selectors, services
from exams.api import shapes
from exams.models import Attempt, AttemptQuestion
from exams.services.start import Started
from exams.verdicts import MAX_COUNTER
from lib.problems import Problem
from lib.strict import StrictSerializer, UuidField

RETRY_SECONDS = 1
IDEMPOTENCY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "maxLength": forms.MAX_KEY, "pattern": "^[ -~]*$"},
    OpenApiParameter.HEADER,
)


class ExamsView(APIView):
    """GET exams/: what this person can sit."""

    permission_classes = [IsMember]

    @extend_schema(responses=shapes.ExamList)
    def get(self, request: Request) -> Response:
        cards = selectors.catalogue(member_of(request), timezone.localdate())
        rows = [_exam_body(card) for card in cards]
        return Response({"next": None, "previous": None, "results": rows})


def _exam_body(card: selectors.ExamCard) -> dict[str, Any]:
    return {
        "id": card.exam.pk,
        "code": card.exam.slug,
        "title": card.exam.title,
        "guide": card.guide.code,
        "mode": card.exam.mode,
        "minutes": card.exam.minutes,
        "question_count": card.exam.question_count,
        "available": card.is_available,
    }


class DrillSerializer(StrictSerializer):
    source = serializers.ChoiceField(selectors.SOURCES)  # type: ignore[assignment]  # REASON: a field of this name, not the argument
    topics = serializers.ListField(
        child=serializers.SlugField(max_length=80), default=list, max_length=50
    )
    count = serializers.IntegerField(
        min_value=1, max_value=selectors.MOST_DRILLED, default=selectors.DRILL_SIZE
    )


class StartSerializer(StrictSerializer):
    exam = serializers.IntegerField(required=False, min_value=1, max_value=2**31 - 1)
    drill = DrillSerializer(required=False)
    assignment = serializers.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1
    )
    access_code = serializers.CharField(default="", max_length=80, allow_blank=True)
    writer = UuidField()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if sum(name in attrs for name in ("exam", "drill", "assignment")) != 1:
            raise serializers.ValidationError(
                "Name an exam, a drill or an assignment, one of them."
            )
        return attrs


class AttemptsView(APIView):
    """POST attempts/: start an exam, a drill or what was assigned, or get back the
    one that runs."""

    permission_classes = [IsMember]

    @extend_schema(
        request=StartSerializer,
        parameters=[IDEMPOTENCY],
        responses={200: shapes.AttemptForm, 201: shapes.AttemptForm},
    )
    def post(self, request: Request) -> Response:
        data = StartSerializer.valid(request.data)
        key = forms.usable_key(request.headers.get("Idempotency-Key", ""))
        started = _start(request, data, key)
        body = _attempt_body(started.attempt)
        return Response(body, status=201 if started.is_new else 200)


def _start(request: Request, data: dict[str, Any], key: str) -> Started:
    user = member_of(request)
    if "assignment" in data:
        return services.start_assigned(
            user=user,
            assignment=access.assigned_for(user, data["assignment"]),
            access_code=data["access_code"],
            source=source_of(request._request, user.email),
            now=timezone.now(),
            writer=data["writer"],
            idempotency_key=key,
        )
    if "exam" in data:
        exam = access.exam_for(user, pk=data["exam"])
        return services.start_attempt(
            user=user, exam=exam, writer=data["writer"], idempotency_key=key
        )
    return services.start_chosen_drill(
        user=user,
        today=timezone.localdate(),
        writer=data["writer"],
        idempotency_key=key,
        **data["drill"],
    )


def _attempt_body(attempt: Attempt) -> dict[str, Any]:
    # In a pause nobody reads the questions: what is held of theirs is all that is told.
    asked = [] if attempt.paused_at else selectors.form_questions(attempt)
    return selectors.attempt_body(attempt, asked, state=services.shown_state(attempt))


class AttemptView(APIView):
    """GET attempts/{id}/: the form with the current answers; in a pause none of it, and
    `paused` {since, reason}."""

    permission_classes = [IsPerson]

    @extend_schema(responses=shapes.AttemptForm)
    def get(self, request: Request, pk: UUID) -> Response:
        attempt = services.close_if_over(
            attempt=access.attempt_for(person_of(request), pk)
        )
        return Response(_attempt_body(attempt))


class OperationsSerializer(StrictSerializer):
    """The envelope; each operation is judged by itself and never fails the others."""

    writer = UuidField()
    operations = serializers.ListField(
        child=serializers.JSONField(), min_length=1, max_length=forms.MAX_BATCH
    )


class OperationsView(APIView):
    """POST attempts/{id}/operations/: save, one transaction per batch."""

    permission_classes = [IsPerson]

    @extend_schema(request=OperationsSerializer, responses=shapes.Saved)
    def post(self, request: Request, pk: UUID) -> Response:
        writer, operations = forms.envelope_of(request.data)
        saved = services.save_operations(
            user=person_of(request),
            attempt_id=pk,
            writer=writer,
            received=[forms.received_of(op) for op in operations],
        )
        rows = [
            _operation_body(op, row)
            for op, row in zip(operations, saved.rows, strict=True)
        ]
        return Response(_standing_body(saved.attempt) | {"results": rows})


def _standing_body(attempt: Attempt) -> dict[str, Any]:
    state = services.shown_state(attempt)
    return selectors.standing_body(attempt, state=state)


def _operation_body(op: Any, row: Any) -> dict[str, Any]:
    sent = op if isinstance(op, dict) else {}
    op_id = sent.get("op_id")
    return {
        "op_id": op_id if isinstance(op_id, str) else None,
        "verdict": row.verdict,
        "position": _counter(sent.get("position")),
        "epoch": _counter(sent.get("epoch")),
        "seq": _counter(sent.get("seq")),
        "detail": row.detail,
    }


def _counter(sent: Any) -> int | None:
    """What was sent, when it is a number that JSON can say again: 1e400 is none."""
    return sent if type(sent) is int else None


class TakeOverSerializer(StrictSerializer):
    writer = UuidField()


class TakeOverView(APIView):
    """POST attempts/{id}/takeover/: make this writer the one that may write."""

    permission_classes = [IsPerson]

    @extend_schema(request=TakeOverSerializer, responses=shapes.TakenOver)
    def post(self, request: Request, pk: UUID) -> Response:
        data = TakeOverSerializer.valid(request.data)
        attempt = services.take_over_attempt(
            user=person_of(request), attempt_id=pk, writer=data["writer"]
        )
        answers = selectors.answer_bodies(attempt)
        return Response(_standing_body(attempt) | {"answers": answers})


class CheckSerializer(StrictSerializer):
    writer = UuidField()
    epoch = serializers.IntegerField(min_value=0, max_value=MAX_COUNTER)
    position = serializers.IntegerField(min_value=1, max_value=10_000)
    seq = serializers.IntegerField(min_value=0, max_value=MAX_COUNTER)


class CheckView(APIView):
    """POST attempts/{id}/check/: in practice, freeze one answer and see its key."""

    permission_classes = [IsPerson]

    @extend_schema(request=CheckSerializer, responses=shapes.ResultQuestion)
    def post(self, request: Request, pk: UUID) -> Response:
        data = CheckSerializer.valid(request.data)
        question = services.check_answer(user=person_of(request), attempt_id=pk, **data)
        return Response(_checked_body(question))


def _checked_body(question: AttemptQuestion) -> dict[str, Any]:
    row = selectors.question_row(question, selectors.Traffic(), 0)
    return selectors.row_body(row)


class HeldSerializer(StrictSerializer):
    position = serializers.IntegerField(min_value=1, max_value=10_000)
    epoch = serializers.IntegerField(min_value=0, max_value=MAX_COUNTER)
    seq = serializers.IntegerField(min_value=0, max_value=MAX_COUNTER)


class SubmitSerializer(StrictSerializer):
    writer = UuidField()
    epoch = serializers.IntegerField(min_value=0, max_value=MAX_COUNTER)
    manifest = serializers.ListField(child=HeldSerializer(), max_length=500)


class SubmitView(APIView):
    """POST attempts/{id}/submit/: hand in; idempotent, and a barrier."""

    permission_classes = [IsPerson]

    @extend_schema(request=SubmitSerializer, responses=shapes.Submitted)
    def post(self, request: Request, pk: UUID) -> Response:
        data = SubmitSerializer.valid(request.data)
        attempt = services.submit_attempt(
            user=person_of(request),
            attempt_id=pk,
            writer=data["writer"],
            epoch=data["epoch"],
            manifest=[services.Held(**held) for held in data["manifest"]],
        )
        return Response(
            {
                "state": services.shown_state(attempt),
                "finished_at": attempt.finished_at,
                "missing": [],
            }
        )


class ResultView(APIView):
    """GET attempts/{id}/result/: the grade with a reason for every option."""

    permission_classes = [IsPerson]

    @extend_schema(responses={200: shapes.ExamResult, 202: shapes.BeingGraded})
    def get(self, request: Request, pk: UUID) -> Response:
        attempt = services.settle_attempt(
            attempt=access.attempt_for(person_of(request), pk)
        )
        if attempt.is_running:
            raise Problem(
                "attempt-running", 409, "The attempt still runs", "Hand in first."
            )
        if attempt.state != "graded":
            waiting = {"state": attempt.state}
            return Response(
                waiting, status=202, headers={"Retry-After": str(RETRY_SECONDS)}
            )
        attempt = access.released(attempt)
        services.reveal_result(attempt=attempt)
        return Response(selectors.result_body(selectors.result_page(attempt)))
