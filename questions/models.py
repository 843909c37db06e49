"""What can be asked: guides with their domains and tasks, topics, and questions.

A question's identity never changes; its text is a revision, and a published
revision is never rewritten: a database trigger refuses it.
"""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class GuideQuerySet(models.QuerySet["Guide"]):
    def valid_on(self, day: date) -> "GuideQuerySet":
        """Guides whose exam is offered by AWS on that day."""
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=day),
            Q(valid_until=None) | Q(valid_until__gte=day),
        )


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
    `generator` has no content of its own: each attempt draws a variant by seed.
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

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="bank_single_row")
        ]


class ReportReason(models.TextChoices):
    WRONG_KEY = "wrong_key", "The marked answer is wrong"
    TWO_RIGHT = "two_right", "More than one answer is right"
    OUTDATED = "outdated", "AWS has changed this"
    UNCLEAR = "unclear", "The question is unclear"
    TYPO = "typo", "A typing mistake"
    OTHER = "other", "Something else"


class QuestionReport(models.Model):
    """What a student says is wrong with a question, with a source if there is one."""

    revision = models.ForeignKey(
        QuestionRevision, models.PROTECT, related_name="reports"
    )
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    reason = models.CharField(max_length=12, choices=ReportReason)
    text = models.TextField(max_length=4000, blank=True)
    source_url = models.URLField(max_length=500, blank=True)
    # The variant that was shown, for generated questions.
    context = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reason__in=ReportReason.values),
                name="report_reason_known",
            ),
            models.UniqueConstraint(
                fields=["revision", "reporter"],
                condition=Q(resolved_at=None),
                name="report_one_open_per_person",
            ),
        ]
