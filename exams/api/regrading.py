"""Repairing a wrong key through the API: plan, look, then apply, undo or discard."""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import IsTeaching, member_of, people_for
from exams import access, selectors, services
from exams.models import Regrade, RemedyChoice
from lib.numbers import whole
from lib.strict import StrictSerializer
from questions.access import question_for, revision_for

STEPS = ("apply", "undo", "discard")


class RegradeInput(StrictSerializer):
    """`key`, where a remedy names one, in the author's option ids: a list, or for
    matching a mapping option id → target id."""

    question = serializers.SlugField()
    revision = serializers.IntegerField(min_value=1)
    remedy = serializers.ChoiceField(choices=RemedyChoice.choices)
    key = serializers.JSONField(default=None, allow_null=True)
    reason = serializers.CharField(max_length=2000)


class RegradeStepInput(StrictSerializer):
    """Taking a decision back needs a reason."""

    reason = serializers.CharField(max_length=2000, default="", allow_blank=True)


class RegradesApi(APIView):
    """The newest previews and decisions; POST works a new one out, by a job."""

    permission_classes = [IsTeaching]

    @extend_schema(operation_id="regrades_list", responses=dict)
    def get(self, request: Request) -> Response:
        slug = request.query_params.get("question")
        question = question_for(member_of(request), slug) if slug else None
        rows = [_body(regrade) for regrade in selectors.regrades(question)]
        return Response({"results": rows, "previous": None, "next": None})

    @extend_schema(
        operation_id="regrades_plan", request=RegradeInput, responses={201: dict}
    )
    def post(self, request: Request) -> Response:
        user = member_of(request)
        told = RegradeInput.valid(request.data)
        question = question_for(user, told.pop("question"))
        revision = revision_for(question, told.pop("revision"))
        made = services.plan_regrade(
            revision=revision, by=user, now=timezone.now(), **told
        )
        return Response(_body(made), status=status.HTTP_201_CREATED)


class RegradeApi(APIView):
    """One of them with whom it touches: ?show=all|pass|fail, ?after=…"""

    permission_classes = [IsTeaching]

    @extend_schema(operation_id="regrades_read", responses=dict)
    def get(self, request: Request, regrade_id: UUID) -> Response:
        user = member_of(request)
        found = access.regrade_for(user, regrade_id)
        show, after = request.query_params.get("show", ""), _after(request)
        page = selectors.regrade_page(found, people_for(user), show, after)
        body = _body(found) | {
            "progress": page.percent,
            "counts": page.counts,
            "lines": [_line(line) for line in page.lines],
            "next": f"?show={page.show}&after={page.next}" if page.next else None,
        }
        return Response(body)


class RegradeStepApi(APIView):
    """apply puts a preview in force, undo takes it back, discard forgets a preview."""

    permission_classes = [IsTeaching]

    @extend_schema(
        operation_id="regrades_step", request=RegradeStepInput, responses=dict
    )
    def post(self, request: Request, regrade_id: UUID, regrade_step: str) -> Response:
        user = member_of(request)
        found = access.regrade_for(user, regrade_id)
        if regrade_step not in STEPS:
            raise Http404
        reason = RegradeStepInput.valid(request.data)["reason"]
        by: dict[str, Any] = {"regrade": found, "by": user, "now": timezone.now()}
        if regrade_step == "discard":
            services.discard_regrade(regrade=found)
            return Response(status=status.HTTP_204_NO_CONTENT)
        if regrade_step == "undo" and not reason:
            raise serializers.ValidationError({"reason": ["Say why, please."]})
        if regrade_step == "undo":
            return Response(_body(services.undo_regrade(**by, reason=reason)))
        return Response(_body(services.apply_regrade(**by)))


def _after(request: Request) -> int:
    return whole(request.query_params.get("after", "")) or 0


def _body(regrade: Regrade) -> dict[str, Any]:
    return {
        "id": str(regrade.pk),
        "question": regrade.revision.question.slug,
        "revision": regrade.revision.number,
        "remedy": regrade.remedy,
        "keys": regrade.keys,
        "reason": regrade.reason,
        "state": regrade.state,
        "made_at": regrade.made_at,
        "applied_at": regrade.applied_at,
        "undone_at": regrade.undone_at,
        "undo_reason": regrade.undo_reason,
    }


def _line(line: Any) -> dict[str, Any]:
    """Of the page; nobody is named whom the caller may not know."""
    return {
        "attempt": str(line.attempt_id),
        "person": str(line.attempt.user) if line.is_named else None,
        "before": line.before,
        "after": line.after,
        "turn": line.turn,
    }
