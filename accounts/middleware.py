"""Who is asking: guests of the diagnostic, second factors of staff, time zones."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from accounts import access, selectors
from accounts.models import Guest
from accounts.services import GUEST_KEY
from lib.problems import Problem

Handler = Callable[[HttpRequest], HttpResponse]

# What somebody may do who has yet to set up a second factor.
BEFORE_SECOND_FACTOR = frozenset(
    {
        "healthz",
        "readyz",
        "account_logout",
        "account_reauthenticate",
        "account_email",
        "account_email_verification_sent",
        "account_confirm_email",
        "mfa_activate_totp",
        "mfa_index",
        "accounts:totp-activate",
    }
)

NO_SECOND_FACTOR = Problem(
    "otp-required",
    403,
    "Your role needs a second factor",
    "Set one up on the website first.",
)


class PersonMiddleware(AuthenticationMiddleware):
    """`request.user` out of the statement that read the session, when all agrees;
    in every other case Django itself looks and decides."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        session = request.session
        request.user = SimpleLazyObject(lambda: session.person() or get_user(request))  # type: ignore[assignment,attr-defined]  # REASON: lazy, and our own engine


class GuestMiddleware:
    """A visitor who began the diagnostic is `request.user`, though not signed in."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        guest_id = request.session.get(GUEST_KEY)
        if guest_id and not request.user.is_authenticated:
            guest = Guest.objects.filter(
                pk=guest_id, is_guest=True, is_active=True
            ).first()
            if guest is not None:
                request.user = guest
        return self.get_response(request)


class SecondFactorMiddleware:
    """Staff without a second factor may only set one up (not in the demo).

    Whoever has one proved it when signing in: setting it up ends all other
    sessions. Tokens are looked at where they are read (`BearerAuthentication`).
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or match.view_name in BEFORE_SECOND_FACTOR:
            return None
        user = request.user
        if not access.is_member(user) or not access.needs_second_factor(user):
            return None
        if selectors.has_second_factor(user):
            return None
        if request.path.startswith("/api/"):
            return JsonResponse(
                NO_SECOND_FACTOR.as_dict(),
                status=NO_SECOND_FACTOR.status,
                content_type="application/problem+json",
            )
        return redirect("mfa_activate_totp")


class TimeZoneMiddleware:
    """Times are shown in the person's own zone."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        zone = getattr(request.user, "time_zone", "UTC")
        with timezone.override(ZoneInfo(zone)):
            return self.get_response(request)
