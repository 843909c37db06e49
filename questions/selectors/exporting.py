"""Questions as neutral items, read in batches: what an export writes."""

from collections.abc import Iterator, Sequence
from typing import Any

from questions.exchange import Item
from questions.exchange.drafts import item_of_text
from questions.exchange.pictures import collected
from questions.exchange.richtext import from_html
from questions.manuscript import Option, Tags, Text, text_of
from questions.models import Picture, Question, QuestionRevision
from questions.selectors.question import tags

BATCH = 500
PLACE = "/bank/pictures/"
ENDING = ".webp"  # as every picture is kept


def items_of(pks: Sequence[int]) -> list[Item]:
    """The current wording of each question that has one, by home topic and name."""
    found = [
        item
        for start in range(0, len(pks), BATCH)
        for item in _some(pks[start : start + BATCH])
    ]
    return sorted(found, key=lambda item: (item.category, item.ref))


def _some(pks: Sequence[int]) -> Iterator[Item]:
    questions = (
        Question.objects.filter(pk__in=pks, current__isnull=False)
        .select_related("current__manuscript", "current__scenario")
        .prefetch_related(*tags(), "enemies")
    )
    for question in questions:
        yield _item(question)


def _item(question: Question) -> Item:
    revision = question.current
    assert revision is not None  # noqa: S101  # REASON: filtered above
    topics = [row.topic for row in question.question_topics.all()]
    item = item_of_text(question.slug, _text(revision), _tags(question))
    item.category = topics[0].name if topics else ""
    item.tags = [topic.slug for topic in topics]
    item.own |= _facts(question, revision)
    return collected(item, PLACE, _picture, ENDING)


def _text(revision: QuestionRevision) -> Text:
    """As it was typed; else made again from what is shown."""
    manuscript = getattr(revision, "manuscript", None)
    if manuscript is not None:
        return text_of(manuscript.text)
    if revision.generator:
        return Text(generator=revision.generator, references=tuple(revision.references))
    return _from_content(revision)


def _from_content(revision: QuestionRevision) -> Text:
    content = revision.content
    key = content["key"]
    targets = {t["id"]: from_html(t["html"]).text for t in content["targets"]}
    matches = key if isinstance(key, dict) else {}
    is_choice = revision.kind in ("single", "multiple")
    return Text(
        kind=revision.kind,
        stem=revision.stem,
        options=tuple(
            Option(
                text=from_html(option["html"]).text,
                is_correct=is_choice and option["correct"],
                match=targets.get(matches.get(option["id"], ""), ""),
                why=from_html(option["why_html"]).text,
                right_if=from_html(option["right_if_html"]).text,
                confuses=tuple(option["confuses"]),
            )
            for option in content["options"]
        ),
        targets=tuple(targets.values()),
        evidence=tuple(revision.evidence),
        references=tuple(revision.references),
    )


def _tags(question: Question) -> Tags:
    tasks: dict[str, tuple[str, ...]] = {}
    for row in question.question_tasks.all():
        guide = row.task.domain.guide.code
        tasks[guide] = (*tasks.get(guide, ()), row.task.code)
    topics = tuple(row.topic.slug for row in question.question_topics.all())
    return Tags(topics, tasks, question.difficulty)


def _facts(question: Question, revision: QuestionRevision) -> dict[str, Any]:
    """What stands beside the text: scenario, enemies, the date of its review."""
    told: dict[str, Any] = {"enemies": sorted(q.slug for q in question.enemies.all())}
    if revision.scenario:
        scenario = revision.scenario
        told["scenario"] = {
            "id": scenario.slug,
            "title": scenario.title,
            "text": scenario.text,
        }
    if revision.reviewed_on:
        told["reviewed"] = revision.reviewed_on.isoformat()
    return {name: value for name, value in told.items() if value}


def _picture(address: str) -> bytes | None:
    """The bytes behind `/bank/pictures/<id>/`, None when it is gone."""
    pk = address.removeprefix(PLACE).strip("/")
    picture = Picture.objects.filter(pk=pk).first()
    if picture is None:
        return None
    try:
        with picture.file.open() as file:
            data: bytes = file.read()
            return data
    except OSError:
        return None
