"""What forms of every room share: filters in an address, days, refusals for the API."""

from typing import Any

from django import forms
from rest_framework.serializers import ValidationError


class FilterForm(forms.Form):
    """Filters in an address."""

    def shown(self) -> dict[str, Any]:
        """Those that can be used; a mistyped one counts as not set."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class DayField(forms.DateField):
    """A day, chosen in the browser's own calendar."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def unusable(form: forms.Form) -> ValidationError:
    """What a form of the pages refuses, field by field, as the API says it."""
    return ValidationError(
        {name: [str(error) for error in found] for name, found in form.errors.items()}
    )
