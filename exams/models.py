"""What happens: exams offered, attempts, their frozen forms, operations and answers.

Truth about rows is kept by the constraints here; arithmetic about time is in
`timing`, about scores in `scoring`.
"""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from exams import timing
from questions.models import Domain, Guide, Kind, Question, QuestionRevision, Scenario


class Mode(models.TextChoices):
    MOCK = "mock", "Mock exam"
    PRACTICE = "practice", "Practice"
    SEALED = "sealed", "Sealed final"
    DIAGNOSTIC = "diagnostic", "Diagnostic"
    DRILL = "drill", "Drill"


# Modes under the rules of the real exam: timed, the guide's kinds, hidden
# unscored questions, nothing revealed before the end.
STRICT_MODES = frozenset({Mode.MOCK, Mode.SEALED})
# Modes in which an answer can be checked before the end.
CHECKED_MODES = frozenset({Mode.PRACTICE, Mode.DRILL})


class ExamQuerySet(models.QuerySet["Exam"]):
    def open(self) -> "ExamQuerySet":
        return self.filter(is_open=True)


class Exam(models.Model):
    """An exam definition over a guide: what a student can choose to sit."""

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=120)
    guide = models.ForeignKey(Guide, models.PROTECT, related_name="exams")
    mode = models.CharField(max_length=10, choices=Mode)
    minutes = models.PositiveSmallIntegerField(null=True)  # None: untimed
    scored_count = models.PositiveSmallIntegerField()
    unscored_count = models.PositiveSmallIntegerField(default=0)
    is_open = models.BooleanField(default=True)

    objects = ExamQuerySet.as_manager()

    class Meta:
        ordering = ["guide__code", "mode"]
        constraints = [
            models.CheckConstraint(
                condition=Q(mode__in=Mode.values) & ~Q(mode="drill"),
                name="exam_mode_known",
            ),
            models.CheckConstraint(
                condition=Q(scored_count__gt=0), name="exam_has_questions"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def question_count(self) -> int:
        return self.scored_count + self.unscored_count


class AttemptState(models.TextChoices):
    RUNNING = "running", "Running"
    SUBMITTED = "submitted", "Submitted"
    GRADED = "graded", "Graded"


class FinishReason(models.TextChoices):
    SUBMITTED = "submitted", "Submitted by the student"
    EXPIRED = "expired", "Time ran out"
    IDLE = "idle", "Closed after 30 idle days"


class StatementNow(models.Func):
    """PostgreSQL's clock at the start of the statement: the one clock of exams."""

    template = "statement_timestamp()"
    output_field = models.DateTimeField()
    arity = 0


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def owned_by(self, user: Any) -> "AttemptQuerySet":
        return self.filter(user_id=user.pk)

    def with_clock(self) -> "AttemptQuerySet":
        """Each with `clock`, the instant of this very statement.

        A statement's instant is taken when it arrives, before it waits for locks.
        """
        annotations: dict[str, Any] = {"clock": StatementNow(), "is_idle": _idle()}
        return self.annotate(**annotations)

    def running(self) -> "AttemptQuerySet":
        """Attempts that may still change: running, and not past their closing."""
        return self.filter(Q(state=AttemptState.RUNNING) & ~_overdue())

    def overdue(self) -> "AttemptQuerySet":
        """Attempts that are over by the clock and wait to be closed."""
        return self.filter(Q(state=AttemptState.RUNNING) & _overdue())

    def ungraded(self) -> "AttemptQuerySet":
        """Submitted and not graded: this is the queue of the grader."""
        return self.filter(state=AttemptState.SUBMITTED)


def _overdue() -> Q:
    return Q(deadline_at__lte=StatementNow() - models.Value(timing.CLOSING_DELAY)) | (
        Q(deadline_at=None) & Q(_idle())
    )


def _idle() -> models.Expression:
    """Untimed, and without any operation for 30 days.

    What arrives after that is late and wakes nothing up.
    """
    since = StatementNow() - models.Value(timing.IDLE_LIMIT)
    received = Operation.objects.filter(attempt=OuterRef("pk"), received_at__gt=since)
    recent = received.exclude(verdict=Verdict.LATE)
    return models.ExpressionWrapper(
        Q(deadline_at=None) & Q(started_at__lte=since) & ~Exists(recent),
        output_field=models.BooleanField(),
    )


class Attempt(models.Model):
    """One student's work on one form, from start to grade."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="attempts"
    )
    exam = models.ForeignKey(Exam, models.PROTECT, null=True, related_name="attempts")
    guide = models.ForeignKey(Guide, models.PROTECT, related_name="+")
    mode = models.CharField(max_length=10, choices=Mode)
    title = models.CharField(max_length=160)
    state = models.CharField(
        max_length=9, choices=AttemptState, default=AttemptState.RUNNING
    )
    # One writer: whoever holds the greatest epoch may write.
    writer = models.UUIDField(null=True)
    epoch = models.PositiveIntegerField(default=1)
    idempotency_key = models.CharField(max_length=100, blank=True)
    seed = models.PositiveBigIntegerField()  # of the assembly; never sent
    started_at = models.DateTimeField()
    deadline_at = models.DateTimeField(null=True)
    limit_minutes = models.PositiveSmallIntegerField(null=True)
    # The guide's lowest, highest and passing score, as they were at the start.
    scale = models.JSONField(default=list)
    time_multiplier = models.DecimalField(max_digits=3, decimal_places=2, default=1)
    extra_minutes = models.PositiveSmallIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    finish_reason = models.CharField(max_length=9, choices=FinishReason, blank=True)
    is_late_counted = models.BooleanField(default=False)
    # When key and reasons first left the server: later answers can never count.
    revealed_at = models.DateTimeField(null=True)
    # What the assembly could not satisfy: [{"rule", "detail"}]
    shortfalls = models.JSONField(default=list)

    # Read by `with_clock`: the instant of the statement, and whether it lies idle.
    clock: datetime
    is_idle: bool

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "exam"],
                condition=Q(state="running"),
                nulls_distinct=False,
                name="attempt_one_running_per_exam",
            ),
            models.UniqueConstraint(
                fields=["user", "idempotency_key"],
                condition=~Q(idempotency_key=""),
                name="attempt_key_once_per_student",
            ),
            models.CheckConstraint(
                condition=Q(state__in=AttemptState.values), name="attempt_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="running", finished_at=None, finish_reason="")
                | Q(
                    ~Q(state="running"),
                    finished_at__isnull=False,
                    finish_reason__in=FinishReason.values,
                ),
                name="attempt_finished_iff_not_running",
            ),
            models.CheckConstraint(
                condition=Q(deadline_at=None) | Q(deadline_at__gt=F("started_at")),
                name="attempt_deadline_after_start",
            ),
            models.CheckConstraint(
                condition=Q(exam=None, mode="drill")
                | Q(~Q(mode="drill"), exam__isnull=False),
                name="attempt_drill_iff_no_exam",
            ),
        ]
        indexes = [
            models.Index(
                fields=["deadline_at"],
                condition=Q(state="running"),
                name="attempt_running_idx",
            ),
            models.Index(
                fields=["finished_at"],
                condition=Q(state="submitted"),
                name="attempt_ungraded_idx",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.pk}"

    @property
    def is_strict(self) -> bool:
        return self.mode in STRICT_MODES

    @property
    def is_checked(self) -> bool:
        """Whether answers may be checked one by one before the end."""
        return self.mode in CHECKED_MODES

    @property
    def is_running(self) -> bool:
        return self.state == AttemptState.RUNNING

    @property
    def allowed_minutes(self) -> int | None:
        """The minutes given, more time included; None: untimed."""
        return timing.allowed_minutes(
            self.limit_minutes, self.time_multiplier, self.extra_minutes
        )

    def is_over(self, clock: datetime) -> bool:
        """Whether the clock alone has closed it, though no row says so yet."""
        return self.is_running and timing.is_over(clock, self.deadline_at)

    def has_released_result(self) -> bool:
        """Whether the student may see key and rationale: after the grade.

        Assignments will add "after close" and "never" here.
        """
        return self.state == AttemptState.GRADED


class AttemptQuestionQuerySet(models.QuerySet["AttemptQuestion"]):
    def under_exam(self, user_id: int) -> "AttemptQuestionQuerySet":
        """What this person is being examined on right now: mocks and sealed finals.

        Until that exam is handed in, nothing shows the keys of these questions (I29).
        """
        strict = Attempt.objects.running().filter(
            user_id=user_id, mode__in=sorted(STRICT_MODES)
        )
        return self.filter(attempt__in=strict.values("pk"))


class AttemptQuestion(models.Model):
    """One question of a frozen form, exactly as this attempt was given it."""

    # Without an index of its own where a unique constraint begins with it, and where
    # nobody looks from the other side: a start writes 65 of these rows.
    attempt = models.ForeignKey(
        Attempt, models.CASCADE, related_name="questions", db_index=False
    )
    position = models.PositiveSmallIntegerField()  # from 1
    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    revision = models.ForeignKey(QuestionRevision, models.PROTECT, related_name="+")
    domain = models.ForeignKey(Domain, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind)
    select = models.PositiveSmallIntegerField(null=True)
    is_scored = models.BooleanField()
    is_seen_before = models.BooleanField()
    # The options in the order shown: [[opaque id, the author's option id], …]
    options = models.JSONField()
    targets = models.JSONField(default=list)
    scenario = models.ForeignKey(
        Scenario, models.PROTECT, null=True, related_name="+", db_index=False
    )
    scenario_ref = models.CharField(max_length=16, blank=True)  # opaque
    # A generated question: its seed, and the content that the seed gave.
    variant_seed = models.PositiveBigIntegerField(null=True)
    variant = models.JSONField(null=True)
    is_correct = models.BooleanField(null=True)  # None until graded

    objects = AttemptQuestionQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "position"], name="form_position_once"
            ),
            models.UniqueConstraint(
                fields=["attempt", "question"], name="form_question_once"
            ),
            models.CheckConstraint(
                condition=Q(position__gt=0), name="form_position_from_1"
            ),
        ]

    @property
    def content(self) -> Mapping[str, Any]:
        """What was asked: the variant that was drawn, else the revision's content."""
        content: Mapping[str, Any] = self.variant or self.revision.content
        return content


class Confidence(models.TextChoices):
    SURE = "sure", "Sure"
    UNSURE = "unsure", "Unsure"
    GUESS = "guess", "Guess"


class Answer(models.Model):
    """The current answer: the accepted operation with the greatest (epoch, seq)."""

    asked = models.OneToOneField(
        AttemptQuestion, models.CASCADE, primary_key=True, related_name="answer"
    )
    response = models.JSONField(null=True)
    is_flagged = models.BooleanField(default=False)
    struck = models.JSONField(default=list)
    confidence = models.CharField(max_length=6, choices=Confidence, blank=True)
    epoch = models.PositiveIntegerField()
    seq = models.PositiveBigIntegerField()
    answered_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)  # practice: answer revealed

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confidence__in=["", *Confidence.values]),
                name="answer_confidence_known",
            )
        ]


class Verdict(models.TextChoices):
    ACCEPTED = "accepted", "Accepted"
    SUPERSEDED = "superseded", "A later answer was there already"
    LATE = "late", "Arrived after time"
    CLOSED = "closed", "The attempt was already handed in"
    FENCED = "fenced", "Another device had taken over"
    INVALID = "invalid", "Not usable"


class Operation(models.Model):
    """The log of everything that was received for an attempt, with its verdict."""

    attempt = models.ForeignKey(
        Attempt, models.CASCADE, related_name="operations", db_index=False
    )
    op_id = models.UUIDField()
    writer = models.UUIDField()
    position = models.IntegerField()
    epoch = models.BigIntegerField()
    seq = models.BigIntegerField()
    body = models.JSONField()  # as received, without op_id
    elapsed_ms = models.PositiveIntegerField(default=0)
    received_at = models.DateTimeField()
    verdict = models.CharField(max_length=10, choices=Verdict)
    detail = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "op_id"], name="operation_once_per_attempt"
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=Verdict.values), name="operation_verdict_known"
            ),
        ]


class Result(models.Model):
    """The grade of an attempt: a pure function of frozen answers and revisions."""

    attempt = models.OneToOneField(
        Attempt, models.CASCADE, primary_key=True, related_name="result"
    )
    raw = models.PositiveSmallIntegerField()
    scored_count = models.PositiveSmallIntegerField()
    cut = models.DecimalField(max_digits=6, decimal_places=2)
    scaled = models.PositiveSmallIntegerField()
    pass_mark = models.PositiveSmallIntegerField()
    is_passed = models.BooleanField()
    band_low = models.PositiveSmallIntegerField()
    band_high = models.PositiveSmallIntegerField()
    seen_share = models.FloatField()  # of the scored questions, seen before
    # [{code, name, weight, correct, asked, word}]
    domains = models.JSONField()
    graded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(raw__lte=F("scored_count")), name="result_raw_within_count"
            ),
            models.CheckConstraint(
                condition=Q(band_low__lte=F("scaled"), band_high__gte=F("scaled")),
                name="result_band_holds_score",
            ),
            models.CheckConstraint(
                condition=Q(is_passed=True, scaled__gte=F("pass_mark"))
                | Q(is_passed=False, scaled__lt=F("pass_mark")),
                name="result_passed_iff_at_pass_mark",
            ),
        ]
