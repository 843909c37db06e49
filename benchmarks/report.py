"""What was found, as lines to read and as the tables of docs/benchmarks.md."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


@dataclass(frozen=True)
class Finding:
    """One number against its target; `is_met` None where there is none."""

    what: str
    measured: str
    reach: str = "–"
    aim: str = "–"
    is_met: bool | None = None

    @property
    def verdict(self) -> str:
        return {True: "reached", False: "**missed**", None: ""}[self.is_met]


@dataclass
class Table:
    title: str
    head: Sequence[str]
    rows: list[Sequence[str]] = field(default_factory=list)


@dataclass
class Report:
    facts: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def markdown(self) -> str:
        targets = Table("Targets", ("What", "Measured", "To reach", "Aim", ""))
        targets.rows = [
            (f.what, f.measured, f.reach, f.aim, f.verdict) for f in self.findings
        ]
        parts = [f"- {name}: {text}" for name, text in self.facts.items()]
        for table in (targets, *self.tables):
            parts += ["", f"## {table.title}", "", *_markdown(table)]
        parts += ["", *(f"- {note}" for note in self.notes)]
        return "\n".join(parts).rstrip() + "\n"


def _markdown(table: Table) -> list[str]:
    lines = [table.head, ["---"] * len(table.head), *table.rows]
    return [f"| {' | '.join(line)} |" for line in lines]


def write(report: Report, path: Path) -> None:
    """Between the two marks of the file; what people wrote around them stays."""
    text = path.read_text(encoding="utf-8") if path.exists() else f"{BEGIN}\n{END}\n"
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    path.write_text(
        f"{before}{BEGIN}\n{report.markdown()}{END}{after}", encoding="utf-8"
    )
