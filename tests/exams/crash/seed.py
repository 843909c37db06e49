"""People with tokens and one exam, made in the process's own database.

`python -m tests.exams.crash.seed PEOPLE` prints what the clients need, as JSON.
"""

import json
import sys
from datetime import timedelta

import django

django.setup()

from accounts.models import ApiToken  # noqa: E402  # REASON: after django.setup()
from tests.cast import person  # noqa: E402  # REASON: the same
from tests.exams.makers import small_exam  # noqa: E402  # REASON: the same


def seed(count: int) -> dict[str, object]:
    exam = small_exam(per_domain=4)
    tokens = []
    for n in range(count):
        user = person(f"sitter{n}")
        tokens.append(ApiToken.objects.create(user, timedelta(days=1), name="t")[1])
    return {"exam": exam.pk, "tokens": tokens}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(seed(int(sys.argv[1]))))
