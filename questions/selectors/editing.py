"""The editor's page: the text as typed, what is wrong with it, how it will look."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from accounts.selectors import AuditRow
from questions.bankfiles import render_variant
from questions.manuscript import (
    Option,
    Tags,
    Text,
    expectation_lines,
    letter,
    tags_of,
    text_of,
)
from questions.models import (
    Guide,
    Kind,
    Manuscript,
    ManuscriptCopy,
    Picture,
    Remark,
    Scenario,
    Task,
    Topic,
)
from questions.proofreading import NUMBER_WORDS, Hint, hints, hints_of
from questions.selectors.question import draft_content, shown_options
from questions.selectors.reviewing import remarks_of, returned_of
from questions.templating import Check, check_template

RECENT = timedelta(minutes=15)
EMPTY_TOPICS = 1  # one more select than topics chosen, so that one can be added


@dataclass(frozen=True)
class OptionRow:
    """One option of the editor; `match` is the index of its target, or nothing."""

    index: int
    letter: str
    option: Option
    match: int | None


@dataclass(frozen=True)
class ClaimRow:
    index: int
    claim: str
    place: dict[str, Any]
    expect: str


@dataclass(frozen=True)
class GuideTasks:
    """The tasks of one guide, and the chosen ones with room for one more."""

    code: str
    tasks: list[Task]
    chosen: tuple[str, ...]

    @property
    def selects(self) -> list[str]:
        return [*self.chosen, ""]


@dataclass(frozen=True)
class EditorPage:
    draft: Manuscript
    text: Text
    tags: Tags
    hints: list[Hint]
    preview: dict[str, Any]
    options: list[OptionRow]
    claims: list[ClaimRow]
    topics: list[Topic] = field(default_factory=list)
    guides: list[GuideTasks] = field(default_factory=list)
    scenarios: Sequence[Scenario] = ()
    pictures: Sequence[Picture] = ()
    companion: User | None = None  # somebody else who saved a moment ago
    copy: ManuscriptCopy | None = None
    returned: AuditRow | None = None  # that it was sent back, if that was the last step
    remarks: Sequence[Remark] = ()  # those that are open
    kinds: Sequence[tuple[str, str]] = tuple(Kind.choices)

    @property
    def topic_selects(self) -> list[str]:
        return [*self.tags.topics, *[""] * EMPTY_TOPICS]

    @property
    def shown_options(self) -> list[dict[str, Any]]:
        """With key and reasons, as after answering."""
        return shown_options(draft_content(self.draft))

    @property
    def is_choice(self) -> bool:
        return self.text.kind in (Kind.SINGLE, Kind.MULTIPLE)


def editor_page(user: User, draft: Manuscript, now: datetime) -> EditorPage:
    """Everything that the editor offers."""
    tags = tags_of(draft.tags)
    return EditorPage(
        **_typed(draft),
        topics=list(Topic.objects.only("slug", "name")),
        guides=_guides(tags),
        scenarios=list(
            Scenario.objects.order_by("slug", "-number").distinct("slug").defer("html")
        ),
        pictures=list(Picture.objects.filter(question=draft.revision.question)),
        companion=companion_of(user, draft, now),
        copy=draft.copies.filter(writer=user).first(),
        returned=returned_of(draft.revision.question),
        remarks=[one for one in remarks_of(draft) if one.settled_at is None],
    )


def editor_parts(draft: Manuscript) -> EditorPage:
    """Only what follows from the text: for every save while typing."""
    return EditorPage(**_typed(draft))


def _typed(draft: Manuscript) -> dict[str, Any]:
    text, tags = text_of(draft.text), tags_of(draft.tags)
    return {
        "draft": draft,
        "text": text,
        "tags": tags,
        "hints": hints(text, tags),
        "preview": preview_of(draft),
        "options": [_row(index, text) for index in range(len(text.options))],
        "claims": [_claim(index, entry) for index, entry in enumerate(text.evidence)],
    }


@dataclass(frozen=True)
class VariantsPage:
    """What was found in a template's variants; `rows` are the first of them."""

    draft: Manuscript
    check: Check
    hints: list[Hint]
    rows: list[dict[str, Any]]


def variants_page(draft: Manuscript) -> VariantsPage | None:
    """Of a draft with drawn numbers; of another there is none."""
    text = text_of(draft.text)
    if text.template is None:
        return None
    check = check_template(text.template, text.stem)
    rows = [render_variant(one) for one in check.shown]
    return VariantsPage(draft, check, hints_of(check), rows)


def hint_bodies(text: Text, tags: Tags) -> list[dict[str, Any]]:
    """What is missing, as the API tells it."""
    return [asdict(hint) for hint in hints(text, tags)]


def companion_of(user: User, draft: Manuscript, now: datetime) -> User | None:
    """Who else is probably writing it right now."""
    if draft.saved_by_id in (None, user.pk) or draft.saved_at is None:
        return None
    return draft.saved_by if now - draft.saved_at < RECENT else None


def preview_of(draft: Manuscript) -> dict[str, Any]:
    """The question in the form of the exam's page (see exams/runner_question.html)."""
    revision = draft.revision
    content = draft_content(draft)
    keys = sum(option["correct"] for option in content["options"])
    is_said = revision.kind != Kind.MULTIPLE or "(Select" in content["stem_html"]
    word = NUMBER_WORDS[keys] if 0 < keys < len(NUMBER_WORDS) else ""
    return {
        "position": 1,
        "kind": revision.kind,
        "select": keys if revision.kind == Kind.MULTIPLE else None,
        "select_word": "" if is_said else word,
        "is_checked": False,
        "is_flagged": False,
        "row": None,
        "scenario_html": revision.scenario.html if revision.scenario else "",
        "stem_html": content["stem_html"],
        "options": [_shown(n, told) for n, told in enumerate(content["options"])],
        "targets": content["targets"],
    }


def _shown(index: int, option: dict[str, Any]) -> dict[str, Any]:
    nothing = {"is_chosen": False, "is_struck": False, "place": None}
    told = {"id": option["id"], "html": option["html"], "letter": letter(index)}
    return told | nothing | {"chosen_target": ""}


def _row(index: int, text: Text) -> OptionRow:
    option = text.options[index]
    is_known = option.match in text.targets
    match = text.targets.index(option.match) if is_known else None
    return OptionRow(index, letter(index), option, match)


def _claim(index: int, entry: dict[str, Any]) -> ClaimRow:
    place = entry.get("botocore", {})
    return ClaimRow(index, entry.get("claim", ""), place, expectation_lines(place))


def _guides(tags: Tags) -> list[GuideTasks]:
    tasks: dict[int, list[Task]] = {}
    rows = Task.objects.select_related("domain").order_by("domain__code", "pk")
    for task in rows:
        tasks.setdefault(task.domain.guide_id, []).append(task)
    return [
        GuideTasks(guide.code, tasks.get(guide.pk, []), tags.tasks.get(guide.code, ()))
        for guide in Guide.objects.all()
    ]
