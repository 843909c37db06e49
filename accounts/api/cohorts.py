"""Cohorts and rosters in the API: what their pages do, under the same access."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import access, selectors, services
from accounts.forms.cohorts import CohortForm, MembersFilterForm, RosterForm
from accounts.models import Cohort, Membership, RosterImport
from accounts.rosters import Plan, Step
from lib.forms import unusable
from lib.strict import StrictSerializer


def cohort_body(cohort: Cohort) -> dict[str, Any]:
    return {
        "id": cohort.pk,
        "name": cohort.name,
        "target_guide": cohort.target_guide or None,
        "exam_date": cohort.exam_date,
        "archived_at": cohort.archived_at,
    }


def member_body(member: Membership) -> dict[str, Any]:
    person = member.user
    return {
        "id": member.pk,
        "person": person.pk,
        "name": person.name,
        "email": person.email,
        "role": member.role,
        "joined_at": member.joined_at,
    }


def step_body(step: Step) -> dict[str, Any]:
    row = step.row
    return {
        "row": row.number,
        "email": row.email,
        "name": row.name,
        "cohort": row.cohort,
        "role": row.role,
        "what": step.verb,
        "words": list(step.words),
    }


def plan_body(roster: RosterImport, plan: Plan) -> dict[str, Any]:
    return {
        "id": roster.pk,
        "file_name": roster.file_name,
        "applied_at": roster.applied_at,
        "seen": services.plan_digest(plan),
        "counts": plan.counts,
        "new_cohorts": plan.new_cohorts,
        "unread": roster.unread,
        "steps": [step_body(step) for step in plan.steps],
    }


class Aim(StrictSerializer):
    name = serializers.CharField(max_length=120)
    target_guide = serializers.CharField(max_length=16, allow_blank=True, default="")
    exam_date = serializers.DateField(allow_null=True, default=None)


def _aim(request: Request, held: str = "") -> dict[str, Any]:
    """As the form of the page understands it; its refusals name the fields."""
    form = CohortForm(Aim.valid(request.data), held=held)
    if not form.is_valid():
        raise unusable(form)
    return form.cleaned_data


class CohortsApi(APIView):
    """GET cohorts/ (?archived=1): those this person teaches, or all."""

    permission_classes = [access.IsTeaching]

    @extend_schema(operation_id="cohorts_list", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        found = access.cohorts_for(access.member_of(request))
        is_archived = "archived" in request.query_params
        rows = [
            cohort_body(row.cohort)
            | {"students": row.student_count, "invited": row.invited_count}
            for row in selectors.listed_cohorts(found, is_archived=is_archived)
        ]
        return Response({"next": None, "previous": None, "results": rows})


class NewCohortApi(APIView):
    """POST cohorts/new/."""

    permission_classes = [access.IsAdmin]

    @extend_schema(
        operation_id="cohorts_create", request=Aim, responses={201: OpenApiTypes.OBJECT}
    )
    def post(self, request: Request) -> Response:
        actor = access.member_of(request)
        aim = _aim(request)
        made = services.create_cohort(actor=actor, now=timezone.now(), **aim)
        return Response(cohort_body(made), status=status.HTTP_201_CREATED)


class CohortApi(APIView):
    """GET cohorts/{id}/: with its instructors and one page of its students."""

    permission_classes = [access.IsTeaching]

    @extend_schema(operation_id="cohorts_detail", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, cohort_id: int) -> Response:
        cohort = access.cohort_for(access.member_of(request), cohort_id)
        filters = MembersFilterForm(request.query_params).shown()
        page = selectors.cohort_page(cohort, filters, timezone.now())
        more = {
            "student_count": page.student_count,
            "instructors": [member_body(member) for member in page.instructors],
            "students": {
                "next": page.members.next or None,
                "previous": page.members.previous or None,
                "results": [member_body(member) for member in page.members.rows],
            },
        }
        return Response(cohort_body(cohort) | more)


class CohortChangeApi(APIView):
    """POST cohorts/{id}/change/ and cohorts/{id}/archive/."""

    permission_classes = [access.IsAdmin]

    @extend_schema(
        operation_id="cohorts_change", request=Aim, responses=OpenApiTypes.OBJECT
    )
    def post(self, request: Request, cohort_id: int) -> Response:
        actor = access.member_of(request)
        cohort = access.cohort_for(actor, cohort_id)
        aim = _aim(request, held=cohort.target_guide)
        services.change_cohort(actor=actor, cohort=cohort, **aim)
        cohort.refresh_from_db()
        return Response(cohort_body(cohort))


class CohortArchiveApi(APIView):
    permission_classes = [access.IsAdmin]

    @extend_schema(
        operation_id="cohorts_archive", request=None, responses=OpenApiTypes.OBJECT
    )
    def post(self, request: Request, cohort_id: int) -> Response:
        actor = access.member_of(request)
        cohort = access.cohort_for(actor, cohort_id)
        services.archive_cohort(actor=actor, cohort=cohort, now=timezone.now())
        cohort.refresh_from_db()
        return Response(cohort_body(cohort))


class Code(StrictSerializer):
    code = serializers.CharField(max_length=20)


class JoinApi(APIView):
    """POST join/: come into a cohort by its code."""

    permission_classes = [access.IsMember]

    @extend_schema(operation_id="join", request=Code, responses=OpenApiTypes.OBJECT)
    def post(self, request: Request) -> Response:
        member = services.join_cohort(
            user=access.member_of(request),
            now=timezone.now(),
            **Code.valid(request.data),
        )
        return Response({"cohort": member.cohort.name, "role": member.role})


class RostersApi(APIView):
    """POST rosters/ (multipart, `file`): read it, and say what it would change."""

    permission_classes = [access.IsAdmin]
    parser_classes = [MultiPartParser]

    @extend_schema(
        operation_id="rosters_read",
        request={"multipart/form-data": {"type": "object"}},
        responses={201: OpenApiTypes.OBJECT},
    )
    def post(self, request: Request) -> Response:
        form = RosterForm(None, request.FILES)
        if not form.is_valid():
            raise unusable(form)
        file, now = form.cleaned_data["file"], timezone.now()
        roster = services.read_roster(
            sender=access.member_of(request),
            file_name=file.name or "roster",
            data=file.read(),
            now=now,
        )
        body = plan_body(roster, selectors.plan_for(roster, now))
        return Response(body, status=status.HTTP_201_CREATED)


class RosterApi(APIView):
    """GET rosters/{id}/: what following it would change now."""

    permission_classes = [access.IsAdmin]

    @extend_schema(operation_id="rosters_detail", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, roster_id: UUID) -> Response:
        roster = access.roster_for(access.member_of(request), roster_id)
        return Response(plan_body(roster, selectors.plan_for(roster, timezone.now())))


class Seen(StrictSerializer):
    seen = serializers.CharField(max_length=64)


class RosterApplyApi(APIView):
    """POST rosters/{id}/apply/ {seen}: do exactly what was shown."""

    permission_classes = [access.IsAdmin]

    @extend_schema(
        operation_id="rosters_apply", request=Seen, responses=OpenApiTypes.OBJECT
    )
    def post(self, request: Request, roster_id: UUID) -> Response:
        actor = access.member_of(request)
        done = services.apply_roster(
            actor=actor,
            roster=access.roster_for(actor, roster_id),
            now=timezone.now(),
            **Seen.valid(request.data),
        )
        return Response({"applied_at": done.applied_at, "counts": done.outcome})
