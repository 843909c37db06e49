"""How questions are written and reviewed: manuscripts, remarks, filters, pictures."""

import uuid

from django.conf import settings
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from questions.models.questions import Question, QuestionRevision


class ManuscriptQuerySet(models.QuerySet["Manuscript"]):
    def open(self) -> "ManuscriptQuerySet":
        """Those somebody is writing or reviewing."""
        return self.filter(revision__drafted__isnull=False)

    def in_review(self) -> "ManuscriptQuerySet":
        return self.open().filter(submitted_at__isnull=False)


class Manuscript(models.Model):
    """The text of a revision as its writers typed it, and where its review stands.

    `text` is questions.manuscript.Text as a dictionary. `tags` are what the question
    will be tagged with once this is published: {topics: [slug], tasks: {guide:
    [code]}, difficulty}; a published revision has none, its question's rows count.
    """

    revision = models.OneToOneField(
        QuestionRevision, models.CASCADE, primary_key=True, related_name="manuscript"
    )
    text = models.JSONField()
    tags = models.JSONField(default=dict)
    # Raised by every save; who saves on top of another's save is told.
    version = models.PositiveIntegerField(default=1)
    base = models.ForeignKey(
        QuestionRevision, models.SET_NULL, null=True, related_name="+"
    )
    # Whoever changed a word of it; none of them may publish it.
    writers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    saved_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    objects = ManuscriptQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(version__gte=1), name="manuscript_version_counts_from_1"
            )
        ]

    @property
    def is_in_review(self) -> bool:
        return self.submitted_at is not None

    @property
    def is_behind(self) -> bool:
        """Whether another wording was published since this correction was begun."""
        current = self.revision.question.current_id
        return self.base_id is not None and self.base_id != current


class ManuscriptVersion(models.Model):
    """What an earlier version said: where two who wrote at once both began."""

    manuscript = models.ForeignKey(
        Manuscript, models.CASCADE, related_name="versions", db_index=False
    )
    version = models.PositiveIntegerField()
    text = models.JSONField()
    tags = models.JSONField(default=dict)
    replaced_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["manuscript", "version"], name="manuscript_version_once"
            )
        ]


class ManuscriptCopy(models.Model):
    """What somebody wrote on top of a version that was not the newest any more."""

    manuscript = models.ForeignKey(Manuscript, models.CASCADE, related_name="copies")
    writer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+"
    )
    text = models.JSONField()
    tags = models.JSONField(default=dict)
    made_from = models.PositiveIntegerField()  # version that the writer had read
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["manuscript", "writer"], name="copy_one_per_writer"
            )
        ]


class Remark(models.Model):
    """What a reviewer says about one place of a draft."""

    revision = models.ForeignKey(
        QuestionRevision, models.CASCADE, related_name="remarks"
    )
    place = models.CharField(max_length=40)  # stem, option.2.why, … or empty: all of it
    quote = models.CharField(max_length=200, blank=True)  # what stood there then
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    text = models.TextField(max_length=4000)
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["made_at", "id"]


class SavedFilter(models.Model):
    """A search of the bank that somebody wants to find again."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+"
    )
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000)  # a query string without its page

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"], name="filter_name_once_per_person"
            )
        ]


class BulkVerb(models.TextChoices):
    ASSIGN = "assign", "Assign a reviewer"
    SUBMIT = "submit", "Send to review"
    RETIRE = "retire", "Retire"
    TAG = "tag", "Add a topic"
    UNTAG = "untag", "Take a topic away"


class BulkChange(models.Model):
    """What was done to many questions at once, and how each stood before."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    verb = models.CharField(max_length=8, choices=BulkVerb)
    reason = models.CharField(max_length=500)
    changes = models.JSONField(default=list)  # [{question, before, after}]
    made_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(verb__in=BulkVerb.values), name="bulk_verb_known"
            )
        ]


class Picture(models.Model):
    """An image of a question: read, written anew without its metadata, kept once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    question = models.ForeignKey(Question, models.CASCADE, related_name="pictures")
    file = models.FileField(upload_to="questions/")
    alt = models.CharField(max_length=300)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField()  # bytes
    digest = models.CharField(max_length=64)
    uploader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    uploaded_at = models.DateTimeField()

    class Meta:
        ordering = ["uploaded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "digest"], name="picture_once_per_question"
            )
        ]


class SearchWord(models.Model):
    """A word that stands in some question: what a mistyped search is compared with."""

    word = models.CharField(max_length=60, primary_key=True)


class Wording(models.Model):
    """Columns of a revision that PostgreSQL fills itself, for search alone.

    They are not fields of QuestionRevision: nobody else should read them along.
    """

    revision = models.OneToOneField(
        QuestionRevision,
        models.DO_NOTHING,
        primary_key=True,
        db_column="id",
        related_name="wording",
    )
    words = models.TextField()  # stem and options
    search = SearchVectorField()

    class Meta:
        managed = False
        db_table = "questions_questionrevision"
