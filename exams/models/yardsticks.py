"""What the forms of a guide are held to: estimates that a night's work hands down."""

from django.db import models

from questions.models import Guide


class Yardstick(models.Model):
    """Of one guide: what its questions gave so far, and which ability just passes.

    Written by analytics, which this room does not know. A form keeps the pass line
    that it was given, whatever is written here later.
    """

    guide = models.OneToOneField(
        Guide, models.CASCADE, primary_key=True, related_name="yardstick"
    )
    # Logits. Kept from the first one on: a pass means the same in later years.
    cut_ability = models.FloatField()
    # {question id: [slope, difficulty]} of those answered often enough to count.
    questions = models.JSONField()
    made_at = models.DateTimeField()
