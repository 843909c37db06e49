"""Guides, domains, tasks, crosswalks and topics from the files into their tables."""

from dataclasses import dataclass

from questions.bankfiles import Syllabus
from questions.models import Crosswalk, Domain, Guide, Task, Topic
from questions.services.rows import Key, sync_links, sync_rows

GUIDE_FIELDS = [
    *["title", "level", "valid_from", "valid_until", "successor_code"],
    *["scored_count", "unscored_count", "minutes", "kinds"],
    *["score_min", "score_max", "pass_mark", "is_confirmed", "notes"],
]


@dataclass
class SyllabusRows:
    """Ids that questions link to, and how many rows changed."""

    task_ids: dict[tuple[str, str], int]  # (guide, task code)
    topic_ids: dict[str, int]
    written: int


def sync_syllabus(syllabus: Syllabus) -> SyllabusRows:
    guides = sync_rows(Guide, _guides(syllabus), ["code"], GUIDE_FIELDS)
    guide_ids = {code: guide.pk for (code,), guide in guides.by_key.items()}
    domains = sync_rows(
        Domain,
        _domains(syllabus, guide_ids),
        ["guide_id", "code"],
        ["name", "weight_percent"],
    )
    domain_ids = {key: domain.pk for key, domain in domains.by_key.items()}
    tasks = sync_rows(
        Task,
        _tasks(syllabus, guide_ids, domain_ids),
        ["domain_id", "code"],
        ["text", "is_confirmed", "additions"],
    )
    topics = sync_rows(
        Topic, _topics(syllabus), ["slug"], ["name", "group", "aliases", "concepts"]
    )
    task_ids = {
        (guide.code, task.code): tasks.by_key[
            (domain_ids[(guide_ids[guide.code], domain.code)], task.code)
        ].pk
        for guide in syllabus.guides.values()
        for domain in guide.domains
        for task in domain.tasks
    }
    topic_ids = {slug: topic.pk for (slug,), topic in topics.by_key.items()}
    written = guides.written + domains.written + tasks.written + topics.written
    written += _sync_crosswalks(syllabus, task_ids)
    written += _sync_topic_tasks(syllabus, task_ids, topic_ids)
    return SyllabusRows(task_ids, topic_ids, written)


def _guides(syllabus: Syllabus) -> list[Guide]:
    return [
        Guide(
            code=guide.code,
            successor_code=guide.successor,
            **{
                name: getattr(guide, name)
                for name in GUIDE_FIELDS
                if name != "successor_code"
            },
        )
        for guide in syllabus.guides.values()
    ]


def _domains(syllabus: Syllabus, guide_ids: dict[str, int]) -> list[Domain]:
    return [
        Domain(
            guide_id=guide_ids[guide.code],
            code=domain.code,
            name=domain.name,
            weight_percent=domain.weight_percent,
        )
        for guide in syllabus.guides.values()
        for domain in guide.domains
    ]


def _tasks(
    syllabus: Syllabus, guide_ids: dict[str, int], domain_ids: dict[Key, int]
) -> list[Task]:
    return [
        Task(
            domain_id=domain_ids[(guide_ids[guide.code], domain.code)],
            code=task.code,
            text=task.text,
            is_confirmed=task.is_confirmed,
            additions=task.additions,
        )
        for guide in syllabus.guides.values()
        for domain in guide.domains
        for task in domain.tasks
    ]


def _topics(syllabus: Syllabus) -> list[Topic]:
    return [
        Topic(
            slug=topic.slug,
            name=topic.name,
            group=topic.group,
            aliases=topic.aliases,
            concepts=topic.concepts,
        )
        for topic in syllabus.topics.values()
    ]


def _sync_crosswalks(syllabus: Syllabus, task_ids: dict[tuple[str, str], int]) -> int:
    pairs: dict[Key, int] = {
        (task_ids[(walk.old, old)], task_ids[(walk.new, new)]): 0
        for walk in syllabus.crosswalks
        for old, news in walk.map.items()
        for new in news
    }
    return sync_links(Crosswalk, pairs, ["old_task_id", "new_task_id"])


def _sync_topic_tasks(
    syllabus: Syllabus,
    task_ids: dict[tuple[str, str], int],
    topic_ids: dict[str, int],
) -> int:
    pairs: dict[Key, int] = {
        (topic_ids[topic.slug], task_ids[(guide, code)]): 0
        for topic in syllabus.topics.values()
        for guide, codes in syllabus.carried(topic.tasks).items()
        for code in codes
    }
    scope = {"topic_id__in": list(topic_ids.values())}
    return sync_links(Topic.tasks.through, pairs, ["topic_id", "task_id"], scope)
