"""I37: the audit chain outlives people, so no label of an actor names one."""

import re
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
ROOMS = ("lib", "accounts", "questions", "exams", "analytics")
LABEL = re.compile(r"audit\.record\(\s+by=(.+),$", re.MULTILINE)
# What a person is called by, where a role with a number belongs.
NAMING = re.compile(r"\bstr\(|\.name\b|\.email\b")


def labels() -> dict[str, str]:
    files = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    return {
        f"{path.relative_to(ROOT)}: {told}": told
        for path in files
        for told in LABEL.findall(path.read_text(encoding="utf-8"))
    }


class AuditLabelTests:
    def test_none_names_anybody(self) -> None:
        assert len(labels()) > 5
        assert [place for place, told in labels().items() if NAMING.search(told)] == []
