"""Shapes of what staff decide about assignments, and for one person otherwise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict

from accounts.accommodations import MOST_MINUTES, MOST_TIMES
from accounts.models import Cohort, User
from accounts.selectors import time_zones
from exams import plans, selectors, zones
from exams.choices import MOST_ATTEMPTS
from exams.forms.walls import (
    WallForm,
    WallTimeField,
    ZoneField,
    to_minute,
    wall_initial,
)
from exams.models import Assignment, AssignmentOverride, Exam, FormRule, Release
from exams.services import Otherwise
from lib.numbers import whole
from lib.words import one_line

YES, NO = "yes", "no"
DRILL_WINDOW = timedelta(days=7)
CLOSING = [
    (NO, "Attempts that still run may go on to their time limit"),
    (YES, "Attempts that still run are handed in"),
]
CHOOSE = "Choose one"
REMIND_HOURS = [
    ("", "Not at all"),
    ("1", "An hour before"),
    ("3", "3 hours before"),
    ("24", "A day before"),
    ("72", "3 days before"),
]


@dataclass(frozen=True)
class Group:
    """Fields that belong together on a page."""

    title: str
    fields: Sequence[BoundField]


class AssignmentForm(WallForm):
    """Everything that is decided about an assignment but its exam and its cohort."""

    title = forms.CharField(
        label="Title",
        required=False,
        max_length=120,
        help_text="As students read it. Without one it is the exam's own.",
    )
    instructions = forms.CharField(
        label="Instructions",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What students read before they begin.",
    )
    opens = WallTimeField(label="Opens")
    closes = WallTimeField(label="Closes")
    zone_name = ZoneField(
        label="Time zone", help_text="Both times are meant in this zone."
    )
    closing = forms.ChoiceField(
        label="When the window closes",
        choices=CLOSING,
        widget=forms.RadioSelect,
        initial=NO,
    )
    attempts_allowed = forms.IntegerField(
        label="Attempts allowed", min_value=1, max_value=MOST_ATTEMPTS, initial=1
    )
    form_rule = forms.ChoiceField(
        label="Questions",
        choices=FormRule,
        widget=forms.RadioSelect,
        initial=FormRule.OWN,
    )
    access_code = forms.CharField(
        label="Access code",
        required=False,
        max_length=40,
        help_text="Asked for at the start, when everybody must be in the room, say.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    release = forms.ChoiceField(
        label="Feedback",
        choices=Release,
        widget=forms.RadioSelect,
        initial=Release.AFTER_CLOSE,
        help_text="Result, key and reasons. Until then no practice asks its questions "
        "again of who sat it; with “never here” none ever does.",
    )
    is_late_counted = forms.BooleanField(
        label="Answers that arrive after time count",
        required=False,
        help_text="When a connection was lost, say; for a day after the end at most. "
        "The result tells of them.",
    )
    remind_hours = forms.TypedChoiceField(
        label="Remind everybody before it opens",
        required=False,
        choices=REMIND_HOURS,
        coerce=int,
        empty_value=None,
        help_text="Who has not begun is reminded a day before it closes, too.",
    )

    GROUPS = {
        "What": ("exam", "cohort", "title", "instructions"),
        "Window": ("opens", "closes", "zone_name", "closing"),
        "Attempts": ("attempts_allowed", "form_rule", "access_code"),
        "Afterwards": ("release", "is_late_counted", "remind_hours"),
    }

    def __init__(self, *args: Any, exam: Exam | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held_exam = exam
        self.fields["remind_hours"].choices = _hour_choices(self.initial)  # type: ignore[attr-defined]  # REASON: a ChoiceField
        self.fields["zone_name"].choices = _zone_choices(self.zone)  # type: ignore[attr-defined]  # REASON: a ChoiceField

    @classmethod
    def of(cls, assignment: Assignment, data: QueryDict | None = None) -> Any:
        """The form of an assignment as it is."""
        return cls(data, initial=initial_of(assignment), exam=assignment.exam)

    @property
    def zone(self) -> str:
        name = self["zone_name"].value() or ""
        return str(name) if name in zones.zone_names() else ""

    @property
    def groups(self) -> list[Group]:
        return [
            Group(title, [self[name] for name in names if name in self.fields])
            for title, names in self.GROUPS.items()
        ]

    @property
    def begins_filled(self) -> bool:
        """Whether exam and cohort were chosen before the page was opened."""
        return not self.is_bound and {"exam", "cohort"} <= self.initial.keys()

    @property
    def accepted(self) -> frozenset[str]:
        """Warnings that the author has read and set aside."""
        return frozenset(self.data.getlist("accepted") if self.is_bound else ())  # type: ignore[attr-defined]  # REASON: a QueryDict

    @property
    def plan(self) -> plans.Plan:
        """What was decided, of a valid form."""
        told = self.cleaned_data
        exam = self.held_exam or told["exam"]
        named = {n: told[n] for n in selectors.PLANNED if n in told}
        title = one_line(told["title"]) or exam.title
        decided = {"title": title, "is_cut_by_close": told["closing"] == YES}
        return plans.Plan(zone=told["zone_name"], **(named | decided))


class NewAssignmentForm(AssignmentForm):
    """The same with an exam and a cohort to choose."""

    exam = forms.ModelChoiceField(Exam.objects.none(), label="Exam")
    cohort = forms.ModelChoiceField(
        Cohort.objects.none(), label="Cohort", empty_label=CHOOSE
    )

    def __init__(self, *args: Any, cohorts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = str((self.data if self.is_bound else self.initial).get("exam"))
        offered = selectors.offered_exams(whole(told))
        self.fields["exam"] = ExamField(offered, label="Exam", empty_label=CHOOSE)
        self.fields["cohort"].queryset = cohorts  # type: ignore[attr-defined]  # REASON: a ModelChoiceField


class ExamField(forms.ModelChoiceField):  # type: ignore[type-arg]  # REASON: generic for the checker alone
    """Exams, told with their guide and time limit."""

    def label_from_instance(self, exam: Any) -> str:
        limit = f"{exam.minutes} minutes" if exam.minutes else "no time limit"
        return f"{exam.title} ({exam.guide.code}, {limit})"


def _hour_choices(initial: Mapping[str, Any]) -> list[tuple[str, str]]:
    """With the number of hours that was chosen elsewhere."""
    held = str(initial.get("remind_hours") or "")
    known = {value for value, _ in REMIND_HOURS}
    own = [] if held in known else [(held, f"{held} hours before")]
    return [*REMIND_HOURS, *own]


def _zone_choices(held: str) -> Sequence[Any]:
    listed = time_zones()
    known = {name for _, group in listed for name, _ in group}
    return listed if not held or held in known else [(held, held), *listed]


def initial_of(assignment: Assignment) -> dict[str, Any]:
    """An assignment as the form shows it; readings of doubtful times are chosen."""
    plan = selectors.plan_of(assignment)
    told = {name: getattr(plan, name) for name in selectors.PLANNED}
    return told | {
        "zone_name": plan.zone,
        "closing": YES if plan.is_cut_by_close else NO,
        **wall_initial("opens", plan.opens_at, plan.zone),
        **wall_initial("closes", plan.closes_at, plan.zone),
    }


def initial_with(exam: Exam, zone: str, now: datetime) -> dict[str, Any]:
    """The form for this exam. A drill is ready to be assigned: from now on for a week,
    and the reasons at once, which are why it is sat."""
    if not exam.is_drill:
        return {"exam": exam.pk}
    return {
        "exam": exam.pk,
        "release": Release.AT_ONCE,
        **wall_initial("opens", to_minute(now), zone),
        **wall_initial("closes", to_minute(now) + DRILL_WINDOW, zone),
    }


class OverrideForm(WallForm):
    """What one person has otherwise; what is left empty is as for everybody."""

    opens = WallTimeField(label="Opens", required=False)
    closes = WallTimeField(label="Closes", required=False)
    attempts_allowed = forms.IntegerField(
        label="Attempts allowed", min_value=1, max_value=MOST_ATTEMPTS, required=False
    )
    time_multiplier = forms.DecimalField(
        label="Time multiplier",
        required=False,
        min_value=1,
        max_value=MOST_TIMES,
        max_digits=3,
        decimal_places=2,
        help_text="Here alone. Time that somebody always has belongs to the person.",
        widget=forms.NumberInput(attrs={"step": "0.05", "inputmode": "decimal"}),
    )
    extra_minutes = forms.IntegerField(
        label="Extra minutes", min_value=0, max_value=MOST_MINUTES, required=False
    )
    is_excused = forms.BooleanField(
        label="Need not sit it",
        required=False,
        help_text="Then the rest does not matter.",
    )
    reason = forms.CharField(
        label="Reason",
        max_length=500,
        help_text="Kept in the log; the student reads it when a deadline moves.",
    )

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._zone = zone

    @classmethod
    def of(
        cls,
        assignment: Assignment,
        held: AssignmentOverride | None,
        data: QueryDict | None = None,
    ) -> "OverrideForm":
        zone = assignment.zone
        initial: dict[str, Any] = {}
        if held is not None:
            names = ("attempts_allowed", "time_multiplier", "extra_minutes")
            initial = {n: getattr(held, n) for n in (*names, "is_excused", "reason")}
            initial |= wall_initial("opens", held.opens_at, zone)
            initial |= wall_initial("closes", held.closes_at, zone)
        return cls(data, initial=initial, zone=zone)

    @property
    def zone(self) -> str:
        return self._zone

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        if not self.errors and not self.otherwise_of(told):
            raise forms.ValidationError("Say what is otherwise: all of it is empty.")
        return told

    @staticmethod
    def otherwise_of(told: dict[str, Any]) -> dict[str, Any]:
        """What was said, by the names of `services.Otherwise`."""
        names = Otherwise.__dataclass_fields__
        return {n: told[n] for n in names if told.get(n) not in (None, False)}

    @property
    def otherwise(self) -> Otherwise:
        return Otherwise(**self.otherwise_of(self.cleaned_data))


class ReasonForm(forms.Form):
    """Why something is done to others."""

    reason = forms.CharField(label="Reason", max_length=500)


def new_form(user: User, cohorts: Any, data: Any, initial: Any) -> NewAssignmentForm:
    """The form of a new assignment, in the author's own zone."""
    return NewAssignmentForm(
        data, cohorts=cohorts, initial={"zone_name": user.time_zone} | initial
    )
