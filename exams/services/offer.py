"""The exams on offer, as `bank/exams.toml` defines them."""

import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction

from exams.models import Exam, Mode
from lib.problems import Problem
from questions.models import Guide

REQUIRED = {"slug", "title", "guide", "mode", "scored_count"}
OPTIONAL = {"minutes", "unscored_count"}


@transaction.atomic
def load_exams(*, path: Path) -> int:
    """Bring the exams in line with the file; one that left it is no longer open.

    Idempotent. Returns how many are open. Raises Problem `bad-exams-file` with what
    to mend; then nothing was changed.
    """
    entries = tomllib.loads(path.read_text(encoding="utf-8")).get("exam", [])
    guides = {guide.code: guide for guide in Guide.objects.all()}
    for number, entry in enumerate(entries, start=1):
        _refuse_bad(entry, number, guides)
        Exam.objects.update_or_create(
            slug=entry["slug"],
            defaults={
                "title": entry["title"],
                "guide": guides[entry["guide"]],
                "mode": entry["mode"],
                "minutes": entry.get("minutes"),
                "scored_count": entry["scored_count"],
                "unscored_count": entry.get("unscored_count", 0),
                "is_open": True,
            },
        )
    slugs = [entry["slug"] for entry in entries]
    Exam.objects.exclude(slug__in=slugs).update(is_open=False)
    return len(slugs)


def _refuse_bad(entry: dict[str, Any], number: int, guides: dict[str, Guide]) -> None:
    faults = [f"“{name}” is missing" for name in sorted(REQUIRED - set(entry))]
    unknown = set(entry) - REQUIRED - OPTIONAL
    faults += [f"“{name}” is not known here" for name in sorted(unknown)]
    if entry.get("guide") not in guides:
        faults.append(f"the guide “{entry.get('guide')}” is not in bank/guides.toml")
    if entry.get("mode") not in set(Mode.values) - {Mode.DRILL}:
        faults.append(f"the mode “{entry.get('mode')}” does not exist")
    if faults:
        raise Problem(
            "bad-exams-file", 400, f"Exam {number} cannot be used", "; ".join(faults)
        )
