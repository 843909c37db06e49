"""What the exam page weighs when a browser opens it for the first time."""

import json
import re
from urllib.parse import urljoin

from benchmarks.bank import REAL_SLUG, SLUG
from benchmarks.driver import Person, ask_once
from benchmarks.people import Sitter, make_people
from benchmarks.plan import Plan
from benchmarks.report import Finding, Report, Table
from benchmarks.stage import Stage
from lib.problems import Problem

REACH, AIM = 120, 60  # kB of 1000 bytes
LINKED = re.compile(r'<(?:link|script)[^>]+(?:href|src)="(/static/[^"]+)"')
WORKER = re.compile(r'worker="(/static/[^"]+)"')
IMPORT_MAP = re.compile(r'<script type="importmap"[^>]*>(.*?)</script>', re.DOTALL)
IMPORTED = re.compile(r'^\s*(?:import|export)\b[^"\n]*"([^"]+)"', re.MULTILINE)
CSS_IMPORTED = re.compile(r'(?:@import url\(|url\()"?([^")]+)"?\)')


def measure(stage: Stage, plan: Plan, report: Report) -> None:
    (person,) = make_people(stage.address, 1)
    try:
        sitter, of = Sitter(person, REAL_SLUG), "shipped questions"
    except Problem:
        sitter, of = Sitter(person, SLUG), "copied questions"
    reply = ask_once(stage.address, person.get(f"/attempts/{sitter.attempt.pk}/"))
    found = Crawl(stage, person).of_page(reply.text)
    page = reply.size
    total = (page + sum(found.values())) / 1000
    report.findings.append(
        Finding(
            f"first load of the runner, {len(sitter.options)} {of}",
            f"{total:.0f} kB in {1 + len(found)} requests",
            f"≤ {REACH} kB",
            f"≤ {AIM} kB",
            total <= REACH,
        )
    )
    table = Table("First load of the runner, compressed", ("", "files", "kB"))
    table.rows.append(("the page", "1", f"{page / 1000:.1f}"))
    for kind in (".css", ".js", ".svg"):
        sizes = [size for path, size in found.items() if path.endswith(kind)]
        table.rows.append((kind[1:], str(len(sizes)), f"{sum(sizes) / 1000:.1f}"))
    report.tables.append(table)


class Crawl:
    """Everything that the page makes a browser ask for, once each."""

    def __init__(self, stage: Stage, person: Person) -> None:
        self.stage = stage
        self.person = person
        self.sizes: dict[str, int] = {}
        self.names: dict[str, str] = {}

    def of_page(self, page: str) -> dict[str, int]:
        found = IMPORT_MAP.search(page)
        self.names = json.loads(found[1])["imports"] if found else {}
        for path in LINKED.findall(page) + WORKER.findall(page):
            self._fetch(path)
        return self.sizes

    def _fetch(self, path: str) -> None:
        if path in self.sizes:
            return
        reply = ask_once(self.stage.address, self.person.get(path))
        self.sizes[path] = reply.size
        text = reply.text
        pattern = CSS_IMPORTED if path.endswith(".css") else IMPORTED
        for name in pattern.findall(text):
            target = self.names.get(name) or urljoin(path, name)
            if target.startswith("/static/"):
                self._fetch(target)
