"""What a cohort's students answered, counted by the database."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta

from analytics.cohorts.facts import (
    DomainFact,
    Fresh,
    PaceTally,
    Tally,
    WeekTally,
    Work,
)
from analytics.cohorts.figures import confusion_key
from analytics.cohorts.people import STUCK_SPAN
from analytics.cohorts.report import Confusion, DomainPace, Level
from analytics.selectors.cohorts.scope import (
    HOMED,
    MEMBERS,
    PLACED,
    SEEN,
    WEEKS_SHOWN,
    Scope,
    first_monday,
    rows,
)
from analytics.selectors.confusions import idea_words
from questions.models import Domain, Task, Topic

DRILL_TOPICS = 4
ANSWERED = (MEMBERS, SEEN)
PLACES = (PLACED, HOMED)


def work(scope: Scope) -> dict[int, Work]:
    """Attempts handed in, and the last sign of life of each person."""
    lately = scope.now - STUCK_SPAN
    return {
        user: Work(attempts, recent, last)
        for user, attempts, recent, last in rows(scope, [MEMBERS], WORK, lately=lately)
    }


WORK = """
SELECT a.user_id, count(a.finished_at),
       count(*) FILTER (WHERE a.finished_at > %(lately)s),
       max(greatest(a.started_at, a.finished_at, sent.last))
FROM exams_attempt a
JOIN members USING (user_id)
LEFT JOIN LATERAL (
  SELECT max(received_at) AS last FROM exams_operation o
  WHERE o.attempt_id = a.id AND a.state = 'running'
) sent ON true
WHERE a.guide_id = ANY(%(line)s) AND a.voided_at IS NULL
GROUP BY a.user_id
"""


def fresh(scope: Scope) -> dict[int, Fresh]:
    """Right and asked among questions that were new to each person."""
    found = rows(scope, ANSWERED, FRESH)
    return {user: Fresh(right, asked) for user, right, asked in found}


FRESH = """
SELECT seen.user_id, sum(seen.is_correct::int)::int, count(*)
FROM seen
JOIN exams_attemptquestion asked
  ON asked.attempt_id = seen.attempt_id AND asked.position = seen.position
WHERE NOT asked.is_seen_before
GROUP BY seen.user_id
"""


def seconds(scope: Scope) -> dict[int, float]:
    """Each person's median time per question in strict exams."""
    return dict(rows(scope, ANSWERED, SECONDS))


SECONDS = """
SELECT user_id, percentile_cont(.5) WITHIN GROUP (ORDER BY elapsed_ms) / 1000
FROM seen WHERE mode = ANY(%(strict)s) AND elapsed_ms IS NOT NULL
GROUP BY user_id
"""


def weeks(scope: Scope) -> list[WeekTally]:
    """The last twelve weeks, the running one included."""
    handed_in = {week: told for week, *told in rows(scope, [MEMBERS], WEEKS)}
    answered = dict(rows(scope, ANSWERED, WEEKS_ANSWERED))
    first = first_monday(scope.now, WEEKS_SHOWN).date()
    found = []
    for start in (first + timedelta(days=7 * n) for n in range(WEEKS_SHOWN)):
        active, attempts = handed_in.get(start, (0, 0))
        found.append(WeekTally(start, active, attempts, answered.get(start, 0)))
    return found


WEEKS = """
SELECT date_trunc('week', a.finished_at AT TIME ZONE 'UTC')::date,
       count(DISTINCT a.user_id), count(*)
FROM exams_attempt a JOIN members USING (user_id)
WHERE a.finished_at >= %(monday)s AND a.guide_id = ANY(%(line)s) AND a.voided_at IS NULL
GROUP BY 1
"""

WEEKS_ANSWERED = """
SELECT date_trunc('week', at AT TIME ZONE 'UTC')::date, count(*)
FROM seen WHERE at >= %(monday)s AND not_counted <> 'blank'
GROUP BY 1
"""


# --- Tasks and topics -----------------------------------------------------------------


def tallies(
    scope: Scope, domains: Sequence[DomainFact]
) -> tuple[list[Tally], list[Tally]]:
    """Counted answers by task and by topic, each with what the exam asks of it."""
    by_task: dict[int, tuple[int, int, int]] = {}
    by_topic: dict[int, tuple[int, int, int]] = {}
    missed: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for cut, task, topic, right, asked, people in rows(
        scope, [*ANSWERED, *PLACES], TALLIES
    ):
        if cut == BY_TASK:
            by_task[task] = (right, asked, people)
        elif topic is None:
            continue
        elif cut == BY_TOPIC:
            by_topic[topic] = (right, asked, people)
        else:
            missed[task].append((right - asked, topic))
    tasks, topics = Task.objects.in_bulk(by_task), Topic.objects.in_bulk()
    task_weights, topic_weights = _weights(scope, domains)
    return (
        [
            _task_tally(tasks[pk], told, task_weights, missed, topics)
            for pk, told in by_task.items()
        ],
        [
            Tally(
                topics[pk].slug,
                topics[pk].name,
                topic_weights.get(pk, 0.0),
                *told,
                drill=(topics[pk].slug,),
            )
            for pk, told in by_topic.items()
        ],
    )


def _task_tally(
    task: Task,
    told: tuple[int, int, int],
    weights: Mapping[int, float],
    missed: Mapping[int, Sequence[tuple[int, int]]],
    topics: Mapping[int, Topic],
) -> Tally:
    """Its drill: the topics in which most of its answers were wrong."""
    worst = [topics[topic].slug for _, topic in sorted(missed[task.pk])[:DRILL_TOPICS]]
    weight = weights.get(task.pk, 0.0)
    return Tally(task.code, task.text, weight, *told, drill=tuple(worst))


# What `grouping` tells: which of the two columns was summed over.
BY_TASK, BY_TOPIC = 1, 2

# People first: counting them apart afterwards is counting rows.
TALLIES = """
SELECT cut, task, topic, sum(sum_right)::int, sum(asked)::int, count(*)
FROM (
  SELECT grouping(placed.task, homed.topic) AS cut,
         placed.task, homed.topic, seen.user_id,
         sum(seen.is_correct::int) AS sum_right, count(*) AS asked
  FROM seen JOIN placed USING (question_id) LEFT JOIN homed USING (question_id)
  WHERE seen.not_counted = ''
  GROUP BY GROUPING SETS (
    (placed.task, seen.user_id), (homed.topic, seen.user_id),
    (placed.task, homed.topic, seen.user_id))
) counted
GROUP BY cut, task, topic
"""


def _weights(
    scope: Scope, domains: Sequence[DomainFact]
) -> tuple[dict[int, float], dict[int, float]]:
    """Percent of the exam by task and by topic: of each domain's weight the share
    that its published questions have."""
    found = list(rows(scope, PLACES, POOL))
    totals: dict[int, int] = defaultdict(int)
    for domain, *_, count in found:
        totals[domain] += count
    weight = {domain.pk: domain.weight for domain in domains}
    tasks: dict[int, float] = defaultdict(float)
    topics: dict[int, float] = defaultdict(float)
    for domain, task, topic, count in found:
        share = weight[domain] * count / totals[domain]
        tasks[task] += share
        topics[topic] += share
    return tasks, topics


POOL = """
SELECT placed.domain, placed.task, homed.topic, count(*)
FROM questions_question question
JOIN placed ON placed.question_id = question.id
LEFT JOIN homed ON homed.question_id = question.id
WHERE question.state = 'published'
GROUP BY 1, 2, 3
"""


def confusions(scope: Scope) -> dict[str, list[Confusion]]:
    """What was taken for what, under each domain, task and topic."""
    told = list(rows(scope, [*ANSWERED, *PLACES], CONFUSED))
    topics = Topic.objects.in_bulk()
    names = {topic.slug: topic.name for topic in topics.values()}
    codes = {
        Level.DOMAIN: dict(Domain.objects.values_list("pk", "code")),
        Level.TASK: dict(Task.objects.values_list("pk", "code")),
        Level.TOPIC: {pk: topic.slug for pk, topic in topics.items()},
    }
    found: dict[str, list[Confusion]] = defaultdict(list)
    for domain, task, topic, idea, people, answers in told:
        if topics[topic].slug == idea:
            continue
        level = Level.DOMAIN if domain else Level.TASK if task else Level.TOPIC
        key = confusion_key(level, codes[level][domain or task or topic])
        words = names.get(idea) or idea_words(idea)
        found[key].append(Confusion(topics[topic].name, words, people, answers))
    return found


CONFUSED = """
SELECT placed.domain, placed.task, homed.topic, idea,
       count(DISTINCT seen.user_id) AS people, count(*) AS answers
FROM seen
CROSS JOIN LATERAL unnest(seen.confused) idea
JOIN placed USING (question_id) JOIN homed USING (question_id)
GROUP BY GROUPING SETS (
  (placed.domain, homed.topic, idea), (placed.task, homed.topic, idea),
  (homed.topic, idea))
ORDER BY people DESC, answers DESC, homed.topic, idea
"""


# --- Time -----------------------------------------------------------------------------


def pace(scope: Scope) -> PaceTally:
    [(rapid,)] = rows(scope, ANSWERED, RAPID)
    [(exams, expired)] = rows(scope, [MEMBERS], EXPIRED)
    return PaceTally(rapid, exams, expired)


RAPID = """
SELECT 100.0::float * avg((not_counted = 'rapid')::int)
FROM seen WHERE mode = ANY(%(strict)s)
"""

EXPIRED = """
SELECT count(*), count(*) FILTER (WHERE a.finish_reason = 'expired')
FROM exams_attempt a JOIN members USING (user_id)
WHERE a.finished_at > %(since)s AND a.guide_id = ANY(%(line)s)
  AND a.mode = ANY(%(strict)s) AND a.voided_at IS NULL
"""


def paces(scope: Scope, domains: Sequence[DomainFact]) -> list[DomainPace]:
    """Median seconds of right and of wrong answers in each domain."""
    known = {
        (d, right): told for d, right, *told in rows(scope, [*ANSWERED, PLACED], PACES)
    }
    found = []
    for domain in domains:
        right = known.get((domain.pk, True), (None, 0))
        wrong = known.get((domain.pk, False), (None, 0))
        count = right[1] + wrong[1]
        found.append(DomainPace(domain.code, domain.name, right[0], wrong[0], count))
    return found


PACES = """
SELECT placed.domain, seen.is_correct,
       percentile_cont(.5) WITHIN GROUP (ORDER BY seen.elapsed_ms) / 1000, count(*)
FROM seen JOIN placed USING (question_id)
WHERE seen.mode = ANY(%(strict)s) AND seen.elapsed_ms IS NOT NULL
GROUP BY 1, 2
"""
