"""Load the shipped bank: all of it or nothing, and only what changed is written."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, Max, QuerySet

from questions import evidence
from questions.bankfiles import (
    Finding,
    Progress,
    QuestionSource,
    ScenarioSource,
    Syllabus,
    digest_of,
    read_bank,
    readings_by_round,
    render_content,
    silent,
)
from questions.manuscript import text_from
from questions.markdown import render
from questions.models import (
    Bank,
    Manuscript,
    Question,
    QuestionRevision,
    QuestionTask,
    QuestionTopic,
    Scenario,
    State,
)
from questions.services.desk import learn_words, locked_bank
from questions.services.rows import BATCH, Key, sync_links
from questions.services.syllabus import SyllabusRows, sync_syllabus


class BankRefused(Exception):
    """The files hold errors; nothing was loaded."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(f"{len(findings)} errors in the bank's files")
        self.findings = list(findings)


@dataclass
class LoadReport:
    """What loading did. `is_read` is False when the folder had not changed."""

    version: int
    questions: int = 0
    created: int = 0
    revised: int = 0
    published: int = 0
    retired: int = 0
    kept: int = 0  # corrected in the product: the files' wording waits
    is_read: bool = True
    is_changed: bool = False


def load_bank(
    *, path: Path, include_unreviewed: bool = False, progress: Progress = silent
) -> LoadReport:
    """Read, check, and bring the tables in line with the files, in one transaction.

    Reviewed questions are published; others stay drafts unless
    `include_unreviewed`, which is meant for development. Raises BankRefused.
    """
    source = digest_of(path) + str(include_unreviewed)
    digest = hashlib.sha256(source.encode()).hexdigest()
    same = Bank.objects.filter(pk=1, source_digest=digest)
    bank = same.filter(~Exists(_without_manuscript())).first()
    if bank is not None:
        return _unchanged(bank)
    files = read_bank(path, progress=progress)
    if files.findings:
        raise BankRefused(files.findings)
    with transaction.atomic():
        loading = _Loading(
            files.syllabus, files.questions, include_unreviewed, progress
        )
        return loading.run(digest)


def _without_manuscript() -> QuerySet[Question]:
    """Shipped questions loaded before there were manuscripts."""
    shipped = Question.objects.filter(is_shipped=True, taken_over_at=None)
    return shipped.filter(current__isnull=False, current__manuscript=None)


def _unchanged(bank: Bank) -> LoadReport:
    shipped = Question.objects.filter(is_shipped=True)
    return LoadReport(
        version=bank.version,
        questions=shipped.exclude(state=State.RETIRED).count(),
        published=shipped.filter(state=State.PUBLISHED).count(),
        is_read=False,
    )


class _Loading:
    """One run, inside its transaction."""

    def __init__(
        self,
        syllabus: Syllabus,
        sources: list[QuestionSource],
        include_unreviewed: bool,  # noqa: FBT001  # REASON: handed on from the service
        progress: Progress,
    ) -> None:
        self.syllabus = syllabus
        self.sources = sources
        self.include_unreviewed = include_unreviewed
        self.progress = progress
        self.bank = _locked_bank()
        self.now = _clock()
        self.reworded: set[str] = set()
        self.told: list[QuestionRevision] = []  # whose words were not known before
        self.report = LoadReport(self.bank.version, questions=len(sources))

    def run(self, digest: str) -> LoadReport:
        rows = sync_syllabus(self.syllabus)
        questions = self._questions()
        written = rows.written
        written += self._revisions(questions, self._scenarios())
        written += self._links(questions, rows)
        written += self._retire(questions)
        self._close(digest, written)
        learn_words([revision.pk for revision in self.told])
        return self.report

    def _questions(self) -> dict[str, Question]:
        """A row for every source, without its new state."""
        slugs = [source.id for source in self.sources]
        found = Question.objects.filter(slug__in=slugs).select_related("current")
        known = {q.slug: q for q in found.defer("current__content")}
        new = [
            Question(slug=s.id, difficulty=s.difficulty)
            for s in self.sources
            if s.id not in known
        ]
        created = Question.objects.bulk_create(new, batch_size=BATCH)
        self.report.created = len(created)
        return known | {q.slug: q for q in created}

    def _scenarios(self) -> dict[str, Scenario]:
        told = {s.scenario.id: s.scenario for s in self.sources if s.scenario}
        latest: dict[str, Scenario] = {}
        for row in Scenario.objects.filter(slug__in=told).order_by("number"):
            latest[row.slug] = row
        new = [
            scenario
            for source in told.values()
            if (scenario := _new_scenario(source, latest.get(source.id)))
        ]
        Scenario.objects.bulk_create(new)
        return latest | {row.slug: row for row in new}

    def _revisions(
        self, questions: dict[str, Question], scenarios: dict[str, Scenario]
    ) -> int:
        """New wordings, then the state of every question; the number changed."""
        numbers = _last_numbers(questions)
        known = _known_digests(questions)
        new = []
        for done, source in enumerate(self.sources, start=1):
            question = questions[source.id]
            digest = source.digest()
            if _is_news(question, digest, known):
                scenario = scenarios[source.scenario.id] if source.scenario else None
                number = numbers.get(question.pk, 0) + 1
                revision = _revision(source, question, scenario, number, digest)
                new.append(revision)
            self.progress("rendering", done, len(self.sources))
        QuestionRevision.objects.bulk_create(new, batch_size=BATCH)
        followed = [r for r in new if r.question.taken_over_at is None]
        self.report.kept = len(new) - len(followed)
        self.report.revised = len(followed) - self.report.created
        for revision in followed:
            revision.question.current = revision
            self.reworded.add(revision.question.slug)
        self._manuscripts(questions, new)
        return self._states(questions) + len(new)

    def _manuscripts(
        self, questions: dict[str, Question], new: list[QuestionRevision]
    ) -> None:
        """The sources beside their revisions, for the editor and for comparing."""
        told = {revision.question_id: revision for revision in new}
        lacking = _without_manuscript().values_list("pk", "current_id")
        older = dict(lacking)
        texts: dict[int, Any] = {}
        for source in self.sources:
            question = questions[source.id]
            found = told.get(question.pk)
            pk = found.pk if found else older.get(question.pk)
            if pk is not None:
                texts[pk] = text_from(source).as_dict()
        rows = [Manuscript(revision_id=pk, text=text) for pk, text in texts.items()]
        Manuscript.objects.bulk_create(rows, batch_size=BATCH)
        self.told = list(QuestionRevision.objects.filter(pk__in=texts).only("pk"))

    def _states(self, questions: dict[str, Question]) -> int:
        changed, reviewed = [], []
        for source in self.sources:
            question = questions[source.id]
            if question.taken_over_at is not None:
                self.report.published += question.state == State.PUBLISHED
                continue
            if self._apply_review(source, question.current):
                reviewed.append(question.current)
            if self._apply_state(source, question):
                changed.append(question)
        fields = ["state", "difficulty", "current", "is_shipped", "updated_at"]
        Question.objects.bulk_update(changed, fields, batch_size=BATCH)
        QuestionRevision.objects.bulk_update(
            [r for r in reviewed if r is not None],
            ["reviewed_on", "published_at"],
            batch_size=BATCH,
        )
        return len(changed) + len(reviewed)

    def _is_published(self, source: QuestionSource) -> bool:
        return source.reviewed is not None or self.include_unreviewed

    def _apply_review(
        self, source: QuestionSource, revision: QuestionRevision | None
    ) -> bool:
        if revision is None:
            return False
        before = revision.reviewed_on, revision.published_at
        revision.reviewed_on = source.reviewed
        if self._is_published(source):
            # What was published once never changes, so the first date stays.
            revision.published_at = revision.published_at or self.now
        return (revision.reviewed_on, revision.published_at) != before

    def _apply_state(self, source: QuestionSource, question: Question) -> bool:
        state = State.PUBLISHED if self._is_published(source) else State.DRAFT
        self.report.published += state == State.PUBLISHED
        before = question.state, question.difficulty, question.is_shipped
        question.state = state
        question.difficulty = source.difficulty
        question.is_shipped = True
        after = question.state, question.difficulty, question.is_shipped
        question.updated_at = self.now
        return after != before or source.id in self.reworded

    def _links(self, questions: dict[str, Question], rows: SyllabusRows) -> int:
        tasks: dict[Key, int] = {}
        topics: dict[Key, int] = {}
        followed = [s for s in self.sources if not questions[s.id].taken_over_at]
        for source in followed:
            pk = questions[source.id].pk
            served = self.syllabus.carried(source.tasks).items()
            codes = [(guide, code) for guide, codes in served for code in codes]
            tasks |= {(pk, rows.task_ids[c]): rank for rank, c in enumerate(codes)}
            slugs = dict.fromkeys(source.topics)
            topics |= {(pk, rows.topic_ids[s]): rank for rank, s in enumerate(slugs)}
        scope = {"question_id__in": [questions[s.id].pk for s in followed]}
        return (
            sync_links(QuestionTask, tasks, ["question_id", "task_id"], scope)
            + sync_links(QuestionTopic, topics, ["question_id", "topic_id"], scope)
            + self._enemies(questions)
        )

    def _enemies(self, questions: dict[str, Question]) -> int:
        """Enemies on both sides; two questions of one generator are enemies, too."""
        pairs = {(s.id, enemy) for s in self.sources for enemy in s.enemies}
        by_generator: dict[str, list[str]] = {}
        for source in self.sources:
            if source.generator:
                by_generator.setdefault(source.generator, []).append(source.id)
        for ids in by_generator.values():
            pairs |= set(combinations(ids, 2))
        wanted: dict[Key, int] = {}
        for one, other in pairs:
            a, b = questions[one].pk, questions[other].pk
            wanted |= {(a, b): 0, (b, a): 0}
        scope = {"from_question_id__in": [q.pk for q in questions.values()]}
        key = ["from_question_id", "to_question_id"]
        return sync_links(Question.enemies.through, wanted, key, scope)

    def _retire(self, questions: dict[str, Question]) -> int:
        """Shipped questions that no file tells any more."""
        told = [question.pk for question in questions.values()]
        shipped = Question.objects.filter(is_shipped=True, taken_over_at=None)
        gone = shipped.exclude(pk__in=told)
        self.report.retired = gone.exclude(state=State.RETIRED).update(
            state=State.RETIRED, updated_at=self.now
        )
        return self.report.retired

    def _close(self, digest: str, written: int) -> None:
        self.report.is_changed = written > 0
        self.bank.version += self.report.is_changed
        self.bank.loaded_at = self.now
        self.bank.models_version = evidence.models_version()
        self.bank.source_digest = digest
        self.bank.readings = readings_by_round(self.syllabus.readings)
        self.bank.save()
        self.report.version = self.bank.version


def _locked_bank() -> Bank:
    with connection.cursor() as cursor:
        # Another load may take longer than a student's save may wait.
        cursor.execute("SET LOCAL lock_timeout = '5min'")
    return locked_bank()


def _clock() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now


def _last_numbers(questions: dict[str, Question]) -> dict[int, int]:
    revisions = QuestionRevision.objects.filter(
        question_id__in=[q.pk for q in questions.values()]
    )
    rows = revisions.values("question_id").annotate(last=Max("number"))
    return {row["question_id"]: row["last"] for row in rows}


def _known_digests(questions: dict[str, Question]) -> set[tuple[int, str]]:
    """Every wording of the questions that no longer follow the files."""
    kept = [q.pk for q in questions.values() if q.taken_over_at is not None]
    rows = QuestionRevision.objects.filter(question_id__in=kept)
    return set(rows.values_list("question_id", "digest"))


def _is_news(question: Question, digest: str, known: set[tuple[int, str]]) -> bool:
    """Whether the files tell it in words that nobody has seen yet."""
    if question.taken_over_at is not None:
        return (question.pk, digest) not in known
    return question.current is None or question.current.digest != digest


def _new_scenario(source: ScenarioSource, old: Scenario | None) -> Scenario | None:
    new = Scenario(
        slug=source.id,
        number=old.number + 1 if old else 1,
        title=source.title,
        text=source.text,
        html=render(source.text),
    )
    if old and (old.title, old.text, old.html) == (new.title, new.text, new.html):
        return None
    return new


def _revision(
    source: QuestionSource,
    question: Question,
    scenario: Scenario | None,
    number: int,
    digest: str,
) -> QuestionRevision:
    return QuestionRevision(
        question=question,
        number=number,
        kind=source.kind,
        stem=source.stem,
        content=render_content(source),
        generator=source.generator,
        scenario=scenario,
        evidence=source.evidence,
        references=source.references,
        digest=digest,
    )
