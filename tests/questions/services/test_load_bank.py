"""Loading the bank: all or nothing, again and again, and nothing ever rewritten."""

import pytest
from django.db import connection
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext

from questions.models import (
    Bank,
    Guide,
    Question,
    QuestionRevision,
    Scenario,
    State,
    Topic,
)
from questions.services import BankRefused, load_bank
from tests.factories import make_guide, make_question
from tests.questions.files import (
    matching,
    multiple,
    option,
    ordering,
    question,
    write_bank,
)

pytestmark = pytest.mark.django_db
REVIEWED = {"reviewed": "2026-11-21"}


def load(folder, *questions, **kwargs):
    return load_bank(path=write_bank(folder, *questions, **kwargs))


def get(slug):
    return Question.objects.select_related("current").get(slug=slug)


class FirstLoadTests:
    def test_it_brings_guides_with_domains_tasks_and_dates(self, tmp_path):
        load(tmp_path, question("q"))
        guide = Guide.objects.get(code="DVA-C02")
        assert [d.weight_percent for d in guide.domains.all()] == [32, 26, 24, 18]
        assert str(guide.valid_until) == "2026-11-30"
        assert guide.kinds == ["single", "multiple"]
        new = Guide.objects.get(code="DVA-C03").domains.get(code="2")
        assert len(new.tasks.get(code="2.3").additions) == 5

    def test_it_brings_topics_with_the_tasks_of_both_guides(self, tmp_path):
        load(tmp_path, question("q"))
        codes = Topic.objects.get(slug="sqs").tasks.values_list(
            "domain__guide__code", "code"
        )
        assert ("DVA-C02", "1.1") in codes
        assert ("DVA-C03", "4.2") in codes

    def test_it_publishes_what_is_reviewed_and_keeps_the_rest_as_drafts(self, tmp_path):
        report = load(tmp_path, question("a", **REVIEWED), question("b"))
        assert (report.created, report.published) == (2, 1)
        assert get("a").state == State.PUBLISHED
        assert get("a").current.published_at
        assert get("b").state == State.DRAFT
        assert get("b").current.published_at is None

    def test_it_publishes_drafts_when_asked_to(self, tmp_path):
        bank = write_bank(tmp_path, question("b"))
        load_bank(path=bank, include_unreviewed=True)
        assert get("b").state == State.PUBLISHED

    def test_it_renders_content_once(self, tmp_path):
        load(tmp_path, question("q", **REVIEWED))
        content = get("q").current.content
        assert content["key"] == ["b"]
        assert content["stem_html"].startswith("<p>A shop reads the queue <code>")

    def test_it_tags_with_topics_and_tasks_in_order(self, tmp_path):
        load(tmp_path, question("q", topics=["sqs", "kms"], tasks={"DVA-C02": ["4.2"]}))
        assert [t.topic.slug for t in get("q").question_topics.all()] == ["sqs", "kms"]
        codes = [
            (t.task.domain.guide.code, t.task.code)
            for t in get("q").question_tasks.all()
        ]
        assert codes == [("DVA-C02", "4.2"), ("DVA-C03", "4.2")]

    def test_it_makes_enemies_of_both_sides(self, tmp_path):
        load(tmp_path, question("a", enemies=["b"]), question("b"))
        assert [q.slug for q in get("b").enemies.all()] == ["a"]

    def test_it_makes_enemies_of_questions_with_one_generator(self, tmp_path):
        made = {"generator": "dynamodb-capacity", "stem": None, "options": None}
        load(tmp_path, question("a", **made), question("b", **made))
        assert [q.slug for q in get("a").enemies.all()] == ["b"]
        assert get("a").current.content == {}

    def test_it_keeps_a_scenario_with_its_questions(self, tmp_path):
        shared = {"id": "clinic", "title": "A clinic", "text": "It has *one* queue."}
        two = [question("a", scenario="clinic"), question("b", scenario="clinic")]
        load(tmp_path, *two, scenarios=[shared])
        assert get("a").current.scenario == get("b").current.scenario
        assert get("a").current.scenario.html == "<p>It has <em>one</em> queue.</p>"

    def test_it_loads_every_kind(self, tmp_path):
        load(tmp_path, question("a"), multiple("b"), ordering("c"), matching("d"))
        kinds = [get(slug).current.kind for slug in "abcd"]
        assert kinds == ["single", "multiple", "ordering", "matching"]

    def test_it_tells_how_far_it_is(self, tmp_path):
        told = []
        bank = write_bank(tmp_path, question("q"))
        load_bank(path=bank, progress=lambda *step: told.append(step))
        assert told == [("reading", 1, 1), ("rendering", 1, 1)]


class RefusedLoadTests:
    def test_it_loads_nothing_when_one_question_is_wrong(self, tmp_path):
        with pytest.raises(BankRefused) as refused:
            load(tmp_path, question("a", **REVIEWED), question("b", topics=["sqz"]))
        assert len(refused.value.findings) == 2
        assert not Question.objects.exists()
        assert not Guide.objects.exists()

    def test_it_keeps_what_was_loaded_before(self, tmp_path):
        load(tmp_path, question("a", **REVIEWED))
        with pytest.raises(BankRefused):
            load(tmp_path, question("b", enemies=["nobody"]))
        assert get("a").state == State.PUBLISHED
        assert Bank.objects.get().version == 2


class RepeatedLoadTests:
    def test_it_reads_nothing_when_no_file_changed(self, tmp_path):
        first = load(tmp_path, question("q", **REVIEWED))
        with CaptureQueriesContext(connection) as queries:
            second = load(tmp_path, question("q", **REVIEWED))
        assert (second.is_read, second.version) == (False, first.version)
        assert (second.questions, second.published) == (1, 1)
        assert len(queries) <= 3

    def test_it_leaves_untouched_questions_and_version_alone(self, tmp_path):
        load(tmp_path, question("q", **REVIEWED))
        before = get("q")
        path = tmp_path / "questions/sqs.yaml"
        path.write_text("# A remark.\n" + path.read_text())
        report = load_bank(path=tmp_path)
        after = get("q")
        assert (report.is_read, report.is_changed, report.version) == (True, False, 2)
        assert (after.current_id, after.updated_at) == (
            before.current_id,
            before.updated_at,
        )

    def test_it_makes_a_new_revision_of_a_new_wording(self, tmp_path):
        load(tmp_path, question("q", **REVIEWED))
        old = get("q").current
        report = load(tmp_path, question("q", stem="What now?", **REVIEWED))
        new = get("q").current
        assert (report.created, report.revised, report.version) == (0, 1, 3)
        assert (old.number, new.number, new.stem) == (1, 2, "What now?")
        old.refresh_from_db()
        assert old.stem.startswith("A shop")

    def test_it_never_rewrites_what_was_published(self, tmp_path):
        load(tmp_path, question("q", **REVIEWED))
        with pytest.raises(DatabaseError, match="never changes"):
            QuestionRevision.objects.update(stem="Something else")

    def test_it_changes_tags_without_a_new_revision(self, tmp_path):
        load(tmp_path, question("q", **REVIEWED))
        retagged = question("q", topics=["sqs", "sns"], difficulty="hard", **REVIEWED)
        report = load(tmp_path, retagged)
        assert (report.revised, report.is_changed) == (0, True)
        assert get("q").current.number == 1
        assert get("q").difficulty == "hard"
        assert get("q").topics.count() == 2

    def test_it_publishes_a_draft_when_its_review_is_told(self, tmp_path):
        load(tmp_path, question("q"))
        load(tmp_path, question("q", **REVIEWED))
        revision = get("q").current
        assert get("q").state == State.PUBLISHED
        assert (revision.number, str(revision.reviewed_on)) == (1, "2026-11-21")
        assert revision.published_at

    def test_it_retires_what_no_file_tells_and_brings_it_back(self, tmp_path):
        load(tmp_path, question("a", **REVIEWED), question("b", **REVIEWED))
        report = load(tmp_path, question("a", **REVIEWED))
        assert report.retired == 1
        assert get("b").state == State.RETIRED
        load(tmp_path, question("a", **REVIEWED), question("b", **REVIEWED))
        assert get("b").state == State.PUBLISHED
        assert get("b").current.number == 1

    def test_it_retires_once(self, tmp_path):
        load(tmp_path, question("a"), question("b"))
        load(tmp_path, question("a"))
        assert load(tmp_path, question("a", difficulty="easy")).retired == 0

    def test_it_lets_questions_be_that_no_file_ever_told(self, tmp_path):
        domain = make_guide().domains.all()[0]
        made = make_question(domain.tasks.get(), "made-here")
        load(tmp_path, question("q"))
        made.refresh_from_db()
        assert made.state == State.PUBLISHED

    def test_it_makes_a_new_scenario_of_a_new_text(self, tmp_path):
        two = [question("a", scenario="clinic"), question("b", scenario="clinic")]
        shared = {"id": "clinic", "title": "A clinic", "text": "One queue."}
        load(tmp_path, *two, scenarios=[shared])
        load(tmp_path, *two, scenarios=[shared | {"text": "Two queues."}])
        assert Scenario.objects.count() == 2
        assert get("a").current.scenario.text == "Two queues."
        assert get("a").current.number == 2

    def test_it_drops_enemies_that_are_none_any_more(self, tmp_path):
        load(tmp_path, question("a", enemies=["b"]), question("b"))
        load(tmp_path, question("a"), question("b"))
        assert not get("a").enemies.exists()

    def test_it_makes_a_new_revision_when_only_a_reason_changed(self, tmp_path):
        load(tmp_path, question("q"))
        options = question("q")["options"]
        options[0] = option(options[0]["text"], why=options[0]["why"] + " Really.")
        assert load(tmp_path, question("q", options=options)).revised == 1


class LoadCostTests:
    def test_it_needs_no_more_statements_for_more_questions(self, tmp_path):
        counts = []
        for size in (5, 40):
            folder = tmp_path / str(size)
            bank = write_bank(folder, *(question(f"n{size}-{n}") for n in range(size)))
            with CaptureQueriesContext(connection) as queries:
                load_bank(path=bank)
            counts.append(len(queries))
        assert counts[1] <= counts[0] + 1
