"""What administrators say about other people: filters, and changes with a reason."""

from typing import Any

from django import forms

from accounts import selectors
from accounts.forms.oneself import AccommodationsForm
from accounts.models import Role, User
from lib.forms import DayField, FilterForm
from lib.problems import Problem

ANY = ("", "Any")
STATES = [ANY, ("in", "May sign in"), ("out", "Deactivated")]


class WhoForm(FilterForm):
    """Whom to look for."""

    q = forms.CharField(
        label="Name or e-mail",
        required=False,
        max_length=100,
        widget=forms.SearchInput(),
    )


class PeopleFilterForm(WhoForm):
    """Which people to list, and from where on."""

    role = forms.ChoiceField(label="Role", required=False, choices=[ANY, *Role.choices])
    state = forms.ChoiceField(label="State", required=False, choices=STATES)
    after = forms.CharField(required=False, max_length=254)
    before = forms.CharField(required=False, max_length=254)


class AuditFilterForm(FilterForm):
    """Which events to list, and from where on."""

    actor = forms.CharField(
        label="Who did it", required=False, max_length=100, widget=forms.SearchInput()
    )
    action = forms.ChoiceField(label="What", required=False)
    object_type = forms.CharField(label="Kind of object", required=False, max_length=60)
    object_id = forms.CharField(label="Its number", required=False, max_length=60)
    since = DayField(
        label="From",
        required=False,
    )
    until = DayField(
        label="Until",
        required=False,
    )
    after = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    before = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(action, action) for action in selectors.audit_actions()]
        self.fields["action"].choices = [ANY, *choices]  # type: ignore[attr-defined]  # REASON: a ChoiceField


class ReasonForm(forms.Form):
    """Why something is done to somebody: it stands in the audit log."""

    reason = forms.CharField(
        label="Reason",
        max_length=300,
        help_text="Kept in the audit log.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class RoleForm(ReasonForm):
    """Another role, and why."""

    role = forms.ChoiceField(label="Role", choices=Role)
    field_order = ["role", "reason"]


class ActivityForm(ReasonForm):
    """Whether somebody may sign in, and why."""

    is_active = forms.TypedChoiceField(
        choices=[("yes", "yes"), ("no", "no")],
        coerce=lambda word: word == "yes",
        widget=forms.HiddenInput(),
    )


class GrantedTimeForm(ReasonForm, AccommodationsForm):
    """More time for somebody, and why; an exam that would end by it is asked about."""

    is_confirmed = forms.BooleanField(
        label="End it now", required=False, widget=forms.HiddenInput()
    )
    field_order = ["preset", "time_multiplier", "extra_minutes", "reason"]

    @property
    def told(self) -> dict[str, Any]:
        """What the services take of a valid form."""
        names = ("reason", "is_confirmed")
        said = {name: self.cleaned_data[name] for name in names}
        return said | {"accommodation": self.accommodation}

    @property
    def is_asking(self) -> bool:
        """Whether the box to confirm is to be seen."""
        return not self.fields["is_confirmed"].widget.is_hidden

    def ask_to_confirm(self, problem: Problem) -> None:
        """Say why it was not done, and let it be confirmed."""
        self.add_error(None, problem.words)
        self.fields["is_confirmed"].widget = forms.CheckboxInput()


def forms_about(person: User) -> dict[str, forms.Form]:
    """The empty forms of a person's page by name, each with ids of its own."""
    time = AccommodationsForm.of(person).initial
    opposite = "no" if person.is_active else "yes"
    return {
        "role_form": RoleForm(initial={"role": person.role}, auto_id="role_%s"),
        "activity_form": ActivityForm(
            initial={"is_active": opposite}, auto_id="activity_%s"
        ),
        "factor_form": ReasonForm(auto_id="factor_%s"),
        "time_form": GrantedTimeForm(initial=time, auto_id="time_%s"),
        "access_form": ReasonForm(auto_id="access_%s"),
    }
