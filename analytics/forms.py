"""Shapes of what students send: a set to practise."""

from django import forms
from django.http import QueryDict

from analytics.selectors import STUDY_SOURCES, Choices, Wish
from exams.selectors import DRILL_SIZE

MAX_COUNT = 65


class StudyForm(forms.Form):
    """A set: where from, what about, how many."""

    source = forms.ChoiceField(label="From", choices=list(STUDY_SOURCES.items()))
    domains = forms.MultipleChoiceField(
        label="Domains", required=False, widget=forms.CheckboxSelectMultiple
    )
    topics = forms.MultipleChoiceField(
        label="Topics",
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text="None chosen means all. Hold Ctrl or ⌘ to choose several.",
    )
    kinds = forms.MultipleChoiceField(
        label="Kinds", required=False, widget=forms.CheckboxSelectMultiple
    )
    difficulties = forms.MultipleChoiceField(
        label="Difficulty", required=False, widget=forms.CheckboxSelectMultiple
    )
    unseen_only = forms.BooleanField(
        label="Only questions I have never seen", required=False
    )
    count = forms.IntegerField(
        label="How many questions",
        min_value=1,
        max_value=MAX_COUNT,
        initial=DRILL_SIZE,
    )

    def __init__(self, data: QueryDict | None = None, *, choices: Choices) -> None:
        super().__init__(data and _with_defaults(data))
        for name in ("domains", "topics", "kinds", "difficulties"):
            self.fields[name].choices = getattr(choices, name)  # type: ignore[attr-defined]  # REASON: each is a choice field

    @property
    def wish(self) -> Wish:
        names = set(self.cleaned_data) - {"count"}
        return Wish(**{name: self.cleaned_data[name] for name in names})


def _with_defaults(data: QueryDict) -> QueryDict:
    """A button of another page names only what it is about."""
    told = data.copy()
    told.setdefault("source", Wish.source)
    told.setdefault("count", str(DRILL_SIZE))
    return told
