"""The frozen form of an attempt, its answers, and their grade."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import F, Q

from exams.models.attempts import Attempt, common_forms_ahead
from questions.models import Domain, Kind, Question, QuestionRevision, Scenario


class AttemptQuestionQuerySet(models.QuerySet["AttemptQuestion"]):
    def under_exam(self, user_id: int) -> "AttemptQuestionQuerySet":
        """What this person is being examined on, or has been without a result yet.

        Until that exam is handed in and released, nothing shows the keys of these
        questions (I29). A common form that others sit already, and this person may
        still begin, is one of theirs.
        """
        mine = Attempt.objects.examining().filter(user_id=user_id)
        examining = mine.order_by().values_list("pk")
        to_come = common_forms_ahead(user_id)
        # One list of attempts: “this or that one” would read every form there is.
        return self.filter(attempt__in=examining.union(to_come))


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
    def frozen_domain(self) -> Mapping[str, Any]:
        """Code, name and weight of its domain at the start. Read many of a form
        through `attempt.questions`, so that each has its attempt at hand."""
        return self.attempt.domain(self.domain_id)

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
    late_count = models.PositiveSmallIntegerField(default=0)  # counted, though late
    # [{code, name, weight, correct, asked, word}]
    domains = models.JSONField()
    graded_at = models.DateTimeField()

    class Meta:
        # Who learns from grades asks every few seconds for the newest.
        indexes = [models.Index(fields=["graded_at"], name="result_graded_idx")]
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
