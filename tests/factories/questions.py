"""Makers of the bank's rows: guides, questions, drafts, imports, doubts, templates."""

import hashlib
import io
from typing import Any

from django.utils import timezone
from PIL import Image

from accounts.models import User
from questions import services as questions
from questions.manuscript import Option, Tags, Text
from questions.models import (
    Bank,
    Domain,
    Doubt,
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
from questions.templating import TEMPLATE, Answer, Template

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
    """A published question; over: kind, topic, state, scenario, evidence, fields."""
    kind = over.pop("kind", Kind.SINGLE)
    topic = over.pop("topic", None) or make_topic()
    scenario = over.pop("scenario", None)
    evidence = over.pop("evidence", [])
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
        evidence=evidence,
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


def make_doubt(revision: QuestionRevision, **over: Any) -> Doubt:
    """A former name that the wording says."""
    place = Doubt.objects.filter(revision=revision).count()
    fields: dict[str, Any] = {
        "kind": "name",
        "place": str(place),
        "said": "CloudWatch Events",
        "detail": "Since 11 July 2019 it is called Amazon EventBridge.",
        "models_version": "1",
        "found_at": timezone.now(),
    } | over
    return Doubt.objects.create(revision=revision, **fields)


def make_template(**over: Any) -> Template:
    """Calls of a batch operation: drawn numbers, three named mistakes."""
    why = "The batch operation takes so many entries in one call, and the rest waits."
    fields: dict[str, Any] = {
        "parameters": "items = 110 to 990 step 30\nsize = 10, 25, 100",
        "values": "calls = ceil(items / size)",
        "conditions": "items % size != 0",
        "least": "1",
        "unit": "calls",
        "unit_one": "call",
        "answers": (
            Answer("calls", why=why),
            Answer("items // size", mistake="rounding down", why=why),
            Answer("calls + 1", mistake="one too many", why=why),
            Answer("items", mistake="one call per entry", why=why),
        ),
    } | over
    return Template(**fields)


def make_drawn(author: User, task: Task, **over: Any) -> Question:
    """A draft whose numbers are drawn; over: parts of its template, and `stem`."""
    stem, slug = over.pop("stem", DRAWN_STEM), over.pop("slug", "")
    template = make_template(**over)
    text = {"options": (), "generator": TEMPLATE, "template": template}
    return make_new(author, task, slug, stem=stem, **text)


DRAWN_STEM = (
    "A job writes {items} entries, {size} in one call at most. "
    "How many calls does the job make at least?"
)
