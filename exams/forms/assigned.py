"""What a student says to begin what was assigned."""

from django import forms


class AccessCodeForm(forms.Form):
    """The code that is told in the room."""

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
