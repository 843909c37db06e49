"""Two texts of one draft that were written at the same time, place by place."""

from dataclasses import dataclass, replace
from typing import Any

from accounts.models import User
from questions.manuscript import Tags, Text, tags_of, text_of
from questions.models import Manuscript, ManuscriptCopy, Question
from questions.proofreading import place_name
from questions.templating import Template

# Places that are taken as a whole; options are taken one by one.
WHOLE = ("kind", "stem", "scenario", "targets", "evidence", "references", "template")
NAMES = {"kind": "Kind", "scenario": "Scenario"}


@dataclass(frozen=True)
class Choice:
    """One place where the two differ."""

    place: str
    name: str
    theirs: str
    mine: str


@dataclass(frozen=True)
class MergePage:
    draft: Manuscript
    copy: ManuscriptCopy
    choices: list[Choice]

    def merged(self, mine: set[str]) -> tuple[Text, Tags]:
        """The draft's text with the named places taken from the copy."""
        theirs, own = text_of(self.draft.text), text_of(self.copy.text)
        taken: dict[str, Any] = {
            name: getattr(own, name) for name in WHOLE if name in mine
        }
        count = max(len(theirs.options), len(own.options))
        options = [
            (own if f"option.{n}" in mine else theirs).options[n : n + 1]
            for n in range(count)
        ]
        taken["options"] = tuple(option for found in options for option in found)
        tags = self.copy.tags if "tags" in mine else self.draft.tags
        return replace(theirs, **taken), tags_of(tags)


def has_copy(user: User, question: Question) -> bool:
    return ManuscriptCopy.objects.filter(
        manuscript=question.draft_id, writer=user
    ).exists()


def merge_page(draft: Manuscript, copy: ManuscriptCopy) -> MergePage:
    theirs, mine = text_of(draft.text), text_of(copy.text)
    places = [
        (name, _shown(getattr(theirs, name)), _shown(getattr(mine, name)))
        for name in WHOLE
    ]
    places += [
        (f"option.{n}", _option(theirs, n), _option(mine, n))
        for n in range(max(len(theirs.options), len(mine.options)))
    ]
    places.append(("tags", _tags(draft.tags), _tags(copy.tags)))
    choices = [
        Choice(place, NAMES.get(place) or place_name(place), one, other)
        for place, one, other in places
        if one != other
    ]
    return MergePage(draft, copy, choices)


def _shown(value: Any) -> str:
    if isinstance(value, Template):
        return "\n".join(f"{name}: {words}" for name, words in value.parts if words)
    return value if isinstance(value, str) else "\n".join(map(str, value or ()))


def _option(text: Text, index: int) -> str:
    if index >= len(text.options):
        return ""
    option = text.options[index]
    mark = "(Right answer)" if option.is_correct else ""
    match = f"→ {option.match}" if option.match else ""
    right_if = f"Right if: {option.right_if}" if option.right_if else ""
    why = f"Why: {option.why}" if option.why else ""
    parts = [option.text, mark, match, why, right_if, ", ".join(option.confuses)]
    return "\n".join(part for part in parts if part)


def _tags(data: dict[str, Any]) -> str:
    tags = tags_of(data)
    tasks = [
        f"{guide} {', '.join(codes)}" for guide, codes in sorted(tags.tasks.items())
    ]
    return "\n".join([", ".join(tags.topics), *tasks, tags.difficulty])
