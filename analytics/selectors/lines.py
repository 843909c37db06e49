"""Lines of guides, their calibrations, and the questions' places in them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from analytics.learning import Frame
from analytics.mastery import Item, Prior, item_from_label
from analytics.models import Calibration
from exams import assembly
from questions.models import Domain, Guide, QuestionTask, QuestionTopic


def lines_of_guides() -> dict[int, list[Guide]]:
    """Each guide with its line: the guides before and after it, oldest first."""
    guides = {guide.code: guide for guide in Guide.objects.all()}
    succeeded = {g.successor_code for g in guides.values()}
    found: dict[int, list[Guide]] = {}
    for guide in guides.values():
        if guide.code in succeeded:
            continue
        line = [guide]
        while (after := guides.get(line[-1].successor_code)) and after not in line:
            line.append(after)
        found |= {member.pk: line for member in line}
    return {g.pk: found.get(g.pk, [g]) for g in guides.values()}


def each_line() -> list[list[Guide]]:
    """Every line once."""
    lines = lines_of_guides()
    return [line for guide, line in lines.items() if line[0].pk == guide]


@dataclass(frozen=True)
class Line:
    """A line of guides under one calibration."""

    guides: tuple[Guide, ...]
    calibration: Calibration
    domains: Mapping[int, tuple[int, ...]]  # guide → ids of its domains, by code
    seats: Mapping[int, tuple[int, ...]]  # guide → scored questions per domain

    @cached_property
    def frames(self) -> tuple[Frame, ...]:
        return tuple(self.frame(guide.pk) for guide in self.guides)

    def frame(self, guide: int) -> Frame:
        domains, known = self.domains[guide], self.calibration
        prior = Prior(
            domains=len(domains),
            mean=known.prior_mean,
            ability_variance=known.ability_variance,
            domain_variance=known.domain_variance,
        )
        return Frame(guide, domains, prior)


def line_under(calibration: Calibration) -> Line:
    guides = tuple(lines_of_guides()[calibration.guide_id])
    rows: dict[int, list[Domain]] = defaultdict(list)
    for domain in Domain.objects.filter(guide__in=guides).order_by("code"):
        rows[domain.guide_id].append(domain)
    return Line(
        guides=guides,
        calibration=calibration,
        domains={g.pk: tuple(d.pk for d in rows[g.pk]) for g in guides},
        seats={g.pk: _seats(g, rows[g.pk]) for g in guides},
    )


def _seats(guide: Guide, domains: Sequence[Domain]) -> tuple[int, ...]:
    weights = {domain.code: domain.weight_percent for domain in domains}
    found = assembly.seats(weights, guide.scored_count)
    return tuple(found[domain.code] for domain in domains)


@dataclass(frozen=True)
class Items:
    """What a calibration says about questions; labels for those it does not know."""

    known: Mapping[int, tuple[Item, int | None]]
    exam_difficulty: float

    def item(self, question: int, label: str) -> tuple[Item, int | None]:
        """The item and its median time in ms."""
        found = self.known.get(question)
        return found or (item_from_label(label, self.exam_difficulty), None)


def items_of(
    calibration: Calibration, questions: Collection[int] | None = None
) -> Items:
    """Of these questions, or of all of the calibration."""
    rows = calibration.items.all()
    if questions is not None:
        rows = rows.filter(question__in=questions)
    known = {
        question: (Item(a, b, v), median)
        for question, a, b, v, median in rows.values_list(
            "question_id", "a", "b", "v", "median_ms"
        )
    }
    return Items(known, calibration.exam_difficulty)


@dataclass(frozen=True)
class Places:
    """Where questions belong: domains by guide, and topics."""

    domains: Mapping[int, Mapping[int, int]]  # question → guide → domain
    topics: Mapping[int, tuple[int, ...]]  # question → topics, home first


def places_of(questions: Collection[int] | None = None) -> Places:
    """Of these questions, or of the whole bank; two statements."""
    tasks = QuestionTask.objects.order_by("-rank")
    tags = QuestionTopic.objects.order_by("rank")
    if questions is not None:
        tasks = tasks.filter(question__in=questions)
        tags = tags.filter(question__in=questions)
    domains: dict[int, dict[int, int]] = defaultdict(dict)
    for question, guide, domain in tasks.values_list(
        "question_id", "task__domain__guide_id", "task__domain_id"
    ):
        domains[question][guide] = domain  # the lowest rank comes last and stays
    topics: dict[int, list[int]] = defaultdict(list)
    for question, topic in tags.values_list("question_id", "topic_id"):
        topics[question].append(topic)
    return Places(domains, {pk: tuple(found) for pk, found in topics.items()})


def calibration_of(user: int, guide: int) -> Calibration | None:
    """The calibration that a person's state rests on."""
    return Calibration.objects.filter(
        masteries__user=user, masteries__guide=guide
    ).first()


def current_calibrations() -> list[Calibration]:
    """Those in force, one per line."""
    return list(Calibration.objects.current().select_related("guide"))
