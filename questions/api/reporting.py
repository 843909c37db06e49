"""What students say is wrong: the open reports, and the answer to one."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import IsTeaching, member_of
from lib.strict import StrictSerializer
from questions import access, selectors, services
from questions.models import QuestionReport, Resolution


class AnswerInput(StrictSerializer):
    """The student reads the answer; with a resolution the report is settled."""

    answer = serializers.CharField(max_length=4000)
    resolution = serializers.ChoiceField(
        choices=Resolution.choices, default="", allow_blank=True
    )


class ReportsApi(APIView):
    """What nobody has settled, newest first."""

    permission_classes = [IsTeaching]

    @extend_schema(operation_id="reports_list", responses=dict)
    def get(self, request: Request) -> Response:
        rows = [report_body(report) for report in selectors.open_reports()]
        return Response({"results": rows, "previous": None, "next": None})


class ReportApi(APIView):
    """One report; POST answers it."""

    permission_classes = [IsTeaching]

    @extend_schema(operation_id="reports_read", responses=dict)
    def get(self, request: Request, report_id: int) -> Response:
        return Response(report_body(access.report_for(member_of(request), report_id)))

    @extend_schema(
        operation_id="reports_answer",
        request=AnswerInput,
        responses=dict,
    )
    def post(self, request: Request, report_id: int) -> Response:
        user = member_of(request)
        found = access.report_for(user, report_id)
        told = AnswerInput.valid(request.data)
        services.answer_report(report=found, by=user, now=timezone.now(), **told)
        return Response(report_body(access.report_for(user, report_id)))


def report_body(report: QuestionReport) -> dict[str, Any]:
    return {
        "id": report.pk,
        "question": report.revision.question.slug,
        "revision": report.revision.number,
        "reason": report.reason,
        "text": report.text,
        "source_url": report.source_url,
        "made_at": report.created_at,
        "reporter": str(report.reporter) if report.reporter else None,
        "answer": report.answer,
        "answered_at": report.answered_at,
        "resolution": report.resolution or None,
        "resolved_at": report.resolved_at,
    }
