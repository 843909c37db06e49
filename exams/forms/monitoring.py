"""What staff ask for while an exam is sat: which step, why, in whose attempts."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django import forms

from accounts.forms.people import WhoForm
from exams import interventions
from exams.selectors import Look, Presence

STEPS = (
    (interventions.EXTENDED, "Give more time"),
    (interventions.PAUSED, "Pause"),
    (interventions.RESUMED, "Let go on"),
    (interventions.FORCED, "Hand in now"),
    (interventions.REOPENED, "Open again"),
    (interventions.VOIDED, "Declare that it does not count"),
    (interventions.RESTORED, "Let it count again"),
)
CHOSEN, RUNNING = "chosen", "running"
NEEDS_MINUTES = "Say how many minutes."


class LookForm(WhoForm):
    """Whom of an assignment to look at; what is ticked there stays in sight."""

    show = forms.ChoiceField(
        choices=[(p.value, p) for p in Presence],
        required=False,
        widget=forms.HiddenInput(),
    )
    page = forms.IntegerField(required=False, min_value=1)
    still = forms.CharField(required=False, max_length=3)

    def look(self, ticked: Iterable[str] = ()) -> Look:
        """What was understood of it; the rest counts as not set."""
        told = self.shown()
        return Look(
            q=told.get("q", ""),
            show=told.get("show", ""),
            number=told.get("page", 1),
            ticked=frozenset(ticked),
            is_still="still" in told,
        )


class StepForm(forms.Form):
    """One step with its reason; minutes for those that take some."""

    step = forms.ChoiceField(label="What to do", choices=STEPS)
    minutes = forms.IntegerField(
        label="Minutes",
        required=False,
        min_value=1,
        max_value=interventions.MOST_MINUTES,
        help_text="For more time, and for opening again.",
    )
    reason = forms.CharField(
        label="Reason",
        max_length=500,
        help_text="The student reads it; it stands in the audit log.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(
        self, *args: Any, steps: Collection[str] = interventions.STEPS, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["step"]
        field.choices = [s for s in STEPS if s[0] in steps]  # type: ignore[attr-defined]  # REASON: a ChoiceField
        if not any(step in interventions.WITH_MINUTES for step in steps):
            del self.fields["minutes"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        is_needed = cleaned.get("step") in interventions.WITH_MINUTES
        if is_needed and not cleaned.get("minutes") and "minutes" not in self.errors:
            self.add_error("minutes", NEEDS_MINUTES)
        if not is_needed:
            cleaned["minutes"] = None
        return cleaned

    @property
    def is_destructive(self) -> bool:
        return self.cleaned_data["step"] in interventions.DESTRUCTIVE

    @property
    def words(self) -> str:
        """What is asked for, as its choice says it."""
        return dict(STEPS)[self.cleaned_data["step"]]


class ManyForm(StepForm):
    """The same for the people who are ticked, or for everybody who is in."""

    whom = forms.ChoiceField(
        label="For whom",
        choices=[(CHOSEN, "The people you ticked"), (RUNNING, "Everybody who is in")],
        initial=CHOSEN,
        widget=forms.RadioSelect,
    )
    attempt = forms.TypedMultipleChoiceField(coerce=UUID, required=False)
    field_order = ["step", "minutes", "reason", "whom"]

    def __init__(self, *args: Any, attempts: Collection[UUID], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["attempt"]
        field.choices = [(str(pk), str(pk)) for pk in attempts]  # type: ignore[attr-defined]  # REASON: a ChoiceField

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("whom") == CHOSEN and not cleaned.get("attempt"):
            self.add_error("whom", "Tick somebody in the list, or choose everybody.")
        return cleaned
