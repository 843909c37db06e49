"""Two texts of one draft that were written at the same time, place by place."""

from dataclasses import dataclass, replace
from typing import Any

from accounts.models import User
from questions.manuscript import Tags, Text, tags_of, text_of
from questions.models import (
    Manuscript,
    ManuscriptCopy,
    ManuscriptVersion,
    Question,
)
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
    base: str | None  # what both began from; None: not known any more

    @property
    def is_only_mine(self) -> bool:
        """The draft still says what it said: only the copy has something new."""
        return self.theirs == self.base

    @property
    def is_only_theirs(self) -> bool:
        return self.mine == self.base

    @property
    def is_both(self) -> bool:
        return self.base not in (None, self.mine, self.theirs)


@dataclass(frozen=True)
class MergePage:
    draft: Manuscript
    copy: ManuscriptCopy
    choices: list[Choice]
    has_base: bool

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
    """Where the draft and the copy differ, against what both began from."""
    began = draft.versions.filter(version=copy.made_from).first()
    count = max(len(one["options"]) for one in (draft.text, copy.text))
    theirs, mine = _places(draft, count), _places(copy, count)
    base = _places(began, count) if began else {}
    choices = [
        Choice(
            place,
            NAMES.get(place) or place_name(place),
            theirs[place],
            mine[place],
            base.get(place),
        )
        for place in theirs
        if theirs[place] != mine[place]
    ]
    return MergePage(draft, copy, choices, has_base=began is not None)


def _places(
    written: Manuscript | ManuscriptCopy | ManuscriptVersion, count: int
) -> dict[str, str]:
    """What stands at each place, in words."""
    text = text_of(written.text)
    found = {name: _shown(getattr(text, name)) for name in WHOLE}
    found |= {f"option.{n}": _option(text, n) for n in range(count)}
    return found | {"tags": _tags(written.tags)}


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
