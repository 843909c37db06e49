"""Plain makers of rows: `make_guide()`, `make_bank(guide)`, `make_exam(guide)`."""

import hashlib
import io
import time
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from django.utils import timezone
from PIL import Image

from accounts.models import User
from exams import services as exams
from exams.models import Exam, Mode, Regrade
from questions import services as questions
from questions.manuscript import Option, Tags, Text
from questions.models import (
    Bank,
    Domain,
    Guide,
    Kind,
    Manuscript,
    Picture,
    Question,
    QuestionRevision,
    QuestionTask,
    QuestionTopic,
    State,
    Task,
    Topic,
)

WEIGHTS = {"1": 32, "2": 26, "3": 24, "4": 18}


def make_guide(code: str = "TST-C01", **over: Any) -> Guide:
    """A guide of four domains with one task each, weighted like DVA-C02."""
    fields: dict[str, Any] = {
        "title": "Test guide",
        "level": "Associate",
        "scored_count": 10,
        "unscored_count": 3,
        "minutes": 26,
        "pass_mark": 720,
        "kinds": ["single", "multiple"],
        "is_confirmed": True,
    } | over
    guide = Guide.objects.create(code=code, **fields)
    for code_, weight in WEIGHTS.items():
        domain = Domain.objects.create(
            guide=guide, code=code_, name=f"Domain {code_}", weight_percent=weight
        )
        Task.objects.create(
            domain=domain,
            code=f"{code_}.1",
            text=f"Do the work of domain {code_}",
            is_confirmed=True,
        )
    return guide


def make_topic(slug: str = "sqs", **over: Any) -> Topic:
    fields: dict[str, Any] = {"name": slug.upper(), "group": "Test"} | over
    return Topic.objects.get_or_create(slug=slug, defaults=fields)[0]


def make_content(slug: str, kind: str = Kind.SINGLE) -> dict[str, Any]:
    """Content of a revision whose key and reasons carry the slug as a canary."""
    count = 5 if kind == Kind.MULTIPLE else 4
    correct = {"a", "b"} if kind == Kind.MULTIPLE else {"a"}
    ids = "abcdef"[:count]
    options = [
        {
            "id": id_,
            "text": f"Option {id_} of {slug}",
            "html": f"<p>Option {id_} of {slug}</p>",
            "correct": id_ in correct,
            "why_html": f"<p>why-canary-{slug}-{id_}</p>",
            "right_if_html": f"<p>if-canary-{slug}-{id_}</p>",
            "confuses": [],
        }
        for id_ in ids
    ]
    targets = []
    key: Any = sorted(correct)
    if kind == Kind.ORDERING:
        key = list(ids)
    if kind == Kind.MATCHING:
        targets = [{"id": f"t{i}", "html": f"<p>Target {i}</p>"} for i in ids]
        key = {i: f"t{i}" for i in ids}
    return {
        "stem_html": f"<p>Stem of {slug}?</p>",
        "select": len(correct) if kind == Kind.MULTIPLE else None,
        "options": options,
        "targets": targets,
        "key": key,
    }


def make_question(task: Task, slug: str, **over: Any) -> Question:
    """A published question; over: kind, topic, state, difficulty, scenario."""
    kind = over.pop("kind", Kind.SINGLE)
    topic = over.pop("topic", None) or make_topic()
    scenario = over.pop("scenario", None)
    content = over.pop("content", None) or make_content(slug, kind)
    state = over.pop("state", State.PUBLISHED)
    stem = over.pop("stem", f"Stem of {slug}?")
    fields: dict[str, Any] = {"difficulty": "medium"} | over
    question = Question.objects.create(slug=slug, **fields)
    question.current = QuestionRevision.objects.create(
        question=question,
        number=1,
        kind=kind,
        stem=stem,
        content=content,
        scenario=scenario,
        references=["https://docs.aws.amazon.com/"],
        digest=hashlib.sha256(slug.encode()).hexdigest(),
        published_at=timezone.now(),
    )
    question.state = state
    question.save(update_fields=["current", "state"])
    QuestionTopic.objects.create(question=question, topic=topic)
    QuestionTask.objects.create(question=question, task=task)
    return question


def make_bank(guide: Guide, per_domain: int = 8, prefix: str = "q") -> list[Question]:
    """Published questions in every domain; every sixth is multiple response."""
    Bank.objects.get_or_create(pk=1)
    questions = []
    for domain in guide.domains.prefetch_related("tasks"):
        task = domain.tasks.all()[0]
        for n in range(per_domain):
            kind = Kind.MULTIPLE if n % 6 == 5 else Kind.SINGLE
            slug = f"{prefix}-{domain.code}-{n}"
            questions.append(make_question(task, slug, kind=kind))
    return questions


def make_exam(guide: Guide, **over: Any) -> Exam:
    fields: dict[str, Any] = {
        "slug": f"{guide.code.lower()}-{over.get('mode', Mode.MOCK)}",
        "title": "Test mock",
        "guide": guide,
        "mode": Mode.MOCK,
        "minutes": guide.minutes,
        "scored_count": guide.scored_count,
        "unscored_count": guide.unscored_count,
    } | over
    return Exam.objects.create(**fields)


# --- People: what the cast has beyond a row -----------------------------------


def make_confirmed(user: User) -> User:
    """A person who has followed the link in the first mail."""
    EmailAddress.objects.create(
        user=user, email=user.email, verified=True, primary=True
    )
    return user


def make_second_factor(user: User) -> str:
    """An authenticator app for this person; its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def make_code(secret: str, step: int = 0) -> str:
    """What the app shows now, or that many half minutes later."""
    counter = int(time.time()) // 30 + step
    return str(format_hotp_value(hotp_value(secret, counter)))


# --- Writing: what stands beside a question ------------------------------------


def make_text(**over: Any) -> Text:
    """A finished text of single choice, unlike any other of the tests."""
    options = tuple(
        Option(
            text=f"Answer {letter} of the sample",
            is_correct=letter == "b",
            why=f"Because the mechanism of answer {letter} decides it in this case.",
        )
        for letter in "abcd"
    )
    stem = "A company keeps its queue in one Region. What must the developer change?"
    references = ("https://docs.aws.amazon.com/sqs/",)
    fields: dict[str, Any] = {"stem": stem, "options": options} | over
    return Text(references=references, **fields)


def make_tags(task: Task, topic: str = "sqs") -> Tags:
    make_topic(topic)
    return Tags((topic,), {task.domain.guide.code: (task.code,)}, "hard")


def make_new(author: User, task: Task, slug: str = "", **over: Any) -> Question:
    """A question that somebody has just written, as a draft."""
    return questions.create_question(
        author=author,
        text=make_text(**over),
        tags=make_tags(task),
        now=timezone.now(),
        slug=slug,
    )


def make_draft(question: Question, writer: User) -> Manuscript:
    """A correction that somebody has begun."""
    return questions.open_draft(question=question, writer=writer, now=timezone.now())


def make_image(kind: str = "PNG", size: tuple[int, int] = (40, 20)) -> bytes:
    """The bytes of an image."""
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind)
    return out.getvalue()


def make_picture(question: Question, uploader: User) -> Picture:
    return questions.add_picture(
        question=question,
        uploader=uploader,
        content=make_image(),
        alt="A teal box",
        now=timezone.now(),
    )


# --- Imports -------------------------------------------------------------------

GIFT = """$CATEGORY: $course$/top/AWS/SQS

::Poll::How long may long polling wait?{=20 seconds ~60 seconds}

::Fifo::Which queue keeps the order?{=FIFO ~Standard}

::Essay::Write about queues.{}
"""


def make_import(sender: User, text: str = GIFT, name: str = "queues.gift") -> Any:
    """A file that was read and waits for its sender's choice."""
    return questions.read_import(
        sender=sender,
        file_name=name,
        data=text.encode(),
        format_=None,
        now=timezone.now(),
    )


# --- Regrades ------------------------------------------------------------------


def make_regrade(revision: QuestionRevision, by: User, **over: Any) -> Regrade:
    """A preview that has been worked out; over: remedy, key, reason."""
    fields: dict[str, Any] = {"remedy": "drop", "key": None, "reason": "It changed."}
    now = timezone.now()
    regrade = exams.plan_regrade(revision=revision, by=by, now=now, **(fields | over))
    exams.run_regrade(regrade_id=regrade.pk, now=now)
    regrade.refresh_from_db()
    return regrade


def make_applied(revision: QuestionRevision, by: User, **over: Any) -> Regrade:
    """A decision in force, with everybody graded by it."""
    regrade = make_regrade(revision, by, **over)
    exams.apply_regrade(regrade=regrade, by=by, now=timezone.now())
    exams.run_regrade(regrade_id=regrade.pk, now=timezone.now())
    regrade.refresh_from_db()
    return regrade


def make_undone(regrade: Regrade, by: User) -> Regrade:
    exams.undo_regrade(regrade=regrade, by=by, reason="No.", now=timezone.now())
    exams.run_regrade(regrade_id=regrade.pk, now=timezone.now())
    regrade.refresh_from_db()
    return regrade
