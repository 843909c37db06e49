"""What the bank covers: topic by task, gaps, and how many unseen exams it holds."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import ceil

from questions.bankfiles.bank import BankFiles
from questions.bankfiles.contrasts import contrasts_markdown
from questions.bankfiles.sources import QuestionSource
from questions.bankfiles.syllabus import GuideSource, TopicSource

QUESTIONS_PER_TOPIC = 2
CONCEPTS_PER_QUESTION = 4


@dataclass
class DomainCoverage:
    code: str
    name: str
    weight_percent: int
    mock_questions: int  # of the kinds that a mock may use
    needed: int  # per mock, at most

    @property
    def depth(self) -> int:
        return self.mock_questions // self.needed


@dataclass
class TopicGap:
    slug: str
    found: int
    wanted: int


@dataclass
class GuideCoverage:
    code: str
    questions: int = 0
    with_evidence: int = 0
    reviewed: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    difficulties: Counter[str] = field(default_factory=Counter)
    tasks: Counter[str] = field(default_factory=Counter)
    matrix: dict[str, Counter[str]] = field(default_factory=dict)
    domains: list[DomainCoverage] = field(default_factory=list)
    empty_tasks: list[str] = field(default_factory=list)
    gaps: list[TopicGap] = field(default_factory=list)

    @property
    def depth(self) -> int:
        """Whole mocks without a repeated question."""
        return min((domain.depth for domain in self.domains), default=0)

    @property
    def evidence_percent(self) -> int:
        return round(100 * self.with_evidence / self.questions) if self.questions else 0


def coverage_of(bank: BankFiles) -> list[GuideCoverage]:
    """One report per guide, in the order of the file."""
    served = [(q, bank.syllabus.carried(q.tasks)) for q in bank.questions]
    return [
        _guide_coverage(
            guide,
            [(q, tasks[guide.code]) for q, tasks in served if tasks.get(guide.code)],
            bank,
        )
        for guide in bank.syllabus.guides.values()
    ]


def _guide_coverage(
    guide: GuideSource, found: list[tuple[QuestionSource, list[str]]], bank: BankFiles
) -> GuideCoverage:
    report = GuideCoverage(guide.code)
    by_domain: Counter[str] = Counter()
    for question, tasks in found:
        report.questions += 1
        report.with_evidence += bool(question.evidence)
        report.reviewed += question.reviewed is not None
        report.kinds[question.kind] += 1
        report.difficulties[question.difficulty] += 1
        report.tasks.update(tasks)
        if question.kind in guide.kinds:
            by_domain[guide.domain_of(tasks[0])] += 1
        for topic in question.topics:
            report.matrix.setdefault(topic, Counter()).update(tasks)
    report.domains = _domains(guide, by_domain)
    report.empty_tasks = [t.code for t in guide.tasks if not report.tasks[t.code]]
    report.gaps = list(_gaps(guide, bank, [question for question, _ in found]))
    return report


def _domains(guide: GuideSource, by_domain: Counter[str]) -> list[DomainCoverage]:
    return [
        DomainCoverage(
            code=domain.code,
            name=domain.name,
            weight_percent=domain.weight_percent,
            mock_questions=by_domain[domain.code],
            needed=ceil(guide.question_count * domain.weight_percent / 100),
        )
        for domain in guide.domains
    ]


def _gaps(
    guide: GuideSource, bank: BankFiles, questions: Iterable[QuestionSource]
) -> Iterable[TopicGap]:
    counts = Counter(topic for question in questions for topic in question.topics)
    for topic in bank.syllabus.topics.values():
        if not bank.syllabus.carried(topic.tasks).get(guide.code):
            continue
        wanted = wanted_for(topic)
        if counts[topic.slug] < wanted:
            yield TopicGap(topic.slug, counts[topic.slug], wanted)


def wanted_for(topic: TopicSource) -> int:
    """At least two questions, and about one per four concepts."""
    by_concepts = round(len(topic.concepts) / CONCEPTS_PER_QUESTION)
    return max(QUESTIONS_PER_TOPIC, by_concepts)


def coverage_markdown(bank: BankFiles) -> str:
    """The whole report as Markdown."""
    parts = ["# Coverage of the question bank\n"]
    for report in coverage_of(bank):
        parts += _markdown(report, bank.syllabus.guides[report.code])
    parts += contrasts_markdown(bank)
    return "\n".join(parts) + "\n"


def _markdown(report: GuideCoverage, guide: GuideSource) -> Iterable[str]:
    yield f"## {report.code}: {report.questions} questions\n"
    if not report.questions:
        yield "None yet.\n"
        return
    yield (
        f"{report.evidence_percent} % with executed evidence, "
        f"{report.reviewed} reviewed, "
        f"{report.depth} whole mocks without a repeated question.\n"
    )
    kinds, difficulties = _listed(report.kinds), _listed(report.difficulties)
    yield f"Kinds: {kinds}. Difficulty: {difficulties}.\n"
    yield "| Domain | Weight | Questions for a mock | Needed per mock | Mocks |"
    yield "|---|--:|--:|--:|--:|"
    for domain in report.domains:
        name = f"{domain.code} {domain.name}"
        numbers = f"{domain.mock_questions} | {domain.needed} | {domain.depth}"
        yield f"| {name} | {domain.weight_percent} % | {numbers} |"
    yield from _matrix(report, guide)
    yield f"\nTasks without a question: {', '.join(report.empty_tasks) or 'none'}.\n"
    yield f"Topics with too few ({len(report.gaps)}):\n"
    for gap in report.gaps:
        yield f"- {gap.slug}: {gap.found} of {gap.wanted}"
    yield ""


def _matrix(report: GuideCoverage, guide: GuideSource) -> Iterable[str]:
    codes = [task.code for task in guide.tasks]
    yield f"\n| Topic | {' | '.join(codes)} | |"
    yield f"|---|{'--:|' * (len(codes) + 1)}"
    for topic, counts in sorted(report.matrix.items()):
        cells = " | ".join(str(counts[code] or "") for code in codes)
        yield f"| {topic} | {cells} | {counts.total()} |"
    totals = " | ".join(str(report.tasks[code]) for code in codes)
    yield f"| **all questions** | {totals} | {report.questions} |"


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.most_common())
