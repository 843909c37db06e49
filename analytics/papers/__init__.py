"""A cohort's report to hand on: as tables (CSV, XLSX) and on paper (PDF).

Pure: from the report's dataclasses to bytes. Nothing here decides who may see what;
a report that hides something comes in that way.
"""
