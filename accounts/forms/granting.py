"""More time for several students of a cohort."""

from typing import Any

from django import forms

from accounts.forms.people import GrantedTimeForm
from accounts.models import Cohort, Membership, User


class CohortTimeForm(GrantedTimeForm):
    """Which students of this cohort, how much time, and why."""

    member = forms.ModelMultipleChoiceField(
        Membership.objects.none(),
        error_messages={"required": "Tick somebody in the list."},
    )

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        students = cohort.memberships.current().students().select_related("user")
        self.fields["member"].queryset = students  # type: ignore[attr-defined]  # REASON: a ModelChoiceField

    @property
    def people(self) -> list[User]:
        return [member.user for member in self.cleaned_data["member"]]
