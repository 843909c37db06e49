"""A report of people who never were, for the papers: every part has something."""

from datetime import UTC, date, datetime, timedelta

from analytics.cohorts.report import (
    AssignedFigures,
    AssignedQuestion,
    Bin,
    Cell,
    Confusion,
    DomainFigures,
    DomainPace,
    Expected,
    FullReport,
    Group,
    GroupCount,
    Horizon,
    Lesson,
    Level,
    Mean,
    Pace,
    Participation,
    Report,
    Sat,
    Scores,
    Standing,
    Stuck,
    StuckCount,
    Trend,
    Week,
)
from analytics.cohorts.shielding import shielded
from analytics.simulation.people import make_life

NOW = datetime(2026, 11, 21, 8, 12, tzinfo=UTC)
DOMAINS = (
    ("D1", "Development with AWS Services", 32),
    ("D2", "Security", 26),
    ("D3", "Deployment", 24),
    ("D4", "Troubleshooting and Optimization", 18),
)
# Names that would break a document or a spreadsheet that took them at their word.
HOSTILE = (
    "#strong[bold] $x^2$ `raw` // gone",
    '*/ #import "/etc/passwd" /* \\u{41} <label> @ref',
    '=HYPERLINK("http://example.org")',
    "+1-1@cmd|' /C calc'!A0",
    "\x07bell\u202egnirts",
    "مريم الخوري",
    "山田 さくら",
    "😀 Smile 👩‍💻",
    "A" * 120,
    "<b>&amp;</b> \"quoted\" 'names'",
)


def standing(number: int, name: str, group: Group) -> Standing:
    is_known = group != Group.UNKNOWN
    percent = {Group.BOOK: 90, Group.CLOSE: 65, Group.NOT_YET: 20}.get(group)
    return Standing(
        user=number,
        name=name,
        email=f"person.{number}@example.org",
        group=group,
        percent=percent,
        next_low=640 if is_known else None,
        next_high=790 if is_known else None,
        true_low=660 if is_known else None,
        true_high=770 if is_known else None,
        count=100 if is_known else 4,
        needed=0 if is_known else 26,
        is_stale=False,
        trend=Trend.UP if number % 3 == 0 else Trend.LEVEL,
        change=42 if number % 3 == 0 else None,
        trend_since=date(2026, 10, 1) if number % 3 == 0 else None,
        horizon=Horizon(date(2026, 12, 1), date(2027, 1, 10)) if number % 4 else None,
        stuck=Stuck.SILENT if number % 5 == 0 else None,
        last_active_at=NOW - timedelta(days=number) if is_known else None,
        attempts=number % 9,
        newest=Sat(701, 640, 760, is_passed=False, at=NOW) if is_known else None,
        unseen_right=12 if is_known else 0,
        unseen_asked=20 if is_known else 0,
        seconds=61.5 if is_known else None,
        cells=tuple(
            Cell(code, 62, 48, 75, 20, ("weak", "strong", "not_clear")[place % 3])
            for place, (code, _, _) in enumerate(DOMAINS)
        ),
    )


def people(names) -> tuple[Standing, ...]:
    groups = list(Group)
    found = [standing(n, name, groups[n % 4]) for n, name in enumerate(names)]
    return tuple(sorted(found, key=lambda one: (groups.index(one.group), one.name)))


def scores() -> Scores:
    counts = (0, 1, 2, 5, 8, 7, 3, 1)
    bins = tuple(
        Bin(120 + 100 * n, 219 + 100 * n, people=count)
        for n, count in enumerate(counts)
    )
    return Scores(720, 27, 11, lower=560, median=640, upper=735, bins=bins)


def question(number: int) -> AssignedQuestion:
    return AssignedQuestion(
        number=number,
        question=f"s3-events-{number}",
        revision=1,
        stem="A team sends objects to a bucket and wants to be told of each. " * 3,
        domain="D1",
        is_scored=number < 8,
        asked=27,
        right=61.0,
        low=42.0,
        high=77.0,
        blank=3.0,
        seconds=71.2,
        wrong="B",
        wrong_text="Amazon SNS",
        wrong_share=24.0,
        flags=("too_hard",) if number == 3 else (),
    )


def week(number: int) -> Week:
    counts = zip(Group, (number, 6 + number, 14 - number, 10 - number), strict=True)
    return Week(
        start=date(2026, 9, 14) + timedelta(weeks=number),
        active=12 + number,
        attempts=20,
        answers=900,
        groups=tuple(GroupCount(group, count) for group, count in counts),
        mean=Mean(600.0 + 8 * number, 570, 640, 24),
    )


def lesson(level: Level, number: int) -> Lesson:
    pair = Confusion("Amazon SQS", "Amazon SNS", people=9, answers=14)
    return Lesson(
        level=level,
        code=f"{level}-{number}",
        name=f"Queues, topics and events {number}",
        weight=8.0,
        share=54.0,
        low=47.0,
        high=61.0,
        answers=210,
        people=24,
        gain=3.4 - number / 10,
        total=81.0,
        confusions=(pair,),
        codes=("D1",),
        drill=("sqs",),
    )


def report(count: int) -> Report:
    parts = zip(Group, (6, 8, 9, 4), strict=True)
    return Report(
        cohort=7,
        cohort_name="Cloud Academy 2026",
        exam_date=date(2026, 12, 19),
        guide="DVA-C03",
        guide_title="AWS Certified Developer – Associate",
        pass_mark=720,
        book_percent=85,
        computed_at=NOW,
        is_shielded=False,
        people=count,
        groups=tuple(GroupCount(group, people) for group, people in parts),
        stuck=tuple(StuckCount(reason, 5) for reason in Stuck),
        expected=Expected(8, 13, 23),
        mean=Mean(655.0, 631.0, 679.0, 23),
        domains=tuple(
            DomainFigures(code, name, weight, Mean(64.0, 58.0, 70.0, 23), 5, 7, 11)
            for code, name, weight in DOMAINS
        ),
        lessons=tuple(lesson(level, n) for level in Level for n in range(14)),
        scores=scores(),
        weeks=tuple(week(n) for n in range(10)),
        participation=Participation(count, 18, 24, 26, 23),
        pace=Pace(
            120.0,
            51.0,
            63.0,
            80.0,
            23,
            2.1,
            40,
            3,
            tuple(DomainPace(c, name, 60.0, 74.0, 300) for c, name, _ in DOMAINS),
        ),
        assignments=(
            AssignedFigures(
                3,
                "Mid-course mock",
                NOW - timedelta(days=24),
                NOW - timedelta(days=17),
                is_common=True,
                people=27,
                begun=27,
                finished=27,
                scores=scores(),
                reliability=0.81,
                questions=tuple(question(n) for n in range(1, 66)),
            ),
        ),
    )


def full_report(names=None) -> FullReport:
    told = names or [make_life(1, number).name for number in range(27)]
    return FullReport(report(len(told)), people(told))


def unnamed_report() -> FullReport:
    """As somebody reads it who may not see individuals."""
    return FullReport(shielded(report(27)), ())
