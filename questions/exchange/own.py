"""What only our own formats say about a question, as far as it is usable."""

import re
from datetime import date
from typing import Any

from questions.templating import template_of

SLUG = re.compile(r"[a-zA-Z0-9_]+(-+[a-zA-Z0-9_]+)*")
TASK = re.compile(r"[1-9]\.[1-9][0-9]?")
GUIDE = re.compile(r"[A-Z0-9]{2,4}-[A-Z0-9]{2,4}")
DIFFICULTIES = {"easy", "medium", "hard"}
MAX_SLUG = 80
MAX_WORDS = 60


def own_of(raw: dict[str, Any]) -> dict[str, Any]:
    """The usable part of what a file says: nothing of it is trusted."""
    found = {name: use(raw[name]) for name, use in USES.items() if name in raw}
    return {name: value for name, value in found.items() if value}


def slug_of(value: Any) -> str:
    is_slug = isinstance(value, str) and len(value) <= MAX_SLUG
    return value if is_slug and SLUG.fullmatch(value) else ""


def slugs_of(value: Any) -> list[str]:
    words = value if isinstance(value, list) else []
    return list(dict.fromkeys(slug for word in words if (slug := slug_of(word))))


def _tasks(value: Any) -> dict[str, list[str]]:
    """An empty list says: not in this guide."""
    told = value if isinstance(value, dict) else {}
    return {
        guide: [
            code for code in codes if isinstance(code, str) and TASK.fullmatch(code)
        ]
        for guide, codes in list(told.items())[:MAX_WORDS]
        if isinstance(guide, str) and GUIDE.fullmatch(guide) and isinstance(codes, list)
    }


def _targets(value: Any) -> list[str]:
    texts = value if isinstance(value, list) else []
    return [text for text in texts[:MAX_WORDS] if isinstance(text, str)]


def _difficulty(value: Any) -> str:
    return value if value in DIFFICULTIES else ""


def _links(value: Any) -> list[str]:
    links = value if isinstance(value, list) else []
    return [
        link
        for link in links[:MAX_WORDS]
        if isinstance(link, str) and re.fullmatch(r"https://[^\s<>\"\\]{1,500}", link)
    ]


def _evidence(value: Any) -> list[dict[str, Any]]:
    claims = value if isinstance(value, list) else []
    return [
        {"claim": one["claim"], "botocore": one["botocore"]}
        for one in claims[:MAX_WORDS]
        if isinstance(one, dict)
        and isinstance(one.get("claim"), str)
        and isinstance(one.get("botocore"), dict)
    ]


def _scenario(value: Any) -> dict[str, str]:
    told = value if isinstance(value, dict) else {}
    found = {name: told.get(name) for name in ("id", "title", "text")}
    is_whole = all(isinstance(text, str) and text.strip() for text in found.values())
    if not is_whole or not slug_of(found["id"]):
        return {}
    return {name: str(text).strip() for name, text in found.items()}


def _flag(value: Any) -> bool:
    return value is True


def _day(value: Any) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        return ""


def _template(value: Any) -> dict[str, Any]:
    """How numbers are drawn; lists instead of tuples, as files have them."""
    template = template_of(value)
    if template is None:
        return {}
    told = template.as_dict()
    return told | {"answers": list(told["answers"])}


USES: dict[str, Any] = {
    "template": _template,
    "id": slug_of,
    "generator": slug_of,
    "topics": slugs_of,
    "enemies": slugs_of,
    "tasks": _tasks,
    "difficulty": _difficulty,
    "references": _links,
    "evidence": _evidence,
    "scenario": _scenario,
    "reviewed": _day,
    "targets": _targets,
    "draft": _flag,  # it left us unfinished
}
