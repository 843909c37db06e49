"""Shapes of what people tell about themselves."""

from datetime import timedelta
from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt
from django import forms
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts import access, selectors, services
from accounts.accommodations import (
    MOST_MINUTES,
    MOST_TIMES,
    OWN,
    PRESETS,
    Accommodation,
    preset_of,
)
from accounts.models import User
from lib.forms import DayField
from lib.problems import Problem
from lib.words import one_line

# Our words for allauth's fields.
LABELS = {
    "login": "E-mail",
    "email": "E-mail",
    "code": "Code",
    "oldpassword": "Current password",
    "password2": "The same once more",
}
STRONG_ENOUGH = "At least 10 characters, and not an easy guess."


def too_many(problem: Problem) -> forms.ValidationError:
    """The refusal of a try, as a form says it; its cause knows the seconds."""
    return forms.ValidationError(problem.detail, code="too_many_login_attempts")


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
    time_zone = forms.ChoiceField(
        label="Time zone",
        choices=selectors.time_zones,
        initial="UTC",
        help_text="Times and deadlines are shown in this zone.",
    )
    target_guide = forms.ChoiceField(label="Target exam", required=False)
    exam_date = DayField(
        label="Exam date",
        required=False,
        help_text="If you have booked one.",
    )

    def __init__(self, *args: Any, held: str = "", **kwargs: Any) -> None:
        """`held` is the exam that this person aims at already: it may stay."""
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        targets = selectors.target_choices(today=today, held=held)
        field = self.fields["target_guide"]
        field.choices = [  # type: ignore[attr-defined]  # REASON: a ChoiceField
            ("", "Not decided yet"),
            *((target.code, target.words) for target in targets),
        ]
        field.help_text = " ".join(target.hint for target in targets if target.hint)

    def clean_name(self) -> str:
        return one_line(self.cleaned_data["name"])

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

    field_order = [
        "email",
        "password1",
        "name",
        "time_zone",
        "target_guide",
        "exam_date",
    ]
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
            time_zone=data["time_zone"],
            target_guide=data["target_guide"],
            exam_date=data["exam_date"],
        )


class SignInForm(PlainWords, allauth_forms.LoginForm):  # type: ignore[misc]  # REASON: allauth has no types
    """E-mail and password."""


class EmailForm(PlainWords, allauth_forms.AddEmailForm):  # type: ignore[misc]  # REASON: the same
    """The address to change to."""


class PasswordForm(PlainWords, allauth_forms.ChangePasswordForm):  # type: ignore[misc]  # REASON: the same
    """The old password and a new one."""

    def clean_oldpassword(self) -> str:
        """Tried like at the door, so that a found session is no place to guess."""
        password: str = self.cleaned_data["oldpassword"]
        if not get_adapter().reauthenticate(self.user, password):
            raise get_adapter().validation_error("enter_current_password")
        return password


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
        max_value=MOST_TIMES,
        max_digits=3,
        decimal_places=2,
        help_text="From 1 to 3: 1.25 makes 130 minutes 162 and a half.",
        widget=forms.NumberInput(attrs={"step": "0.05", "inputmode": "decimal"}),
    )
    extra_minutes = forms.IntegerField(
        label="Extra minutes",
        required=False,
        min_value=0,
        max_value=MOST_MINUTES,
        help_text=f"Up to {MOST_MINUTES}, added after multiplying.",
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
    authenticator: Authenticator

    def clean_code(self) -> str:
        source = access.source_of(context.request, self.user.email)
        account = selectors.code_account(self.user.pk)
        try:
            tried = services.begin_try(
                account=account, source=source, now=timezone.now()
            )
        except Problem as problem:
            raise too_many(problem) from problem
        code: str = super().clean_code()  # type: ignore[misc]  # REASON: a mixin
        if self.authenticator.type == Authenticator.Type.TOTP:
            self._use(code, decrypt(self.authenticator.data["secret"]))
        services.prove_try(tried=tried)
        return code

    def _use(self, code: str, secret: str) -> None:
        if not services.use_code_step(user=self.user, step=step_of(code, secret)):
            raise forms.ValidationError("Each code works once. Wait for the next one.")


def step_of(code: str, secret: str) -> int:
    """The half minute that a right code belongs to; 0 when it has just passed."""
    wanted = normalize_user_code(code)
    steps = (
        step
        for step in yield_hotp_counters_from_time()
        if format_hotp_value(hotp_value(secret, step)) == wanted
    )
    return next(steps, 0)


class SecondFactorForm(PlainWords, CountedCode, AuthenticateForm):  # type: ignore[misc]  # REASON: allauth has no types
    """The code that is asked for after the password."""


class SecondFactorAgainForm(PlainWords, CountedCode, ReauthenticateForm):  # type: ignore[misc]  # REASON: the same
    """The code that confirms something delicate."""


class SecondFactorSetupForm(PlainWords, ActivateTOTPForm):  # type: ignore[misc]  # REASON: the same
    """The first code, which proves that the app has the secret, and is used by that."""

    def clean_code(self) -> str:
        code: str = super().clean_code()
        services.use_code_step(user=self.user, step=step_of(code, self.secret))
        return code
