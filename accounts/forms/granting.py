"""More time for several students of a cohort."""

from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.forms.people import GrantedTimeForm
from accounts.models import Membership, User


class CohortTimeForm(GrantedTimeForm):
    """Who of these members, how much time, and why."""

    member = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": "Tick somebody in the list."}
    )

    def __init__(self, *args: Any, members: Sequence[Membership], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.members = members
        choices = [(str(member.pk), str(member.user)) for member in members]
        self.fields["member"].choices = choices  # type: ignore[attr-defined]  # REASON: a ChoiceField

    @property
    def people(self) -> list[User]:
        chosen = set(self.cleaned_data["member"])
        return [member.user for member in self.members if member.pk in chosen]
