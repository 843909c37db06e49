"""A crowd with a long past: graded mocks as the services would leave them, in bulk."""

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from accounts.models import User
from benchmarks.bank import REAL_SLUG
from exams.models import Attempt, AttemptState, Exam

QUESTIONS = 65
MOCKS = 8  # of each person, one in ten days
# Sixty-five questions for each attempt, in an order that its id decides.
ASKED = """
INSERT INTO exams_attemptquestion (attempt_id, position, question_id, revision_id,
  domain_id, kind, is_scored, is_seen_before, options, targets, scenario_ref,
  is_correct)
SELECT sat.id, row_number() OVER (PARTITION BY sat.id), drawn.question, drawn.revision,
  drawn.domain, 'single', true, false, drawn.options, '[]', '', random() < 0.62
FROM exams_attempt sat CROSS JOIN LATERAL (
  SELECT pool.* FROM pool ORDER BY md5(pool.question::text || sat.id) LIMIT %(count)s
) drawn
WHERE sat.title = %(title)s
"""
POOL = """
CREATE TEMPORARY TABLE pool AS
SELECT DISTINCT ON (question.id) question.id AS question, wording.id AS revision,
  task.domain_id AS domain, (
    SELECT jsonb_agg(jsonb_build_array('o' || place, one->>'id') ORDER BY place)
    FROM jsonb_array_elements(wording.content->'options') WITH ORDINALITY o (one, place)
  ) AS options
FROM questions_question question
JOIN questions_questionrevision wording ON wording.id = question.current_id
JOIN questions_questiontask served ON served.question_id = question.id
JOIN questions_task task ON task.id = served.task_id
JOIN questions_domain domain ON domain.id = task.domain_id
WHERE domain.guide_id = %(guide)s AND wording.kind = 'single'
  AND wording.generator = '' AND question.state = 'published'
ORDER BY question.id, served.rank
"""
ANSWERED = """
INSERT INTO exams_answer
  (asked_id, response, is_flagged, struck, confidence, epoch, seq, answered_at)
SELECT asked.id, jsonb_build_array('o' || 1 + floor(4 * random())), false, '[]', '',
  1, 1, now()
FROM exams_attemptquestion asked JOIN exams_attempt sat ON sat.id = asked.attempt_id
WHERE sat.title = %(title)s
"""
SENT = """
INSERT INTO exams_operation (attempt_id, op_id, writer, position, epoch, seq, body,
  elapsed_ms, received_at, verdict, detail)
SELECT sat.id, gen_random_uuid(), gen_random_uuid(), asked.position, 1, 1, '{}',
  20000 + 80000 * random(), now(), 'accepted', ''
FROM exams_attemptquestion asked JOIN exams_attempt sat ON sat.id = asked.attempt_id
WHERE sat.title = %(title)s
"""
GRADED = """
INSERT INTO exams_result (attempt_id, raw, scored_count, cut, scaled, pass_mark,
  is_passed, band_low, band_high, seen_share, late_count, domains, graded_at)
SELECT id, 40, 65, 46.8, 600, 720, false, 500, 700, 0, 0, '[]', finished_at
FROM exams_attempt sat WHERE title = %(title)s
"""


def make_crowd(name: str, people: int, mocks: int = MOCKS) -> int:
    """So many people with some mocks each, none taken in yet; their answers."""
    users = User.objects.bulk_create(
        User(email=f"{name}{n}@example.org", name=f"{name} {n}", password="!")
        for n in range(people)
    )
    exam = Exam.objects.select_related("guide").get(slug=REAL_SLUG)
    Attempt.objects.bulk_create(
        _attempt(name, user, exam, mock) for user in users for mock in range(mocks)
    )
    values: dict[str, int | str] = {
        "guide": exam.guide_id,
        "title": name,
        "count": QUESTIONS,
    }
    with connection.cursor() as cursor:
        for statement in (POOL, ASKED, ANSWERED, SENT, GRADED):
            cursor.execute(statement, values)
        cursor.execute("DROP TABLE pool")
        cursor.execute("VACUUM ANALYZE")
    return people * mocks * QUESTIONS


def _attempt(name: str, user: User, exam: Exam, mock: int) -> Attempt:
    end = timezone.now() - timedelta(days=1 + 10 * mock)
    return Attempt(
        user=user,
        exam=exam,
        guide=exam.guide,
        mode=exam.mode,
        title=name,
        state=AttemptState.GRADED,
        seed=1,
        started_at=end - timedelta(hours=2),
        finished_at=end,
        finish_reason="submitted",
        scale=[exam.guide.score_min, exam.guide.score_max, exam.guide.pass_mark],
    )
