"""What a student's answers mean, in the REST API: the rows of the pages."""

from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import IsMember, member_of
from analytics import selectors
from analytics.models import Forecast

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
