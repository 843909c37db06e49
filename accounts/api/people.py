"""People and the audit log in the API: what administrators' pages do."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import access, selectors, services
from accounts.accommodations import MOST_MINUTES, MOST_TIMES, Accommodation
from accounts.forms.people import AuditFilterForm, PeopleFilterForm
from accounts.models import Role, User
from lib import audit
from lib.strict import StrictSerializer


def person_body(person: User) -> dict[str, Any]:
    return {
        "id": person.pk,
        "email": person.email,
        "name": person.name,
        "role": person.role,
        "is_active": person.is_active,
        "joined_at": person.joined_at,
        "time_multiplier": str(person.time_multiplier),
        "extra_minutes": person.extra_minutes,
        "target_guide": person.target_guide or None,
        "exam_date": person.exam_date,
    }


def event_body(row: selectors.AuditRow) -> dict[str, Any]:
    event = row.event
    return {
        "id": event.pk,
        "at": event.at,
        "actor_id": event.actor_id,
        "actor": row.actor,
        "action": event.action,
        "object_type": event.object_type,
        "object_id": event.object_id,
        "detail": event.detail,
        "hash": event.hash,
    }


class PeopleApi(APIView):
    """GET people/: q, role, state, after, before."""

    permission_classes = [access.IsAdmin]

    @extend_schema(operation_id="people_list", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        page = selectors.people_page(PeopleFilterForm(request.query_params).shown())
        rows = [person_body(person) for person in page.rows]
        steps = {"next": page.next or None, "previous": page.previous or None}
        return Response(steps | {"results": rows})


class PersonApi(APIView):
    """GET people/{id}/: with sessions, tokens and second-factor state."""

    permission_classes = [access.IsAdmin]

    @extend_schema(operation_id="people_detail", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, person_id: int) -> Response:
        person = access.person_for(access.member_of(request), person_id)
        page = selectors.person_page(person, timezone.now())
        more = {
            "has_second_factor": page.has_second_factor,
            "sessions": [
                {"id": s.pk, "browser": s.browser, "address": s.address, "at": s.since}
                for s in page.sessions
            ],
            "tokens": [
                {"reference": t.reference, "name": t.name, "expires_at": t.expiry}
                for t in page.tokens
            ],
            "trail": [event_body(row) for row in page.trail],
        }
        return Response(person_body(person) | more)


class Reason(StrictSerializer):
    reason = serializers.CharField(max_length=300)


class RoleChange(Reason):
    role = serializers.ChoiceField(Role.choices)


class ActivityChange(Reason):
    is_active = serializers.BooleanField()


class TimeChange(Reason):
    time_multiplier = serializers.DecimalField(
        max_digits=3, decimal_places=2, min_value=1, max_value=MOST_TIMES
    )
    extra_minutes = serializers.IntegerField(min_value=0, max_value=MOST_MINUTES)
    # That a running exam ends where this leaves no time.
    confirmed = serializers.BooleanField(default=False)


def described(name: str, shape: type[Reason]) -> Callable[[Any], Any]:
    """How the API's description tells of one change of a person."""
    post = extend_schema(
        operation_id=name, request=shape, responses=OpenApiTypes.OBJECT
    )
    return extend_schema_view(post=post)


class PersonChangeApi(APIView, ABC):
    """POST people/{id}/…/: one change with its reason; the person after it."""

    permission_classes = [access.IsAdmin]
    shape: type[Reason] = Reason

    def post(self, request: Request, person_id: int) -> Response:
        actor = access.member_of(request)
        person = access.person_for(actor, person_id)
        self.change(actor, person, self.shape.valid(request.data))
        person.refresh_from_db()
        return Response(person_body(person))

    @abstractmethod
    def change(self, actor: User, person: User, data: dict[str, Any]) -> None:
        """The change itself, through its service."""


@described("people_role", RoleChange)
class PersonRoleApi(PersonChangeApi):
    shape = RoleChange

    def change(self, actor: User, person: User, data: dict[str, Any]) -> None:
        services.change_role(actor=actor, user=person, **data)


@described("people_activity", ActivityChange)
class PersonActivityApi(PersonChangeApi):
    shape = ActivityChange

    def change(self, actor: User, person: User, data: dict[str, Any]) -> None:
        services.set_active(actor=actor, user=person, **data)


@described("people_time", TimeChange)
class PersonTimeApi(PersonChangeApi):
    shape = TimeChange

    def change(self, actor: User, person: User, data: dict[str, Any]) -> None:
        services.change_accommodations(
            actor=actor,
            user=person,
            accommodation=Accommodation(data["time_multiplier"], data["extra_minutes"]),
            reason=data["reason"],
            is_confirmed=data["confirmed"],
        )


@described("people_second_factor", Reason)
class PersonSecondFactorApi(PersonChangeApi):
    def change(self, actor: User, person: User, data: dict[str, Any]) -> None:
        services.remove_second_factor(actor=actor, user=person, **data)


@described("people_access", Reason)
class PersonAccessApi(PersonChangeApi):
    """Sign out everywhere, revoke every token."""

    def change(self, actor: User, person: User, data: dict[str, Any]) -> None:
        services.end_access_of(actor=actor, user=person, **data)


class AuditApi(APIView):
    """GET audit/: the filters of the page, after, before."""

    permission_classes = [access.IsAdmin]

    @extend_schema(operation_id="audit_list", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        page = selectors.audit_page(AuditFilterForm(request.query_params).shown())
        steps = {"next": page.next or None, "previous": page.previous or None}
        return Response(steps | {"results": [event_body(row) for row in page.rows]})


class AuditCheckApi(APIView):
    """GET audit/check/: how many links hold, and the first that does not."""

    permission_classes = [access.IsAdmin]

    @extend_schema(operation_id="audit_check", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        checked = audit.check()
        broken = checked.broken.pk if checked.broken else None
        return Response({"links": checked.links, "broken": broken})
