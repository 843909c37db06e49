"""Plain makers of rows: `make_guide()`, `make_bank(guide)`, `make_exam(guide)`."""

import hashlib
import io
import time
from datetime import timedelta
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

from accounts import joining
from accounts import services as accounts
from accounts.models import (
    Cohort,
    Erasure,
    Invitation,
    Membership,
    PersonExport,
    User,
)
from analytics.models import (
    ItemStatistics,
    Likeness,
    LikePair,
    ReportFile,
    ReportMail,
)
from exams import services as exams
from exams.models import (
    Assignment,
    AssignmentOverride,
    Attempt,
    Exam,
    Mode,
    Regrade,
    Reminder,
)
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


# --- Figures -------------------------------------------------------------------


def make_statistics(revision: QuestionRevision, **over: Any) -> ItemStatistics:
    """What a night's work would say of a wording of single choice."""
    shares = {"a": 0.5, "b": 0.4, "c": 0.08, "d": 0.02}
    options = [
        {"id": id_, "share": share, "correlation": 0.1, "is_key": id_ == "a"}
        for id_, share in shares.items()
    ]
    fields: dict[str, Any] = {
        "is_strict": True,
        "count": 250,
        "share": 0.5,
        "share_low": 0.44,
        "share_high": 0.56,
        "correlation": 0.31,
        "correlation_low": 0.19,
        "correlation_high": 0.42,
        "discrimination": 0.38,
        "options": options,
        "median_ms": 74_000,
        "changed_share": 0.12,
        "exposure": 0.2,
        "flags": ["dead_distractor"],
        "computed_at": timezone.now(),
    } | over
    return ItemStatistics.objects.create(revision=revision, **fields)


# --- Doubts --------------------------------------------------------------------


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


# --- Cohorts -------------------------------------------------------------------


def make_cohort(name: str = "DVA spring", code: str = "", **over: Any) -> Cohort:
    """A cohort; with a code, ten people may come in by it for a day."""
    fields: dict[str, Any] = {"name": name} | over
    if code:
        ends = timezone.now() + timedelta(days=1)
        fields = {"join_left": 10, "join_expires_at": ends} | fields
        fields["join_code"] = code.translate(str.maketrans("0123456789", "ABCDEFGHJK"))
    return Cohort.objects.create(**fields)


def make_member(
    cohort: Cohort, user: User, role: str = "student", **over: Any
) -> Membership:
    """Somebody who has been there for two months."""
    fields = {"joined_at": timezone.now() - timedelta(days=60)} | over
    return Membership.objects.create(cohort=cohort, user=user, role=role, **fields)


def make_invitation(
    cohort: Cohort, email: str = "dana@example.org", **over: Any
) -> tuple[Invitation, str]:
    """An invitation that was mailed, and the secret of its link."""
    token, now = joining.draw_token(), timezone.now()
    fields: dict[str, Any] = {
        "digest": joining.digest_of(token),
        "invited_at": now,
        "sent_at": now,
        "expires_at": now + timedelta(days=14),
    } | over
    made = Invitation.objects.create(cohort=cohort, email=email, **fields)
    return made, token


ROSTER = (
    "name,e-mail,cohort,role,accommodations\n"
    "Dana,dana@example.org,DVA spring,student,1.5x\n"
    "Alice,alice@example.org,DVA spring,student,+30\n"
)


def make_roster(sender: User, text: str = ROSTER, name: str = "class.csv") -> Any:
    """A roster that was read and waits for somebody to confirm it."""
    return accounts.read_roster(
        sender=sender, file_name=name, data=text.encode(), now=timezone.now()
    )


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


# --- Assignments ---------------------------------------------------------------


def make_assignment(cohort: Cohort, exam: Exam, **over: Any) -> Assignment:
    """An exam that the cohort may begin from an hour ago until tomorrow."""
    now = timezone.now()
    fields: dict[str, Any] = {
        "title": exam.title,
        "opens_at": now - timedelta(hours=1),
        "closes_at": now + timedelta(days=1),
        "zone": "Europe/Berlin",
        "created_at": now,
    } | over
    return Assignment.objects.create(cohort=cohort, exam=exam, **fields)


def make_override(
    assignment: Assignment, user: User, **over: Any
) -> AssignmentOverride:
    """One person has it otherwise: `make_override(mock, alice, attempts_allowed=2)`."""
    fields: dict[str, Any] = {"reason": "Agreed.", "made_at": timezone.now()} | over
    return AssignmentOverride.objects.create(assignment=assignment, user=user, **fields)


# --- Data protection --------------------------------------------------------------


def make_export(person: User, by: User | None = None) -> PersonExport:
    """An export that is written; by: who asked for it, else the person."""
    now = timezone.now()
    made = accounts.ask_export(actor=by or person, person=person, now=now)
    accounts.run_export(export_id=made.pk, now=now)
    made.refresh_from_db()
    return made


def make_erasure(number: int, **over: Any) -> Erasure:
    """The certificate of an erasure of somebody who had sat three exams."""
    now = timezone.now()
    gone = {"name": "attempts", "words": "Exams that were sat", "fate": "goes"}
    fields: dict[str, Any] = {
        "role": "student",
        "is_own_wish": False,
        "asked_at": now,
        "seen_at": now,
        "finished_at": now,
        "state": "done",
        "outcome": [gone | {"count": 3}],
        "proof": {"searched": 200, "traces": [], "records": 2},
    } | over
    return Erasure.objects.create(person_number=number, **fields)


# --- Reports as files and by mail ------------------------------------------------


def make_report_file(
    cohort: Cohort, asked_by: User, guide: Guide, **over: Any
) -> ReportFile:
    """A file that is made: `make_report_file(dva, ivan, guide, format="xlsx")`."""
    now = timezone.now()
    fields: dict[str, Any] = {
        "format": "pdf",
        "asked_at": now,
        "made_at": now,
        "name": "report.pdf",
        "content": b"%PDF-1.7",
    } | over
    return ReportFile.objects.create(
        cohort=cohort, asked_by=asked_by, guide=guide, **fields
    )


def make_report_mail(cohort: Cohort, user: User, **over: Any) -> ReportMail:
    """Every Monday at seven, the next one in a week."""
    now = timezone.now()
    fields: dict[str, Any] = {
        "weekday": 0,
        "hour": 7,
        "due_at": now + timedelta(days=7),
        "created_at": now,
    } | over
    return ReportMail.objects.create(cohort=cohort, user=user, **fields)


def make_reminder(assignment: Assignment, user: User, **over: Any) -> Reminder:
    """Something that was told: `make_reminder(mock, alice, kind="closing")`."""
    fields: dict[str, Any] = {"kind": "assigned", "made_at": timezone.now()} | over
    return Reminder.objects.create(assignment=assignment, user=user, **fields)


def make_drill(guide: Guide, **over: Any) -> Exam:
    """Five questions about one topic, which can be assigned."""
    fields: dict[str, Any] = {
        "slug": "drill",
        "title": "Drill: Amazon SQS",
        "mode": Mode.PRACTICE,
        "minutes": None,
        "scored_count": 5,
        "unscored_count": 0,
        "is_open": False,
        "only_topics": ["sqs"],
    } | over
    return make_exam(guide, **fields)


def make_like_pair(first: Attempt, second: Attempt, **over: Any) -> LikePair:
    """Two sittings of one assignment that agree beyond chance, and their comparison."""
    likeness, _ = Likeness.objects.get_or_create(
        assignment=first.assignment,
        defaults={
            "sittings": 200,
            "questions": 50,
            "compared": 19_900,
            "threshold": 5,
            "sd": 1,
            "computed_at": timezone.now(),
        },
    )
    fields: dict[str, Any] = {"matches": 40, "expected": 20, "z": 9} | over
    return LikePair.objects.create(
        likeness=likeness, first=first, second=second, **fields
    )
