"""Assignments in the API, for who manages them: what their pages do, same services."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import IsTeaching, cohort_for, member_of
from accounts.accommodations import MOST_MINUTES, MOST_TIMES
from accounts.forms.cohorts import MembersFilterForm
from exams import access, selectors, services, zones
from exams.choices import MOST_ATTEMPTS
from exams.models import (
    Assignment,
    AssignmentOverride,
    FormRule,
    Release,
)
from exams.plans import Plan
from lib.found import or_404
from lib.numbers import whole
from lib.strict import StrictSerializer
from lib.words import one_line

OVERRIDDEN = tuple(services.Otherwise.__dataclass_fields__)


class Moment(serializers.DateTimeField):
    """An instant with its offset; or a wall time without one, read in `zone`."""

    def enforce_timezone(self, value: datetime) -> datetime:
        return value


class Zone(serializers.CharField):
    """An IANA time zone; others are refused with near ones."""

    def to_internal_value(self, data: Any) -> str:
        name = super().to_internal_value(data)
        try:
            zones.zone_for(name)
        except zones.UnknownZone as unknown:
            raise serializers.ValidationError(str(unknown)) from unknown
        return name


def instants(attrs: dict[str, Any], zone: str) -> dict[str, Any]:
    """Wall times as instants; doubtful ones are refused with both readings."""
    told = dict(attrs)
    for name in ("opens_at", "closes_at"):
        at = told.get(name)
        if at is not None:
            _refuse_far(name, at)
            told[name] = at if at.tzinfo else _only_reading(name, at, zone)
    return told


def _refuse_far(name: str, at: datetime) -> None:
    if not zones.EARLIEST <= at.replace(tzinfo=None) < zones.LATEST:
        refused = "Choose a time between 2000 and 2099."
        raise serializers.ValidationError({name: [refused]})


def _only_reading(name: str, wall: datetime, zone: str) -> datetime:
    found = zones.readings(wall, zone)
    if len(found) == 1:
        return found[0].at
    choices = " or ".join(reading.at.isoformat() for reading in found)
    refused = f"{zones.doubt(wall, zone)} Send {choices}."
    raise serializers.ValidationError({name: [refused]})


class PlanBody(StrictSerializer):
    title = serializers.CharField(max_length=120, allow_blank=True, default="")
    instructions = serializers.CharField(max_length=2000, allow_blank=True, default="")
    opens_at = Moment()
    closes_at = Moment()
    zone = Zone(max_length=64)
    is_cut_by_close = serializers.BooleanField(default=False)
    attempts_allowed = serializers.IntegerField(
        min_value=1, max_value=MOST_ATTEMPTS, default=1
    )
    release = serializers.ChoiceField(Release.choices, default=Release.AFTER_CLOSE)
    form_rule = serializers.ChoiceField(FormRule.choices, default=FormRule.OWN)
    is_late_counted = serializers.BooleanField(default=False)
    access_code = serializers.CharField(max_length=40, allow_blank=True, default="")
    remind_hours = serializers.IntegerField(
        min_value=1, max_value=168, allow_null=True, default=None
    )

    def validate_title(self, title: str) -> str:
        return one_line(title)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return instants(attrs, attrs["zone"])


class NewBody(PlanBody):
    exam = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
    cohort = serializers.IntegerField(min_value=1, max_value=2**31 - 1)


class ChangeBody(PlanBody):
    """What is left out stays. `confirmed`: how many people have less time by it."""

    confirmed = serializers.IntegerField(min_value=1, allow_null=True, default=None)


def assignment_body(assignment: Assignment) -> dict[str, Any]:
    return {
        "id": assignment.pk,
        "exam": assignment.exam_id,
        "cohort": assignment.cohort_id,
        **asdict(selectors.plan_of(assignment)),
        "sequence": assignment.sequence,
        "withdrawn_at": assignment.withdrawn_at,
    }


def page_body(assignment: Assignment) -> dict[str, Any]:
    page = selectors.assignment_page(assignment, timezone.now())
    return assignment_body(assignment) | {
        "phase": page.row.phase,
        "students": page.row.student_count,
        "begun": page.row.begun_count,
        "handed_in": page.row.done_count,
        "words": list(page.sentences),
        "warnings": [asdict(warning) for warning in page.warnings],
        "overrides": [override_body(row.override) for row in page.overrides],
    }


def override_body(override: AssignmentOverride) -> dict[str, Any]:
    told = {name: getattr(override, name) for name in OVERRIDDEN}
    return {"person": override.user_id, "reason": override.reason} | told


class AssignmentsApi(APIView):
    """GET assignments/ (?after=, ?before=): the newest first, a page at a time."""

    permission_classes = [IsTeaching]

    @extend_schema(operation_id="assignments_list", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        found = access.assignments_for(member_of(request))
        steps = {n: request.query_params.get(n, "") for n in ("after", "before")}
        marks = {n: mark for n, mark in steps.items() if whole(mark) is not None}
        page = selectors.assignment_pages(found, marks)
        return Response(
            {
                "next": page.next or None,
                "previous": page.previous or None,
                "results": [assignment_body(one) for one in page.rows],
            }
        )


class NewAssignmentApi(APIView):
    """POST assignments/new/."""

    permission_classes = [IsTeaching]

    @extend_schema(
        operation_id="assignments_create",
        request=NewBody,
        responses={201: OpenApiTypes.OBJECT},
    )
    def post(self, request: Request) -> Response:
        actor, data = member_of(request), NewBody.valid(request.data)
        cohort = cohort_for(actor, data.pop("cohort"))
        exam = access.offered_exam_for(actor, data.pop("exam"))
        made = services.create_assignment(
            actor=actor,
            cohort=cohort,
            exam=exam,
            plan=Plan(**data | {"title": data["title"] or exam.title}),
            now=timezone.now(),
        )
        return Response(page_body(made), status=status.HTTP_201_CREATED)


class DrillBody(StrictSerializer):
    guide = serializers.CharField(max_length=16)
    domains = serializers.ListField(
        child=serializers.CharField(max_length=4), default=list, max_length=20
    )
    topics = serializers.ListField(
        child=serializers.SlugField(max_length=80), default=list, max_length=50
    )
    count = serializers.IntegerField(
        min_value=1, max_value=selectors.MOST_DRILLED, default=selectors.DRILL_SIZE
    )


class DrillToAssignApi(APIView):
    """POST exams/drills/ {guide, domains, topics, count}: an exam about these alone,
    whose id can be assigned; the same drill has the same id."""

    permission_classes = [IsTeaching]

    @extend_schema(
        operation_id="exams_drills", request=DrillBody, responses=OpenApiTypes.OBJECT
    )
    def post(self, request: Request) -> Response:
        actor, data = member_of(request), DrillBody.valid(request.data)
        code = data.pop("guide")
        guide = or_404(selectors.default_guide(actor, timezone.localdate(), code))
        exam = services.offer_drill(actor=actor, guide=guide, **data)
        return Response(
            {
                "id": exam.pk,
                "title": exam.title,
                "guide": guide.code,
                "domains": exam.only_domains,
                "topics": exam.only_topics,
                "question_count": exam.question_count,
            }
        )


class AssignmentApi(APIView):
    """GET assignments/{id}/: what it means, and who has it otherwise."""

    permission_classes = [IsTeaching]

    @extend_schema(operation_id="assignments_detail", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, assignment_id: int) -> Response:
        found = access.assignment_for(member_of(request), assignment_id)
        return Response(page_body(found))


class AssignmentChangeApi(APIView):
    """POST assignments/{id}/change/."""

    permission_classes = [IsTeaching]

    @extend_schema(
        operation_id="assignments_change",
        request=ChangeBody,
        responses=OpenApiTypes.OBJECT,
    )
    def post(self, request: Request, assignment_id: int) -> Response:
        actor = member_of(request)
        found = access.assignment_for(actor, assignment_id)
        told = request.data if isinstance(request.data, dict) else {}
        data = ChangeBody.valid(asdict(selectors.plan_of(found)) | told)
        confirmed = data.pop("confirmed")
        moved = services.change_assignment(
            actor=actor,
            assignment=found,
            plan=Plan(**data | {"title": data["title"] or found.exam.title}),
            now=timezone.now(),
            confirmed=confirmed,
        )
        found.refresh_from_db()
        return Response(page_body(found) | {"moved": asdict(moved)})


class Why(StrictSerializer):
    reason = serializers.CharField(max_length=500)


class AssignmentWithdrawApi(APIView):
    """POST assignments/{id}/withdraw/ {reason}."""

    permission_classes = [IsTeaching]

    @extend_schema(
        operation_id="assignments_withdraw", request=Why, responses=OpenApiTypes.OBJECT
    )
    def post(self, request: Request, assignment_id: int) -> Response:
        actor = member_of(request)
        found = access.assignment_for(actor, assignment_id)
        services.withdraw_assignment(
            actor=actor,
            assignment=found,
            now=timezone.now(),
            **Why.valid(request.data),
        )
        found.refresh_from_db()
        return Response(assignment_body(found))


class AssignmentPeopleApi(APIView):
    """GET assignments/{id}/people/ (?q=, ?after=, ?before=)."""

    permission_classes = [IsTeaching]

    @extend_schema(operation_id="assignments_people", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, assignment_id: int) -> Response:
        found = access.assignment_for(member_of(request), assignment_id)
        filters = MembersFilterForm(request.query_params).shown()
        page = selectors.assignment_people(found, filters, timezone.now())
        rows = [
            {
                "person": row.user.pk,
                "name": row.user.name,
                "email": row.user.email,
                "begun": row.begun_count,
                "otherwise": row.words or None,
            }
            for row in page.rows
        ]
        steps = {"next": page.next or None, "previous": page.previous or None}
        return Response(steps | {"results": rows})


class OverrideBody(StrictSerializer):
    opens_at = Moment(allow_null=True, default=None)
    closes_at = Moment(allow_null=True, default=None)
    attempts_allowed = serializers.IntegerField(
        min_value=1, max_value=MOST_ATTEMPTS, allow_null=True, default=None
    )
    time_multiplier = serializers.DecimalField(
        max_digits=3,
        decimal_places=2,
        min_value=1,
        max_value=MOST_TIMES,
        allow_null=True,
        default=None,
    )
    extra_minutes = serializers.IntegerField(
        min_value=0, max_value=MOST_MINUTES, allow_null=True, default=None
    )
    is_excused = serializers.BooleanField(default=False)
    reason = serializers.CharField(max_length=500)


class AssignmentOverrideApi(APIView):
    """POST assignments/{id}/people/{person}/ sets what one student has otherwise;
    DELETE ends it."""

    permission_classes = [IsTeaching]

    @extend_schema(
        operation_id="assignments_override",
        request=OverrideBody,
        responses=OpenApiTypes.OBJECT,
    )
    def post(self, request: Request, assignment_id: int, student_id: int) -> Response:
        actor = member_of(request)
        found = access.assignment_for(actor, assignment_id)
        person = access.student_for(found, student_id)
        data = instants(OverrideBody.valid(request.data), found.zone)
        reason = data.pop("reason")
        moved = services.override_person(
            actor=actor,
            assignment=found,
            person=person,
            otherwise=services.Otherwise(**data),
            reason=reason,
            now=timezone.now(),
        )
        return Response({"person": person.pk, "moved": asdict(moved)} | data)

    @extend_schema(operation_id="assignments_override_end", responses={204: None})
    def delete(self, request: Request, assignment_id: int, student_id: int) -> Response:
        actor = member_of(request)
        found = access.assignment_for(actor, assignment_id)
        person = access.student_for(found, student_id)
        services.end_override(
            actor=actor, assignment=found, person=person, now=timezone.now()
        )
        return Response(status=status.HTTP_204_NO_CONTENT)
