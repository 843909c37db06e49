"""Pictures that came with an import: kept like uploaded ones, named in the draft."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.urls import reverse

from accounts.models import User
from lib.problems import Problem
from questions.exchange.pictures import NAMED, words_for
from questions.manuscript import Option, Text, tags_of, text_of
from questions.models import ImportedQuestion, Manuscript, Question
from questions.services.pictures import add_picture
from questions.services.writing import save_draft

MAX_ALT = 300


def place_pictures(
    *, row: ImportedQuestion, question: Question, uploader: User, now: datetime
) -> None:
    """Show the row's pictures in the draft; one that cannot be kept becomes words."""
    pictures = {picture.name: bytes(picture.data) for picture in row.pictures.all()}
    if not pictures:
        return
    draft = Manuscript.objects.get(revision=question.draft_id)
    text = text_of(draft.text)
    addresses = _Addresses(question, uploader, pictures, now)
    save_draft(
        question=question,
        writer=uploader,
        version=draft.version,
        text=addresses.placed(text),
        tags=tags_of(draft.tags),
        now=now,
    )


class _Addresses:
    """Where each picture is to be found, kept once however often it is shown."""

    def __init__(
        self,
        question: Question,
        uploader: User,
        pictures: Mapping[str, bytes],
        now: datetime,
    ) -> None:
        self.question = question
        self.uploader = uploader
        self.pictures = pictures
        self.now = now
        self.found: dict[str, str] = {}

    def placed(self, text: Text) -> Text:
        return replace(
            text,
            stem=self._shown(text.stem),
            options=tuple(self._option(option) for option in text.options),
            targets=tuple(self._shown(target) for target in text.targets),
        )

    def _option(self, option: Option) -> Option:
        return replace(
            option,
            text=self._shown(option.text),
            match=self._shown(option.match),
            why=self._shown(option.why),
            right_if=self._shown(option.right_if),
        )

    def _shown(self, text: str) -> str:
        return NAMED.sub(lambda m: self._markdown(m[1], m[2]) or m[0], text)

    def _markdown(self, alt: str, name: str) -> str:
        if name not in self.pictures:
            return ""
        if name not in self.found:
            self.found[name] = self._kept(alt, name)
        address = self.found[name]
        return f"![{alt or 'A picture'}]({address})" if address else words_for(alt)

    def _kept(self, alt: str, name: str) -> str:
        try:
            picture = add_picture(
                question=self.question,
                uploader=self.uploader,
                content=self.pictures[name],
                alt=(alt or "A picture without a description")[:MAX_ALT],
                now=self.now,
            )
        except Problem:
            return ""
        return reverse("questions:picture", args=[picture.pk])
