"""Reports about cohorts in the REST API: the figures, as files, every week by mail."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import IsTeaching, member_of
from analytics import services
from analytics.access import ReportReader, report_file_for, report_reader
from analytics.cohorts.report import Group
from analytics.cohorts.storing import to_json
from analytics.forms import ReportFilterForm
from analytics.models import (
    HIGHEST_LINE,
    LOWEST_LINE,
    FileFormat,
    FileState,
    ReportFile,
    Weekday,
)
from analytics.selectors import cohorts
from lib.strict import StrictSerializer


class Rule(StrictSerializer):
    """From which forecast on people should book; who sees individuals.

    The latter is for administrators, and so is the line where instructors see figures
    only. What is left out stays.
    """

    book_percent = serializers.ChoiceField(
        choices=list(range(LOWEST_LINE, HIGHEST_LINE + 1, 5)), required=False
    )
    is_figures_only = serializers.BooleanField(required=False)


class CohortReportView(APIView):
    """cohorts/{id}/report/: GET it with a page of people, POST to have it computed now,
    PATCH how it is made.

    Small cells are null for those who may not see individuals; `people` is empty then.
    """

    permission_classes = [IsTeaching]

    @extend_schema(
        parameters=[
            OpenApiParameter("guide", str, description="Code of an exam guide."),
            OpenApiParameter("group", str, enum=[group.value for group in Group]),
            OpenApiParameter("q", str, description="Words of a name or an address."),
            OpenApiParameter("after", int, description="A place in the list."),
            OpenApiParameter("before", int, description="A place in the list."),
        ],
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request: Request, cohort_id: int) -> Response:
        reader = report_reader(member_of(request), cohort_id)
        filters = ReportFilterForm(request.query_params).shown()
        found = cohorts.current_report(reader.cohort, filters.get("guide", ""))
        if found is None:
            return Response({"report": None, "people": []} | _work_body(reader))
        page = cohorts.report_page(found, filters, sees_people=reader.sees_people)
        people = [to_json(row.standing) for row in page.people]
        links = {"next": page.next or None, "previous": page.previous or None}
        body = {"report": to_json(page.report), "people": people}
        return Response(body | links | _work_body(reader))

    @extend_schema(request=None, responses={202: OpenApiTypes.OBJECT})
    def post(self, request: Request, cohort_id: int) -> Response:
        reader = report_reader(member_of(request), cohort_id)
        services.want_report(cohort=reader.cohort, now=timezone.now())
        return Response(_work_body(reader), status=202)

    @extend_schema(request=Rule, responses=OpenApiTypes.OBJECT)
    def patch(self, request: Request, cohort_id: int) -> Response:
        user = member_of(request)
        reader = report_reader(user, cohort_id)
        services.change_reporting(
            actor=user,
            cohort=reader.cohort,
            now=timezone.now(),
            **Rule.valid(request.data),
        )
        return Response(_work_body(report_reader(user, cohort_id)))


def _work_body(reader: ReportReader) -> dict[str, Any]:
    made = reader.reporting
    return {
        "book_percent": made.book_percent,
        "is_figures_only": made.is_figures_only,
        "is_at_work": made.is_at_work(timezone.now()),
        "computed_at": made.computed_at,
    }


class FileSerializer(StrictSerializer):
    guide = serializers.SlugField(required=False, max_length=16)
    format = serializers.ChoiceField(FileFormat.choices)


class ReportFilesView(APIView):
    """POST cohorts/{id}/report/files/: a file of the report; the worker makes it."""

    permission_classes = [IsTeaching]

    @extend_schema(request=FileSerializer, responses={202: OpenApiTypes.OBJECT})
    def post(self, request: Request, cohort_id: int) -> Response:
        user, data = member_of(request), FileSerializer.valid(request.data)
        file = services.ask_for_file(
            actor=user,
            cohort=report_reader(user, cohort_id).cohort,
            guide=data.get("guide", ""),
            format_=data["format"],
            now=timezone.now(),
        )
        return Response(_file_body(file), status=202)


class ReportFileView(APIView):
    """GET report-files/{id}/: how far it is, and where it can be had."""

    permission_classes = [IsTeaching]

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, file_id: UUID) -> Response:
        return Response(_file_body(report_file_for(member_of(request), file_id)))


def _file_body(file: ReportFile) -> dict[str, Any]:
    is_done = file.state == FileState.DONE
    place = reverse("api-report-file-content", args=[file.pk]) if is_done else None
    return {
        "id": file.pk,
        "guide": file.guide.code,
        "format": file.format,
        "state": file.state,
        "asked_at": file.asked_at,
        "name": file.name or None,
        "failure": file.failure or None,
        "content": place,
    }


class ReportFileContentView(APIView):
    """GET report-files/{id}/content/: the bytes; 404 until it is made."""

    permission_classes = [IsTeaching]

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: Request, file_id: UUID) -> HttpResponse:
        file = report_file_for(member_of(request), file_id)
        if file.content is None:
            raise Http404
        return HttpResponse(file.content, headers=file.headers)


class ReportMailSerializer(StrictSerializer):
    weekday = serializers.ChoiceField(Weekday.choices)
    hour = serializers.IntegerField(min_value=0, max_value=23)


class ReportMailView(APIView):
    """cohorts/{id}/report/mail/: PUT a day (0 is Monday) and an hour of one's own
    clocks to have the report every week, DELETE to end it."""

    permission_classes = [IsTeaching]

    @extend_schema(request=ReportMailSerializer, responses=OpenApiTypes.OBJECT)
    def put(self, request: Request, cohort_id: int) -> Response:
        user, data = member_of(request), ReportMailSerializer.valid(request.data)
        cohort = report_reader(user, cohort_id).cohort
        mail = services.set_report_mail(
            user=user, cohort=cohort, now=timezone.now(), **data
        )
        told = {"weekday": mail.weekday, "hour": mail.hour, "due_at": mail.due_at}
        return Response(told)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, cohort_id: int) -> Response:
        user = member_of(request)
        cohort = report_reader(user, cohort_id).cohort
        services.end_report_mail(user=user, cohort=cohort)
        return Response(status=204)
