"""How we know who is asking: a password, a Bearer token, the browser's session."""

from allauth.account.auth_backends import AuthenticationBackend
from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from knox.auth import TokenAuthentication
from knox.crypto import hash_token
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts import access
from accounts.models import ApiToken, User
from lib.problems import Problem

REFUSED = "This token is not valid. Make a new one at /api/v1/tokens/."


class PersonBackend(AuthenticationBackend):  # type: ignore[misc]  # REASON: allauth has no types
    """E-mail and password; asked again about the person at every request."""

    def user_can_authenticate(self, user: User) -> bool:
        return access.may_enter(user)


class BearerAuthentication(TokenAuthentication):  # type: ignore[misc]  # REASON: knox has no types
    """`Authorization: Bearer …` (a hashed, expiring token), in one query.

    knox looks at all of a person's tokens at every request to delete the expired
    ones; here the next new token does that.
    """

    def authenticate_credentials(self, token: bytes) -> tuple[User, ApiToken]:
        digest = hash_token(token.decode("ascii", "replace"))
        found = ApiToken.objects.select_related("user").filter(digest=digest).first()
        if found is None or not access.may_enter(found.user):
            raise AuthenticationFailed(REFUSED)
        if found.expiry is not None and found.expiry <= timezone.now():
            raise AuthenticationFailed(REFUSED)
        if access.needs_second_factor(found.user) and not found.has_otp:
            raise Problem(
                "otp-required",
                401,
                "Your role needs a second factor",
                "Set one up on the website, then make a new token with `otp`.",
            )
        return found.user, found


class PersonSessionAuthentication(SessionAuthentication):
    """The session cookie with CSRF check; 401 rather than 403 for nobody."""

    def authenticate_header(self, request: Request) -> str:
        return "Session"


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # REASON: drf-spectacular registers subclasses by an untyped hook
    """How the API's description names the token."""

    target_class = BearerAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # REASON: the same
    """How the API's description names the session."""

    target_class = PersonSessionAuthentication
    name = "session"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}
