"""Pictures, claims about AWS and shared situations, as people send them."""

from typing import Any

from django import forms

from questions.forms.writing import LONGEST, SHORT, SLUG
from questions.manuscript import expectations


class PictureForm(forms.Form):
    """A picture with its description; what it really is, the service looks up."""

    file = forms.FileField(
        label="Picture",
        widget=forms.ClearableFileInput(
            attrs={"accept": "image/png,image/jpeg,image/webp,image/gif"}
        ),
        help_text="PNG, JPEG, WebP or GIF, 5 MB at most. It is written anew: place and "
        "camera are not kept.",
    )
    alt = forms.CharField(
        label="What it shows",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="For who cannot see it: everything that is needed to answer.",
    )

    def clean_alt(self) -> str:
        # Brackets and line ends would end the description in Markdown.
        words = " ".join(str(self.cleaned_data["alt"]).split())
        return words.replace("[", "(").replace("]", ")")


class PlaceForm(forms.Form):
    """Where to look in the AWS models."""

    service = forms.CharField(label="Service", required=False, max_length=80)
    operation = forms.CharField(label="Operation", required=False, max_length=120)
    output = forms.BooleanField(label="What it answers", required=False)
    find = forms.CharField(
        label="Words",
        required=False,
        max_length=100,
        widget=forms.SearchInput(),
        help_text="Of an operation’s name, or of a member and its documentation.",
    )

    def asked(self) -> dict[str, Any]:
        self.is_valid()
        return {"service": "", "operation": "", "output": False, "find": ""} | {
            name: value for name, value in self.cleaned_data.items() if value
        }


class ClaimForm(forms.Form):
    """One claim, as it goes into the draft once it holds."""

    claim = forms.CharField(max_length=LONGEST)
    service = forms.CharField(max_length=SHORT)
    operation = forms.CharField(max_length=SHORT)
    member = forms.CharField(max_length=SHORT, required=False)
    output = forms.BooleanField(required=False)
    expect = forms.CharField(max_length=LONGEST)

    def entry(self) -> dict[str, Any]:
        told = self.cleaned_data
        place = {k: told[k] for k in ("service", "operation", "member") if told[k]}
        side = {"output": True} if told["output"] else {}
        expected = expectations(told["expect"])
        return {"claim": told["claim"], "botocore": place | side | expected}


class ScenarioForm(forms.Form):
    """A situation that several questions share."""

    slug = forms.SlugField(label="Name", max_length=80)
    title = forms.CharField(label="Title", max_length=160)
    text = forms.CharField(
        label="Situation",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="In Markdown. Students see it above each of its questions.",
    )

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"])
        if not SLUG.fullmatch(slug):
            raise forms.ValidationError("Use small letters, digits and single hyphens.")
        return slug
