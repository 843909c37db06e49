"""The editor's form, read as it is: a draft may be unfinished, never refused.

Only sizes are held: what is longer than a question can be is cut.
"""

import re
from typing import Any

from django import forms
from django.http import QueryDict

from questions.forms.browsing import reviewers
from questions.manuscript import (
    MAX_OPTIONS,
    Option,
    Tags,
    Text,
    expectations,
)
from questions.models import Difficulty, Kind, Task, Topic
from questions.templating import (
    MAX_ANSWERS,
    MAX_DECIMALS,
    TEMPLATE,
    TYPED,
    Answer,
    Template,
)

LONGEST = 8000
SHORT = 200
MOST_LINES = 40
PRINTED = ("least", "most", "unit", "unit_one")  # how answers look
FIELD = re.compile(r"(option|target|evidence|topic|task)-")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def text_from_post(data: QueryDict, generator: str = "") -> Text:
    """The whole text as it was typed; `generator` is not the editor's to change."""
    targets = tuple(_text(data, f"target-{n}") for n in _numbers(data, "target-", ""))
    kind = data.get("kind", "")
    template = template_from_post(data) if generator == TEMPLATE else None
    return Text(
        kind=kind if kind in Kind.values else Kind.SINGLE,
        stem=_text(data, "stem"),
        options=tuple(
            _option(data, n, targets) for n in _numbers(data, "option-", "-text")
        ),
        targets=targets,
        scenario=_slug(data.get("scenario", "")),
        generator=generator,
        evidence=tuple(
            _claim(data, n) for n in _numbers(data, "evidence-", "-service")
        ),
        references=tuple(_lines(data, "references")),
        template=template,
    )


def tags_from_post(data: QueryDict) -> Tags:
    tasks = {
        name.removeprefix("task-"): tuple(dict.fromkeys(filter(None, codes)))
        for name, codes in data.lists()
        if name.startswith("task-")
    }
    difficulty = data.get("difficulty", "")
    return Tags(
        topics=tuple(dict.fromkeys(filter(None, data.getlist("topic")))),
        tasks={guide: codes for guide, codes in tasks.items() if codes},
        difficulty=difficulty if difficulty in Difficulty.values else Difficulty.MEDIUM,
    )


def version_from_post(data: QueryDict) -> int:
    version = data.get("version", "")
    return int(version) if version.isdecimal() and len(version) < 10 else 0


def _numbers(data: QueryDict, before: str, after: str) -> list[int]:
    pattern = re.compile(f"{before}([0-9]{{1,2}}){after}")
    found = {int(match[1]) for name in data if (match := pattern.fullmatch(name))}
    return sorted(found)[:MAX_OPTIONS]


def _text(data: QueryDict, name: str, limit: int = LONGEST) -> str:
    # PostgreSQL keeps no NUL, and browsers send line ends as CR LF.
    typed = data.get(name, "").replace("\0", "").replace("\r\n", "\n")
    return typed.strip()[:limit]


def _slug(typed: str) -> str:
    return typed if SLUG.fullmatch(typed) else ""


def _lines(data: QueryDict, name: str) -> list[str]:
    lines = (line.strip() for line in _text(data, name).splitlines())
    return [line for line in lines if line][:MOST_LINES]


def _option(data: QueryDict, number: int, targets: tuple[str, ...]) -> Option:
    name = f"option-{number}"
    ideas = re.split(r"[,\s]+", _text(data, f"{name}-confuses", SHORT).lower())
    place = data.get(f"{name}-match", "")
    known = place.isdecimal() and len(place) < 3 and int(place) < len(targets)
    return Option(
        text=_text(data, f"{name}-text"),
        is_correct=f"{name}-correct" in data,
        match=targets[int(place)] if known else "",
        why=_text(data, f"{name}-why"),
        right_if=_text(data, f"{name}-right_if"),
        confuses=tuple(idea for idea in ideas if SLUG.fullmatch(idea)),
    )


def _claim(data: QueryDict, number: int) -> dict[str, Any]:
    name = f"evidence-{number}"
    place = {
        word: typed
        for word in ("service", "operation", "shape", "member")
        if (typed := _text(data, f"{name}-{word}", SHORT))
    }
    side = {"output": True} if f"{name}-output" in data else {}
    expected = expectations(_text(data, f"{name}-expect"))
    claim = _text(data, f"{name}-claim")
    return {"claim": claim, "botocore": place | side | expected}


def template_from_post(data: QueryDict) -> Template:
    """How the numbers are drawn and computed, as it was typed."""
    decimals = data.get("template-decimals", "")
    numbers = _numbers(data, "answer-", "-formula")
    known = decimals.isdigit() and int(decimals[:2]) <= MAX_DECIMALS
    return Template(
        **{name: _text(data, f"template-{name}") for name in TYPED},
        **{name: _text(data, f"template-{name}", SHORT) for name in PRINTED},
        decimals=int(decimals[:2]) if known else 0,
        is_grouped="template-is_grouped" in data,
        answers=tuple(_answer(data, n) for n in numbers[:MAX_ANSWERS]),
    )


def _answer(data: QueryDict, number: int) -> Answer:
    names = ("formula", "text", "why", "right_if")
    told = {name: _text(data, f"answer-{number}-{name}") for name in names}
    return Answer(**told, mistake=_text(data, f"answer-{number}-mistake", SHORT))


class BeginForm(forms.Form):
    """What has to be known to begin a question."""

    kind = forms.ChoiceField(
        label="Kind",
        choices=[*Kind.choices, (TEMPLATE, "Single choice, numbers drawn anew")],
    )
    topic = forms.ChoiceField(label="Home topic", required=False)
    # Of the gap that the question is to fill: “DVA-C03 1.1”.
    task = forms.CharField(
        required=False, max_length=30, widget=forms.HiddenInput(), empty_value=""
    )
    slug = forms.SlugField(
        label="Name",
        required=False,
        max_length=80,
        help_text="Short and readable, such as sqs-visibility-timeout. Left empty, "
        "it is made of the home topic. It never changes.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topics = Topic.objects.values_list("slug", "name")
        self.fields["topic"].choices = [("", "Later"), *topics]  # type: ignore[attr-defined]  # REASON: a choice field

    def tags(self) -> Tags:
        """What is known of the question before a word of it is written."""
        topic = self.cleaned_data["topic"]
        guide, _, code = self.cleaned_data["task"].partition(" ")
        known = Task.objects.filter(domain__guide__code=guide, code=code).exists()
        return Tags((topic,) if topic else (), {guide: (code,)} if known else {})

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"])
        if slug and not SLUG.fullmatch(slug):
            raise forms.ValidationError("Use small letters, digits and single hyphens.")
        return slug


class SubmitForm(forms.Form):
    """Who shall read a draft, and what they should know."""

    reviewer = forms.ChoiceField(label="Reviewer", required=False)
    reason = forms.CharField(
        label="A word to the reviewer", required=False, max_length=500
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Whoever comes first"), *reviewers()]
        self.fields["reviewer"].choices = choices  # type: ignore[attr-defined]  # REASON: a choice field


class ReasonForm(forms.Form):
    """Why a step is taken; kept in the audit log."""

    reason = forms.CharField(label="Why", max_length=500)


class PublishForm(forms.Form):
    """The version that was read, and what is new for those who know the question."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput())
    reason = forms.CharField(label="What you checked", max_length=500)


class RemarkForm(forms.Form):
    """What a reviewer says about one place."""

    place = forms.RegexField(
        r"^[a-z_]{0,20}(\.\d{1,2}(\.[a-z_]{1,20})?)?$",
        label="About",
        required=False,
        max_length=40,
    )
    text = forms.CharField(
        label="Remark", max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
