"""A bank of thousands: the shipped questions, copied under other names."""

import hashlib
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from exams.models import Exam, Mode
from exams.services import load_exams
from questions.models import (
    Bank,
    Domain,
    Guide,
    Question,
    QuestionRevision,
    QuestionTask,
    QuestionTopic,
    Task,
)
from questions.services import load_bank

GUIDE = "BNC-C01"
SLUG = "bench-mock"
REAL_SLUG = "dva-c02-mock"
WEIGHTS = {"1": 32, "2": 26, "3": 24, "4": 18}
BATCH = 1000
PUBLISH = """
UPDATE questions_question q SET current_id = r.id, state = 'published'
  FROM questions_questionrevision r
 WHERE r.question_id = q.id AND q.slug LIKE 'bench-%%'
"""


def make_bank(count: int) -> int:
    """`count` questions for a guide of their own; how many shipped ones they copy."""
    load_bank(path=settings.BASE_DIR / "bank")
    load_exams(path=settings.BASE_DIR / "bank" / "exams.toml")
    sources = _sources()
    tasks = _tasks(_guide())
    questions = Question.objects.bulk_create(
        [Question(slug=f"bench-{n}", difficulty="medium") for n in range(count)],
        batch_size=BATCH,
    )
    _revise(questions, sources)
    _link(questions, sources, tasks)
    _make_enemies(questions, len(sources))
    # The same new version as after any publication.
    Bank.objects.filter(pk=1).update(version=Bank.objects.get(pk=1).version + 1)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return len(sources)


def raise_version() -> None:
    """As after any publication: what processes keep of the bank is old."""
    Bank.objects.filter(pk=1).update(version=Bank.objects.get(pk=1).version + 1)


def _sources() -> list[QuestionRevision]:
    return list(
        QuestionRevision.objects.filter(question__state="published")
        .filter(question__current_id__isnull=False)
        .select_related("question")
        .prefetch_related("question__question_topics")
        .order_by("pk")
    )


def _guide() -> Guide:
    guide = Guide.objects.create(
        code=GUIDE,
        title="Benchmark guide",
        level="Associate",
        scored_count=50,
        unscored_count=15,
        minutes=130,
        pass_mark=720,
        kinds=["single", "multiple"],
        is_confirmed=True,
    )
    Exam.objects.create(
        slug=SLUG,
        title="Benchmark mock exam",
        guide=guide,
        mode=Mode.MOCK,
        minutes=130,
        scored_count=50,
        unscored_count=15,
    )
    return guide


def _tasks(guide: Guide) -> list[Task]:
    """One task per domain, as often as the domain weighs."""
    found: list[Task] = []
    for code, weight in WEIGHTS.items():
        domain = Domain.objects.create(
            guide=guide, code=code, name=f"Domain {code}", weight_percent=weight
        )
        text = f"Do the work of domain {code}"
        task = Task.objects.create(
            domain=domain, code=f"{code}.1", text=text, is_confirmed=True
        )
        found += [task] * weight
    return found


def _revise(questions: Sequence[Question], sources: Sequence[QuestionRevision]) -> None:
    now = timezone.now()
    rows = []
    for n, question in enumerate(questions):
        source = sources[n % len(sources)]
        rows.append(
            QuestionRevision(
                question=question,
                number=1,
                kind=source.kind,
                stem=source.stem,
                content=_reworded(source.content, n),
                generator=source.generator,
                scenario_id=source.scenario_id,
                evidence=source.evidence,
                references=source.references,
                digest=hashlib.sha256(question.slug.encode()).hexdigest(),
                published_at=now,
            )
        )
    QuestionRevision.objects.bulk_create(rows, batch_size=BATCH)
    with connection.cursor() as cursor:
        cursor.execute(PUBLISH)


def _reworded(content: dict[str, Any], n: int) -> dict[str, Any]:
    if not content:
        return content  # of a generator: drawn at the start of each attempt
    return content | {"stem_html": f"<p>Case {n}.</p>{content['stem_html']}"}


def _link(
    questions: Sequence[Question],
    sources: Sequence[QuestionRevision],
    tasks: Sequence[Task],
) -> None:
    topics = [
        QuestionTopic(question=question, topic_id=tag.topic_id, rank=tag.rank)
        for n, question in enumerate(questions)
        for tag in sources[n % len(sources)].question.question_topics.all()
    ]
    QuestionTopic.objects.bulk_create(topics, batch_size=BATCH)
    served = [
        QuestionTask(question=question, task=tasks[n * 7 % len(tasks)])
        for n, question in enumerate(questions)
    ]
    QuestionTask.objects.bulk_create(served, batch_size=BATCH)


def _make_enemies(questions: Sequence[Question], distance: int) -> None:
    """Each with the next copy of the same question, which would give it away."""
    through: Any = Question.enemies.through
    pairs = zip(questions, questions[distance:], strict=False)
    through.objects.bulk_create(
        [through(from_question=a, to_question=b) for a, b in pairs], batch_size=BATCH
    )
