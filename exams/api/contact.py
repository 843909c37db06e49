"""POST attempts/{id}/contact/: a runner says that it is there, and hears the news."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import IsPerson, person_of
from exams import access, selectors, services
from exams.api import shapes


class ContactView(APIView):
    """How the attempt stands, whether it is paused, and what staff did to it."""

    permission_classes = [IsPerson]

    @extend_schema(request=None, responses=shapes.Contact)
    def post(self, request: Request, pk: UUID) -> Response:
        attempt = access.attempt_for(person_of(request), pk)
        services.note_contact(attempt=attempt)
        state = services.shown_state(attempt)
        return Response(selectors.contact_body(attempt, state=state))
