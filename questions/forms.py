"""Shapes of what people say about questions."""

from django import forms

from questions.models import ReportReason


class ReportForm(forms.Form):
    """What a student says is wrong with a question."""

    reason = forms.ChoiceField(
        choices=ReportReason.choices, label="What is wrong with this question?"
    )
    text = forms.CharField(
        required=False,
        max_length=4000,
        label="Tell us more",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    source_url = forms.URLField(
        required=False,
        max_length=500,
        label="A page that shows it",
        help_text="The address of an AWS page, if you have one.",
        assume_scheme="https",
    )
