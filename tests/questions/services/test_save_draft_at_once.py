"""Six people save the same version of a draft in the same moment."""

import pytest
from django.utils import timezone

from questions import services
from questions.models import Manuscript
from tests import cast
from tests.exams.threads import at_once, none_failed
from tests.factories import make_guide, make_new, make_tags, make_text


@pytest.mark.django_db(transaction=True)
class SaveAtOnceTests:
    def test_one_text_is_the_draft_and_every_other_is_kept(self):
        task = make_guide().domains.all()[0].tasks.get()
        question, tags = make_new(cast.ivan(), task), make_tags(task)

        def saver(number):
            writer = cast.person(f"writer{number}", role="instructor")
            text = make_text(stem=f"Written by {writer.name} at the same time")
            told = {"writer": writer, "text": text, "tags": tags, "version": 1}
            now = timezone.now()
            return lambda: services.save_draft(question=question, now=now, **told)

        saved = none_failed(at_once(*(saver(number) for number in range(6))))
        draft = Manuscript.objects.get()
        copies = draft.copies.values_list("text__stem", flat=True)
        assert sum(one.copy is None for one in saved) == 1
        assert len({draft.text["stem"], *copies}) == 6
