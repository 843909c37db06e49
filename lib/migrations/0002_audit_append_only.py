"""The audit chain can only grow: the database refuses UPDATE and DELETE."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit events are append-only';
END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON lib_auditevent
  FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
"""
ALLOW = """
DROP TRIGGER audit_append_only ON lib_auditevent;
DROP FUNCTION refuse_audit_change();
"""


class Migration(migrations.Migration):
    dependencies = [("lib", "0001_initial")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
