"""Which questions to list, which revision to show, what to do with many of them."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

from django import forms
from django.db.models import Exists, OuterRef

from accounts.models import Role, User
from lib.forms import FilterForm
from questions.models import (
    BulkVerb,
    Difficulty,
    Guide,
    Kind,
    Question,
    State,
    Task,
    Topic,
)

ANY = ("", "Any")
Choices = list[tuple[str, str]]
FLAGS = [
    ("reported", "Reported by students"),
    ("answers", "Doubtful by its answers"),
    ("stale", "Stale: a claim or a name"),
    ("corrected", "Corrected here, not in the files"),
    ("no_evidence", "Without executed evidence"),
    ("no_topic", "Without a topic"),
    ("no_task", "Without a task"),
    ("scenario", "Shares a situation"),
    ("generated", "Generated"),
]
EXPOSURES = [
    ("never", "On none of the last 200 exams"),
    ("seldom", "On fewer than 1 in 10 exams"),
    ("often", "On 1 in 10 exams or more"),
    ("most", "On 1 in 4 exams or more"),
]
MONTHS = [("6", "6 months ago"), ("12", "a year ago"), ("24", "two years ago")]
RARE = ("task", "difficulty", "author", "flag", "months", "exposure", "sort")
SORTS = [("name", "Name"), ("newest", "Newest change"), ("oldest", "Oldest change")]
MAX_CHOSEN = 500


class BankFilterForm(FilterForm):
    """Which questions to list, in which order, and from where on."""

    q = forms.CharField(
        label="Search",
        required=False,
        max_length=100,
        widget=forms.SearchInput(),
    )
    topic = forms.ChoiceField(label="Topic", required=False)
    guide = forms.ChoiceField(label="Guide", required=False)
    task = forms.ChoiceField(label="Task", required=False)
    kind = forms.ChoiceField(label="Kind", required=False, choices=[ANY, *Kind.choices])
    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[ANY, *State.choices, ("correction", "Published, being corrected")],
    )
    difficulty = forms.ChoiceField(
        label="Difficulty", required=False, choices=[ANY, *Difficulty.choices]
    )
    author = forms.ChoiceField(label="Author", required=False)
    flag = forms.ChoiceField(label="Flag", required=False, choices=[ANY, *FLAGS])
    months = forms.ChoiceField(
        label="Last reviewed before", required=False, choices=[ANY, *MONTHS]
    )
    exposure = forms.ChoiceField(
        label="Exposure", required=False, choices=[ANY, *EXPOSURES]
    )
    sort = forms.ChoiceField(
        label="Order", required=False, choices=[("", "Best match, or name"), *SORTS]
    )
    # Where the page begins or ends. Hidden, so that a new filter starts anew.
    after = forms.SlugField(required=False, widget=forms.HiddenInput())
    before = forms.SlugField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        guides = list(Guide.objects.values_list("code", flat=True))
        self._offer("topic", list(Topic.objects.values_list("slug", "name")))
        self._offer("guide", [(code, code) for code in guides])
        self._offer("task", _task_choices())
        self._offer("author", [("bank", "The shipped bank"), *_authors()])

    def _offer(self, name: str, choices: Choices) -> None:
        self.fields[name].choices = [ANY, *choices]  # type: ignore[attr-defined]  # REASON: a choice field

    @property
    def rare(self) -> list[forms.BoundField]:
        """Filters that are folded away until one of them is used."""
        return [self[name] for name in RARE]

    @property
    def is_rare_used(self) -> bool:
        return any(field.value() for field in self.rare)


def _task_choices() -> Choices:
    rows = Task.objects.order_by("domain__guide__code", "code").values_list(
        "domain__guide__code", "code", "text"
    )
    return [
        (f"{guide} {code}", f"{guide} {code} {text[:60]}") for guide, code, text in rows
    ]


def _authors() -> Choices:
    """People who began a question: few people teach, so they are asked one by one."""
    wrote = Question.objects.filter(author=OuterRef("pk"))
    authors = User.objects.exclude(role=Role.STUDENT).filter(Exists(wrote))
    return [(str(user.pk), str(user)) for user in authors.order_by("name", "email")]


def reviewers() -> Choices:
    """People who may read and publish."""
    teaching = User.objects.filter(
        role__in=[Role.INSTRUCTOR, Role.ADMIN], is_active=True, is_guest=False
    )
    return [(str(user.pk), str(user)) for user in teaching.order_by("name", "email")]


class SavedFilterForm(forms.Form):
    """A name for the filters of an address."""

    name = forms.CharField(label="Keep these filters as", max_length=60)
    query = forms.CharField(widget=forms.HiddenInput(), required=False, max_length=1000)

    def clean_query(self) -> str:
        """Only filters, without the page; an address is never taken as it is."""
        known = set(BankFilterForm.base_fields) - {"after", "before"}
        pairs = parse_qsl(self.cleaned_data["query"].lstrip("?"), max_num_fields=40)
        return urlencode({key: value for key, value in pairs if key in known and value})


# What each change of many has to know.
NEEDED = {
    "reviewer": (BulkVerb.ASSIGN,),
    "topic": (BulkVerb.TAG, BulkVerb.UNTAG),
    "reason": (BulkVerb.RETIRE,),
}


class BulkForm(forms.Form):
    """What to do with the chosen questions."""

    verb = forms.ChoiceField(label="Do", choices=BulkVerb.choices)
    reviewer = forms.ChoiceField(
        label="Reviewer", error_messages={"required": "Choose who shall read them."}
    )
    topic = forms.ChoiceField(
        label="Topic", error_messages={"required": "Choose the topic."}
    )
    reason = forms.CharField(
        label="Why",
        error_messages={"required": "Say why they are retired."},
        max_length=500,
        help_text="Everybody who opens the question’s history reads it.",
    )
    slugs = forms.CharField(widget=forms.HiddenInput(), max_length=60_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nobody = ("", "Nobody yet")
        self.fields["reviewer"].choices = [nobody, *reviewers()]  # type: ignore[attr-defined]  # REASON: a choice field
        topics = Topic.objects.values_list("slug", "name")
        self.fields["topic"].choices = [("", "Choose…"), *topics]  # type: ignore[attr-defined]  # REASON: the same
        verb = self.data.get("verb") or self.initial.get("verb")
        for name, verbs in NEEDED.items():
            self.fields[name].required = verb in verbs

    def clean_slugs(self) -> list[str]:
        slugs = list(dict.fromkeys(self.cleaned_data["slugs"].split()))
        if len(slugs) > MAX_CHOSEN:
            raise forms.ValidationError(f"Choose {MAX_CHOSEN} questions at most.")
        return slugs


class VariantForm(forms.Form):
    """Which revision of a question to show, and which variant of a generated one."""

    revision = forms.IntegerField(required=False, min_value=1, max_value=1_000_000)
    seed = forms.IntegerField(required=False, min_value=1, max_value=2**31)

    def chosen(self) -> tuple[int | None, int]:
        self.is_valid()
        return self.cleaned_data.get("revision"), self.cleaned_data.get("seed") or 1
