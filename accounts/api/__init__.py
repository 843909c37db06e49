"""The REST API of this room: tokens, people, the audit log, cohorts."""
