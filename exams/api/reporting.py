"""A student says what is wrong with a question, and reads what came of it."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import IsMember, member_of
from exams import access, selectors
from lib.strict import StrictSerializer
from questions.models import ReportReason
from questions.services import report_question


class ReportInput(StrictSerializer):
    """What is wrong, in words, and the page that says otherwise."""

    reason = serializers.ChoiceField(choices=ReportReason.choices)
    text = serializers.CharField(max_length=4000, default="", allow_blank=True)
    source_url = serializers.URLField(max_length=500, default="", allow_blank=True)

    def validate_source_url(self, link: str) -> str:
        if link and not link.startswith(("https://", "http://")):
            raise serializers.ValidationError("It begins with https://")
        return link


class QuestionReportApi(APIView):
    """POST attempts/{id}/questions/{position}/report/, once the result is there."""

    permission_classes = [IsMember]

    @extend_schema(
        operation_id="own_reports_send", request=ReportInput, responses={204: None}
    )
    def post(self, request: Request, pk: UUID, position: int) -> Response:
        user = member_of(request)
        asked = access.released_question_for(user, pk, position)
        told = ReportInput.valid(request.data)
        place = selectors.report_place(asked)
        report_question(revision=asked.revision, reporter=user, context=place, **told)
        return Response(status=status.HTTP_204_NO_CONTENT)


class OwnReportsApi(APIView):
    """GET own-reports/: what this person said, and what was answered."""

    permission_classes = [IsMember]

    @extend_schema(operation_id="own_reports_list", responses=dict)
    def get(self, request: Request) -> Response:
        rows = [_body(own) for own in selectors.own_reports(member_of(request))]
        return Response({"results": rows, "previous": None, "next": None})


def _body(own: Any) -> dict[str, Any]:
    """Nothing of the answer while its question is being examined (I29)."""
    report = own.report
    place = {"attempt": own.attempt or None, "position": own.position}
    told = {
        "answer": report.answer,
        "answered_at": report.answered_at,
        "resolution": report.resolution or None,
    }
    return {
        "id": report.pk,
        "reason": report.reason,
        "text": report.text,
        "source_url": report.source_url,
        "made_at": report.created_at,
        "is_withheld": own.is_withheld,
        **(dict.fromkeys([*place, *told]) if own.is_withheld else place | told),
    }
