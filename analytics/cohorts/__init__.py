"""A cohort's report, pure: its shapes, who is ready, what to teach, what is shown."""
