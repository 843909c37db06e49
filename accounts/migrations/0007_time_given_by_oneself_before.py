"""Time that people gave themselves before that was kept is theirs: the audit log says
who changed it last. What an invitation gave is not, though it names who accepted it
where nobody is left who sent it.
"""

from django.db import migrations

OWN = """
WITH newest AS (
  SELECT DISTINCT ON (object_id) object_id, actor_id, detail->>'reason' AS reason
    FROM lib_auditevent
   WHERE action = 'accommodations.changed' AND object_type = 'user'
   ORDER BY object_id, id DESC
)
UPDATE accounts_user person SET is_time_own = true
  FROM newest
 WHERE newest.actor_id = person.id
   AND newest.object_id = person.id::text
   AND coalesce(newest.reason, '') NOT LIKE 'invitation %'
   AND (person.time_multiplier <> 1 OR person.extra_minutes <> 0)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_time_given_by_oneself"),
        ("lib", "0004_texts_can_be_withdrawn"),
    ]

    operations = [migrations.RunSQL(OWN, migrations.RunSQL.noop)]
