"""How much is measured: enough to compare, or just enough to see that it works."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    questions: int = 5000
    clients: tuple[int, ...] = (1, 8, 32)
    rounds: int = 6  # of floor and save, one after the other
    seconds: float = 1.5  # of each
    bursts: int = 3
    burst: int = 100
    exams: int = 16
    sign_ins: int = 30
    page_views: int = 30
    crowd: int = 400  # people of eight mocks each, to be read anew
    class_size: int = 5000  # people of a cohort, of three mocks each
    watched: int = 300  # people who sit an exam that is watched


QUICK = Plan(
    rounds=2,
    seconds=0.7,
    bursts=1,
    exams=4,
    sign_ins=10,
    page_views=8,
    clients=(1, 32),
    crowd=100,
    class_size=500,
    watched=50,
)
