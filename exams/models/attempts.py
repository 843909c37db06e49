"""Attempts, and the log of everything that was received for them."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q
from django.db.models.functions import Coalesce

from accounts.models import Membership
from exams import timing
from exams.models.assignments import Assignment, FormRule
from exams.models.offers import CHECKED_MODES, STRICT_MODES, Exam, Mode
from questions.models import Guide


class AttemptState(models.TextChoices):
    RUNNING = "running", "Running"
    SUBMITTED = "submitted", "Submitted"
    GRADED = "graded", "Graded"


class FinishReason(models.TextChoices):
    SUBMITTED = "submitted", "Submitted by the student"
    EXPIRED = "expired", "Time ran out"
    IDLE = "idle", "Closed after 30 idle days"
    FORCED = "forced", "Handed in by an instructor"


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

    def sat_since(self, instant: datetime) -> "AttemptQuerySet":
        """Running, and begun or sent to since then: somebody is there."""
        sent = Operation.objects.filter(attempt=OuterRef("pk"), received_at__gt=instant)
        return self.running().filter(Q(started_at__gt=instant) | Exists(sent))

    def examining(self) -> "AttemptQuerySet":
        """Those that keep the keys of their questions back: mocks and sealed finals
        that run, and whatever has a result that is not released."""
        strict = Q(state=AttemptState.RUNNING, mode__in=sorted(STRICT_MODES))
        is_hidden = Q(hidden_until__gt=StatementNow())
        return self.filter((strict & ~_overdue()) | is_hidden)

    def released(self) -> "AttemptQuerySet":
        """Those whose results their students may see, once they are graded."""
        return self.filter(is_released())

    def overdue(self) -> "AttemptQuerySet":
        """Attempts that are over by the clock and wait to be closed."""
        return self.filter(Q(state=AttemptState.RUNNING) & _overdue())

    def ungraded(self) -> "AttemptQuerySet":
        """Submitted and not graded: this is the queue of the grader."""
        return self.filter(state=AttemptState.SUBMITTED)

    def counted(self) -> "AttemptQuerySet":
        """Graded, and not voided: what figures and forecasts may rest on."""
        return self.filter(state=AttemptState.GRADED, voided_at=None)


def common_forms_ahead(user_id: Any) -> models.QuerySet[Any, Any]:
    """Of each common form that is drawn, and that this person may still begin for the
    first time: the attempt of somebody who has it."""
    own = FilteredRelation("overrides", condition=Q(overrides__user_id=user_id))
    there = Membership.objects.current().students().filter(user_id=user_id)
    begun = Attempt.objects.filter(
        assignment=OuterRef("pk"), user_id=user_id, voided_at=None
    )
    drawn = (
        Assignment.objects.current()
        .filter(form_rule=FormRule.COMMON, form__isnull=False)
        .filter(cohort__archived_at=None, cohort__in=there.values("cohort"))
        .annotate(
            own=own,
            ends_at=Coalesce("own__closes_at", "closes_at"),
            is_excused=Coalesce("own__is_excused", models.Value(value=False)),
        )
        .filter(~Exists(begun), ends_at__gt=StatementNow(), is_excused=False)
    )
    of_it = Attempt.objects.filter(assignment=OuterRef("pk")).order_by("pk")
    return drawn.order_by().values_list(models.Subquery(of_it.values("pk")[:1]))


def is_released(attempt: str = "") -> Q:
    """For attempts, or for what leads to one by that path: nothing hides its result."""
    field = f"{attempt}__hidden_until" if attempt else "hidden_until"
    return Q(**{field: None}) | Q(**{f"{field}__lte": StatementNow()})


def _overdue() -> Q:
    end = StatementNow() - models.Value(timing.CLOSING_DELAY)
    return Q(deadline_at__lte=end, paused_at=None) | (Q(deadline_at=None) & Q(_idle()))


def _idle() -> models.Expression:
    """Untimed, and without any operation for 30 days; never in a pause.

    What arrives after that is late and wakes nothing up; going on or reopening does.
    """
    since = StatementNow() - models.Value(timing.IDLE_LIMIT)
    received = Operation.objects.filter(attempt=OuterRef("pk"), received_at__gt=since)
    recent = received.exclude(verdict=Verdict.LATE)
    return models.ExpressionWrapper(
        Q(deadline_at=None, paused_at=None)
        & Q(started_at__lte=since)
        & (Q(woken_at=None) | Q(woken_at__lte=since))
        & ~Exists(recent),
        output_field=models.BooleanField(),
    )


class Attempt(models.Model):
    """One student's work on one form, from start to grade."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="attempts"
    )
    exam = models.ForeignKey(Exam, models.PROTECT, null=True, related_name="attempts")
    # Whose window it is sat in; None: the student chose it.
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, null=True, related_name="attempts", db_index=False
    )
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
    # Of later requests that it answered while it ran: their retries get it back, too.
    other_keys = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    seed = models.PositiveBigIntegerField()  # of the assembly; never sent
    started_at = models.DateTimeField()
    deadline_at = models.DateTimeField(null=True)
    limit_minutes = models.PositiveSmallIntegerField(null=True)
    # The guide's lowest, highest and passing score, as they were at the start, and the
    # share right that passes this form, where its questions are known well enough.
    scale = models.JSONField(default=list)
    # Its domains, as they were at the start: [{id, code, name, weight}]
    domains = models.JSONField(default=list)
    # What a drill was asked to be: a repeated key must ask for the same again.
    drill = models.JSONField(null=True)
    time_multiplier = models.DecimalField(max_digits=3, decimal_places=2, default=1)
    extra_minutes = models.PositiveSmallIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    finish_reason = models.CharField(max_length=9, choices=FinishReason, blank=True)
    is_late_counted = models.BooleanField(default=False)
    # The newest operation that was held when that was decided; none after it counts.
    late_counted_to = models.BigIntegerField(null=True)
    # When key and reasons first left the server: later answers can never count.
    revealed_at = models.DateTimeField(null=True)
    # Before this instant the student sees neither result nor key; None: at once.
    hidden_until = models.DateTimeField(null=True)
    # While it is paused no clock ends it; going on moves the deadline.
    paused_at = models.DateTimeField(null=True)
    # When staff let it go on or opened it again: idle days count from here.
    woken_at = models.DateTimeField(null=True)
    # From here on it counts nowhere; the rows stay.
    voided_at = models.DateTimeField(null=True)
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
            models.CheckConstraint(
                condition=Q(paused_at=None) | Q(state="running"),
                name="attempt_paused_only_while_running",
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
            models.Index(
                fields=["voided_at"],
                condition=Q(voided_at__isnull=False),
                name="attempt_voided_idx",
            ),
            models.Index(
                fields=["assignment"],
                condition=Q(assignment__isnull=False),
                name="attempt_assigned_idx",
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
        return self.mode in CHECKED_MODES and not self.is_hidden

    @property
    def is_running(self) -> bool:
        return self.state == AttemptState.RUNNING

    @property
    def has_own_pass_line(self) -> bool:
        """Whether enough was known of its questions to say what passes this form."""
        return len(self.scale) > len(("low", "high", "mark"))

    def domain(self, pk: int) -> Mapping[str, Any]:
        """A domain of the guide as it was at the start: code, name, weight."""
        by_id: dict[int, Mapping[str, Any]] = {d["id"]: d for d in self.domains}
        return by_id[pk]

    @property
    def allowed_minutes(self) -> int | None:
        """The minutes given, more time included; None: untimed."""
        return timing.allowed_minutes(
            self.limit_minutes, self.time_multiplier, self.extra_minutes
        )

    @property
    def remaining_ms(self) -> int | None:
        """What is left at `clock`, as the student sees it; it stands in a pause."""
        return timing.remaining_ms(self.paused_at or self.clock, self.deadline_at)

    def is_over(self, clock: datetime) -> bool:
        """Whether the clock alone has closed it, though no row says so yet."""
        is_live = self.is_running and self.paused_at is None
        return is_live and timing.is_over(clock, self.deadline_at)

    def has_released_result(self) -> bool:
        """Whether the student may see key and rationale at `clock`: after the grade,
        and when the assignment releases them."""
        return self.state == AttemptState.GRADED and not self.is_hidden

    @property
    def is_hidden(self) -> bool:
        """Whether its result is kept from the student at `clock`."""
        return self.hidden_until is not None and self.hidden_until > self.clock


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
