"""What is believed about each person, from which answers, and what was said of it."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from analytics.models.calibrations import Calibration
from exams.models import Attempt, Confidence, Mode
from questions.models import Guide, Question, QuestionRevision, Topic


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
