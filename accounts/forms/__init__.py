"""Shapes of what people send: about themselves, about others, about cohorts."""

from accounts.forms.oneself import (
    AccommodationsForm,
    EmailForm,
    ForgottenForm,
    NewPasswordForm,
    PasswordAgainForm,
    PasswordForm,
    ProfileForm,
    SecondFactorAgainForm,
    SecondFactorForm,
    SecondFactorSetupForm,
    SignInForm,
    SignUpForm,
    too_many,
)

__all__ = [
    "AccommodationsForm",
    "EmailForm",
    "ForgottenForm",
    "NewPasswordForm",
    "PasswordAgainForm",
    "PasswordForm",
    "ProfileForm",
    "SecondFactorAgainForm",
    "SecondFactorForm",
    "SecondFactorSetupForm",
    "SignInForm",
    "SignUpForm",
    "too_many",
]
