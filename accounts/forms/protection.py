"""What is said before somebody is erased, and how long things are kept."""

from typing import Any

from django import forms

from accounts import selectors
from accounts.retention import RULES


class ErasureForm(forms.Form):
    """First step: why. It stays on the certificate, so it names nobody."""

    reason = forms.CharField(
        label="Reason",
        max_length=300,
        help_text="Stays on the certificate: leave out name and address.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ErasureConfirmForm(ErasureForm):
    """Second step: whom, typed by hand."""

    reason = forms.CharField(max_length=300, widget=forms.HiddenInput)
    address = forms.CharField(
        label="E-mail address of the person",
        max_length=254,
        help_text="Type it to confirm whom you mean.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class RetentionForm(forms.Form):
    """The days of every rule, within its bounds."""

    def __init__(
        self, rows: list[selectors.KeptRow], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {row.rule.name: row for row in rows}
        for name, rule in RULES.items():
            self.fields[name] = forms.IntegerField(
                label=f"{rule.title}: days to keep",
                min_value=rule.least,
                max_value=rule.most,
                initial=self.rows[name].days,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )

    def lines(self) -> list[dict[str, Any]]:
        """Each field beside its rule and what it would remove now."""
        return [{"field": self[name], "row": row} for name, row in self.rows.items()]
