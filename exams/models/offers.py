"""Exams on offer: definitions over a guide."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from questions.models import Guide


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

    def drills(self) -> "ExamQuerySet":
        """What was made of a few domains or topics, to be assigned."""
        return self.exclude(only_domains=[], only_topics=[])


class Exam(models.Model):
    """An exam definition over a guide: what a student can choose to sit.

    With domains or topics it is a drill: practice of these alone, which is not in the
    catalogue but can be assigned.
    """

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=120)
    guide = models.ForeignKey(Guide, models.PROTECT, related_name="exams")
    mode = models.CharField(max_length=10, choices=Mode)
    minutes = models.PositiveSmallIntegerField(null=True)  # None: untimed
    scored_count = models.PositiveSmallIntegerField()
    unscored_count = models.PositiveSmallIntegerField(default=0)
    is_open = models.BooleanField(default=True)
    # Codes and slugs that a question must have one of; empty: any.
    only_domains = ArrayField(models.CharField(max_length=4), default=list)
    only_topics = ArrayField(models.CharField(max_length=80), default=list)

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
            models.CheckConstraint(
                condition=Q(only_domains=[], only_topics=[])
                | Q(mode="practice", minutes=None, unscored_count=0, is_open=False),
                name="exam_drill_is_untimed_practice",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def question_count(self) -> int:
        return self.scored_count + self.unscored_count

    @property
    def is_drill(self) -> bool:
        return bool(self.only_domains or self.only_topics)
