"""Where django-allauth asks the product."""

import logging
from smtplib import SMTPException
from typing import Any

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.http import HttpRequest
from django.utils import timezone
from qrcode.image.svg import SvgPathFillImage

from accounts import access, services
from accounts.models import User
from lib.problems import Problem

logger = logging.getLogger("passline.accounts")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # REASON: allauth has no types
    """Sign-in and sign-up as Passline wants them."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "This e-mail address and password do not match.",
        "incorrect_password": "This password is not right.",
        "enter_current_password": "This is not your current password.",
        "too_many_login_attempts": "That was wrong too often. "
        "Wait five minutes, or reset your password.",
    }

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        if not access.may_try_sign_in(
            account=credentials["email"],
            address=self.get_client_ip(request),
            now=timezone.now(),
        ):
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        user: User | None = super().authenticate(request, **credentials)
        if user is not None:
            services.forget_sign_in_failures(account=credentials["email"])
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        services.record_sign_in_failure(
            account=credentials["email"],
            address=self.get_client_ip(request),
            now=timezone.now(),
        )

    def login(self, request: HttpRequest, user: User) -> None:
        guests = services.take_guests(session=request.session)
        super().login(request, user)
        services.forget_dead_sessions(user=user, now=timezone.now())
        UserSession.objects.create_from_request(request)
        services.claim_guests(guest_ids=guests, user_id=user.pk)

    def set_password(self, user: User, password: str) -> None:
        request = self.request
        is_own = request.user.is_authenticated and request.user.pk == user.pk
        key = request.session.session_key if is_own else ""
        services.change_password(user=user, password=password, but_session=key or "")

    def send_mail(
        self, template_prefix: str, email: str, context: dict[str, Any]
    ) -> None:
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
