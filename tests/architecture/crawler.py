"""Somebody who follows every link and every address, and keeps what was answered."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.test import Client

from exams.models import Attempt
from tests.architecture.routes import PARAMETER, Route, routes
from tests.exams.clock import to_deadline

CANARY = b"-canary-"  # the time zone Atlantic/Canary is none
LINK = re.compile(r"""(?:href|src|action|hx-get|data-[a-z-]*url)=["']([^"']+)["']""")
PAGES = 400


class Crawler:
    """Somebody who looks at everything and keeps what was answered."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.seen: dict[str, bytes] = {}

    def crawl(self, *paths: str) -> None:
        waiting = list(paths)
        while waiting and len(self.seen) < PAGES:
            path = waiting.pop()
            if path not in self.seen:
                waiting += self.look(path)

    def look(self, path: str) -> Iterator[str]:
        response = self.client.get(path)
        body = b"".join(response) if response.streaming else response.content
        head = "\n".join(f"{k}: {v}" for k, v in response.headers.items())
        cookies = response.cookies.output()
        self.seen[path] = head.encode() + cookies.encode() + body
        if "Location" in response.headers:
            yield from inside(path, response.headers["Location"])
        if response.headers.get("Content-Type", "").startswith("text/html"):
            for link in LINK.findall(body.decode()):
                yield from inside(path, unescape(link))

    def leaks(self) -> list[str]:
        return [path for path, told in self.seen.items() if CANARY in told.lower()]


class InTheGap(Crawler):
    """Who looks while time is over and the attempt is not closed, however slowly."""

    def __init__(self, client: Client, attempt: Attempt) -> None:
        super().__init__(client)
        self.attempt = attempt

    def look(self, path: str) -> Iterator[str]:
        to_deadline(self.attempt.pk, seconds=12)
        yield from super().look(path)


def inside(base: str, link: str) -> Iterator[str]:
    """The link, when it stays here and does not end the session."""
    parts = urlsplit(urljoin(f"http://testserver{base}", link))
    here = parts.netloc in ("testserver", "localhost:8000")
    if parts.scheme.startswith("http") and here and "logout" not in parts.path:
        yield parts.path + (f"?{parts.query}" if parts.query else "")


def addresses(attempt: Attempt) -> list[str]:
    """Every address of the product, filled in with what this attempt knows."""
    asked = attempt.questions.select_related("question").get(position=1)
    known = {
        "position": 1,
        "person_id": attempt.user_id,
        "object_id": asked.question_id,
        "question_slug": asked.question.slug,
        "scenario_slug": "shop",
        "step": "publish",
        "table": "operations",
    }
    exam, question = ({"slug": one.slug} for one in (attempt.exam, asked.question))
    told = [r for r in routes() if not r.is_regex]
    bank = [r for r in told if r.name.startswith("questions:")]
    found = [r.path(**guessed(r, attempt) | known | exam) for r in told]
    found += [r.path(**guessed(r, attempt) | known | question) for r in bank]
    return [path for path in found if "logout" not in path]


def guessed(route: Route, attempt: Attempt) -> dict[str, Any]:
    """Something for every parameter, by its kind."""
    kinds = {"uuid": attempt.pk, "int": attempt.assignment_id or 1}
    found = PARAMETER.finditer(route.template)
    return {one["name"]: kinds.get(one["kind"], "nothing") for one in found}
