"""Shapes of what is said about a wrong key: what is done about it, and why."""

from collections.abc import Mapping
from typing import Any

from django import forms

from exams.models import RemedyChoice
from questions.models import Kind, QuestionRevision

KEYED = (RemedyChoice.NEW_KEY, RemedyChoice.BOTH)
MAX_REASON = 2000


class RegradeForm(forms.Form):
    """What is to be done about a wording; its fields for a key follow its kind."""

    remedy = forms.ChoiceField(
        label="What is to be done?", widget=forms.RadioSelect, choices=RemedyChoice
    )
    reason = forms.CharField(
        label="Why",
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Students read it beside the question, in these words.",
    )

    def __init__(self, revision: QuestionRevision, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.revision = revision
        if revision.generator:
            # Each student had other numbers: no key fits them all.
            self.fields["remedy"].choices = [  # type: ignore[attr-defined]  # REASON: a ChoiceField
                choice for choice in RemedyChoice.choices if choice[0] not in KEYED
            ]
        else:
            self.fields |= key_fields(revision)
        self.order_fields(["remedy", *self.key_names, "reason"])

    @property
    def key_names(self) -> list[str]:
        return [name for name in self.fields if name not in ("remedy", "reason")]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        keys = [told.get(name) for name in self.key_names]
        if told.get("remedy") in KEYED and not all(keys):
            raise forms.ValidationError("Choose the answer that is right.")
        return told

    @property
    def key(self) -> Any:
        """The key that was chosen, in the author's ids; None where none is asked."""
        told = self.cleaned_data
        if told["remedy"] not in KEYED:
            return None
        if self.revision.kind == Kind.MATCHING:
            return {name.partition(".")[2]: told[name] for name in self.key_names}
        chosen = [told[name] for name in self.key_names]
        return chosen[0] if self.revision.kind == Kind.MULTIPLE else chosen


def key_fields(revision: QuestionRevision) -> dict[str, forms.Field]:
    """Fields in which somebody says what is right, in the shape of the kind."""
    content = revision.content
    options = [(one["id"], _label(one)) for one in content["options"]]
    if revision.kind == Kind.MULTIPLE:
        field = forms.MultipleChoiceField(
            label="The right answers",
            required=False,
            choices=options,
            widget=forms.CheckboxSelectMultiple,
            help_text=f"{content['select']} of them, where a remedy names answers.",
        )
        return {"key": field}
    if revision.kind == Kind.ORDERING:
        places = range(1, len(options) + 1)
        return {f"place.{n}": _choice(f"Place {n}", options) for n in places}
    if revision.kind == Kind.MATCHING:
        targets = [
            (one["id"], one.get("text") or one["id"]) for one in content["targets"]
        ]
        return {f"pair.{id_}": _choice(label, targets) for id_, label in options}
    single = forms.ChoiceField(
        label="The right answer",
        required=False,
        choices=options,
        widget=forms.RadioSelect,
        help_text="Where a remedy names an answer.",
    )
    return {"key": single}


def _label(option: Mapping[str, Any]) -> str:
    return f"{option['id'].upper()}. {option.get('text', '')}"


def _choice(label: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", "–"), *choices])


class UndoForm(forms.Form):
    """Why a regrade is taken back."""

    reason = forms.CharField(label="Why", max_length=MAX_REASON)
