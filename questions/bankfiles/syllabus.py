"""Guides, crosswalks, topics, contrasts and readings from the bank's TOML files."""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

from questions.bankfiles.findings import Finding

KINDS = ("single", "multiple", "ordering", "matching")


@dataclass(frozen=True)
class TaskSource:
    code: str
    text: str
    is_confirmed: bool
    additions: list[str]


@dataclass(frozen=True)
class DomainSource:
    code: str
    name: str
    weight_percent: int
    tasks: list[TaskSource]


@dataclass(frozen=True)
class GuideSource:
    code: str
    title: str
    level: str
    valid_from: date | None
    valid_until: date | None
    successor: str
    scored_count: int
    unscored_count: int
    minutes: int
    score_min: int
    score_max: int
    pass_mark: int
    kinds: list[str]
    is_confirmed: bool
    notes: list[dict[str, Any]]
    domains: list[DomainSource]

    @property
    def question_count(self) -> int:
        return self.scored_count + self.unscored_count

    @property
    def tasks(self) -> list[TaskSource]:
        return [task for domain in self.domains for task in domain.tasks]

    def domain_of(self, task_code: str) -> str:
        """The code of the domain that holds the task."""
        return task_code.split(".")[0]


@dataclass(frozen=True)
class CrosswalkSource:
    old: str
    new: str
    map: dict[str, list[str]]


@dataclass(frozen=True)
class TopicSource:
    slug: str
    name: str
    group: str
    aliases: list[str]
    concepts: list[str]
    tasks: dict[str, list[str]]


@dataclass(frozen=True)
class ContrastSource:
    """Two ideas that people confuse; a side holds every name of one idea."""

    id: str
    sides: tuple[frozenset[str], frozenset[str]]
    decides: str


@dataclass(frozen=True)
class ReadingSource:
    """A blind reading of some questions; round 2 is the second one of each."""

    sheet: str
    round: int
    read_on: date
    questions: int
    agreed: int
    mended: int


@dataclass
class Syllabus:
    guides: dict[str, GuideSource] = field(default_factory=dict)
    crosswalks: list[CrosswalkSource] = field(default_factory=list)
    topics: dict[str, TopicSource] = field(default_factory=dict)
    contrasts: dict[str, ContrastSource] = field(default_factory=dict)
    readings: list[ReadingSource] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def has_task(self, guide: str, task: str) -> bool:
        return guide in self.guides and any(
            t.code == task for t in self.guides[guide].tasks
        )

    def carried(self, tasks: Mapping[str, list[str]]) -> dict[str, list[str]]:
        """The tasks with those of successor guides that are not named themselves."""
        served = {guide: list(codes) for guide, codes in tasks.items()}
        for crosswalk in self.crosswalks:
            if crosswalk.new in served or crosswalk.old not in served:
                continue
            new = [crosswalk.map.get(old, []) for old in served[crosswalk.old]]
            served[crosswalk.new] = list(dict.fromkeys(chain.from_iterable(new)))
        return served


def readings_by_round(readings: Iterable[ReadingSource]) -> list[dict[str, Any]]:
    """[{round, questions, agreed, mended, last}], the first round first."""
    rounds: dict[int, list[ReadingSource]] = {}
    for reading in readings:
        rounds.setdefault(reading.round, []).append(reading)
    return [
        {
            "round": number,
            "questions": sum(reading.questions for reading in own),
            "agreed": sum(reading.agreed for reading in own),
            "mended": sum(reading.mended for reading in own),
            "last": max(reading.read_on for reading in own).isoformat(),
        }
        for number, own in sorted(rounds.items())
    ]


def read_syllabus(folder: Path) -> Syllabus:
    """All four files; what is wrong with them stands in `findings`."""
    syllabus = Syllabus()
    guides = _toml(folder / "guides.toml", syllabus)
    for raw in guides.get("guide", []):
        _take(syllabus, "guides.toml", raw, _guide)
    for raw in guides.get("crosswalk", []):
        _take(syllabus, "guides.toml", raw, _crosswalk)
    for raw in _toml(folder / "topics.toml", syllabus).get("topic", []):
        _take(syllabus, "topics.toml", raw, _topic)
    for raw in _toml(folder / "contrasts.toml", syllabus).get("contrast", []):
        _take(syllabus, "contrasts.toml", raw, _contrast)
    for raw in _toml(folder / "readings.toml", syllabus).get("reading", []):
        _take(syllabus, "readings.toml", raw, _reading)
    syllabus.findings += _unknown_tasks(syllabus)
    return syllabus


def _toml(path: Path, syllabus: Syllabus) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        fix = "copy it back: the bank needs it"
        syllabus.findings.append(Finding(path.name, 1, "", "the file is missing", fix))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        fix = "correct the line that it names"
        syllabus.findings.append(Finding(path.name, 1, "", f"not TOML: {error}", fix))
    return {}


class _Unusable(Exception):
    """An entry that cannot be used; the text says why."""


def _take(
    syllabus: Syllabus,
    file: str,
    raw: dict[str, Any],
    read: Callable[[Syllabus, dict[str, Any]], None],
) -> None:
    name = next(
        (str(raw[k]) for k in ("code", "slug", "id", "from", "sheet") if k in raw), ""
    )
    try:
        read(syllabus, raw)
    except KeyError as error:
        message = f"`{error.args[0]}` is missing"
        syllabus.findings.append(Finding(file, 1, name, message, "add it"))
    except (_Unusable, TypeError, AttributeError, ValueError) as error:
        fix = "follow the entries beside it"
        syllabus.findings.append(Finding(file, 1, name, str(error), fix))


def _guide(syllabus: Syllabus, raw: dict[str, Any]) -> None:
    guide = GuideSource(
        code=raw["code"],
        title=raw["title"],
        level=raw["level"],
        valid_from=raw.get("valid_from"),
        valid_until=raw.get("valid_until"),
        successor=raw.get("successor", ""),
        scored_count=raw["scored_count"],
        unscored_count=raw["unscored_count"],
        minutes=raw["minutes"],
        score_min=raw["score_min"],
        score_max=raw["score_max"],
        pass_mark=raw["pass_mark"],
        kinds=raw["kinds"],
        is_confirmed=raw["confirmed"],
        notes=raw.get("notes", []),
        domains=[_domain(domain) for domain in raw["domain"]],
    )
    _check_guide(guide)
    _once(syllabus.guides, guide.code)
    syllabus.guides[guide.code] = guide


def _domain(raw: dict[str, Any]) -> DomainSource:
    tasks = [
        TaskSource(t["code"], t["text"], t["confirmed"], t.get("additions", []))
        for t in raw["tasks"]
    ]
    for task in tasks:
        if not task.code.startswith(f"{raw['code']}."):
            raise _Unusable(f"task {task.code} stands in domain {raw['code']}")
    return DomainSource(raw["code"], raw["name"], raw["weight_percent"], tasks)


def _check_guide(guide: GuideSource) -> None:
    if sum(domain.weight_percent for domain in guide.domains) != 100:
        raise _Unusable("the weights of its domains do not sum to 100")
    if not guide.score_min < guide.pass_mark < guide.score_max:
        raise _Unusable("the pass mark is not on the scale")
    if not guide.kinds or set(guide.kinds) - set(KINDS):
        raise _Unusable(f"`kinds` holds some of {', '.join(KINDS)}")
    codes = [t.code for t in guide.tasks]
    if len(set(codes)) < len(codes):
        raise _Unusable("a task code stands twice")


def _crosswalk(syllabus: Syllabus, raw: dict[str, Any]) -> None:
    crosswalk = CrosswalkSource(raw["from"], raw["to"], raw["map"])
    pairs = [(crosswalk.old, old) for old in crosswalk.map]
    pairs += [(crosswalk.new, n) for new in crosswalk.map.values() for n in new]
    for guide, task in pairs:
        if not syllabus.has_task(guide, task):
            raise _Unusable(f"the crosswalk names {guide} {task}, which does not exist")
    syllabus.crosswalks.append(crosswalk)


def _topic(syllabus: Syllabus, raw: dict[str, Any]) -> None:
    topic = TopicSource(
        slug=raw["slug"],
        name=raw["name"],
        group=raw["group"],
        aliases=raw["aliases"],
        concepts=raw["concepts"],
        tasks=raw["tasks"],
    )
    _once(syllabus.topics, topic.slug)
    syllabus.topics[topic.slug] = topic


def _contrast(syllabus: Syllabus, raw: dict[str, Any]) -> None:
    one, other = (frozenset(side) for side in raw["between"])
    _once(syllabus.contrasts, raw["id"])
    contrast = ContrastSource(raw["id"], (one, other), raw["decides"])
    syllabus.contrasts[contrast.id] = contrast


def _reading(syllabus: Syllabus, raw: dict[str, Any]) -> None:
    reading = ReadingSource(**raw)
    if not reading.agreed <= reading.questions >= reading.mended:
        raise _Unusable("more agreed or mended than were read")
    syllabus.readings.append(reading)


def _once(known: Iterable[str], name: str) -> None:
    if name in known:
        raise _Unusable("this name stands twice")


def _unknown_tasks(syllabus: Syllabus) -> list[Finding]:
    return [
        Finding("topics.toml", 1, topic.slug, f"no task {guide} {task}", "correct it")
        for topic in syllabus.topics.values()
        for guide, codes in topic.tasks.items()
        for task in codes
        if not syllabus.has_task(guide, task)
    ]
