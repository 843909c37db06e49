"""What people send about cohorts, rosters, codes and invitations."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils import timezone

from accounts import selectors
from accounts.forms.oneself import STRONG_ENOUGH
from accounts.forms.people import WhoForm
from accounts.joining import MOST_DAYS, MOST_PLACES
from accounts.models import Cohort, CohortRole, User
from lib.forms import DayField
from lib.sheets import MAX_BYTES
from lib.words import one_line


class CohortForm(forms.Form):
    """A cohort's name and aim."""

    name = forms.CharField(label="Name", max_length=120)
    target_guide = forms.ChoiceField(
        label="Target exam",
        required=False,
        help_text="Who has chosen another exam keeps it.",
    )
    exam_date = DayField(
        label="Exam date",
        required=False,
        help_text="For those who have entered none of their own.",
    )

    def __init__(self, *args: Any, held: str = "", **kwargs: Any) -> None:
        """`held` is the exam that the cohort aims at already: it may stay."""
        super().__init__(*args, **kwargs)
        targets = selectors.target_choices(today=timezone.localdate(), held=held)
        self.fields["target_guide"].choices = [  # type: ignore[attr-defined]  # REASON: a ChoiceField
            ("", "Not decided yet"),
            *((target.code, target.words) for target in targets),
        ]

    @classmethod
    def of(cls, cohort: Cohort, data: Any = None) -> "CohortForm":
        names = ("name", "target_guide", "exam_date")
        initial = {name: getattr(cohort, name) for name in names}
        return cls(data, initial=initial, held=cohort.target_guide)

    def clean_name(self) -> str:
        return one_line(self.cleaned_data["name"])


class CodeForm(forms.Form):
    """How many people may come in by a new code, and until when."""

    limit = forms.IntegerField(
        label="For how many people", min_value=1, max_value=MOST_PLACES, initial=30
    )
    days = forms.IntegerField(
        label="For how many days", min_value=1, max_value=MOST_DAYS, initial=14
    )

    @property
    def lifetime(self) -> timedelta:
        return timedelta(days=self.cleaned_data["days"])


class InvitationForm(forms.Form):
    """Somebody who is asked into a cohort by mail."""

    email = forms.EmailField(
        label="E-mail",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    name = forms.CharField(label="Name", max_length=120, required=False)
    role = forms.ChoiceField(label="As", choices=CohortRole)

    def clean_name(self) -> str:
        return one_line(self.cleaned_data["name"])


class MembersFilterForm(WhoForm):
    """Whom of a cohort to list, and from where on."""

    after = forms.CharField(required=False, max_length=254)
    before = forms.CharField(required=False, max_length=254)


class MemberRoleForm(forms.Form):
    role = forms.ChoiceField(choices=CohortRole)


class RosterForm(forms.Form):
    """A table of people."""

    file = forms.FileField(
        label="File",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
        help_text=f"CSV or Excel (XLSX), {MAX_BYTES >> 20} MB at most.",
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(
                f"This is larger than {MAX_BYTES >> 20} MB. Split it."
            )
        return file


class JoinForm(forms.Form):
    """The code that an instructor has given out."""

    code = forms.CharField(
        label="Code",
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters"}
        ),
    )


class NewAccountForm(forms.Form):
    """What an invited person tells to get an account."""

    name = forms.CharField(
        label="Name",
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label="Password",
        strip=False,
        max_length=1024,
        help_text=STRONG_ENOUGH,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    time_zone = forms.ChoiceField(
        label="Time zone",
        choices=selectors.time_zones,
        initial="UTC",
        help_text="Times and deadlines are shown in this zone.",
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_name(self) -> str:
        return one_line(self.cleaned_data["name"])

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        name = self.cleaned_data.get("name", "")
        validate_password(password, User(email=self.email, name=name))
        return password
