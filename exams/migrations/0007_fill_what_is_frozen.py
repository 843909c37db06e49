"""What older attempts were given, as far as it is still known.

A graded attempt keeps the names and weights that its result told; the others take
those of today. Late answers that count are those that the old rule of time let count.
"""

from django.db import migrations

SCALE = """
UPDATE exams_attempt a
   SET scale = jsonb_build_array(g.score_min, g.score_max, g.pass_mark)
  FROM questions_guide g
 WHERE g.id = a.guide_id AND a.scale = '[]'
"""
DOMAINS = """
UPDATE exams_attempt a SET domains = (
  SELECT jsonb_agg(jsonb_build_object(
           'id', d.id,
           'code', d.code,
           'name', coalesce(told->>'name', d.name),
           'weight', coalesce((told->>'weight')::int, d.weight_percent)) ORDER BY d.code)
    FROM questions_domain d
    LEFT JOIN exams_result r ON r.attempt_id = a.id
    LEFT JOIN LATERAL jsonb_array_elements(r.domains) told ON told->>'code' = d.code
   WHERE d.guide_id = a.guide_id)
 WHERE a.domains = '[]'
   AND EXISTS (SELECT FROM questions_domain d WHERE d.guide_id = a.guide_id)
"""
COUNTED_TO = """
UPDATE exams_attempt a SET late_counted_to = coalesce((
  SELECT max(o.id) FROM exams_operation o
   WHERE o.attempt_id = a.id AND o.received_at <= a.revealed_at), 0)
 WHERE a.is_late_counted
"""
LATE_COUNT = """
WITH newest AS (
  SELECT DISTINCT ON (o.attempt_id, o.position)
         o.attempt_id, o.position, o.epoch, o.seq, o.body->'response' AS response
    FROM exams_operation o JOIN exams_attempt a ON a.id = o.attempt_id
   WHERE a.is_late_counted AND o.verdict = 'late' AND o.id <= a.late_counted_to
     AND o.received_at <= a.finished_at + interval '1 day'
     AND o.received_at <= a.revealed_at
   ORDER BY o.attempt_id, o.position, o.epoch DESC, o.seq DESC, o.id DESC
), news AS (
  SELECT n.attempt_id, count(*) AS number
    FROM newest n
    JOIN exams_attemptquestion q
      ON q.attempt_id = n.attempt_id AND q.position = n.position
    LEFT JOIN exams_answer h ON h.asked_id = q.id
   WHERE CASE WHEN h.asked_id IS NULL
              THEN n.response NOT IN ('null', '[]', '{}')
              ELSE (n.epoch, n.seq) > (h.epoch, h.seq)
                   AND n.response IS DISTINCT FROM coalesce(h.response, 'null') END
   GROUP BY n.attempt_id
)
UPDATE exams_result r SET late_count = news.number
  FROM news WHERE news.attempt_id = r.attempt_id
"""


class Migration(migrations.Migration):
    dependencies = [("exams", "0006_what_else_is_frozen")]

    operations = [
        migrations.RunSQL([SCALE, DOMAINS, COUNTED_TO, LATE_COUNT], migrations.RunSQL.noop)
    ]
