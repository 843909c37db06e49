"""Pages: about oneself, people, the audit log, cohorts, rosters."""
