"""What a student says to begin what was assigned."""

from typing import Any

from django import forms


class AccessCodeForm(forms.Form):
    """The code that is told in the room, where one `is_asked` for."""

    access_code = forms.CharField(
        label="Access code",
        required=False,
        max_length=80,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
        help_text="Whoever supervises the exam has it.",
    )

    def __init__(self, *args: Any, is_asked: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["access_code"].required = is_asked
