"""The simulation's findings, as numbers and as a page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from analytics.readiness import TARGET, VERDICT_CERTAINTY
from analytics.reliability import Reliability, auc, reliability
from analytics.simulation.product import DomainView, Knowledge, Snapshot
from analytics.simulation.world import Settings


@dataclass
class Night:
    """What one wave of newcomers left behind."""

    known: Knowledge
    error_of_b: float
    snapshots: list[Snapshot] = field(default_factory=list)
    views: list[DomainView] = field(default_factory=list)
    predicted: list[float] = field(default_factory=list)
    correct: list[bool] = field(default_factory=list)

    @property
    def summary(self) -> str:
        found = reliability(self.predicted, self.correct)
        return f"{len(self.correct)} answers, ECE of single answers {found.ece:.3f}"


@dataclass(frozen=True)
class Row:
    """Forecasts of some students at one checkpoint against what happened."""

    count: int
    students: int
    calibration: Reliability
    auc: float | None
    coverage: float
    width: float


@dataclass(frozen=True)
class Calls:
    """Domains called weak or strong after `asked` answers, and how many truly are."""

    asked: int
    domains: int
    weak: int
    weak_right: float
    strong: int
    strong_right: float
    percent_weak: int
    percent_right: float


@dataclass(frozen=True)
class Report:
    """A finished run."""

    settings: Settings
    nights: tuple[Night, ...]
    controls: Night

    def rows(self, *, learners: bool | None = None) -> list[Row]:
        """Per checkpoint, over all waves; of learners or the others only."""
        shots = [shot for night in self.nights for shot in night.snapshots]
        chosen = [shot for shot in shots if learners in (None, shot.is_learner)]
        return self._at_checkpoints(chosen)

    def rows_without_data(self) -> list[Row]:
        """The same for people who met the product before its first night."""
        return self._at_checkpoints(self.controls.snapshots)

    def _at_checkpoints(self, shots: Sequence[Snapshot]) -> list[Row]:
        return [_row(shots, n) for n in self.settings.checkpoints]

    def calls(self, asked: int) -> Calls:
        views = [view for night in self.nights for view in night.views]
        return _calls([view for view in views if view.asked == asked])

    def answers(self) -> Reliability:
        """The predictions of single answers, made before each."""
        return reliability(
            [p for night in self.nights for p in night.predicted],
            [y for night in self.nights for y in night.correct],
        )

    def markdown(self) -> str:
        """The measured part of docs/algorithms/simulation.md."""
        return "\n".join([*_head(self), *_targets(self), *_tables(self)]) + "\n"


def _row(shots: Sequence[Snapshot], count: int) -> Row:
    here = [shot for shot in shots if shot.count == count]
    predicted = [shot.forecast.probability for shot in here for _ in shot.passed]
    outcomes = [is_passed for shot in here for is_passed in shot.passed]
    held = [
        shot.forecast.true_score.low <= shot.true_score <= shot.forecast.true_score.high
        for shot in here
    ]
    widths = [
        shot.forecast.true_score.high - shot.forecast.true_score.low for shot in here
    ]
    return Row(
        count=count,
        students=len(here),
        calibration=reliability(predicted, outcomes),
        auc=auc(predicted, outcomes),
        coverage=float(np.mean(held)) if held else 0.0,
        width=float(np.mean(widths)) if widths else 0.0,
    )


def _calls(views: Sequence[DomainView]) -> Calls:
    weak = [view for view in views if view.below >= VERDICT_CERTAINTY]
    strong = [view for view in views if view.below <= 1 - VERDICT_CERTAINTY]
    percent = [view for view in views if view.correct / view.asked < TARGET]
    return Calls(
        asked=views[0].asked if views else 0,
        domains=len(views),
        weak=len(weak),
        weak_right=_share(view.true_share < TARGET for view in weak),
        strong=len(strong),
        strong_right=_share(view.true_share >= TARGET for view in strong),
        percent_weak=len(percent),
        percent_right=_share(view.true_share < TARGET for view in percent),
    )


def _share(holds: Iterable[bool]) -> float:
    found = list(holds)
    return sum(found) / len(found) if found else 0.0


# --- The page -----------------------------------------------------------------------


def _head(report: Report) -> list[str]:
    s = report.settings
    return [
        f"{s.nights * s.students_per_night:,} students in {s.nights} waves and "
        f"{s.controls:,} before the first night, "
        f"{s.items} questions, {s.domains} domains, a mock of {sum(s.seats)} scored "
        f"questions with cut {s.cut:g}, {max(s.checkpoints)} answers each; seed "
        f"{s.seed}. Half of the students learn ({s.learning} logits an answer).",
        "",
        "Truth against what the product assumes at first: ability "
        f"N({s.mean}, {s.ability_variance}) against N(0, 0.6), offsets "
        f"{s.domain_variance} against 0.2, slopes exp N(0, {s.log_slope_sd}²) against "
        f"1, difficulties N({s.difficulty_mean}, {s.difficulty_sd}²) against the "
        f"author's label, which correlates {s.label_r} with them.",
    ]


def _targets(report: Report) -> list[str]:
    """What was asked of the engine, and the worst that was found."""
    rows = [row for row in report.rows() if 20 <= row.count <= 130]
    error = max(row.calibration.ece for row in rows)
    held = [row.coverage for row in rows]
    weak = report.calls(8).weak_right
    lines = [
        (
            "ECE of the forecast, 20 to 130 answers",
            "≤ 0.03",
            f"{error:.3f}",
            error <= 0.03,
        ),
        (
            "80 % interval covers, 20 to 130 answers",
            "0.78 to 0.92",
            f"{min(held):.2f} to {max(held):.2f}",
            min(held) >= 0.78 and max(held) <= 0.92,
        ),
        ('"weak" at 8 answers is right', "≥ 0.85", f"{weak:.2f}", weak >= 0.85),
    ]
    return [
        "",
        "| What | To reach | Found at worst | |",
        "|---|---|---|---|",
        *(
            f"| {what} | {goal} | {found} | {'reached' if holds else '**missed**'} |"
            for what, goal, found, holds in lines
        ),
    ]


def _tables(report: Report) -> list[str]:
    parts = [
        ("All waves", report.rows()),
        ("Students who learn", report.rows(learners=True)),
        ("Students who do not", report.rows(learners=False)),
        ("Before the first night: labels only", report.rows_without_data()),
    ]
    lines: list[str] = []
    for title, rows in parts:
        lines += ["", f"## {title}", "", *_forecast_table(rows)]
    return [*lines, *_calls_table(report), *_nights_table(report)]


def _forecast_table(rows: Sequence[Row]) -> list[str]:
    lines = [
        "| answers | students | ECE | Brier | base Brier | AUC "
        "| 80 % interval covers | its width in points |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        found = row.calibration
        lines.append(
            f"| {row.count} | {row.students} | {found.ece:.3f} | {found.brier:.3f} "
            f"| {found.base_brier:.3f} | {_number(row.auc)} | {row.coverage:.2f} "
            f"| {row.width:.1f} |"
        )
    return lines


def _calls_table(report: Report) -> list[str]:
    lines = [
        "",
        f"## Weak and strong domains (target {TARGET})",
        "",
        '| answers in the domain | domains | "weak" | truly weak | "strong" '
        "| truly strong | percent rule calls weak | truly weak |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for asked in (8, 20):
        found = report.calls(asked)
        lines.append(
            f"| {asked} | {found.domains} | {found.weak} | {found.weak_right:.2f} "
            f"| {found.strong} | {found.strong_right:.2f} | {found.percent_weak} "
            f"| {found.percent_right:.2f} |"
        )
    return lines


def _nights_table(report: Report) -> list[str]:
    lines = [
        "",
        "## What the nights teach",
        "",
        "| wave | answers per question before | RMS error of b | prior of newcomers "
        "(mean, ability, offsets) | ECE of single answers |",
        "|---|---|---|---|---|",
    ]
    for number, night in enumerate(report.nights, start=1):
        prior, found = night.known.prior, reliability(night.predicted, night.correct)
        lines.append(
            f"| {number} | {night.known.count.mean():.0f} "
            f"| {night.error_of_b:.2f} | {prior.mean:.2f}, "
            f"{prior.ability_variance:.2f}, {prior.domain_variance:.2f} "
            f"| {found.ece:.3f} |"
        )
    return lines


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
