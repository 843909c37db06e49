"""The exams on offer, as `bank/exams.toml` defines them; drills that staff assign."""

import hashlib
import json
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.text import Truncator

from accounts.models import User
from exams import assembly
from exams.models import Exam, Mode
from exams.selectors import DRILL_SIZE, candidates_about
from lib import audit
from lib.problems import Problem
from questions.models import Domain, Guide, Topic

REQUIRED = {"slug", "title", "guide", "mode", "scored_count"}
OPTIONAL = {"minutes", "unscored_count"}
TITLE_LENGTH = 120  # of an exam


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


# --- Drills to assign ---------------------------------------------------------


@transaction.atomic
def offer_drill(
    *,
    actor: User,
    guide: Guide,
    domains: Iterable[str] = (),
    topics: Iterable[str] = (),
    count: int = DRILL_SIZE,
) -> Exam:
    """The exam that asks `count` questions about these domains (codes) and topics
    (slugs), fewer where there are fewer: made once, and the same for everybody.

    Raises Problem 409 `nothing-to-drill` when no question is about them.
    """
    about = (sorted(set(domains)), sorted(set(topics)))
    size = _drill_size(guide, *about, count)
    exam, is_new = Exam.objects.get_or_create(
        slug=_drill_slug(guide, *about, size),
        defaults={
            "title": _drill_title(guide, *about),
            "guide": guide,
            "mode": Mode.PRACTICE,
            "scored_count": size,
            "is_open": False,
            "only_domains": about[0],
            "only_topics": about[1],
        },
    )
    if is_new:
        _note_drill(actor, exam)
    return exam


def _drill_size(guide: Guide, domains: list[str], topics: list[str], count: int) -> int:
    """How many of them a form can have: some may bar each other."""
    named = bool(domains or topics)
    found = candidates_about(guide, domains, topics) if named else []
    size = len(assembly.draw(found, count, {}, seed=0).items)
    if not size:
        raise Problem(
            "nothing-to-drill",
            409,
            "There is no question about this",
            f"Choose domains or topics that {guide.code} has questions about.",
        )
    return size


def _drill_slug(guide: Guide, domains: list[str], topics: list[str], size: int) -> str:
    """The same for the same drill: whoever is second gets what the first one made."""
    said = json.dumps([guide.code, domains, topics, size])
    return f"drill-{hashlib.sha256(said.encode()).hexdigest()[:32]}"


def _drill_title(guide: Guide, domains: list[str], topics: list[str]) -> str:
    named = Topic.objects.filter(slug__in=topics).order_by("name")
    names = list(named.values_list("name", flat=True))
    if not names:
        rows = Domain.objects.filter(guide=guide, code__in=domains).order_by("code")
        names = list(rows.values_list("name", flat=True))
    return Truncator(f"Drill: {', '.join(names)}").chars(TITLE_LENGTH)


def _note_drill(actor: User, exam: Exam) -> None:
    audit.record(
        by=actor,
        action="exam.drill-offered",
        object_type="exam",
        object_id=exam.pk,
        detail={
            "guide": exam.guide.code,
            "domains": exam.only_domains,
            "topics": exam.only_topics,
            "count": exam.scored_count,
        },
    )
