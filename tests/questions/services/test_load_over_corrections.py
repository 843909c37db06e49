"""Loading the files after an instructor has corrected what they tell."""

from dataclasses import replace

import pytest
from django.utils import timezone

from questions import services
from questions.manuscript import tags_of, text_of
from questions.models import Bank, Question, State
from questions.selectors import question_page
from tests import cast
from tests.factories import make_draft
from tests.questions.files import option, question, write_bank

pytestmark = pytest.mark.django_db


def load(folder, *questions):
    return services.load_bank(path=write_bank(folder, *questions))


def get(slug):
    return Question.objects.select_related("current", "draft").get(slug=slug)


def corrected(slug, stem):
    """Ivan writes, Ada publishes."""
    ivan, ada, now = cast.ivan(), cast.ada(), timezone.now()
    draft = make_draft(get(slug), ivan)
    text = text_of(draft.text)
    services.save_draft(
        question=get(slug),
        writer=ivan,
        version=1,
        text=replace(text, stem=stem),
        tags=tags_of(draft.tags),
        now=now,
    )
    services.submit_draft(question=get(slug), by=ivan, now=now)
    services.publish_draft(
        question=get(slug), by=ada, version=2, reason="read", now=now
    )


@pytest.fixture
def bank(tmp_path):
    load(tmp_path, question("q", reviewed="2026-01-02"), question("other"))
    corrected("q", "A corrected stem. What happens now?")
    return tmp_path


class LoadOverCorrectionTests:
    def test_the_editor_has_the_files_words(self, tmp_path):
        load(tmp_path, question("q", reviewed="2026-01-02"))
        assert get("q").current.manuscript.text["options"][0]["why"]

    def test_a_correction_stands_when_the_files_did_not_change(self, bank):
        load(
            bank, question("q", reviewed="2026-01-02"), question("other"), question("n")
        )
        assert get("q").current.stem.startswith("A corrected stem")

    def test_a_newer_wording_of_the_files_waits(self, bank):
        newer = question("q", stem="The files say it anew?", reviewed="2026-02-02")
        report = load(bank, newer, question("other"))
        assert report.kept == 1
        assert get("q").current.stem.startswith("A corrected stem")
        page = question_page(get("q"), get("q").current, seed=1)
        assert page.waiting.stem == "The files say it anew?"

    def test_it_waits_once_however_often_is_loaded(self, bank):
        newer = question("q", stem="The files say it anew?", reviewed="2026-02-02")
        load(bank, newer, question("other"))
        load(bank, newer, question("other"), question("more"))
        assert get("q").revisions.count() == 3

    def test_the_waiting_words_can_become_a_draft(self, bank):
        load(bank, question("q", stem="The files say it anew?"), question("other"))
        page = question_page(get("q"), get("q").current, seed=1)
        draft = services.open_draft(
            question=get("q"),
            writer=cast.charlie(),
            now=timezone.now(),
            base=page.waiting,
        )
        assert draft.text["stem"] == "The files say it anew?"

    def test_it_waits_beside_a_draft_as_well(self, bank):
        load(bank, question("q", stem="The files say it anew?"), question("other"))
        make_draft(get("q"), cast.charlie())
        page = question_page(get("q"), get("q").current, seed=1)
        assert page.waiting.stem == "The files say it anew?"

    def test_what_an_instructor_retired_stays_retired(self, tmp_path):
        load(tmp_path, question("q", reviewed="2026-01-02"))
        services.retire_question(
            question=get("q"), by=cast.ivan(), reason="AWS", now=timezone.now()
        )
        load(tmp_path, question("q", reviewed="2026-01-02"), question("n"))
        assert get("q").state == State.RETIRED

    def test_a_question_given_back_follows_the_files_again(self, bank):
        services.release_question(question=get("q"), by=cast.charlie(), reason="fine")
        assert Bank.objects.get().source_digest == ""
        load(bank, question("q", reviewed="2026-01-02"), question("other"))
        assert get("q").current.stem == question("q")["stem"]

    def test_one_option_in_other_words_is_news(self, bank):
        options = question("q")["options"]
        options[0] = option("Quite another answer.")
        report = load(bank, question("q", options=options), question("other"))
        assert report.kept == 1
