"""What staff ask for while an exam is sat: which step, why, in whose attempts."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django import forms

from exams import interventions

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
