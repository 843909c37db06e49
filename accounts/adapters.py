"""Where django-allauth asks the product."""

import logging
from smtplib import SMTPException
from typing import Any
from urllib.parse import urlsplit

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from qrcode.image.svg import SvgPathFillImage

from accounts import access, devices, services
from accounts.forms import too_many
from accounts.models import SignInFailure, User
from lib.problems import Problem

logger = logging.getLogger("passline.accounts")


def _at_home(url: str) -> str:
    """The same page at the product's own address, when one is set."""
    if not settings.MAIL_BASE_URL:
        return url
    scheme, host, *_ = urlsplit(settings.MAIL_BASE_URL)
    return urlsplit(url)._replace(scheme=scheme, netloc=host).geturl()


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # REASON: allauth has no types
    """Sign-in and sign-up as Passline wants them."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "This e-mail address and password do not match.",
        "incorrect_password": "This password is not right.",
        "enter_current_password": "This is not your current password.",
    }

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Every password goes through here: page, API, and asked for again."""
        email = credentials.get("email", "")
        tried = self._begin_try(request, email)
        user: User | None = super().authenticate(request, **credentials)
        if user is not None:
            services.prove_try(tried=tried)
        return user

    def _begin_try(self, request: HttpRequest, email: str) -> SignInFailure:
        source = access.source_of(request, email)
        try:
            return services.begin_try(account=email, source=source, now=timezone.now())
        except Problem as problem:
            raise too_many(problem) from problem

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Counted above; allauth's counters live in the cache."""

    def login(self, request: HttpRequest, user: User) -> None:
        guests = services.take_guests(session=request.session)
        super().login(request, user)
        services.forget_dead_sessions(user=user, now=timezone.now())
        UserSession.objects.create_from_request(request)
        services.claim_guests(guest_ids=guests, user_id=user.pk)

    def post_login(
        self, request: HttpRequest, user: User, **kwargs: Any
    ) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        tokens = services.remember_device(
            user=user,
            tokens=devices.read_tokens(request.COOKIES),
            session_key=request.session.session_key or "",
            now=timezone.now(),
        )
        devices.write_tokens(response, tokens)
        return response

    def set_password(self, user: User, password: str) -> None:
        request = self.request
        is_own = request.user.is_authenticated and request.user.pk == user.pk
        key = request.session.session_key if is_own else ""
        services.change_password(user=user, password=password, but_session=key or "")

    def send_mail(
        self, template_prefix: str, email: str, context: dict[str, Any]
    ) -> None:
        """Its links lead to the address that people know, whatever the request said."""
        here = self.request.build_absolute_uri("/")
        context = {
            name: _at_home(value) if name.endswith("_url") else value
            for name, value in context.items()
        } | {"site_address": _at_home(here).rstrip("/")}
        try:
            super().send_mail(template_prefix, email, context)
        except (SMTPException, OSError) as error:
            logger.exception("mail %s could not be sent", template_prefix)
            raise Problem(
                "mail-unavailable",
                503,
                "We cannot send mail right now",
                "Nothing is lost. Try again in a few minutes.",
            ) from error

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Telling somebody of a change never undoes the change."""
        try:
            super().send_notification_mail(*args, **kwargs)
        except Problem:
            logger.warning("a notification was not sent")


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # REASON: allauth has no types
    """Staff may replace their second factor, but not do without."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "This code is not right. Codes change every 30 seconds.",
        "cannot_delete_authenticator": "Your role needs a second factor.",
    }

    def build_totp_svg(self, url: str) -> str:
        """With a white ground: cameras do not read it on a dark page otherwise."""
        image = qrcode.make(url, image_factory=SvgPathFillImage, box_size=12)
        return str(image.to_string(encoding="unicode"))

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not access.needs_second_factor(authenticator.user)
