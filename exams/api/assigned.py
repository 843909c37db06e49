"""What was assigned to a student, in the API."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import IsMember, member_of
from exams import selectors
from exams.models import Attempt
from lib.strict import StrictSerializer


class StepSerializer(StrictSerializer):
    after = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    before = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1)


class AssignedView(APIView):
    """GET assigned/: what this person is to sit, by their own terms; newest first.

    Begin it with POST attempts/ {assignment, access_code, writer}.
    """

    permission_classes = [IsMember]

    @extend_schema(
        operation_id="assigned_list",
        parameters=[OpenApiParameter("after", int), OpenApiParameter("before", int)],
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request: Request) -> Response:
        marks = StepSerializer.valid(request.query_params.dict())
        rows, page = selectors.assigned_page(member_of(request), marks)
        steps = {"next": page.next or None, "previous": page.previous or None}
        return Response(steps | {"results": [_assigned_body(row) for row in rows]})


def _assigned_body(one: selectors.Assigned) -> dict[str, Any]:
    assignment, terms = one.assignment, one.terms
    until = one.hidden_until
    return {
        "id": assignment.pk,
        "title": assignment.title,
        "cohort": assignment.cohort.name,
        "exam": assignment.exam_id,
        "instructions": assignment.instructions,
        "opens_at": terms.opens_at,
        "closes_at": terms.closes_at,
        "zone": terms.zone,
        "ends_running_attempts": terms.is_cut_by_close,
        "minutes": terms.allowed_minutes,
        "attempts_allowed": terms.attempts_allowed,
        "attempts_left": one.attempts_left,
        "needs_access_code": bool(assignment.access_code),
        "standing": one.standing,
        "reason": one.refusal,
        "release": terms.release,
        "released_at": until if one.released else None,
        "attempts": [_attempt_body(attempt) for attempt in one.attempts],
    }


def _attempt_body(attempt: Attempt) -> dict[str, Any]:
    return {
        "id": attempt.pk,
        "state": attempt.state,
        "started_at": attempt.started_at,
        "finished_at": attempt.finished_at,
        "is_void": attempt.voided_at is not None,
    }
