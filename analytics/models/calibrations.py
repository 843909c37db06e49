"""Estimates of questions, one per line of guides and night, and what rests on them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from questions.models import Guide, Question


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
    """Expected share correct per domain of a guide at 121 abilities (readiness).

    `cut_ability` (logits) just passes; None while no form has a pass line of its own.
    """

    calibration = models.ForeignKey(
        Calibration, models.CASCADE, related_name="tables", db_index=False
    )
    guide = models.ForeignKey(Guide, models.CASCADE, related_name="+")
    domains = ArrayField(models.BigIntegerField())  # ids, in the order of the rows
    shares = models.JSONField()  # [K][121]
    cut_ability = models.FloatField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["calibration", "guide"], name="outlook_once_per_calibration"
            )
        ]
