"""Questions, their revisions and what they are tagged with.

A question's identity never changes; its text is a revision, and a published
revision is never rewritten: a database trigger refuses it.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from questions.models.guides import Guide, Task, Topic


class Scenario(models.Model):
    """A situation shared by several questions. A changed text is a new row."""

    slug = models.SlugField(max_length=80)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    text = models.TextField()
    html = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["slug", "number"], name="scenario_number_once"
            )
        ]


class Kind(models.TextChoices):
    SINGLE = "single", "Single choice"
    MULTIPLE = "multiple", "Multiple response"
    ORDERING = "ordering", "Ordering"
    MATCHING = "matching", "Matching"


class State(models.TextChoices):
    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    PUBLISHED = "published", "Published"
    RETIRED = "retired", "Retired"


class Difficulty(models.TextChoices):
    EASY = "easy", "Easy"
    MEDIUM = "medium", "Medium"
    HARD = "hard", "Hard"


class QuestionQuerySet(models.QuerySet["Question"]):
    def published(self) -> "QuestionQuerySet":
        return self.filter(state=State.PUBLISHED, current__isnull=False)

    def serving(self, guide: Guide) -> "QuestionQuerySet":
        return self.filter(question_tasks__task__domain__guide=guide).distinct()


class Question(models.Model):
    """A question's identity, its tags and its state in the workflow."""

    slug = models.SlugField(max_length=80, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    current = models.OneToOneField(
        "QuestionRevision", models.PROTECT, null=True, related_name="+"
    )
    # The text that somebody is writing; the same as `current` before it is published.
    draft = models.OneToOneField(
        "QuestionRevision", models.SET_NULL, null=True, related_name="drafted"
    )
    difficulty = models.CharField(max_length=6, choices=Difficulty)
    topics = models.ManyToManyField(Topic, through="QuestionTopic")
    tasks = models.ManyToManyField(Task, through="QuestionTask")
    # Questions that give this one away or repeat its decision: never on one form.
    enemies = models.ManyToManyField("self", symmetrical=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    # Told by the files of bank/: loading rewrites it, and retires it when it is gone.
    is_shipped = models.BooleanField(default=False)
    # Since then an instructor's decision stands, and loading leaves it alone.
    taken_over_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="question_state_known"
            ),
            models.CheckConstraint(
                condition=Q(difficulty__in=Difficulty.values),
                name="question_difficulty_known",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.PUBLISHED) | Q(current__isnull=False),
                name="question_published_has_revision",
            ),
        ]
        indexes = [
            models.Index(fields=["-updated_at", "-id"], name="question_newest_idx"),
        ]

    def __str__(self) -> str:
        return self.slug


class QuestionTopic(models.Model):
    """A topic tag; the first by `rank` is the question's home."""

    question = models.ForeignKey(
        Question, models.CASCADE, related_name="question_topics"
    )
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="question_topics")
    rank = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "topic"], name="question_topic_once"
            )
        ]


class QuestionTask(models.Model):
    """A task that the question serves; the lowest `rank` in a guide is its domain."""

    question = models.ForeignKey(
        Question, models.CASCADE, related_name="question_tasks"
    )
    task = models.ForeignKey(Task, models.PROTECT, related_name="question_tasks")
    rank = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "task"], name="question_task_once"
            )
        ]


class QuestionRevision(models.Model):
    """One wording of a question, immutable once published.

    `content` is everything shown or graded, rendered once:
    {stem_html, select: n|null, key,
     options: [{id, text, html, correct, why_html, right_if_html, confuses}],
     targets: [{id, text, html}]}.
    `key` is a list of option ids (a set for single and multiple, a sequence for
    ordering) or a mapping option id → target id (matching). A revision with a
    `generator` has no content of its own: each attempt draws a variant by seed. Of
    the generator `template` it holds what is drawn from, as `template`.
    """

    question = models.ForeignKey(Question, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    stem = models.TextField()
    content = models.JSONField(default=dict)
    generator = models.CharField(max_length=60, blank=True)
    scenario = models.ForeignKey(Scenario, models.PROTECT, null=True)
    evidence = models.JSONField(default=list)  # [{claim, botocore: {…}}]
    references = models.JSONField(default=list)  # [url]
    reviewed_on = models.DateField(null=True)
    digest = models.CharField(max_length=64)  # of the source, so that loading repeats
    published_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["question", "number"], name="revision_number_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values), name="revision_kind_known"
            ),
        ]
        indexes = [
            models.Index(fields=["reviewed_on"], name="revision_reviewed_idx"),
            models.Index(fields=["kind"], name="revision_kind_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.question_id} r{self.number}"


class Bank(models.Model):
    """One row: the version of what may be drawn. Every publication raises it."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    version = models.PositiveBigIntegerField(default=1)
    loaded_at = models.DateTimeField(null=True)  # last full check of the files
    models_version = models.CharField(max_length=20, blank=True)
    # Of the files as loaded: an unchanged folder is not read again.
    source_digest = models.CharField(max_length=64, blank=True)
    # Sums of the blind readings, by round: [{questions, agreed, mended, last}]
    readings = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="bank_single_row")
        ]
