"""Pictures of questions: kept under Django's storage, never as they were sent."""

from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction

from accounts.models import User
from lib.problems import Problem
from questions.models import Picture, Question
from questions.pictures import MAX_BYTES as MAX_PICTURE_BYTES
from questions.pictures import Encoded, NotAPicture, encode

__all__ = ["MAX_PICTURE_BYTES", "add_picture"]
PER_QUESTION = 10


def add_picture(
    *, question: Question, uploader: User, content: bytes, alt: str, now: datetime
) -> Picture:
    """Keep the picture; the same one again only gets the new description.

    Raises Problem 422 `not-a-picture`, 409 `too-many-pictures`.
    """
    try:
        encoded = encode(content)
    except NotAPicture as error:
        raise Problem(
            "not-a-picture", 422, "The picture was not taken", str(error)
        ) from error
    with transaction.atomic():
        Question.objects.select_for_update().get(pk=question.pk)
        known = question.pictures.filter(digest=encoded.digest).first()
        if known is not None:
            known.alt = alt
            known.save(update_fields=["alt"])
            return known
        _refuse_many(question)
        picture = _picture(encoded)
        picture.question, picture.alt = question, alt
        picture.uploader, picture.uploaded_at = uploader, now
        # The file first: without its row it is only a little waste, while a row
        # without its file would be a hole in a question.
        file = ContentFile(encoded.content)
        picture.file.save(f"{picture.pk}.webp", file, save=False)
        picture.save(force_insert=True)
    return picture


def _picture(encoded: Encoded) -> Picture:
    return Picture(
        width=encoded.width,
        height=encoded.height,
        size=len(encoded.content),
        digest=encoded.digest,
    )


def _refuse_many(question: Question) -> None:
    if question.pictures.count() >= PER_QUESTION:
        raise Problem(
            "too-many-pictures",
            409,
            "This question has ten pictures",
            "That is the most. Use one of those that are there.",
        )
