"""What the printed report says: every value worded, in the order of its pages.

The document (templates/analytics/cohort_report.typ) only places these.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any
from zoneinfo import ZoneInfo

from analytics.cohorts.report import (
    AssignedFigures,
    DomainFigures,
    FullReport,
    Group,
    Lesson,
    Level,
    Pace,
    Report,
    Standing,
    Stuck,
)
from analytics.papers import words
from analytics.papers.drawing import Chart, domain_chart, score_chart, weeks_chart

BOOKING, STUCK = 30, 12  # people told by name before the list of everybody
PRINTED = 1000  # people in that list: more of them are no reading, and a gigabyte
LESSONS_FIRST, LESSONS_EACH = 3, 12
CONFUSIONS = 3
STEM = 110  # letters of a question's text
MARKS = {"weak": "▼", "strong": "▲"}
JOINERS = "\u200c\u200d"  # format characters that belong to scripts and pictures
Told = dict[str, Any]


def paper_of(full: FullReport, zone: ZoneInfo, pass_share: float) -> Told:
    """`pass_share`: percent of questions that passes; times are told in `zone`."""
    report = full.report
    told: Told = _clean(
        {
            **_heading(report, zone, is_named=bool(full.people)),
            **_decisions(full),
            "domains": [_domain(one) for one in report.domains],
            "domain_chart": _chart(domain_chart(report.domains, pass_share)),
            "scores": _scores(report),
            "weeks_chart": _chart(weeks_chart(report.weeks)) if report.weeks else None,
            "participation": _participation(report),
            "pace": _pace(report.pace),
            "lessons": [_lessons(report, level) for level in Level],
            "assignments": [_assignment(one, zone) for one in report.assignments],
            "people": _people(_printed(full.people), zone),
            "unprinted": len(full.people) - len(_printed(full.people)),
            "codes": [one.code for one in report.domains],
        }
    )
    return told


def _clean(told: Any) -> Any:
    """Without characters that steer instead of showing something."""
    if isinstance(told, dict):
        return {name: _clean(one) for name, one in told.items()}
    if isinstance(told, list):
        return [_clean(one) for one in told]
    if isinstance(told, str):
        return "".join(c if c.isprintable() or c in JOINERS else " " for c in told)
    return told


def _chart(chart: Chart) -> Told:
    return asdict(chart)


def number(value: float | None, unit: str = "", digits: int = 0) -> str:
    """A dash for what is not known or not shown."""
    return "–" if value is None else f"{value:,.{digits}f}{unit}"


def _heading(report: Report, zone: ZoneInfo, *, is_named: bool) -> Told:
    made = words.moment(report.computed_at, zone)
    return {
        "cohort": report.cohort_name,
        "exam": f"{report.guide} {report.guide_title}",
        "exam_date": words.day(report.exam_date),
        "made": made,
        "count": number(report.people),
        "pass_mark": report.pass_mark,
        "book_percent": report.book_percent,
        "is_shielded": report.is_shielded,
        "is_named": is_named,
    }


# --- Decisions ----------------------------------------------------------------


def _decisions(full: FullReport) -> Told:
    report = full.report
    topics = report.lessons_of(Level.TOPIC) or list(report.lessons)
    return {
        "groups": [
            {"word": words.GROUPS[one.group], "people": number(one.people)}
            for one in report.groups
        ],
        "expected": _expected(report),
        "mean": _mean(report),
        "book": _named((p for p in full.people if p.group == Group.BOOK), BOOKING),
        "stuck": [_stuck(full, one.reason, one.people) for one in report.stuck],
        "first_lessons": [_lesson(one) for one in topics[:LESSONS_FIRST]],
    }


def _expected(report: Report) -> str:
    told = report.expected
    if told is None:
        return ""
    span = words.span(told.low, told.high)
    people = "all" if told.people is None else f"all {told.people:,}"
    return f"If {people} with a forecast sat it tomorrow, {span} would pass."


def _mean(report: Report) -> str:
    told = report.mean
    if told is None:
        return ""
    span = words.span(told.low, told.high)
    return f"The mean true score is {told.value:.0f} (95 %: {span})."


def _named(people: Iterable[Standing], most: int) -> Told:
    found = list(people)
    shown = [{"name": one.name, "note": _note(one)} for one in found[:most]]
    return {"people": shown, "more": max(len(found) - most, 0)}


def _note(one: Standing) -> str:
    """The forecast of somebody in a group that has one."""
    return "" if one.percent is None else f"{one.percent} %"


def _stuck(full: FullReport, reason: Stuck, count: int | None) -> Told:
    named = _named((one for one in full.people if one.stuck == reason), STUCK)
    return {"word": words.STUCK[reason], "count": number(count), **named}


# --- What to teach ------------------------------------------------------------


def _lesson(one: Lesson) -> Told:
    return {
        "code": one.code,
        "name": one.name,
        "weight": number(one.weight, " %"),
        "share": number(one.share, " %"),
        "span": words.span(one.low, one.high, " %"),
        "people": number(one.people),
        "gain": number(one.gain, digits=1),
        "total": number(one.total),
        "confusions": [
            f"{pair.idea} instead of {pair.topic} ({number(pair.people)})"
            for pair in one.confusions[:CONFUSIONS]
        ],
    }


def _lessons(report: Report, level: Level) -> Told:
    found = report.lessons_of(level)
    return {
        "word": f"{words.LEVELS[level]}s",
        "rows": [_lesson(one) for one in found[:LESSONS_EACH]],
        "more": max(len(found) - LESSONS_EACH, 0),
    }


# --- The class ----------------------------------------------------------------


def _domain(one: DomainFigures) -> Told:
    mean = one.mean
    return {
        "code": one.code,
        "name": one.name,
        "weight": f"{one.weight} %",
        "share": number(mean.value if mean else None, " %"),
        "span": words.span(mean.low, mean.high, " %") if mean else "",
        "counts": [number(n) for n in (one.weak, one.unclear, one.strong)],
    }


def _scores(report: Report) -> Told | None:
    return _scores_of(report.scores) if report.scores else None


def _scores_of(scores: Any) -> Told:
    quarters = words.span(scores.lower, scores.upper)
    return {
        "chart": _chart(score_chart(scores)),
        "told": (
            f"{_reached(scores)} Median {number(scores.median)}"
            + (f"; half lie in {quarters}." if quarters else ".")
        ),
    }


def _reached(scores: Any) -> str:
    if scores.people is None:
        return f"How many of ten or more reached {scores.pass_mark} is not told."
    told = f"{number(scores.passed)} of {number(scores.people)}"
    return f"{told} reached {scores.pass_mark}."


def _participation(report: Report) -> list[list[str]]:
    told = report.participation
    return [
        ["People", number(told.people)],
        ["Began anything", number(told.started)],
        ["Active in the last 7 days", number(told.active_week)],
        ["Active in the last 30 days", number(told.active_month)],
        ["With a forecast", number(told.forecast)],
    ]


def _pace(pace: Pace) -> Told:
    quarters = words.span(pace.lower, pace.upper, " s")
    return {
        "rows": [
            ["The exam allows", number(pace.allowed, " s")],
            ["Median of the people", number(pace.median, " s")],
            ["Half of them", quarters or "–"],
            ["Too fast to have been read", number(pace.rapid, " %", 1)],
            ["Exams that the clock ended", number(pace.expired)],
        ],
        "domains": [
            [one.code, one.name, number(one.right, " s"), number(one.wrong, " s")]
            for one in pace.domains
        ],
    }


# --- Assignments --------------------------------------------------------------


def _assignment(one: AssignedFigures, zone: ZoneInfo) -> Told:
    opens, closes = (words.moment(at, zone) for at in (one.opens_at, one.closes_at))
    return {
        "title": one.title,
        "window": f"Opens {opens}, closes {closes}",
        "counts": [
            ["Asked to sit it", number(one.people)],
            ["Began", number(one.begun)],
            ["Finished", number(one.finished)],
            ["Reliability (KR-20)", number(one.reliability, digits=2)],
        ],
        "scores": _scores_of(one.scores) if one.scores else None,
        "questions": [
            {
                "number": question.number,
                "stem": _shortened(question.stem or question.question),
                "domain": question.domain,
                "right": number(question.right, " %"),
                "span": words.span(question.low, question.high),
                "wrong": _most_chosen(question.wrong, question.wrong_share),
                "seconds": number(question.seconds, " s"),
                "flags": ", ".join(question.flags),
            }
            for question in one.questions
        ],
    }


def _most_chosen(option: str, share: float | None) -> str:
    return f"{option} {number(share, ' %')}" if option else "–"


def _shortened(text: str) -> str:
    return text if len(text) <= STEM else f"{text[: STEM - 1].rstrip()}…"


# --- Everybody ----------------------------------------------------------------


def _printed(people: Sequence[Standing]) -> Sequence[Standing]:
    """Everybody or nobody: a list that breaks off in the middle of a class is none."""
    return people if len(people) <= PRINTED else ()


def _people(people: Sequence[Standing], zone: ZoneInfo) -> list[Told]:
    """By group; inside of one by name, as the report has them."""
    return [
        {
            "word": words.GROUPS[group],
            "rows": [_person(one, zone) for one in people if one.group == group],
        }
        for group in words.GROUPS
    ]


def _person(one: Standing, zone: ZoneInfo) -> Told:
    last = one.last_active_at
    return {
        "name": one.name or one.email,
        "forecast": number(one.percent, " %") if one.percent is not None else "–",
        "next": words.span(one.next_low, one.next_high) or _needed(one),
        "trend": words.change(one),
        "reached": words.horizon(one.horizon),
        "last": words.short_day(last.astimezone(zone).date()) if last else "never",
        "attempts": number(one.attempts),
        "newest": number(one.newest.scaled if one.newest else None),
        "unseen": number(one.unseen_percent, " %"),
        "cells": {
            cell.code: {
                "mark": MARKS.get(cell.verdict, "·"),
                "share": f"{cell.share}",
                "span": words.span(cell.low, cell.high),
            }
            for cell in one.cells
        },
    }


def _needed(one: Standing) -> str:
    return f"{one.needed} answers missing" if one.needed else ""
