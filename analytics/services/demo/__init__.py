"""What the demo shows: a student's history, and a class. Made up, seeded, graded."""

from analytics.services.demo.cohort import Made, make_demo_cohort
from analytics.services.demo.student import make_demo_history

__all__ = ["Made", "make_demo_cohort", "make_demo_history"]
