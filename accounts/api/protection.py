"""Exports, erasures and retention in the API: what their pages do."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import access, selectors, services
from accounts.models import Erasure, PersonExport
from accounts.retention import RULES
from lib.strict import StrictSerializer


def export_body(export: PersonExport) -> dict[str, Any]:
    return {
        "id": export.pk,
        "person": export.person_id,
        "state": export.state,
        "done": export.done,
        "total": export.total,
        "asked_at": export.asked_at,
        "expires_at": export.expires_at,
        "size": export.size,
        "file": reverse("api-export-file", args=[export.pk]) if export.file else None,
    }


def erasure_body(erasure: Erasure) -> dict[str, Any]:
    return {
        "id": erasure.pk,
        "person": erasure.person_number,
        "state": erasure.state,
        "done": erasure.done,
        "total": erasure.total,
        "asked_at": erasure.asked_at,
        "finished_at": erasure.finished_at,
        "is_own_wish": erasure.is_own_wish,
        "reason": erasure.reason,
        "outcome": erasure.outcome,
        "proof": erasure.proof,
        "is_clean": erasure.is_clean,
    }


class OwnExportApi(APIView):
    """POST account/export/: have everything kept of oneself written into a file."""

    permission_classes = [access.IsMember]

    @extend_schema(
        operation_id="account_export",
        request=None,
        responses={202: OpenApiTypes.OBJECT},
    )
    def post(self, request: Request) -> Response:
        user = access.member_of(request)
        made = services.ask_export(actor=user, person=user, now=timezone.now())
        return Response(export_body(made), status=status.HTTP_202_ACCEPTED)


class PersonExportApi(APIView):
    """POST people/{id}/export/: the same of somebody else."""

    permission_classes = [access.IsAdmin]

    @extend_schema(
        operation_id="people_export",
        request=None,
        responses={202: OpenApiTypes.OBJECT},
    )
    def post(self, request: Request, person_id: int) -> Response:
        actor = access.member_of(request)
        person = access.person_for(actor, person_id)
        made = services.ask_export(actor=actor, person=person, now=timezone.now())
        return Response(export_body(made), status=status.HTTP_202_ACCEPTED)


class ExportApi(APIView):
    """GET exports/{id}/: how far it is."""

    permission_classes = [access.IsMember]

    @extend_schema(operation_id="exports_detail", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, export_id: UUID) -> Response:
        export = access.export_for(access.member_of(request), export_id)
        return Response(export_body(export))


class ExportFileApi(APIView):
    """GET exports/{id}/file/: the zip."""

    permission_classes = [access.IsMember]

    @extend_schema(operation_id="exports_file", responses=OpenApiTypes.BINARY)
    def get(self, request: Request, export_id: UUID) -> HttpResponse:
        user = access.member_of(request)
        export = access.export_for(user, export_id)
        with services.open_export(actor=user, export=export) as stream:
            return HttpResponse(stream, content_type="application/zip")


class Wish(StrictSerializer):
    reason = serializers.CharField(max_length=300)
    address = serializers.CharField(max_length=254)


class PersonErasureApi(APIView):
    """POST people/{id}/erasure/ {reason, address}: GET tells first what would go."""

    permission_classes = [access.IsAdmin]

    @extend_schema(operation_id="people_erasure_preview", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, person_id: int) -> Response:
        person = access.person_for(access.member_of(request), person_id)
        preview = selectors.erasure_preview(person)
        return Response(
            {
                fate: [{"words": one.words, "count": one.count} for one in found]
                for fate, found in vars(preview).items()
            }
        )

    @extend_schema(
        operation_id="people_erasure",
        request=Wish,
        responses={202: OpenApiTypes.OBJECT},
    )
    def post(self, request: Request, person_id: int) -> Response:
        actor = access.member_of(request)
        made = services.ask_erasure(
            actor=actor,
            person=access.person_for(actor, person_id),
            now=timezone.now(),
            **Wish.valid(request.data),
        )
        return Response(erasure_body(made), status=status.HTTP_202_ACCEPTED)


class ErasureApi(APIView):
    """GET erasures/{id}/: the certificate."""

    permission_classes = [access.IsAdmin]

    @extend_schema(operation_id="erasures_detail", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, erasure_id: UUID) -> Response:
        user = access.member_of(request)
        return Response(erasure_body(access.erasure_for(user, erasure_id)))


class Days(StrictSerializer):
    """Days by the name of a rule; what is left out stays."""

    days = serializers.DictField(child=serializers.IntegerField(min_value=1))

    def validate_days(self, days: dict[str, int]) -> dict[str, int]:
        unknown = sorted(set(days) - set(RULES))
        if unknown:
            raise serializers.ValidationError(f"Not known: {', '.join(unknown)}.")
        return days


class RetentionApi(APIView):
    """GET retention/: each rule and what would go now. POST {days}: others."""

    permission_classes = [access.IsAdmin]

    @extend_schema(operation_id="retention_list", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        rows = selectors.kept_rows(timezone.now())
        return Response(
            {
                row.rule.name: {
                    "days": row.days,
                    "least": row.rule.least,
                    "most": row.rule.most,
                    "due": row.due,
                }
                for row in rows
            }
        )

    @extend_schema(
        operation_id="retention_change", request=Days, responses=OpenApiTypes.OBJECT
    )
    def post(self, request: Request) -> Response:
        services.change_retention(
            actor=access.member_of(request), **Days.valid(request.data)
        )
        return self.get(request)
