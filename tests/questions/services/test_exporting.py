"""Taking questions out of the real bank: what its tables hold is in the file."""

import pytest

from questions import services
from questions.exchange import read_file
from questions.manuscript import tags_of, text_of
from tests.factories import make_new, make_picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def illustrated(ivan, task):
    """A draft whose stem shows a picture of ivan's."""
    question = make_new(ivan, task, "shown")
    picture = make_picture(question, ivan)
    draft = question.draft.manuscript
    text = text_of(
        draft.text | {"stem": f"![A teal box](/bank/pictures/{picture.pk}/)"}
    )
    services.save_draft(
        question=question,
        writer=ivan,
        version=draft.version,
        text=text,
        tags=tags_of(draft.tags),
        now=draft.saved_at,
    )
    return question


class PictureTests:
    @pytest.mark.parametrize("format_", ["yaml", "moodle-xml", "qti-1.2", "qti-2.1"])
    def test_a_picture_leaves_with_its_question(self, illustrated, format_):
        written = services.export_questions(questions=[illustrated], format_=format_)
        [item] = read_file(written.data, written.name).items
        [image] = item.images
        assert image.data == illustrated.pictures.get().file.open().read()
        assert f"![A teal box](<{image.name}>)" in item.stem
