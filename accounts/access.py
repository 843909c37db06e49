"""Who may come in, and who may see what: the audience of every address."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from functools import wraps
from typing import Any, TypeGuard
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django_htmx.http import HttpResponseClientRedirect
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts import devices, joining, selectors, throttle
from accounts.models import (
    ApiToken,
    Cohort,
    Erasure,
    Invitation,
    Membership,
    PersonExport,
    Role,
    RosterImport,
    User,
)
from accounts.throttle import Source
from lib.found import or_404
from lib.problems import Problem

View = Callable[..., HttpResponse]


class Audience(StrEnum):
    """For whom a view is there; each includes those after it, except guests."""

    PUBLIC = "public"  # everybody
    PERSON = "person"  # guests of the diagnostic, and members
    MEMBER = "member"  # who is signed in
    TEACHING = "teaching"  # instructors and administrators
    ADMIN = "admin"


ROLES = {
    Audience.TEACHING: frozenset({Role.INSTRUCTOR, Role.ADMIN}),
    Audience.ADMIN: frozenset({Role.ADMIN}),
}

# Views of other people's packages, by name; every name of a namespace by "name:".
THIRD_PARTY = {
    "account_login": Audience.PUBLIC,
    "account_logout": Audience.PUBLIC,
    "account_inactive": Audience.PUBLIC,
    "account_signup": Audience.PUBLIC,
    "account_email_verification_sent": Audience.PUBLIC,
    "account_confirm_email": Audience.PUBLIC,
    "account_reset_password": Audience.PUBLIC,
    "account_reset_password_done": Audience.PUBLIC,
    "account_reset_password_from_key": Audience.PUBLIC,
    "account_reset_password_from_key_done": Audience.PUBLIC,
    # Both act only in the middle of a sign-in, and lead back to it otherwise.
    "account_confirm_login_code": Audience.PUBLIC,
    "mfa_authenticate": Audience.PUBLIC,
    "account_reauthenticate": Audience.MEMBER,
    "account_email": Audience.MEMBER,
    "account_change_password": Audience.MEMBER,
    "account_set_password": Audience.MEMBER,
    "mfa_index": Audience.MEMBER,
    "mfa_reauthenticate": Audience.MEMBER,
    "mfa_activate_totp": Audience.MEMBER,
    "mfa_deactivate_totp": Audience.MEMBER,
    "mfa_view_recovery_codes": Audience.MEMBER,
    "mfa_generate_recovery_codes": Audience.MEMBER,
    "mfa_download_recovery_codes": Audience.MEMBER,
    "usersessions_list": Audience.MEMBER,
    "api-schema": Audience.PUBLIC,
    "admin:login": Audience.PUBLIC,
    "admin:": Audience.ADMIN,
}


def audience_of(callback: Any, view_name: str) -> Audience | None:
    """The declared audience of a view, or None: an undeclared route."""
    declared = getattr(callback, "audience", None)
    if declared is not None:
        return Audience(declared)
    for permission in getattr(_class_of(callback), "permission_classes", ()):
        if hasattr(permission, "audience"):
            return Audience(permission.audience)
    namespace, colon, _ = view_name.rpartition(":")
    return THIRD_PARTY.get(view_name) or THIRD_PARTY.get(namespace + colon)


def _class_of(callback: Any) -> Any:
    return getattr(callback, "cls", None) or getattr(callback, "view_class", None)


# --- Pages ------------------------------------------------------------------


def public(view: View) -> View:
    """For everybody."""
    view.audience = Audience.PUBLIC  # type: ignore[attr-defined]  # REASON: the declaration itself
    return view


def require_person(view: View) -> View:
    """For guests of the diagnostic and members; others are asked to sign in."""
    return _guarded(view, Audience.PERSON, is_person)


def require_member(view: View) -> View:
    """For whoever is signed in; others are asked to."""
    return _guarded(view, Audience.MEMBER, is_member)


def require_role(*roles: str) -> Callable[[View], View]:
    """For these roles; to other members there is nothing here."""
    audience = next(a for a, allowed in ROLES.items() if allowed == set(roles))

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.role not in roles:  # type: ignore[union-attr]  # REASON: a member, see below
                raise Http404
            return view(request, *args, **kwargs)

        return _guarded(guarded, audience, is_member)

    return decorate


require_teaching = require_role(Role.INSTRUCTOR, Role.ADMIN)
require_admin = require_role(Role.ADMIN)


def _guarded(view: View, audience: Audience, allows: Callable[[Any], bool]) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not allows(request.user):
            return _to_sign_in(request)
        return view(request, *args, **kwargs)

    guarded.audience = audience  # type: ignore[attr-defined]  # REASON: the declaration itself
    return guarded


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    # After signing in, a form that was sent cannot be sent again: start at home.
    is_page = request.method in ("GET", "HEAD")
    response = redirect_to_login(request.get_full_path() if is_page else "/")
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(response.url)
    return response


def is_member(user: Any) -> TypeGuard[User]:
    return user is not None and user.is_authenticated and not user.is_guest


def is_person(user: Any) -> TypeGuard[User]:
    return is_member(user) or bool(getattr(user, "is_guest", False))


def person_of(request: HttpRequest | Request) -> User:
    """The member or guest who asks; 401 for nobody."""
    if is_person(request.user):
        return request.user
    raise Problem("sign-in-required", 401, "Sign in first", "This belongs to somebody.")


def member_of(request: HttpRequest | Request) -> User:
    """The member who asks; 401 for guests and nobody."""
    if is_member(request.user):
        return request.user
    raise Problem("sign-in-required", 401, "Sign in first", "This needs an account.")


# --- The API ----------------------------------------------------------------


class IsAnybody(BasePermission):
    audience = Audience.PUBLIC

    def has_permission(self, request: Request, view: Any) -> bool:
        return True


class IsPerson(BasePermission):
    """Members, and guests of the diagnostic."""

    audience = Audience.PERSON

    def has_permission(self, request: Request, view: Any) -> bool:
        return is_person(request.user)


class IsMember(BasePermission):
    audience = Audience.MEMBER

    def has_permission(self, request: Request, view: Any) -> bool:
        return is_member(request.user)


class IsTeaching(BasePermission):
    audience = Audience.TEACHING
    message = "Only instructors and administrators may do this."

    def has_permission(self, request: Request, view: Any) -> bool:
        return is_member(request.user) and request.user.is_teaching


class IsAdmin(BasePermission):
    audience = Audience.ADMIN
    message = "Only administrators may do this."

    def has_permission(self, request: Request, view: Any) -> bool:
        return is_member(request.user) and request.user.is_admin


# --- Coming in --------------------------------------------------------------


def may_enter(user: User) -> bool:
    """Active people only. Demo people, whose password everybody knows, stay out
    as soon as the same database is used for real."""
    return user.is_active and not user.is_guest and (settings.DEMO or not user.is_demo)


def needs_second_factor(user: User) -> bool:
    """Whether this person's role asks for a second factor here."""
    return settings.SECOND_FACTOR_REQUIRED and user.is_teaching


def access_code_account(user: User, assignment_id: int) -> str:
    """What this person's wrong access codes of an assigned exam are counted by."""
    return f"access code of assignment {assignment_id} by {user.pk}"


def address_of(request: HttpRequest) -> str:
    """The address that this request is counted by."""
    return throttle.network_of(get_adapter().get_client_ip(request))


def source_of(request: HttpRequest, email: str) -> Source:
    """Where somebody who says to be this person tries from."""
    tokens = devices.read_tokens(request.COOKIES)
    known = selectors.known_device(email=email.strip().lower(), tokens=tokens)
    return Source(address=address_of(request), device=known)


# --- Own things -------------------------------------------------------------


def session_for(user: User, pk: int) -> UserSession:
    """One of this person's own sessions."""
    return or_404(UserSession.objects.filter(user=user, pk=pk).first())


def token_for(user: User, reference: str) -> ApiToken:
    """One of this person's own tokens, by the beginning of its digest."""
    found = ApiToken.objects.filter(user=user, digest__startswith=reference)
    token: ApiToken = or_404(found.first())
    return token


# --- Other people -------------------------------------------------------------


def person_for(user: User, pk: int) -> User:
    """Anybody with an account, for administrators."""
    return or_404(
        User.objects.members().filter(pk=pk).first() if user.is_admin else None
    )


def export_for(user: User, pk: UUID) -> PersonExport:
    """What somebody asked for: of themselves, and of others while they may."""
    export = PersonExport.objects.filter(pk=pk, asked_by=user).first()
    if export is None or not (user.is_admin or export.person_id == user.pk):
        raise Http404
    return export


def erasure_for(user: User, pk: UUID) -> Erasure:
    """The certificate of an erasure, for administrators."""
    return or_404(Erasure.objects.filter(pk=pk).first() if user.is_admin else None)


def erasure_by_link(pk: UUID) -> Erasure:
    """For whoever has the link, which nobody guesses: it names nobody."""
    return or_404(Erasure.objects.filter(pk=pk).first())


# --- Cohorts ------------------------------------------------------------------


def cohorts_for(user: User) -> QuerySet[Cohort]:
    """Cohorts whose members this person may see: all for administrators, those
    they teach for instructors, none for students."""
    if user.is_admin:
        return Cohort.objects.all()
    if user.is_teaching:
        return Cohort.objects.taught_by(user)
    return Cohort.objects.none()


def cohort_for(user: User, pk: int) -> Cohort:
    """One of these cohorts."""
    return or_404(cohorts_for(user).filter(pk=pk).first())


def people_for(user: User) -> QuerySet[User]:
    """People whom this person may know by name: all for administrators, else
    themselves and who is in a cohort that they teach now."""
    if user.is_admin:
        return User.objects.all()
    taught = Membership.objects.current().filter(cohort__in=cohorts_for(user))
    return User.objects.filter(Q(pk=user.pk) | Q(pk__in=taught.values("user")))


def membership_for(user: User, cohort_id: int, pk: int) -> Membership:
    """Somebody who is in one of these cohorts now."""
    current = cohort_for(user, cohort_id).memberships.current()
    return or_404(current.select_related("user", "cohort").filter(pk=pk).first())


def invitation_for(user: User, cohort_id: int, pk: int) -> Invitation:
    """An open invitation into one of these cohorts."""
    waiting = cohort_for(user, cohort_id).invitations.open()
    return or_404(waiting.select_related("cohort").filter(pk=pk).first())


def roster_for(user: User, pk: UUID) -> RosterImport:
    """A roster that was read, for administrators."""
    return or_404(RosterImport.objects.filter(pk=pk).first() if user.is_admin else None)


def cohort_by_code(code: str, *, now: datetime) -> Cohort:
    """The cohort that this code opens now; the same refusal for every other code."""
    found = Cohort.objects.current().filter(
        join_code=joining.normal_code(code), join_left__gt=0, join_expires_at__gt=now
    )
    cohort = found.first()
    if cohort is None:
        raise Problem(
            "code-unknown",
            404,
            "This code opens nothing",
            "It may be mistyped, used up or over. Ask your instructor for a new one.",
        )
    return cohort


def invitation_by_token(token: str, *, now: datetime) -> Invitation:
    """The invitation of this link; who has used it is told so, others nothing."""
    found = Invitation.objects.select_related("cohort").filter(
        digest=joining.digest_of(token)
    )
    invitation = found.first()
    if invitation is None or not invitation.is_usable(now):
        raise Problem(
            "invitation-over",
            404,
            "This invitation is over",
            "Each link works once and for two weeks. If you have accepted it already, "
            "sign in; otherwise ask for a new one.",
        )
    return invitation
