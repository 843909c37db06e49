"""What students send about a question."""

from django import forms

from questions.models import ReportReason, Resolution


class ReportForm(forms.Form):
    """What is wrong with a question."""

    reason = forms.ChoiceField(label="What is wrong?", choices=ReportReason.choices)
    text = forms.CharField(
        label="What did you expect?",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    source_url = forms.URLField(
        label="A source",
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text="The address of the AWS page that says otherwise.",
    )

    def clean_source_url(self) -> str:
        link = str(self.cleaned_data["source_url"])
        if link and not link.startswith(("https://", "http://")):
            raise forms.ValidationError("Give an address that begins with https://")
        return link


class AnswerForm(forms.Form):
    """What the student is told, and what comes of the report."""

    answer = forms.CharField(
        label="Your answer",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="The student reads it in these words.",
    )
    resolution = forms.ChoiceField(
        label="What comes of it",
        required=False,
        choices=[("", "Leave it open for now"), *Resolution.choices],
        widget=forms.RadioSelect,
    )
