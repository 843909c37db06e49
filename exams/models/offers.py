"""Exams on offer: definitions over a guide."""

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
