"""Exam guides with their domains and tasks, and the topics of the syllabus."""

from datetime import date

from django.db import models
from django.db.models import F, Q


def valid_on(day: date) -> Q:
    """Of a guide: AWS offers its exam on that day."""
    return Q(
        Q(valid_from=None) | Q(valid_from__lte=day),
        Q(valid_until=None) | Q(valid_until__gte=day),
    )


class GuideQuerySet(models.QuerySet["Guide"]):
    def valid_on(self, day: date) -> "GuideQuerySet":
        return self.filter(valid_on(day))


class Guide(models.Model):
    """One version of an exam guide (a blueprint), valid between two dates."""

    code = models.CharField(max_length=16, unique=True)
    title = models.CharField(max_length=120)
    level = models.CharField(max_length=40)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    successor_code = models.CharField(max_length=16, blank=True)
    scored_count = models.PositiveSmallIntegerField()
    unscored_count = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()
    score_min = models.PositiveSmallIntegerField(default=100)
    score_max = models.PositiveSmallIntegerField(default=1000)
    pass_mark = models.PositiveSmallIntegerField()
    kinds = models.JSONField(default=list)  # kinds a mock may use
    is_confirmed = models.BooleanField()
    notes = models.JSONField(default=list)  # [{text, confirmed}] for people

    objects = GuideQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(pass_mark__gt=F("score_min"))
                & Q(pass_mark__lt=F("score_max")),
                name="guide_pass_mark_on_scale",
            )
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def question_count(self) -> int:
        return self.scored_count + self.unscored_count

    def is_retired(self, day: date) -> bool:
        return self.valid_until is not None and day > self.valid_until

    def is_upcoming(self, day: date) -> bool:
        return self.valid_from is not None and day < self.valid_from


class Domain(models.Model):
    """A weighted content domain of a guide. Weights bind the scored questions."""

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="domains")
    code = models.CharField(max_length=4)
    name = models.CharField(max_length=120)
    weight_percent = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["guide", "code"]
        constraints = [
            models.UniqueConstraint(fields=["guide", "code"], name="domain_code_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Task(models.Model):
    """A task statement: what a candidate must be able to do."""

    domain = models.ForeignKey(Domain, models.CASCADE, related_name="tasks")
    code = models.CharField(max_length=8)
    text = models.CharField(max_length=250)
    is_confirmed = models.BooleanField()
    additions = models.JSONField(default=list)  # skills new in this version

    class Meta:
        ordering = ["domain", "code"]
        constraints = [
            models.UniqueConstraint(fields=["domain", "code"], name="task_code_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"


class Crosswalk(models.Model):
    """A question that serves the old task serves the new one, unless it says more."""

    old_task = models.ForeignKey(Task, models.CASCADE, related_name="+")
    new_task = models.ForeignKey(Task, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["old_task", "new_task"], name="crosswalk_pair_once"
            )
        ]


class Topic(models.Model):
    """One AWS service, large-service area or stand-alone concept of the syllabus."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=160)
    group = models.CharField(max_length=80)
    aliases = models.JSONField(default=list)
    concepts = models.JSONField(default=list)
    tasks = models.ManyToManyField(Task, related_name="topics")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
