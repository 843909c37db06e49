"""What a student's answers mean, in the REST API: the rows of the pages."""

from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import IsMember, IsTeaching, member_of
from analytics import selectors, services
from analytics.access import ReportReader, report_reader
from analytics.cohorts.report import Group
from analytics.cohorts.storing import to_json
from analytics.forms import ReportFilterForm
from analytics.models import HIGHEST_LINE, LOWEST_LINE, Forecast
from analytics.selectors import cohorts
from lib.strict import StrictSerializer

GUIDE = OpenApiParameter("guide", str, description="Code of a guide; all without it.")


class ReadinessView(APIView):
    """GET readiness/: the newest forecast of each guide, weak domains and topics.

    `forecast` is null as long as `missing` counted answers are needed for one.
    """

    permission_classes = [IsMember]

    @extend_schema(parameters=[GUIDE], responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        user, code = member_of(request), request.query_params.get("guide")
        newest = selectors.newest_forecasts(user)
        wanted = [one for one in newest if code in (None, one.guide.code)]
        found = selectors.outlooks_of(user, wanted, timezone.now())
        return Response({"results": [_outlook_body(one) for one in found]})


class ForecastsView(APIView):
    """GET forecasts/: everything that was forecast, oldest first."""

    permission_classes = [IsMember]

    @extend_schema(parameters=[GUIDE], responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        user, code = member_of(request), request.query_params.get("guide")
        rows = selectors.forecasts_of(user, code)
        body = [_forecast_body(row) | {"guide": row.guide.code} for row in rows]
        return Response({"results": body})


class Rule(StrictSerializer):
    """From which forecast on people should book; who sees individuals.

    The latter is for administrators. What is left out stays.
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
            OpenApiParameter("after", int, description="A place in the list."),
            OpenApiParameter("before", int, description="A place in the list."),
        ],
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request: Request, cohort_id: int) -> Response:
        reader = report_reader(member_of(request), cohort_id)
        filters = ReportFilterForm(request.query_params).filters
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


def _outlook_body(outlook: selectors.Outlook) -> dict[str, Any]:
    said = _forecast_body(outlook.said) if outlook.is_shown else None
    return {
        "guide": outlook.guide.code,
        "pass_mark": outlook.guide.pass_mark,
        "count": outlook.said.count,
        "missing": outlook.needed,
        "forecast": said,
        "domains": [
            {
                "code": one.code,
                "name": one.name,
                "verdict": one.verdict,
                "missing": one.needed,
            }
            | _share_body(one.share)
            for one in outlook.domains
        ],
        "look_at": [
            {
                "topic": one.slug,
                "name": one.name,
                "confusions": [
                    {"chosen": c.idea, "right": c.topic_name, "count": c.count}
                    for c in one.confusions
                ],
            }
            | _share_body(one.share)
            for one in outlook.topics
        ],
    }


def _share_body(share: selectors.Share) -> dict[str, Any]:
    """Percents; the range holds the true share with 80 %."""
    return {
        "percent": share.percent,
        "range": [share.low, share.high],
        "count": share.count,
    }


def _forecast_body(said: Forecast) -> dict[str, Any]:
    return {
        "at": said.at,
        "percent": said.percent,
        "word": said.word,
        "range": [said.next_low, said.next_high],
        "count": said.count,
    }
