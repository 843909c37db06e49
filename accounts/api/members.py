"""Who is in a cohort, and how people come in: codes, members, invitations.

Instructors read their cohorts (cohorts.py); what changes one is for administrators.
"""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import access, selectors, services
from accounts.api.cohorts import cohort_body, member_body
from accounts.joining import MOST_DAYS, MOST_PLACES
from accounts.models import Cohort, CohortRole, Invitation
from lib.strict import StrictSerializer


def code_body(cohort: Cohort) -> dict[str, Any]:
    is_open = selectors.is_code_open(cohort, timezone.now())
    return {
        "code": cohort.join_code if is_open else None,
        "left": cohort.join_left if is_open else None,
        "expires_at": cohort.join_expires_at if is_open else None,
    }


def invitation_body(invitation: Invitation) -> dict[str, Any]:
    return {
        "id": invitation.pk,
        "email": invitation.email,
        "name": invitation.name,
        "role": invitation.role,
        "invited_at": invitation.invited_at,
        "sent_at": invitation.sent_at,
        "failed_tries": invitation.tries,
        "is_given_up": invitation.is_given_up,
        "expires_at": invitation.expires_at,
    }


class CohortRestoreApi(APIView):
    """POST cohorts/{id}/restore/: an archived cohort is current again."""

    permission_classes = [access.IsAdmin]

    @extend_schema(
        operation_id="cohorts_restore", request=None, responses=OpenApiTypes.OBJECT
    )
    def post(self, request: Request, cohort_id: int) -> Response:
        actor = access.member_of(request)
        cohort = access.cohort_for(actor, cohort_id)
        services.restore_cohort(actor=actor, cohort=cohort)
        cohort.refresh_from_db()
        return Response(cohort_body(cohort))


class NewCode(StrictSerializer):
    limit = serializers.IntegerField(min_value=1, max_value=MOST_PLACES)
    days = serializers.IntegerField(min_value=1, max_value=MOST_DAYS, default=14)


class CodeApi(APIView):
    """GET cohorts/{id}/code/; POST draws one {limit, days}, the old one ends."""

    permission_classes = [access.IsAdmin]

    @extend_schema(operation_id="cohorts_code", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, cohort_id: int) -> Response:
        cohort = access.cohort_for(access.member_of(request), cohort_id)
        return Response(code_body(cohort))

    @extend_schema(
        operation_id="cohorts_code_open",
        request=NewCode,
        responses={201: OpenApiTypes.OBJECT},
    )
    def post(self, request: Request, cohort_id: int) -> Response:
        actor = access.member_of(request)
        told = NewCode.valid(request.data)
        cohort = services.open_code(
            actor=actor,
            cohort=access.cohort_for(actor, cohort_id),
            limit=told["limit"],
            ends_at=timezone.now() + timedelta(days=told["days"]),
        )
        return Response(code_body(cohort), status=status.HTTP_201_CREATED)


class CodeCloseApi(APIView):
    """POST cohorts/{id}/code/close/: it lets nobody in any more."""

    permission_classes = [access.IsAdmin]

    @extend_schema(
        operation_id="cohorts_code_close", request=None, responses=OpenApiTypes.OBJECT
    )
    def post(self, request: Request, cohort_id: int) -> Response:
        actor = access.member_of(request)
        cohort = access.cohort_for(actor, cohort_id)
        services.close_code(actor=actor, cohort=cohort)
        cohort.refresh_from_db()
        return Response(code_body(cohort))


class NewRole(StrictSerializer):
    role = serializers.ChoiceField(CohortRole.choices)


class MemberRoleApi(APIView):
    """POST cohorts/{id}/members/{id}/role/ {role}: student or instructor there."""

    permission_classes = [access.IsAdmin]

    @extend_schema(
        operation_id="members_role", request=NewRole, responses=OpenApiTypes.OBJECT
    )
    def post(self, request: Request, cohort_id: int, member_id: int) -> Response:
        actor = access.member_of(request)
        member = access.membership_for(actor, cohort_id, member_id)
        services.change_member_role(
            actor=actor, member=member, **NewRole.valid(request.data)
        )
        return Response(member_body(member))


class MemberEndApi(APIView):
    """POST cohorts/{id}/members/{id}/end/: out of the cohort; the work stays."""

    permission_classes = [access.IsAdmin]

    @extend_schema(operation_id="members_end", request=None, responses={204: None})
    def post(self, request: Request, cohort_id: int, member_id: int) -> Response:
        actor = access.member_of(request)
        member = access.membership_for(actor, cohort_id, member_id)
        services.end_membership(actor=actor, member=member, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class NewInvitation(NewRole):
    email = serializers.EmailField(max_length=254)
    name = serializers.CharField(max_length=120, allow_blank=True, default="")
    role = serializers.ChoiceField(CohortRole.choices, default=CohortRole.STUDENT)


class InvitationsApi(APIView):
    """GET cohorts/{id}/invitations/: the open ones. POST asks one person in."""

    permission_classes = [access.IsAdmin]

    @extend_schema(operation_id="invitations_list", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, cohort_id: int) -> Response:
        cohort = access.cohort_for(access.member_of(request), cohort_id)
        found = selectors.open_invitations(cohort)
        rows = [invitation_body(invitation) for invitation in found]
        return Response({"next": None, "previous": None, "results": rows})

    @extend_schema(
        operation_id="invitations_create",
        request=NewInvitation,
        responses={201: OpenApiTypes.OBJECT},
    )
    def post(self, request: Request, cohort_id: int) -> Response:
        actor = access.member_of(request)
        made = services.invite_person(
            actor=actor,
            cohort=access.cohort_for(actor, cohort_id),
            now=timezone.now(),
            **NewInvitation.valid(request.data),
        )
        return Response(invitation_body(made), status=status.HTTP_201_CREATED)


class InvitationRenewApi(APIView):
    """POST cohorts/{id}/invitations/{id}/renew/: a new link by mail, the old ends."""

    permission_classes = [access.IsAdmin]

    @extend_schema(
        operation_id="invitations_renew", request=None, responses=OpenApiTypes.OBJECT
    )
    def post(self, request: Request, cohort_id: int, invitation_id: int) -> Response:
        actor = access.member_of(request)
        found = access.invitation_for(actor, cohort_id, invitation_id)
        services.renew_invitation(actor=actor, invitation=found, now=timezone.now())
        found.refresh_from_db()
        return Response(invitation_body(found))


class InvitationWithdrawApi(APIView):
    """POST cohorts/{id}/invitations/{id}/withdraw/: its link no longer works."""

    permission_classes = [access.IsAdmin]

    @extend_schema(
        operation_id="invitations_withdraw", request=None, responses={204: None}
    )
    def post(self, request: Request, cohort_id: int, invitation_id: int) -> Response:
        actor = access.member_of(request)
        found = access.invitation_for(actor, cohort_id, invitation_id)
        services.withdraw_invitation(actor=actor, invitation=found, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)
