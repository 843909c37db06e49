"""Shapes of what people send to the bank: reports, filters."""

from django import forms

from questions.models import Guide, Kind, ReportReason, State, Topic

ANY = ("", "Any")


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


class BankFilterForm(forms.Form):
    """Which questions to list, and from where on."""

    q = forms.CharField(
        label="Search",
        required=False,
        max_length=100,
        widget=forms.SearchInput(),
    )
    topic = forms.ChoiceField(label="Topic", required=False)
    guide = forms.ChoiceField(label="Guide", required=False)
    kind = forms.ChoiceField(label="Kind", required=False, choices=[ANY, *Kind.choices])
    state = forms.ChoiceField(
        label="State", required=False, choices=[ANY, *State.choices]
    )
    # Where the page begins or ends: a slug. Hidden, so that a new filter starts anew.
    after = forms.SlugField(required=False, widget=forms.HiddenInput())
    before = forms.SlugField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # REASON: passed on
        topics = Topic.objects.values_list("slug", "name")
        guides = Guide.objects.values_list("code", "code")
        self.fields["topic"].choices = [ANY, *topics]  # type: ignore[attr-defined]  # REASON: a choice field
        self.fields["guide"].choices = [ANY, *guides]  # type: ignore[attr-defined]  # REASON: the same

    def shown(self) -> dict[str, str]:
        """The filters that are usable; a broken address lists everything."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class VariantForm(forms.Form):
    """Which revision of a question to show, and which variant of a generated one."""

    revision = forms.IntegerField(required=False, min_value=1, max_value=1_000_000)
    seed = forms.IntegerField(required=False, min_value=1, max_value=2**31)

    def chosen(self) -> tuple[int | None, int]:
        self.is_valid()
        return self.cleaned_data.get("revision"), self.cleaned_data.get("seed") or 1
