"""Texts in audit events are hashed as salted fingerprints, so that they can go."""

from django.db import migrations, models

ALLOW_WITHDRAWING = """
CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  gone text[];
  name text;
BEGIN
  IF TG_OP = 'UPDATE'
     AND to_jsonb(NEW) - 'detail' - 'salts' = to_jsonb(OLD) - 'detail' - 'salts'
  THEN
    SELECT array_agg(key) INTO gone FROM jsonb_each(OLD.detail)
     WHERE value IS DISTINCT FROM NEW.detail->key;
    IF gone IS NOT NULL
       AND NEW.salts = OLD.salts - gone
       AND NEW.detail - gone = OLD.detail - gone
    THEN
      FOREACH name IN ARRAY gone LOOP
        IF NEW.detail->name IS DISTINCT FROM jsonb_build_object('withdrawn', encode(
             sha256(convert_to((OLD.salts->>name) || (OLD.detail->>name), 'UTF8')),
             'hex'))
        THEN
          RAISE EXCEPTION 'audit events are append-only';
        END IF;
      END LOOP;
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION 'audit events are append-only';
END $$;
"""
REFUSE_ALL = """
CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit events are append-only';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("lib", "0003_indexes_of_filters")]
    operations = [
        migrations.AddField(
            "auditevent", "salts", models.JSONField(default=dict)
        ),
        migrations.RunSQL(ALLOW_WITHDRAWING, REFUSE_ALL),
    ]
