"""The pages of a report: what is read is joined with its drawings and addresses."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Window
from django.db.models.functions import RowNumber

from accounts.models import Cohort, User
from accounts.selectors.cohorts import Part
from accounts.selectors.paging import keyset_page
from analytics import charts
from analytics.cohorts.report import (
    AssignedFigures,
    Cell,
    Group,
    Lesson,
    Level,
    Report,
    Scores,
    Standing,
    Stuck,
)
from analytics.models import CohortReport
from analytics.selectors.cohorts.reports import read_report, standing, standings_of
from exams.models import Assignment

PEOPLE_PER_PAGE = 25
PEOPLE_NAMED = 12  # in a decision; the list below has the others
LESSONS_FIRST = 3  # to teach next week
SCALE_ENDS = (100, 1000)


@dataclass(frozen=True)
class LessonRow:
    """A lesson with the address of a drill that everybody can open."""

    lesson: Lesson
    guide: str

    @cached_property
    def drill(self) -> str:
        """The query string of `/study/`; empty where there is nothing to drill."""
        named = [("domains", code) for code in self.lesson.codes]
        named += [("topics", slug) for slug in self.lesson.drill]
        return urlencode([("guide", self.guide), *named]) if named else ""


@dataclass(frozen=True)
class PersonRow:
    """Somebody's standing, with a cell for every domain of the exam."""

    standing: Standing
    cells: tuple[Cell | None, ...]
    is_namesake: bool  # of somebody else on the page


@dataclass(frozen=True)
class ReportPage:
    """A report with a page of its people, and the names that decisions begin with."""

    report: Report
    people: list[PersonRow]
    group: str  # shown, or all
    show: str  # "domains", or nothing: forecasts
    q: str  # words of the names or addresses that are looked for
    next: str  # query strings; empty at an end
    previous: str
    to_book: list[Standing]
    stuck: Mapping[str, list[Standing]]  # by reason
    sees_people: bool

    @property
    def is_searched(self) -> bool:
        """Whether there are so many that one looks for somebody by name."""
        return bool(self.q) or self.report.people > PEOPLE_PER_PAGE

    @cached_property
    def domains(self) -> list[LessonRow]:
        return self._rows(Level.DOMAIN)

    @cached_property
    def tasks(self) -> list[LessonRow]:
        return self._rows(Level.TASK)

    @cached_property
    def topics(self) -> list[LessonRow]:
        return self._rows(Level.TOPIC)

    @property
    def teach_next(self) -> list[LessonRow]:
        return self.topics[:LESSONS_FIRST]

    def _rows(self, level: Level) -> list[LessonRow]:
        guide = self.report.guide
        return [LessonRow(lesson, guide) for lesson in self.report.lessons_of(level)]

    @cached_property
    def scores_chart(self) -> charts.Columns | None:
        return scores_chart(self.report.scores)

    @cached_property
    def weeks_chart(self) -> charts.Stacks | None:
        """None when a number in it is hidden."""
        rows = [
            (f"{week.start.day} {week.start:%b}", [one.people for one in week.groups])
            for week in self.report.weeks
        ]
        known = [(label, counts) for label, counts in rows if None not in counts]
        if not rows or len(known) < len(rows):
            return None
        names = [group.value for group in Group]
        told = [(label, [count or 0 for count in counts]) for label, counts in known]
        return charts.stacks(told, names, self.report.people)


def scores_chart(scores: Scores | None) -> charts.Columns | None:
    """None when there is none, or when a number in it is hidden."""
    if scores is None or any(one.people is None for one in scores.bins):
        return None
    low, high = SCALE_ENDS
    bins = [(one.low, min(one.high + 1, high), one.people or 0) for one in scores.bins]
    return charts.columns(bins, low=low, high=high, line=scores.pass_mark)


def report_page(
    found: CohortReport, filters: Mapping[str, Any], *, sees_people: bool
) -> ReportPage:
    """`filters`: group, q and show (or nothing), after, before. Four statements."""
    report = read_report(found, sees_people=sees_people)
    if not sees_people:
        return ReportPage(report, [], "", "", "", "", "", [], {}, sees_people=False)
    rows = standings_of(found)
    group, q = str(filters.get("group") or ""), str(filters.get("q") or "")
    chosen = rows.filter(group=group) if group else rows
    if q:
        chosen = chosen.filter(user__in=User.objects.members().called(q))
    page = keyset_page(chosen, filters, by="place", size=PEOPLE_PER_PAGE)
    named = rows.filter(group=Group.BOOK)[:PEOPLE_NAMED]
    return ReportPage(
        report=report,
        people=_people([standing(row) for row in page.rows], report),
        group=group,
        show=str(filters.get("show") or ""),
        q=q,
        next=page.next,
        previous=page.previous,
        to_book=[standing(row) for row in named],
        stuck=_stuck(found),
        sees_people=True,
    )


def _people(standings: Sequence[Standing], report: Report) -> list[PersonRow]:
    codes = [domain.code for domain in report.domains]
    names = Counter(one.name for one in standings)
    found = []
    for one in standings:
        cells = {cell.code: cell for cell in one.cells}
        row = tuple(cells.get(code) for code in codes)
        found.append(PersonRow(one, row, names[one.name] > 1))
    return found


def _stuck(found: CohortReport) -> dict[str, list[Standing]]:
    """A few of each reason; one statement."""
    numbered = (
        standings_of(found)
        .exclude(stuck="")
        .annotate(number=Window(RowNumber(), partition_by="stuck", order_by="place"))
    )
    people: dict[str, list[Standing]] = {reason.value: [] for reason in Stuck}
    for row in numbered.filter(number__lte=PEOPLE_NAMED):
        people[row.stuck].append(standing(row))
    return people


@dataclass(frozen=True)
class AssignedPage:
    """One assignment of a report; its figures are None before they were computed."""

    assignment: Assignment
    report: Report | None
    figures: AssignedFigures | None

    @property
    def scores_chart(self) -> charts.Columns | None:
        return scores_chart(self.figures.scores if self.figures else None)

    @property
    def are_shares_rounded(self) -> bool:
        """Whether questions are told of an untold number of people."""
        return self.figures is not None and self.figures.finished is None


def assigned_page(assignment: Assignment, *, sees_people: bool) -> AssignedPage:
    """From the report of its exam, or of whichever line it belongs to."""
    rows = CohortReport.objects.filter(cohort=assignment.cohort_id).current()
    holding = {"figures__assignments__contains": [{"id": assignment.pk}]}
    found = rows.filter(**holding).order_by("-is_main", "pk").first()
    if found is None:
        return AssignedPage(assignment, None, None)
    report = read_report(found, sees_people=sees_people)
    figures = next(one for one in report.assignments if one.id == assignment.pk)
    return AssignedPage(assignment, report, figures)


def cohort_part(cohort: Cohort, now: datetime) -> Part:
    """The way to the report, on the page of the cohort; no statement."""
    return Part("analytics/cohort_part.html", cohort)
