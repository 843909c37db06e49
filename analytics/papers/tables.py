"""What each table of a report holds."""

from collections.abc import Callable, Iterable

from analytics.cohorts.report import (
    AssignedFigures,
    Confusion,
    FullReport,
    GroupCount,
    Lesson,
    Mean,
    Report,
    Scores,
)
from analytics.papers import words
from analytics.papers.table import Cell, Table, table


def tables_of(full: FullReport) -> list[Table]:
    """Every table that has anything to say; those about people only with people."""
    makers: tuple[Callable[[FullReport], Table], ...] = (
        _summary,
        _people,
        _cells,
        _domains,
        _lessons,
        _confusions,
        _scores,
        _weeks,
        _pace,
        _assignments,
        _questions,
    )
    return [found for found in (make(full) for make in makers) if found.rows]


def _mean(mean: Mean | None) -> tuple[Cell, ...]:
    if mean is None:
        return None, None, None, None
    return mean.value, mean.low, mean.high, mean.people


def _summary(full: FullReport) -> Table:
    report = full.report
    return table("Summary", "What\nValue\nNote", [*_facts(report), *_counts(report)])


def _facts(report: Report) -> Iterable[tuple[Cell, ...]]:
    yield "Cohort", report.cohort_name, ""
    yield "Exam", f"{report.guide} {report.guide_title}", ""
    yield "Exam date", report.exam_date, ""
    yield "Figures of", report.computed_at, "in the reader’s time zone"
    yield "People", report.people, ""
    yield "Pass mark", report.pass_mark, ""
    line = f"a forecast of at least {report.book_percent} percent"
    yield "Line for “book now”", report.book_percent, line
    hidden = "fewer than 5 people, or a mean of fewer than 10: hidden"
    yield "Empty cells", "not known", hidden if report.is_shielded else ""


def _counts(report: Report) -> Iterable[tuple[Cell, ...]]:
    for group in report.groups:
        yield words.GROUPS[group.group], group.people, "people"
    for stuck in report.stuck:
        yield words.STUCK[stuck.reason], stuck.people, "people"
    if report.expected:
        low, high = report.expected.low, report.expected.high
        people = report.expected.people or "those"
        note = f"of {people} with a forecast; 8 times of 10"
        yield "Would pass tomorrow", words.span(low, high), note
    if report.mean:
        span = words.span(report.mean.low, report.mean.high)
        yield "Mean true score", round(report.mean.value), f"95 %: {span}"
    told = report.participation
    yield "Began anything", told.started, "people"
    yield "Active in 7 days", told.active_week, "people"
    yield "Active in 30 days", told.active_month, "people"
    yield "With a forecast", told.forecast, "people"


PEOPLE = """
Name
E-mail
Group
Forecast | percent
Next mock from | score
Next mock to | score
True score from | score
True score to | score
Counted answers | count
Answers missing | count
Older than 30 days
Trend
Points since | score
Since | day
Line reached
Needs a word
Last active | moment
Attempts | count
Newest score | score
Newest from | score
Newest to | score
Passed
Newest at | moment
Right of unseen | percent
Unseen questions | count
Seconds per question | seconds
"""


def _people(full: FullReport) -> Table:
    rows = [
        (
            one.name,
            one.email,
            words.GROUPS[one.group],
            one.percent,
            one.next_low,
            one.next_high,
            one.true_low,
            one.true_high,
            one.count,
            one.needed,
            _yes(one.is_stale),
            words.TRENDS[one.trend],
            one.change,
            one.trend_since,
            words.horizon(one.horizon),
            words.STUCK[one.stuck] if one.stuck else "",
            one.last_active_at,
            one.attempts,
            one.newest.scaled if one.newest else None,
            one.newest.low if one.newest else None,
            one.newest.high if one.newest else None,
            _yes(one.newest.is_passed) if one.newest else "",
            one.newest.at if one.newest else None,
            one.unseen_percent,
            one.unseen_asked,
            one.seconds,
        )
        for one in full.people
    ]
    return table("People", PEOPLE, rows)


def _yes(fact: bool) -> str:  # noqa: FBT001  # REASON: it words a fact, and switches nothing
    return "yes" if fact else "no"


def _cells(full: FullReport) -> Table:
    columns = """
    Name
    E-mail
    Domain
    Share | percent
    From | percent
    To | percent
    Counted answers | count
    Verdict"""
    rows = [
        (
            one.name,
            one.email,
            cell.code,
            cell.share,
            cell.low,
            cell.high,
            cell.count,
            words.verdict(cell.verdict),
        )
        for one in full.people
        for cell in one.cells
    ]
    return table("People by domain", columns, rows)


def _domains(full: FullReport) -> Table:
    columns = """
    Domain
    Name
    Weight | percent
    Mean share | percent
    From | percent
    To | percent
    People in the mean | count
    Weak | count
    Strong | count
    Not clear yet | count"""
    rows = [
        (
            one.code,
            one.name,
            one.weight,
            *_mean(one.mean),
            one.weak,
            one.strong,
            one.unclear,
        )
        for one in full.report.domains
    ]
    return table("Domains", columns, rows)


def _lessons(full: FullReport) -> Table:
    columns = """
    Level
    Code
    Name
    Weight | percent
    Share | percent
    From | percent
    To | percent
    Answers | count
    People | count
    Points per person | number
    Points of all | number"""
    rows = [
        (
            words.LEVELS[one.level],
            one.code,
            one.name,
            one.weight,
            one.share,
            one.low,
            one.high,
            one.answers,
            one.people,
            one.gain,
            one.total,
        )
        for one in full.report.lessons
    ]
    return table("What to teach", columns, rows)


def _confusions(full: FullReport) -> Table:
    columns = """
    Level
    Lesson
    Right was
    Chosen instead
    People | count
    Answers | count"""
    pairs: list[tuple[Lesson, Confusion]] = [
        (lesson, one) for lesson in full.report.lessons for one in lesson.confusions
    ]
    rows = [
        (
            words.LEVELS[lesson.level],
            lesson.name,
            one.topic,
            one.idea,
            one.people,
            one.answers,
        )
        for lesson, one in pairs
    ]
    return table("Confusions", columns, rows)


def _scores(full: FullReport) -> Table:
    columns = """
    Of
    From | score
    To | score
    People | count"""
    told: list[tuple[str, Scores | None]] = [
        ("Newest strict exam", full.report.scores),
        *((one.title, one.scores) for one in full.report.assignments),
    ]
    rows = [
        (title, one.low, one.high, one.people)
        for title, scores in told
        if scores
        for one in scores.bins
    ]
    return table("Scores", columns, rows)


def _weeks(full: FullReport) -> Table:
    columns = """
    Week from | day
    Active | count
    Attempts | count
    Answers | count
    Book now | count
    Close | count
    Not yet | count
    Not enough evidence | count
    Mean true score | score
    From | score
    To | score
    People in the mean | count"""
    rows = [
        (
            one.start,
            one.active,
            one.attempts,
            one.answers,
            *_by_group(one.groups),
            *_mean(one.mean),
        )
        for one in full.report.weeks
    ]
    return table("Weeks", columns, rows)


def _by_group(groups: Iterable[GroupCount]) -> list[Cell]:
    counts = {one.group: one.people for one in groups}
    return [counts.get(group) for group in words.GROUPS]


def _pace(full: FullReport) -> Table:
    columns = """
    Domain
    Name
    Right | seconds
    Wrong | seconds
    Answers | count"""
    rows = [
        (one.code, one.name, one.right, one.wrong, one.answers)
        for one in full.report.pace.domains
    ]
    return table("Time per question", columns, rows)


def _assignments(full: FullReport) -> Table:
    columns = """
    Assignment
    Opens | moment
    Closes | moment
    Common form
    Asked | count
    Began | count
    Finished | count
    Passed | count
    Median | score
    Reliability | number"""
    rows = [_assignment(one) for one in full.report.assignments]
    return table("Assignments", columns, rows)


def _assignment(one: AssignedFigures) -> tuple[Cell, ...]:
    return (
        one.title,
        one.opens_at,
        one.closes_at,
        _yes(one.is_common),
        one.people,
        one.begun,
        one.finished,
        one.scores.passed if one.scores else None,
        one.scores.median if one.scores else None,
        one.reliability,
    )


def _questions(full: FullReport) -> Table:
    columns = """
    Assignment
    Number | count
    Question
    Wording | count
    Domain
    Scored
    Asked | count
    Right | percent
    From | percent
    To | percent
    Blank | percent
    Median time | seconds
    Wrong option
    Its text
    Chose it | percent
    Flags
    Stem"""
    rows = [
        (
            assigned.title,
            one.number,
            one.question,
            one.revision,
            one.domain,
            _yes(one.is_scored),
            one.asked,
            one.right,
            one.low,
            one.high,
            one.blank,
            one.seconds,
            one.wrong,
            one.wrong_text,
            one.wrong_share,
            ", ".join(one.flags),
            one.stem,
        )
        for assigned in full.report.assignments
        for one in assigned.questions
    ]
    return table("Questions", columns, rows)
