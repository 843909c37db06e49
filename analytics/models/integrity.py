"""What people should look at: answers too alike, questions unlike for a class."""

from django.db import models

from accounts.models import Cohort
from exams.models import Assignment, Attempt
from questions.models import Question


class Likeness(models.Model):
    """One comparison of everybody who sat the common form of an assignment.

    For human review only: it proves nothing about anybody (docs/algorithms/similarity).
    """

    assignment = models.OneToOneField(
        Assignment, models.CASCADE, primary_key=True, related_name="likeness"
    )
    sittings = models.PositiveIntegerField()
    questions = models.PositiveSmallIntegerField()
    compared = models.PositiveIntegerField()  # pairs
    threshold = models.FloatField()  # Bonferroni's bound for z
    sd = models.FloatField()  # of all z; near 1 or below when the model holds
    computed_at = models.DateTimeField()


class LikePair(models.Model):
    """Two sittings whose answers agree beyond what ability explains."""

    likeness = models.ForeignKey(Likeness, models.CASCADE, related_name="pairs")
    first = models.ForeignKey(Attempt, models.CASCADE, related_name="+")
    second = models.ForeignKey(Attempt, models.CASCADE, related_name="+")
    matches = models.PositiveSmallIntegerField()
    expected = models.FloatField()
    z = models.FloatField()

    class Meta:
        ordering = ["-z", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["likeness", "first", "second"], name="like_pair_once"
            )
        ]


class GroupDifference(models.Model):
    """A question that a cohort found much harder or easier than equally able others."""

    question = models.ForeignKey(
        Question, models.CASCADE, related_name="group_differences"
    )
    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="+")
    delta = models.FloatField()  # ETS; below 0: harder for the cohort
    p = models.FloatField()
    cohort_count = models.PositiveIntegerField()  # answers
    other_count = models.PositiveIntegerField()
    computed_at = models.DateTimeField()

    class Meta:
        ordering = ["cohort__name", "delta", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "cohort"], name="group_difference_once"
            )
        ]
