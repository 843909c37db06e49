"""Shapes of what people tell about themselves."""

from datetime import timedelta
from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts import access, selectors, services
from accounts.accommodations import OWN, PRESETS, Accommodation, preset_of
from accounts.models import User

# Longer than a code can be right: one step early, its own, one step late.
CODE_SECONDS = 120


# Our words for allauth's fields.
LABELS = {
    "login": "E-mail",
    "email": "E-mail",
    "code": "Code",
    "oldpassword": "Current password",
    "password2": "The same once more",
}
STRONG_ENOUGH = "At least 10 characters, and not an easy guess."


class PlainWords:
    """Labels that say it all, without the same words inside the field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, forms.Field] = self.fields  # type: ignore[attr-defined]  # REASON: a mixin of forms
        for name, field in fields.items():
            field.label = LABELS.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)
            if name == "password1":
                field.help_text = STRONG_ENOUGH


class AimFields(forms.Form):
    """What somebody prepares for; asked at sign-up and kept in the profile."""

    name = forms.CharField(
        label="Name",
        max_length=120,
        required=False,
        help_text="How we should address you.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    target_guide = forms.ChoiceField(
        label="Target exam",
        required=False,
        choices=lambda: [("", "Not decided yet"), *settings.TARGET_GUIDES],
    )
    exam_date = forms.DateField(
        label="Exam date",
        required=False,
        help_text="If you have booked one.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_name(self) -> str:
        """One line, without invisible characters."""
        name = "".join(c for c in self.cleaned_data["name"] if c.isprintable())
        return " ".join(name.split())

    def clean_exam_date(self) -> Any:
        chosen = self.cleaned_data["exam_date"]
        if chosen is None or "exam_date" not in self.changed_data:
            return chosen
        today = timezone.localdate()
        if not today <= chosen <= today + timedelta(days=3 * 365):
            raise forms.ValidationError("Choose a day within the next three years.")
        return chosen


class SignUpForm(PlainWords, AimFields, allauth_forms.SignupForm):  # type: ignore[misc]  # REASON: allauth has no types
    """E-mail and password first, then what is nice to know."""

    field_order = ["email", "password1", "name", "target_guide", "exam_date"]
    account_already_exists: bool

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Make the account; a taken address looks the same and costs the same."""
        if not self.account_already_exists:
            try:
                made: tuple[User | None, HttpResponse | None] = super().try_save(
                    request
                )
            except IntegrityError:
                # Somebody else took the address a moment ago.
                self.account_already_exists = True
            else:
                return made
        make_password(self.cleaned_data["password1"])
        services.set_guest_aside(session=request.session)
        answer: tuple[User | None, HttpResponse | None] = super().try_save(request)
        return answer

    @transaction.atomic
    def save(self, request: HttpRequest) -> User:
        user: User = super().save(request)
        guests = services.take_guests(session=request.session)
        services.claim_guests(guest_ids=guests, user_id=user.pk)
        return user

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth inside `save` for the extra fields."""
        data = self.cleaned_data
        services.update_profile(
            user=user,
            name=data["name"],
            time_zone=user.time_zone,
            target_guide=data["target_guide"],
            exam_date=data["exam_date"],
        )


class SignInForm(PlainWords, allauth_forms.LoginForm):  # type: ignore[misc]  # REASON: allauth has no types
    """E-mail and password."""


class EmailForm(PlainWords, allauth_forms.AddEmailForm):  # type: ignore[misc]  # REASON: the same
    """The address to change to."""


class PasswordForm(PlainWords, allauth_forms.ChangePasswordForm):  # type: ignore[misc]  # REASON: the same
    """The old password and a new one."""


class ForgottenForm(PlainWords, allauth_forms.ResetPasswordForm):  # type: ignore[misc]  # REASON: the same
    """Where to send the link for a new password."""

    users: list[User]

    def clean_email(self) -> str:
        email: str = super().clean_email()
        self.users = [user for user in self.users if access.may_enter(user)]
        return email


class NewPasswordForm(PlainWords, allauth_forms.ResetPasswordKeyForm):  # type: ignore[misc]  # REASON: the same
    """A new password, behind that link."""


class PasswordAgainForm(PlainWords, allauth_forms.ReauthenticateForm):  # type: ignore[misc]  # REASON: the same
    """The password that confirms something delicate."""


class ProfileForm(AimFields):
    """Who you are and what you prepare for."""

    field_order = ["name", "time_zone", "target_guide", "exam_date"]
    time_zone = forms.ChoiceField(
        label="Time zone",
        choices=selectors.time_zones,
        help_text="Times are shown in this zone.",
    )


class AccommodationsForm(forms.Form):
    """More time: a preset, or the two numbers."""

    preset = forms.ChoiceField(
        label="Time in exams",
        choices=[
            *((name, words) for name, (words, _) in PRESETS.items()),
            (OWN, "As entered below"),
        ],
        widget=forms.RadioSelect,
    )
    time_multiplier = forms.DecimalField(
        label="Time multiplier",
        required=False,
        min_value=1,
        max_value=3,
        max_digits=3,
        decimal_places=2,
        help_text="From 1 to 3: 1.25 makes 130 minutes 162 and a half.",
        widget=forms.NumberInput(attrs={"step": "0.05", "inputmode": "decimal"}),
    )
    extra_minutes = forms.IntegerField(
        label="Extra minutes",
        required=False,
        min_value=0,
        max_value=240,
        help_text="Up to 240, added after multiplying.",
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    @classmethod
    def of(cls, user: User) -> "AccommodationsForm":
        current = Accommodation(user.time_multiplier, user.extra_minutes)
        return cls(
            initial={
                "preset": preset_of(current),
                "time_multiplier": current.multiplier,
                "extra_minutes": current.extra_minutes,
            }
        )

    @property
    def accommodation(self) -> Accommodation:
        """What was chosen, of a valid form."""
        data = self.cleaned_data
        if data["preset"] != OWN:
            return PRESETS[data["preset"]][1]
        standard = Accommodation()
        return Accommodation(
            data["time_multiplier"] or standard.multiplier,
            data["extra_minutes"] or standard.extra_minutes,
        )


class CountedCode:
    """A code of the second factor: failures are counted, and each works once."""

    user: User
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        now, account = timezone.now(), f"second factor of {self.user.pk}"
        address = get_adapter().get_client_ip(context.request)
        if not access.may_try_sign_in(account=account, address=address, now=now):
            raise get_adapter().validation_error("too_many_login_attempts")
        try:
            self._refuse_used()
            code: str = super().clean_code()  # type: ignore[misc]  # REASON: a mixin
        except forms.ValidationError:
            services.record_sign_in_failure(account=account, address=address, now=now)
            raise
        services.forget_sign_in_failures(account=account)
        return code

    def _refuse_used(self) -> None:
        key = f"second-factor:{self.user.pk}:{self.cleaned_data['code'].strip()}"
        if not cache.add(key, 1, CODE_SECONDS):
            raise forms.ValidationError("Each code works once. Wait for the next one.")


class SecondFactorForm(PlainWords, CountedCode, AuthenticateForm):  # type: ignore[misc]  # REASON: allauth has no types
    """The code that is asked for after the password."""


class SecondFactorAgainForm(PlainWords, CountedCode, ReauthenticateForm):  # type: ignore[misc]  # REASON: the same
    """The code that confirms something delicate."""


class SecondFactorSetupForm(PlainWords, ActivateTOTPForm):  # type: ignore[misc]  # REASON: the same
    """The first code, which proves that the app has the secret."""
