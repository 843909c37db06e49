"""python -m benchmarks.authoring: the bank's search and the editor at 50,000 questions.

A scratch database is made, filled and dropped. Times are of whole requests inside
the process (middleware, session, templates), without the network.
"""

import argparse
import gc
import os
import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.testing")

import django

django.setup()

from django.conf import settings  # noqa: E402  # REASON: after django.setup()
from django.db import connection  # noqa: E402  # REASON: the same
from django.test import Client  # noqa: E402  # REASON: the same
from django.utils import timezone  # noqa: E402  # REASON: the same

from accounts.models import Role, User  # noqa: E402  # REASON: the same
from benchmarks.report import Finding, Report, write  # noqa: E402  # REASON: the same
from questions.models import (  # noqa: E402  # REASON: the same
    Manuscript,
    Question,
    QuestionReport,
    QuestionRevision,
    QuestionTask,
    QuestionTopic,
    Task,
    Topic,
)
from questions.services import load_bank, open_draft  # noqa: E402  # REASON: the same
from questions.services.desk import learn_words  # noqa: E402  # REASON: the same

BATCH = 2000
SEARCH_MS = 100
SAVE_MS = 150
PUBLISH = """
UPDATE questions_question q SET current_id = r.id, state = 'published'
  FROM questions_questionrevision r
 WHERE r.question_id = q.id AND q.slug LIKE 'bench-%%'
"""
AGE = "UPDATE questions_question SET updated_at = now() - id * interval '1 minute'"
Job = Callable[[], Any]


def fill(count: int) -> None:
    """Questions of the shipped ones' sentences, mixed: the words fall as they do
    in real texts, and no two are the same."""
    load_bank(path=settings.BASE_DIR / "bank")
    rng = random.Random(7)
    shipped = list(QuestionRevision.objects.filter(generator=""))
    sentences = [s for r in shipped for s in re.split(r"(?<=[.?]) ", r.stem) if s]
    topics, tasks = list(Topic.objects.all()), list(Task.objects.all())
    for start in range(0, count, BATCH):
        numbers = range(start, min(count, start + BATCH))
        rows = [Question(slug=f"bench-{n}", difficulty="medium") for n in numbers]
        Question.objects.bulk_create(rows)
        revisions = [_revision(row, shipped, sentences, rng) for row in rows]
        QuestionRevision.objects.bulk_create(revisions)
        _tag(rows, topics, tasks, rng)
    with connection.cursor() as cursor:
        cursor.execute(PUBLISH)
        cursor.execute(AGE)
    learn_words(QuestionRevision.objects.values_list("pk", flat=True))
    _report(rng)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _revision(
    question: Question,
    shipped: list[QuestionRevision],
    sentences: list[str],
    rng: random.Random,
) -> QuestionRevision:
    source = rng.choice(shipped)
    return QuestionRevision(
        question=question,
        number=1,
        kind=source.kind,
        stem=" ".join(rng.sample(sentences, 5)),
        content=source.content,
        references=source.references,
        digest=f"{question.pk:064}",
        published_at=timezone.now(),
    )


def _tag(
    rows: list[Question], topics: list[Topic], tasks: list[Task], rng: random.Random
) -> None:
    QuestionTopic.objects.bulk_create(
        QuestionTopic(question=row, topic=topic, rank=rank)
        for row in rows
        for rank, topic in enumerate(rng.sample(topics, 2))
    )
    QuestionTask.objects.bulk_create(
        QuestionTask(question=row, task=task, rank=rank)
        for row in rows
        for rank, task in enumerate(rng.sample(tasks, 2))
    )


def _report(rng: random.Random) -> None:
    revisions = list(QuestionRevision.objects.values_list("pk", flat=True))
    reported = rng.sample(revisions, 300)
    QuestionReport.objects.bulk_create(
        QuestionReport(revision_id=pk, reason="typo") for pk in reported
    )


@dataclass(frozen=True)
class Times:
    """In milliseconds, sorted."""

    values: list[float]

    @property
    def median(self) -> float:
        return self.values[len(self.values) // 2]

    @property
    def p95(self) -> float:
        return self.values[int(len(self.values) * 0.95)]


def measure(jobs: list[Job]) -> Times:
    for job in jobs[:3]:
        job()  # warm
    values = []
    for job in jobs:
        begun = time.perf_counter()
        job()
        values.append(1000 * (time.perf_counter() - begun))
    return Times(sorted(values))


def searches(rng: random.Random) -> dict[str, list[str]]:
    """Query strings as people send them; each is asked with words of its own."""
    words = sorted({w for r in Question.objects.all()[:400] for w in r.slug.split("-")})
    long = [word for word in words if len(word) > 5 and word.isalpha()]
    topics = list(Topic.objects.values_list("slug", flat=True))
    served = Task.objects.values_list("domain__guide__code", "code")
    tasks = [f"{guide}+{code}" for guide, code in served]
    many = range(40)
    frequent = ["company", "queue", "data", "use"]
    mistyped = ["functon", "developr", "instnce", "messge"]  # of frequent words
    return {
        "the list": ["" for _ in many],
        "a page in the middle": [f"after=bench-{rng.randrange(10**4)}" for _ in many],
        "newest first, deep": ["sort=oldest&after=1764000000000000-9" for _ in many],
        "one word": [f"q={rng.choice(long)}" for _ in many],
        "a frequent word": [f"q={word}" for word in frequent * 10],
        "two words": [f"q={rng.choice(long)}+{rng.choice(long)}" for _ in many],
        "a beginning": [f"q={rng.choice(long)[:4]}" for _ in many],
        "a typing mistake": [f"q={_mistyped(rng.choice(long), rng)}" for _ in many],
        "a typing mistake, by date": [
            f"q={word}&sort=newest" for word in mistyped * 10
        ],
        "a typing mistake, rare kind": [
            f"q={word}&kind=ordering&sort=oldest" for word in mistyped * 10
        ],
        "a frequent word, by date": [f"q={word}&sort=newest" for word in frequent * 10],
        "no such word": [f"q=zzyzx{n}" for n in many],
        "a topic": [f"topic={rng.choice(topics)}" for _ in many],
        "task, kind, state": [
            f"task={rng.choice(tasks)}&kind=single&state=published" for _ in many
        ],
        "reported": ["flag=reported" for _ in many],
        "old": ["months=6&sort=oldest" for _ in many],
        "word and topic": [f"q=queue&topic={rng.choice(topics)}" for _ in many],
    }


def _mistyped(word: str, rng: random.Random) -> str:
    at = rng.randrange(1, len(word) - 1)
    return word[:at] + word[at + 1 :]


def perform(report: Report) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    ivan = User.objects.create_user("ivan@example.org", "x", role=Role.INSTRUCTOR)
    client = Client(SERVER_NAME="localhost")
    client.force_login(ivan)
    rng = random.Random(11)
    every: list[float] = []
    for name, queries in searches(rng).items():
        jobs = [lambda q=q: _ok(client.get(f"/bank/?{q}")) for q in queries]
        found = measure(jobs)
        every += found.values
        report.findings.append(_finding(f"list: {name}", found, SEARCH_MS))
    report.findings.append(_finding("all of these", Times(sorted(every)), SEARCH_MS))
    editing(client, ivan, report)


def editing(client: Client, ivan: User, report: Report) -> None:
    question = Question.objects.get(slug="bench-77")
    draft = open_draft(question=question, writer=ivan, now=timezone.now())
    path = f"/bank/questions/{question.slug}/"
    saves = [lambda n=n: _save(client, path, draft.pk, n) for n in range(60)]
    report.findings.append(_finding("save and preview", measure(saves), SAVE_MS))
    alike = [lambda: _ok(client.get(f"{path}alike/?part=1")) for _ in range(40)]
    report.findings.append(_finding("what looks alike", measure(alike), SAVE_MS))
    for name in ("review", "coverage"):
        pages = [lambda n=name: _ok(client.get(f"/bank/{n}/")) for _ in range(20)]
        report.findings.append(_finding(f"page: {name}", measure(pages), 0))


def _save(client: Client, path: str, pk: int, number: int) -> None:
    draft = Manuscript.objects.get(pk=pk)
    data = {"kind": "single", "version": draft.version, "topic": draft.tags["topics"]}
    data["stem"] = f"{draft.text['stem'][:900]} {number}"
    for index, option in enumerate(draft.text["options"]):
        data[f"option-{index}-text"] = option["text"]
        data[f"option-{index}-why"] = option["why"]
    accept = {"Accept": "application/json"}
    _ok(client.post(f"{path}save/", data, headers=accept))


def _ok(response: Any) -> None:
    if response.status_code != 200:
        raise RuntimeError(response.content[:500])


def _finding(name: str, found: Times, limit: int) -> Finding:
    measured = f"{found.median:.0f} ms, p95 {found.p95:.0f} ms"
    if not limit:
        return Finding(name, measured)
    return Finding(name, measured, f"p95 ≤ {limit} ms", is_met=found.p95 <= limit)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.authoring")
    parser.add_argument("--questions", type=int, default=50_000)
    parser.add_argument("--markdown", type=Path, metavar="FILE")
    chosen = parser.parse_args()
    connection.settings_dict["TEST"]["NAME"] = f"passline_bench_{os.getpid()}"
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    report = Report(facts={"Questions": f"{chosen.questions:,}"})
    try:
        fill(chosen.questions)
        gc.collect()
        gc.freeze()  # what filling left behind belongs to no request
        perform(report)
    finally:
        connection.creation.destroy_test_db("", verbosity=0)
    print(report.markdown())
    if chosen.markdown:
        write(report, chosen.markdown)


if __name__ == "__main__":
    main()
