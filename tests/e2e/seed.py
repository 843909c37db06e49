"""Fill the database of the browser tests; run in a process of its own.

Prints JSON: for each student the e-mail address and the key of a session.
"""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from allauth.account.models import EmailAddress  # noqa: E402  # REASON: after setup
from django.test import Client  # noqa: E402  # REASON: after django.setup()

from exams.models import Mode  # noqa: E402  # REASON: the same
from questions.models import Kind, Scenario, Task  # noqa: E402  # REASON: the same
from tests import cast, factories  # noqa: E402  # REASON: the same

STUDENTS = 80  # one for each test that asks for one
SMALL = {"scored_count": 5, "unscored_count": 1, "minutes": 10}


def real_size() -> None:
    """A mock of 65 questions in 130 minutes."""
    guide = factories.make_guide(
        "TST-C01", scored_count=50, unscored_count=15, minutes=130
    )
    factories.make_bank(guide, per_domain=24)
    factories.make_exam(guide, slug="full", title="Full mock")


def small() -> None:
    """A mock of 6 questions in 10 minutes, for tests that need no more."""
    guide = factories.make_guide("TST-S01", **SMALL)
    factories.make_bank(guide, per_domain=4, prefix="s")
    factories.make_exam(guide, slug="small", title="Small mock")
    factories.make_exam(
        guide,
        slug="diagnostic",
        title="Diagnostic",
        mode=Mode.DIAGNOSTIC,
        minutes=None,
        unscored_count=0,
    )


def practice() -> None:
    """Practice with every kind and a scenario."""
    guide = factories.make_guide("TST-P01", **SMALL)
    scenario = Scenario.objects.create(
        slug="shop",
        number=1,
        title="The shop",
        text="A shop moves.",
        html="<p>A shop moves.</p>",
    )
    tasks = list(Task.objects.filter(domain__guide=guide).order_by("code"))
    kinds = [*Kind.values, Kind.SINGLE, Kind.MULTIPLE]
    factories.make_bank(guide, per_domain=0)
    for number, kind in enumerate(kinds):
        in_scenario = {"scenario": scenario} if number > 3 else {}
        task = tasks[number % 4]
        factories.make_question(task, f"p-{number}-{kind}", kind=kind, **in_scenario)
    factories.make_exam(
        guide,
        slug="practice",
        title="Practice",
        mode=Mode.PRACTICE,
        minutes=None,
        scored_count=len(kinds),
        unscored_count=0,
    )


def student(number: int) -> dict[str, str]:
    user = cast.person(f"student{number}", time_zone="Europe/Berlin")
    EmailAddress.objects.create(
        user=user, email=user.email, verified=True, primary=True
    )
    client = Client()
    client.force_login(user)
    return {"email": user.email, "session": client.cookies["sessionid"].value}


if __name__ == "__main__":
    real_size()
    small()
    practice()
    json.dump([student(number) for number in range(STUDENTS)], sys.stdout)
