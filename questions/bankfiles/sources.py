"""Questions and scenarios as their files tell them."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from questions.markdown import RENDERING


@dataclass(frozen=True)
class OptionSource:
    text: str
    is_correct: bool
    match: str
    why: str
    right_if: str
    confuses: list[str]


@dataclass(frozen=True)
class ScenarioSource:
    id: str
    title: str
    text: str
    file: str
    line: int


@dataclass(frozen=True)
class QuestionSource:
    """One question as written; the file and line say where."""

    id: str
    kind: str
    tasks: dict[str, list[str]]
    topics: list[str]
    difficulty: str
    stem: str
    options: list[OptionSource]
    targets: list[str]
    scenario: ScenarioSource | None
    generator: str
    evidence: list[dict[str, Any]]
    references: list[str]
    enemies: list[str]
    reviewed: date | None
    file: str
    line: int
    template: dict[str, Any] | None = None  # of drawn numbers; never told by a file

    @property
    def key(self) -> list[int]:
        """Indexes of the correct options (single and multiple)."""
        return [i for i, option in enumerate(self.options) if option.is_correct]

    def digest(self) -> str:
        """Of everything that a revision freezes; tags and states are not part."""
        shared = self.scenario
        scenario = shared and [shared.id, shared.title, shared.text]
        body = [
            RENDERING,
            self.kind,
            self.stem,
            [vars(option) for option in self.options],
            self.targets,
            scenario,
            self.generator,
            self.evidence,
            self.references,
            *([self.template] if self.template else []),
        ]
        text = json.dumps(body, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def question_source(
    raw: dict[str, Any], scenario: ScenarioSource | None, file: str, line: int
) -> QuestionSource:
    """From data that the schema has passed."""
    reviewed = raw.get("reviewed")
    return QuestionSource(
        id=raw["id"],
        kind=raw["kind"],
        tasks=raw["tasks"],
        topics=raw["topics"],
        difficulty=raw["difficulty"],
        stem=raw.get("stem", "").strip(),
        options=[_option(option) for option in raw.get("options", [])],
        targets=[target.strip() for target in raw.get("targets", [])],
        scenario=scenario,
        generator=raw.get("generator", ""),
        evidence=raw.get("evidence", []),
        references=raw["references"],
        enemies=raw.get("enemies", []),
        reviewed=date.fromisoformat(reviewed) if reviewed else None,
        file=file,
        line=line,
    )


def _option(raw: dict[str, Any]) -> OptionSource:
    return OptionSource(
        text=raw["text"].strip(),
        is_correct=raw.get("correct", False),
        match=raw.get("match", "").strip(),
        why=raw["why"].strip(),
        right_if=raw.get("right_if", "").strip(),
        confuses=raw.get("confuses", []),
    )
