"""What people send to bring questions in and take them out."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from questions.exchange import EXPORTS
from questions.models import Topic

MAX_UPLOAD = 20 * 1024 * 1024
DETECT = ("", "Recognise it by itself")
IMPORTS = [
    DETECT,
    ("yaml", "Passline YAML"),
    ("csv", "CSV"),
    ("xlsx", "Excel (XLSX)"),
    ("gift", "GIFT"),
    ("aiken", "Aiken"),
    ("moodle-xml", "Moodle XML"),
    ("qti", "QTI 1.2, 2.x or 3.0"),
]
MAX_ROWS = 500


class ImportForm(forms.Form):
    """A file of questions; what it really is, reading will tell."""

    file = forms.FileField(
        label="File",
        widget=forms.ClearableFileInput(
            attrs={
                "accept": ".yaml,.yml,.csv,.tsv,.xlsx,.txt,.gift,.xml,.qti,.zip",
            }
        ),
        help_text="20 MB at most; larger ones by manage.py bank import. A zip may hold "
        "many files.",
    )
    format = forms.ChoiceField(label="Format", choices=IMPORTS, required=False)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_UPLOAD:
            raise forms.ValidationError("This is larger than 20 MB. Split it.")
        return file


class ExportForm(forms.Form):
    """In which format to take the questions out."""

    format = forms.ChoiceField(label="Format", choices=list(EXPORTS.items()))


def positions_from_post(post: QueryDict) -> tuple[list[int], list[int]]:
    """Rows that a page showed, and those of them that are ticked."""
    return _numbers(post.getlist("shown")), _numbers(post.getlist("chosen"))


def page_from(told: QueryDict) -> int:
    """The page that is asked for; the first for anything that is no number."""
    return next(iter(_numbers([told.get("page", "")])), 1)


def _numbers(told: list[str]) -> list[int]:
    return [
        int(n) for n in told[:MAX_ROWS] if n.isascii() and n.isdigit() and len(n) < 9
    ]


def topics_from_post(
    post: QueryDict, names: Mapping[str, str]
) -> dict[str, Topic | None]:
    """Which topic each category means. `names`: category paths by their field."""
    told = {path: post.get(name, "") for name, path in names.items() if name in post}
    known = {
        topic.slug: topic for topic in Topic.objects.filter(slug__in=told.values())
    }
    return {path: known.get(slug) for path, slug in told.items()}
