"""Tokens of the REST API: made with e-mail, password and second factor."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import access, selectors, services
from accounts.authentication import BearerAuthentication
from accounts.forms import SecondFactorForm
from accounts.models import ApiToken, User
from lib.problems import Problem
from lib.strict import StrictSerializer


class TokensApi(APIView):
    """Make a token."""

    authentication_classes = []
    permission_classes = [access.IsAnybody]

    class TokenInput(StrictSerializer):
        email = serializers.CharField(max_length=254)
        password = serializers.CharField(max_length=1024, trim_whitespace=False)
        otp = serializers.CharField(
            max_length=20, required=False, allow_null=True, allow_blank=True
        )
        name = serializers.CharField(max_length=80, default="API client")

    class TokenOutput(serializers.Serializer[Any]):
        token = serializers.CharField()
        expires_at = serializers.DateTimeField()

    @extend_schema(
        operation_id="tokens_create",
        request=TokenInput,
        responses={201: TokenOutput},
        auth=[],
    )
    def post(self, request: Request) -> Response:
        wanted = self.TokenInput.valid(request.data)
        user = _person(request, wanted["email"].strip().lower(), wanted["password"])
        has_otp = _passed_second_factor(user, wanted.get("otp"))
        made, token = services.create_api_token(
            user=user, name=wanted["name"], has_otp=has_otp, now=timezone.now()
        )
        answer = self.TokenOutput({"token": token, "expires_at": made.expiry})
        return Response(answer.data, status=status.HTTP_201_CREATED)


class CurrentTokenApi(APIView):
    """The token that the request came with."""

    authentication_classes = [BearerAuthentication]
    permission_classes = [access.IsMember]

    @extend_schema(operation_id="tokens_revoke_current", responses={204: None})
    def delete(self, request: Request) -> Response:
        if isinstance(request.auth, ApiToken):
            services.revoke_api_token(token=request.auth)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _person(request: Request, email: str, password: str) -> User:
    """Whose credentials these are; otherwise the same answer for everybody."""
    http = request._request
    try:
        user = get_adapter(http).authenticate(http, email=email, password=password)
    except ValidationError as error:
        raise _too_many(error) from error
    if user is None or not access.may_enter(user):
        raise Problem(
            "invalid-credentials",
            401,
            "These credentials are not right",
            "Check the e-mail address and the password.",
        )
    if not EmailAddress.objects.filter(user=user, verified=True).exists():
        raise Problem(
            "address-unconfirmed",
            403,
            "Confirm your e-mail address first",
            "Follow the link in the mail that you got when you signed up.",
        )
    person: User = user
    return person


def _passed_second_factor(user: User, otp: str | None) -> bool:
    """Whether a code was right; refusal when one is needed and missing or wrong."""
    if not selectors.has_second_factor(user):
        if access.needs_second_factor(user):
            raise Problem(
                "otp-required",
                401,
                "Your role needs a second factor",
                "Sign in on the website and set one up, then come back with `otp`.",
            )
        return False
    if not otp:
        raise Problem(
            "otp-required",
            401,
            "A second factor is needed",
            "Send the current code of your authenticator app as `otp`.",
        )
    form = SecondFactorForm(user=user, data={"code": otp})
    if form.is_valid():
        return True
    for error in form.errors.as_data().get("code", []):
        if error.code == "too_many_login_attempts":
            raise _too_many(error)
    raise Problem(
        "otp-invalid",
        401,
        "This code is not right",
        "Codes change every 30 seconds and work once. Send the next one.",
    )


def _too_many(error: ValidationError) -> Exception:
    """The refusal that the page puts into words, with all that it knows."""
    return error.__cause__ if isinstance(error.__cause__, Problem) else error
