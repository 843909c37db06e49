"""Shapes of what people send: a set to practise, when a report comes by mail."""

from django import forms
from django.http import QueryDict

from accounts.forms.people import WhoForm
from accounts.models import User
from analytics.cohorts.report import Group
from analytics.models import (
    HIGHEST_LINE,
    LOWEST_LINE,
    CohortReporting,
    ReportMail,
    Weekday,
)
from analytics.selectors import STUDY_SOURCES, Choices, Wish
from exams.selectors import DRILL_SIZE, MOST_DRILLED

MAIL_HOUR = 7


class CheckboxSelectGroups(forms.CheckboxSelectMultiple):
    """Many boxes: their groups are opened one by one."""

    template_name = "analytics/choice_groups.html"


class StudyForm(forms.Form):
    """A set: where from, what about, how many."""

    source = forms.ChoiceField(label="From", choices=list(STUDY_SOURCES.items()))
    domains = forms.MultipleChoiceField(
        label="Domains", required=False, widget=forms.CheckboxSelectMultiple
    )
    topics = forms.MultipleChoiceField(
        label="Topics",
        required=False,
        widget=CheckboxSelectGroups,
        help_text="None chosen means all.",
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
        max_value=MOST_DRILLED,
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


class ReportMailForm(forms.Form):
    """When a cohort's report comes by mail, on the clock of who reads it."""

    weekday = forms.TypedChoiceField(label="Every", choices=Weekday, coerce=int)
    hour = forms.TypedChoiceField(
        label="At",
        choices=[(hour, f"{hour:02}:00") for hour in range(24)],
        coerce=int,
    )

    def __init__(
        self, mail: ReportMail | None, reader: User, data: QueryDict | None = None
    ) -> None:
        begun = mail or ReportMail(weekday=Weekday.MONDAY, hour=MAIL_HOUR)
        super().__init__(data, initial={"weekday": begun.weekday, "hour": begun.hour})
        zone = reader.time_zone.replace("_", " ")
        self.fields["hour"].help_text = f"In your time zone, {zone}."


class ReportingForm(forms.Form):
    """From which forecast on people of a cohort should book, and who sees individuals:
    that is asked of administrators only."""

    book_percent = forms.TypedChoiceField(
        label="Book from a forecast of",
        choices=[(n, f"{n} %") for n in range(LOWEST_LINE, HIGHEST_LINE + 1, 5)],
        coerce=int,
        help_text="Who reaches it is listed under “Book now”.",
    )
    is_figures_only = forms.BooleanField(
        label="Here, instructors see figures about the class only",
        required=False,
        help_text="Nobody's own results in this report, its files and its mails then; "
        "small groups are hidden as well.",
    )

    def __init__(
        self,
        reporting: CohortReporting,
        data: QueryDict | None = None,
        *,
        is_admin: bool,
    ) -> None:
        names = ("book_percent", "is_figures_only")
        told = {name: getattr(reporting, name) for name in names}
        super().__init__(data, initial=told)
        if not is_admin:
            del self.fields["is_figures_only"]


class ReportFilterForm(WhoForm):
    """Which exam's report, which of its people, and from where on."""

    guide = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput())
    group = forms.ChoiceField(
        required=False,
        choices=[("", ""), *((g.value, g.value) for g in Group)],
        widget=forms.HiddenInput(),
    )
    show = forms.ChoiceField(
        required=False,
        choices=[("", ""), ("domains", "domains")],
        widget=forms.HiddenInput(),
    )
    after = forms.IntegerField(required=False, min_value=0)
    before = forms.IntegerField(required=False, min_value=0)
