"""What was published is never rewritten: the database refuses it.

`published_at` itself may be set once; everything else of a published revision stays.
"""

from django.db import migrations

REFUSE = """
CREATE FUNCTION refuse_revision_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.published_at IS NOT NULL AND ROW(
      NEW.question_id, NEW.number, NEW.kind, NEW.stem, NEW.content, NEW.generator,
      NEW.scenario_id, NEW.evidence, NEW."references", NEW.digest, NEW.published_at
    ) IS DISTINCT FROM ROW(
      OLD.question_id, OLD.number, OLD.kind, OLD.stem, OLD.content, OLD.generator,
      OLD.scenario_id, OLD.evidence, OLD."references", OLD.digest, OLD.published_at
    ) THEN
    RAISE EXCEPTION 'a published revision never changes: make a new one';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER published_revision_stays BEFORE UPDATE ON questions_questionrevision
  FOR EACH ROW EXECUTE FUNCTION refuse_revision_change();
CREATE FUNCTION refuse_scenario_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a scenario never changes: make a new one';
END $$;
CREATE TRIGGER scenario_stays BEFORE UPDATE ON questions_scenario
  FOR EACH ROW EXECUTE FUNCTION refuse_scenario_change();
"""
ALLOW = """
DROP TRIGGER scenario_stays ON questions_scenario;
DROP FUNCTION refuse_scenario_change();
DROP TRIGGER published_revision_stays ON questions_questionrevision;
DROP FUNCTION refuse_revision_change();
"""


class Migration(migrations.Migration):
    dependencies = [("questions", "0001_initial")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
