"""Notices, reminders and the calendar of a person in the API."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import IsMember, member_of
from exams import access, selectors, services
from lib.strict import StrictSerializer


class NoticesApi(APIView):
    """GET notices/: what this person was told and has yet to read."""

    permission_classes = [IsMember]

    @extend_schema(operation_id="notices_list", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        found = selectors.notices_for(member_of(request), timezone.now())
        rows = [
            {
                "id": notice.reminder.pk,
                "kind": notice.reminder.kind,
                "assignment": notice.assignment.pk,
                "title": notice.assignment.title,
                "words": notice.words,
                "at": notice.reminder.made_at,
            }
            for notice in found
        ]
        return Response({"next": None, "previous": None, "results": rows})


class NoticeReadApi(APIView):
    """POST notices/{id}/read/."""

    permission_classes = [IsMember]

    @extend_schema(operation_id="notices_read", request=None, responses={204: None})
    def post(self, request: Request, reminder_id: int) -> Response:
        found = access.reminder_for(member_of(request), reminder_id)
        services.read_reminder(reminder=found, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class Wanted(StrictSerializer):
    is_wanted = serializers.BooleanField()


class RemindersApi(APIView):
    """GET reminders/ and POST reminders/ {is_wanted}: whether mails remind."""

    permission_classes = [IsMember]

    @extend_schema(operation_id="reminders_detail", responses=Wanted)
    def get(self, request: Request) -> Response:
        return Response({"is_wanted": selectors.wants_reminders(member_of(request))})

    @extend_schema(operation_id="reminders_choose", request=Wanted, responses=Wanted)
    def post(self, request: Request) -> Response:
        data = Wanted.valid(request.data)
        user, now = member_of(request), timezone.now()
        services.choose_reminders(user=user, now=now, **data)
        return Response(data)


class CalendarApi(APIView):
    """POST calendar/: a new address, told this once; DELETE ends it."""

    permission_classes = [IsMember]

    @extend_schema(
        operation_id="calendar_renew", request=None, responses=OpenApiTypes.OBJECT
    )
    def post(self, request: Request) -> Response:
        now = timezone.now()
        secret = services.renew_calendar(user=member_of(request), now=now)
        path = reverse("exams:calendar", args=[secret])
        return Response({"address": settings.BASE_URL + path})

    @extend_schema(operation_id="calendar_end", responses={204: None})
    def delete(self, request: Request) -> Response:
        services.end_calendar(user=member_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)
