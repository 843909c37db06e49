"""What answers mean: calibrations, what each person is believed to know, forecasts.

Every row here can be computed again from the answers in `exams`; nothing here is
the record of anything (`manage.py analytics rebuild` shows it).
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from exams.models import Attempt, Confidence, Mode
from questions.models import Guide, Question, QuestionRevision, Topic


class Source(models.TextChoices):
    AUTHOR = "author", "The authors' labels"
    ANSWERS = "answers", "Estimated from answers"


class CalibrationQuerySet(models.QuerySet["Calibration"]):
    def current(self) -> "CalibrationQuerySet":
        return self.filter(is_current=True)


class Calibration(models.Model):
    """One estimate of every question of a line of guides, swapped in as a whole.

    A line is a guide with its successors: they share questions and people, so they
    share one scale. `guide` is the first of the line. Never changed once written.
    """

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="+")
    key = models.CharField(max_length=40)  # of the run: once per guide and night
    is_current = models.BooleanField(default=False)
    source = models.CharField(max_length=7, choices=Source)
    exam_difficulty = models.FloatField()  # logits; for questions without a row
    # Of ability and domain offsets in this population, in logits.
    prior_mean = models.FloatField(default=0.0)
    ability_variance = models.FloatField()
    domain_variance = models.FloatField()
    answer_count = models.PositiveIntegerField(default=0)
    user_count = models.PositiveIntegerField(default=0)
    mean_difficulty = models.FloatField()  # of its questions
    # {recalibration: {intercept, slope}, …}: how true the forecasts were.
    report = models.JSONField(default=dict)
    made_at = models.DateTimeField()

    objects = CalibrationQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["guide", "key"], name="calibration_once_per_run"
            ),
            models.UniqueConstraint(
                fields=["guide"],
                condition=Q(is_current=True),
                name="calibration_one_current",
            ),
            models.CheckConstraint(
                condition=Q(source__in=Source.values), name="calibration_source_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.guide_id} {self.key}"


class ItemParameter(models.Model):
    """Slope a, difficulty b (logits), variance v of b, and the median time."""

    calibration = models.ForeignKey(
        Calibration, models.CASCADE, related_name="items", db_index=False
    )
    question = models.ForeignKey(
        Question, models.CASCADE, related_name="+", db_index=False
    )
    a = models.FloatField()
    b = models.FloatField()
    v = models.FloatField()
    answer_count = models.PositiveIntegerField()
    median_ms = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["calibration", "question"], name="item_once_per_calibration"
            ),
            models.CheckConstraint(condition=Q(a__gt=0), name="item_slope_positive"),
        ]


class OutlookTable(models.Model):
    """Expected share correct per domain of a guide at 121 abilities (readiness)."""

    calibration = models.ForeignKey(
        Calibration, models.CASCADE, related_name="tables", db_index=False
    )
    guide = models.ForeignKey(Guide, models.CASCADE, related_name="+")
    domains = ArrayField(models.BigIntegerField())  # ids, in the order of the rows
    shares = models.JSONField()  # [K][121]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["calibration", "guide"], name="outlook_once_per_calibration"
            )
        ]


class Learner(models.Model):
    """One person's place in the fold: the last attempt that was taken in.

    Its row is the lock of everything below that belongs to this person.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        primary_key=True,
        related_name="learner",
    )
    last_finished_at = models.DateTimeField(null=True)
    last_attempt_id = models.UUIDField(null=True)


class Mastery(models.Model):
    """The belief about one person and one guide: a joint normal over K + 1 numbers."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="masteries"
    )
    guide = models.ForeignKey(Guide, models.CASCADE, related_name="+")
    domains = ArrayField(models.BigIntegerField())  # ids, in the order of the state
    mean = ArrayField(models.FloatField())  # K + 1: ability, then offsets
    covariance = ArrayField(ArrayField(models.FloatField()))  # K + 1 × K + 1
    counts = ArrayField(models.PositiveIntegerField())  # counted answers per domain
    count = models.PositiveIntegerField(default=0)
    calibration = models.ForeignKey(
        Calibration, models.PROTECT, related_name="masteries"
    )
    last_counted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "guide"], name="mastery_once_per_guide"
            )
        ]


class TagMastery(models.Model):
    """How far one topic lies from what a person's ability and domain say (logits)."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    guide = models.ForeignKey(Guide, models.CASCADE, related_name="+", db_index=False)
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+", db_index=False)
    mean = models.FloatField()
    variance = models.FloatField()
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "guide", "topic"], name="tag_mastery_once"
            )
        ]


class Fold(models.Model):
    """An attempt that was taken into its student's state.

    "Graded and without a fold of that grade" is the queue.
    """

    attempt = models.OneToOneField(
        Attempt, models.CASCADE, primary_key=True, related_name="fold"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="folds"
    )
    calibration = models.ForeignKey(Calibration, models.PROTECT, related_name="+")
    graded_at = models.DateTimeField()  # of the grade that was taken in
    folded_at = models.DateTimeField()


class FoldFailure(models.Model):
    """An attempt that could not be taken in: set aside, so that it blocks nobody."""

    attempt = models.OneToOneField(
        Attempt, models.CASCADE, primary_key=True, related_name="fold_failure"
    )
    tries = models.PositiveSmallIntegerField(default=1)
    error = models.TextField()
    failed_at = models.DateTimeField()


class Observation(models.Model):
    """One answer, with what was predicted before it and whether it counts."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    attempt = models.ForeignKey(
        Attempt, models.CASCADE, related_name="+", db_index=False
    )
    position = models.PositiveSmallIntegerField()
    guide = models.ForeignKey(Guide, models.CASCADE, related_name="+", db_index=False)
    question = models.ForeignKey(Question, models.CASCADE, related_name="+")
    revision = models.ForeignKey(
        QuestionRevision, models.CASCADE, related_name="+", db_index=False
    )
    mode = models.CharField(max_length=10, choices=Mode)
    at = models.DateTimeField()
    is_correct = models.BooleanField()
    elapsed_ms = models.PositiveIntegerField(null=True)
    confidence = models.CharField(max_length=6, choices=Confidence, blank=True)
    # Ideas that the chosen wrong options are mistaken for.
    confused = ArrayField(models.CharField(max_length=80), default=list)
    not_counted = models.CharField(max_length=8, blank=True)  # why, or nothing
    predicted = models.FloatField(null=True)  # of those that count
    ability_before = models.FloatField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "position"], name="observation_once"
            ),
            models.CheckConstraint(
                condition=Q(not_counted="", predicted__isnull=False)
                | Q(~Q(not_counted=""), predicted=None),
                name="observation_predicted_iff_counted",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "question"], name="observation_seen_idx"),
        ]


class Forecast(models.Model):
    """What was said about a person's next exam, kept so that it can be proved wrong."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="forecasts"
    )
    guide = models.ForeignKey(Guide, models.CASCADE, related_name="+")
    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="+")  # the last
    calibration = models.ForeignKey(
        Calibration, models.PROTECT, related_name="forecasts"
    )
    at = models.DateTimeField()
    probability = models.FloatField()  # before recalibration
    percent = models.PositiveSmallIntegerField()  # as it is shown
    word = models.CharField(max_length=12)
    true_low = models.PositiveSmallIntegerField()  # scaled, 80 % of the true score
    true_high = models.PositiveSmallIntegerField()
    next_low = models.PositiveSmallIntegerField()  # scaled, 80 % of the next mock
    next_high = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField()
    missing = models.PositiveSmallIntegerField()  # counted answers until it is shown
    # [{id, share, low, high, below, count, verdict, needed}]
    domains = models.JSONField()
    # Topics to look at, the clearest first: [{id, domain, share, low, high, count}]
    topics = models.JSONField(default=list)
    fresh_until = models.DateTimeField()  # then one more counted answer is needed

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "guide"], name="forecast_once_per_attempt"
            ),
            models.CheckConstraint(
                condition=Q(probability__gte=0) & Q(probability__lte=1),
                name="forecast_probability_is_one",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "guide", "-at"], name="forecast_newest_idx"),
        ]


class ReviewCard(models.Model):
    """When a person should see a question again (FSRS)."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    question = models.ForeignKey(
        Question, models.CASCADE, related_name="+", db_index=False
    )
    stability = models.FloatField()  # days
    difficulty = models.FloatField()  # 1 to 10
    last_review = models.DateTimeField()
    due = models.DateTimeField()
    reviews = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "question"], name="review_card_once"
            )
        ]
        indexes = [models.Index(fields=["user", "due"], name="review_card_due_idx")]


class RunState(models.TextChoices):
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


class Run(models.Model):
    """One run of a nightly or weekly job, with how far it came."""

    job = models.CharField(max_length=40)
    key = models.CharField(max_length=60)  # what it was for: guide and date
    state = models.CharField(max_length=7, choices=RunState)
    phase = models.CharField(max_length=60, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.TextField(blank=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()  # the last sign of life
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(fields=["job", "key"], name="run_once_per_key"),
            models.CheckConstraint(
                condition=Q(state__in=RunState.values), name="run_state_known"
            ),
        ]


class ItemStatistics(models.Model):
    """How one revision performs, in strict exams and in practice apart."""

    revision = models.ForeignKey(
        QuestionRevision, models.CASCADE, related_name="statistics", db_index=False
    )
    is_strict = models.BooleanField()
    count = models.PositiveIntegerField()
    share = models.FloatField()  # proportion correct
    share_low = models.FloatField()  # Wilson, 95 %
    share_high = models.FloatField()
    correlation = models.FloatField(null=True)  # item–rest, or with ability before
    correlation_low = models.FloatField(null=True)
    correlation_high = models.FloatField(null=True)
    discrimination = models.FloatField(null=True)  # top minus bottom 27 %
    # [{id, count, share, correlation, is_key}]
    options = models.JSONField(default=list)
    median_ms = models.PositiveIntegerField(null=True)
    changed_share = models.FloatField(default=0)  # answered differently before
    exposure = models.FloatField(default=0)  # share of the last 200 forms
    flags = ArrayField(models.CharField(max_length=20), default=list)
    computed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "is_strict"], name="item_statistics_once"
            )
        ]


class FormStatistics(models.Model):
    """How a guide's strict exams perform in a night's view: reliability and spread."""

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="+")
    sittings = models.PositiveIntegerField()
    mean_share = models.FloatField()
    sd_share = models.FloatField()
    reliability = models.FloatField(null=True)
    kind = models.CharField(max_length=9)  # "alpha" or "marginal"
    computed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["guide"], name="form_statistics_once")
        ]
