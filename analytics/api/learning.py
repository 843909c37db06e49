"""What a student's answers mean, in the REST API: the rows of the pages."""

from collections import Counter
from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import IsMember, member_of
from accounts.models import User
from analytics import selectors
from analytics.access import placement_for, study_for
from analytics.models import Forecast
from exams.forms import usable_key
from exams.selectors import (
    DRILL_SIZE,
    MOST_DRILLED,
    attempt_body,
    default_guide,
    form_questions,
)
from exams.services import shown_state, start_drill
from exams.services.start import Started
from lib.found import or_404
from lib.strict import StrictSerializer, UuidField
from questions.models import Guide

GUIDE = OpenApiParameter("guide", str, description="Code of a guide; all without it.")
ONE_GUIDE = OpenApiParameter(
    "guide", str, description="Code of a guide; without it the one prepared for."
)
KEY = OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER)


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


class NamesField(serializers.ListField):
    """Codes and slugs; those that no question has find nothing."""

    child = serializers.CharField(max_length=80)


class StudySerializer(StrictSerializer):
    """What a set should be, as on the page; an empty list asks for everything."""

    guide = serializers.SlugField(required=False, max_length=16)
    source = serializers.ChoiceField(  # type: ignore[assignment]  # REASON: a field of this name, not the argument
        list(selectors.STUDY_SOURCES), default=selectors.STUDY_BEST
    )
    domains = NamesField(default=list, max_length=50)
    topics = NamesField(default=list, max_length=50)
    kinds = NamesField(default=list, max_length=50)
    difficulties = NamesField(default=list, max_length=50)
    unseen_only = serializers.BooleanField(default=False)
    count = serializers.IntegerField(
        min_value=1, max_value=MOST_DRILLED, default=DRILL_SIZE
    )
    writer = UuidField()


class StudyView(APIView):
    """POST study/: start a set of one's own; by itself, what helps most.

    201 with the attempt as in `attempts/`, 200 when a drill runs already.
    """

    permission_classes = [IsMember]

    @extend_schema(
        request=StudySerializer,
        parameters=[KEY],
        responses={200: OpenApiTypes.OBJECT, 201: OpenApiTypes.OBJECT},
    )
    def post(self, request: Request) -> Response:
        user, data = member_of(request), StudySerializer.valid(request.data)
        key = usable_key(request.headers.get("Idempotency-Key", ""))
        guide, count = _guide_for(user, data.pop("guide", "")), data.pop("count")
        writer, now = data.pop("writer"), timezone.now()
        order = study_for(user, guide, selectors.Wish(**data), count=count, now=now)
        started = start_drill(
            user=user,
            guide=guide,
            writer=writer,
            idempotency_key=key,
            **order.as_arguments(),
        )
        return _started_response(started)


class PlacementSerializer(StrictSerializer):
    guide = serializers.SlugField(required=False, max_length=16)
    writer = UuidField()


class PlacementView(APIView):
    """POST study/placement/: start the placement test of a guide."""

    permission_classes = [IsMember]

    @extend_schema(
        request=PlacementSerializer,
        parameters=[KEY],
        responses={200: OpenApiTypes.OBJECT, 201: OpenApiTypes.OBJECT},
    )
    def post(self, request: Request) -> Response:
        user, data = member_of(request), PlacementSerializer.valid(request.data)
        key = usable_key(request.headers.get("Idempotency-Key", ""))
        guide = _guide_for(user, data.get("guide", ""))
        started = start_drill(
            user=user,
            guide=guide,
            writer=data["writer"],
            idempotency_key=key,
            **placement_for(user, guide).as_arguments(),
        )
        return _started_response(started)


class DueView(APIView):
    """GET study/due/: how many questions are to be seen again, and on which days the
    rest come back. `source: "due"` of `study/` asks them."""

    permission_classes = [IsMember]

    @extend_schema(parameters=[ONE_GUIDE], responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        user, now = member_of(request), timezone.now()
        guide = _guide_for(user, request.query_params.get("guide", ""))
        found = selectors.reviews_of(user, guide, now)
        days = [
            {"on": day, "count": n} for day, n in sorted(Counter(found.days).items())
        ]
        return Response({"guide": guide.code, "due": found.count, "days": days})


def _guide_for(user: User, code: str) -> Guide:
    return or_404(default_guide(user, timezone.localdate(), code))


def _started_response(started: Started) -> Response:
    attempt = started.attempt
    body = attempt_body(attempt, form_questions(attempt), state=shown_state(attempt))
    return Response(body, status=201 if started.is_new else 200)


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
                    {
                        "chosen": c.idea,
                        "right": c.topic_name,
                        "count": c.count,
                        "right_if": c.right_if,
                    }
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
