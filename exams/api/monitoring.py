"""Watching an assignment and stepping in, for other clients than our pages."""

from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import IsTeaching, member_of
from exams import access, interventions, selectors, services
from exams.selectors import MonitorRow
from lib.strict import StrictSerializer, UuidField

MOST_ATTEMPTS = 5000


class MonitorView(APIView):
    """GET assignments/{id}/monitor/: everybody of the cohort, and how they stand."""

    permission_classes = [IsTeaching]

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, assignment_id: int) -> Response:
        found = access.assignment_for(member_of(request), assignment_id)
        everybody = selectors.Look(size=None)
        page = selectors.monitor_of(found, timezone.now(), everybody)
        return Response(
            {
                "server_now": page.now,
                "counts": page.counts,
                "people": [_person_body(row) for row in page.rows],
            }
        )


def _person_body(row: MonitorRow) -> dict[str, Any]:
    """Nothing of it tells an answer."""
    attempt = row.attempt
    return {
        "person": {"id": row.user.pk, "name": row.user.name, "email": row.user.email},
        "state": row.presence,
        "attempt": attempt.pk if attempt else None,
        "attempts": row.number,
        "deadline": attempt.deadline_at if attempt else None,
        "remaining_ms": row.remaining_ms,
        "paused_at": attempt.paused_at if attempt else None,
        "voided_at": attempt.voided_at if attempt else None,
        "questions": row.tally.total,
        "answered": row.tally.answered,
        "flagged": row.tally.flagged,
        "saved_at": row.tally.saved_at,
        "heard_at": row.heard_at,
        "steps": [selectors.step_body(step) for step in row.steps],
    }


class InterventionSerializer(StrictSerializer):
    """`attempts`: ids, or none of them for everybody who is in."""

    step = serializers.ChoiceField(interventions.STEPS)
    reason = serializers.CharField(max_length=500)
    minutes = serializers.IntegerField(
        required=False, min_value=1, max_value=interventions.MOST_MINUTES
    )
    attempts = serializers.ListField(
        child=UuidField(),
        required=False,
        min_length=1,
        max_length=MOST_ATTEMPTS,
    )


class InterventionsView(APIView):
    """POST assignments/{id}/interventions/: one step in one, many or all attempts."""

    permission_classes = [IsTeaching]

    @extend_schema(request=InterventionSerializer, responses=OpenApiTypes.OBJECT)
    def post(self, request: Request, assignment_id: int) -> Response:
        found = access.assignment_for(member_of(request), assignment_id)
        data = InterventionSerializer.valid(request.data)
        outcome = services.intervene(
            assignment=found,
            attempts=data.get("attempts") or selectors.running_in(found),
            step=data["step"],
            asked=services.Asked(
                member_of(request), data["reason"], data.get("minutes")
            ),
        )
        return Response(_outcome_body(outcome))


def _outcome_body(outcome: services.Outcome) -> dict[str, Any]:
    return {
        "done": [attempt.pk for attempt in outcome.done],
        "refused": [
            {
                "attempt": attempt.pk,
                "type": refusal.slug,
                "title": refusal.title,
                "detail": refusal.detail,
            }
            for attempt, refusal in outcome.refused
        ],
    }
