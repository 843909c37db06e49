"""Columns and indexes that the search of the bank reads; PostgreSQL fills them.

They stand on the revision, are no fields of its model, and so are read by nobody
else: the start of an exam does not drag them along.
"""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

FILL = """
ALTER TABLE questions_questionrevision
  ADD COLUMN words text GENERATED ALWAYS AS (
    stem || ' ' || coalesce(
      jsonb_path_query_array(content, '$.options[*].text')::text, '')
  ) STORED;
ALTER TABLE questions_questionrevision
  ADD COLUMN search tsvector GENERATED ALWAYS AS (
    setweight(to_tsvector('english', stem), 'A') || setweight(to_tsvector('english',
      jsonb_path_query_array(content, '$.options[*].text')), 'B')
  ) STORED;
CREATE INDEX revision_search_idx ON questions_questionrevision USING gin (search);
CREATE INDEX question_slug_trgm_idx ON questions_question
  USING gin (slug gin_trgm_ops);
CREATE INDEX searchword_trgm_idx ON questions_searchword
  USING gin (word gin_trgm_ops);
"""
EMPTY = """
DROP INDEX searchword_trgm_idx;
DROP INDEX question_slug_trgm_idx;
ALTER TABLE questions_questionrevision DROP COLUMN search, DROP COLUMN words;
"""

# What was published was published as it was written.
KEEP = """
CREATE FUNCTION refuse_manuscript_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.text IS DISTINCT FROM NEW.text AND EXISTS (
    SELECT 1 FROM questions_questionrevision r
    WHERE r.id = OLD.revision_id AND r.published_at IS NOT NULL
  ) THEN
    RAISE EXCEPTION 'a published text never changes: make a new revision';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER published_text_stays BEFORE UPDATE ON questions_manuscript
  FOR EACH ROW EXECUTE FUNCTION refuse_manuscript_change();
"""
LET = """
DROP TRIGGER published_text_stays ON questions_manuscript;
DROP FUNCTION refuse_manuscript_change();
"""


class Migration(migrations.Migration):
    dependencies = [("questions", "0004_writing_and_review")]
    operations = [
        TrigramExtension(),
        migrations.RunSQL(FILL, EMPTY),
        migrations.RunSQL(KEEP, LET),
    ]
