"""What an author means to assign, before it is: refused, warned about, told in words.

Pure: instants are UTC, a zone only says by which clock they are told.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from exams import timing, zones
from exams.choices import AFTER_CLOSE, AT_ONCE, COMMON, NEVER, OWN
from lib.words import counted


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Everything that an author decides about an assignment but exam and cohort."""

    title: str
    opens_at: datetime
    closes_at: datetime
    zone: str
    instructions: str = ""
    is_cut_by_close: bool = False
    attempts_allowed: int = 1
    release: str = AFTER_CLOSE
    form_rule: str = OWN
    is_late_counted: bool = False
    access_code: str = ""
    remind_hours: int | None = None

    @property
    def window(self) -> timedelta:
        return self.closes_at - self.opens_at


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What the plan meets: the exam as it is offered, the cohort as it is now.

    `longest_minutes` is the time limit of whoever has most; None: untimed.
    """

    exam: str
    minutes: int | None
    longest_minutes: int | None = None
    is_exam_open: bool = True
    is_sealed: bool = False
    guide: str = ""
    guide_ends: date | None = None
    cohort: str = ""
    is_archived: bool = False
    student_count: int = 0
    extended_count: int = 0
    own_window_count: int = 0


@dataclass(frozen=True)
class Remark:
    """What is wrong with a plan, or may be; in words, with what to do."""

    slug: str
    title: str
    detail: str


def refusals(
    plan: Plan, setting: Setting, *, now: datetime, is_new: bool = True
) -> tuple[Remark, ...]:
    """Why it cannot be assigned like this; what is assigned already may have closed,
    and keep an exam that is no longer offered."""
    checks = [_backwards(plan)]
    if is_new:
        checks += [_not_offered(setting), _archived(setting), _over(plan, now)]
    return tuple(remark for remark in checks if remark)


def warnings(plan: Plan, setting: Setting) -> tuple[Remark, ...]:
    """What an author may not have meant; it can be assigned all the same."""
    checks = [
        _too_short(plan, setting),
        _too_short_for_some(plan, setting),
        _retired(plan, setting),
        _answers_travel(plan),
        _sealed_common(plan, setting),
        _sealed_again(plan, setting),
        _nobody(setting),
    ]
    return tuple(remark for remark in checks if remark)


def summary(plan: Plan, setting: Setting, *, now: datetime) -> tuple[str, ...]:
    """What it means for the students, a sentence each."""
    sentences = [
        _who_and_when(plan, setting, now),
        _ending(plan, setting, now),
        _how_often(plan),
        _feedback(plan, setting, now),
        _own_windows(plan, setting),
    ]
    return tuple(filter(None, sentences))


# --- Refusals -----------------------------------------------------------------


def _backwards(plan: Plan) -> Remark | None:
    if plan.closes_at > plan.opens_at:
        return None
    return Remark(
        "closes-before-it-opens",
        "It closes before it opens",
        "Nobody could begin. Choose a later end of the window, or an earlier begin.",
    )


def _over(plan: Plan, now: datetime) -> Remark | None:
    if plan.closes_at > now or _backwards(plan):
        return None
    return Remark(
        "window-over",
        "The window is over already",
        f"It closed on {zones.told(plan.closes_at, plan.zone, now=now)}. "
        "Choose one in which somebody can begin.",
    )


def _not_offered(setting: Setting) -> Remark | None:
    if setting.is_exam_open:
        return None
    return Remark(
        "exam-not-open",
        f"{setting.exam} is not offered any more",
        "Choose an exam from the catalogue.",
    )


def _archived(setting: Setting) -> Remark | None:
    if not setting.is_archived:
        return None
    return Remark(
        "cohort-archived",
        f"{setting.cohort} is archived",
        "Take the cohort back first, or choose another one.",
    )


# --- Warnings -----------------------------------------------------------------


def _too_short(plan: Plan, setting: Setting) -> Remark | None:
    if not _cuts(plan, setting.minutes):
        return None
    return Remark(
        "nobody-can-use-the-whole-time",
        "Nobody can use the whole time",
        f"The window is {_span(plan.window)} long and ends every attempt, but the exam "
        f"has {setting.minutes} minutes.",
    )


def _too_short_for_some(plan: Plan, setting: Setting) -> Remark | None:
    is_told = _cuts(plan, setting.minutes)
    if is_told or not _cuts(plan, setting.longest_minutes):
        return None
    return Remark(
        "more-time-is-cut",
        "Not everybody can use their more time",
        f"The window is {_span(plan.window)} long and ends every attempt, but somebody "
        f"has {setting.longest_minutes} minutes.",
    )


def _cuts(plan: Plan, minutes: int | None) -> bool:
    """Whether even who begins at once is cut short."""
    if minutes is None or not plan.is_cut_by_close:
        return False
    return timedelta(0) < plan.window < timedelta(minutes=minutes)


def _retired(plan: Plan, setting: Setting) -> Remark | None:
    ends = setting.guide_ends
    if ends is None or zones.wall_of(plan.closes_at, plan.zone).date() <= ends:
        return None
    return Remark(
        "guide-expired",
        f"{setting.guide} retires on {zones.day_words(ends)}",
        "This window closes after that day. Here the exam stays usable, as a retired "
        "one.",
    )


def _answers_travel(plan: Plan) -> Remark | None:
    if plan.form_rule != COMMON or plan.release != AT_ONCE:
        return None
    return Remark(
        "answers-travel",
        "Answers travel",
        "Everybody gets the same questions, and whoever hands in first reads the key "
        "while others have yet to begin. Show the feedback when the window has closed.",
    )


def _sealed_common(plan: Plan, setting: Setting) -> Remark | None:
    if not setting.is_sealed or plan.form_rule != COMMON:
        return None
    return Remark(
        "sealed-and-common",
        "Who joins late may have met its questions",
        "The common form is drawn when the first student begins, from what nobody here "
        "has seen, and practice shows it to nobody who may still begin. Who joins the "
        "cohort after that may have met it elsewhere: keep the window short.",
    )


def _sealed_again(plan: Plan, setting: Setting) -> Remark | None:
    if not setting.is_sealed or plan.attempts_allowed == 1:
        return None
    return Remark(
        "sealed-again",
        "A second sealed final needs as many questions again",
        "Each attempt asks only what the student has never seen. The bank may not hold "
        f"{plan.attempts_allowed} whole forms for everybody.",
    )


def _nobody(setting: Setting) -> Remark | None:
    if setting.student_count:
        return None
    return Remark(
        "nobody-there",
        f"Nobody is in {setting.cohort} yet",
        "Who joins before the window closes finds the assignment there.",
    )


# --- Words --------------------------------------------------------------------


def _who_and_when(plan: Plan, setting: Setting, now: datetime) -> str:
    opens = zones.told(plan.opens_at, plan.zone, now=now)
    closes = zones.told(plan.closes_at, plan.zone, now=now)
    who = counted(setting.student_count, "student")
    words = f"{who} may begin between {opens} and {closes} ({plan.zone})"
    words += f"; {_time(setting)}"
    if setting.extended_count and setting.minutes is not None:
        words += f"; {counted(setting.extended_count, 'has', 'have')} more time"
    return f"{words}."


def _time(setting: Setting) -> str:
    if setting.minutes is None:
        return "there is no time limit"
    return f"each has {setting.minutes} minutes"


def _ending(plan: Plan, setting: Setting, now: datetime) -> str:
    if plan.is_cut_by_close:
        return "When the window closes, attempts that still run are handed in."
    if setting.minutes is None:
        return "Who has begun may go on after the window has closed."
    end = zones.told(latest_end(plan, setting), plan.zone, now=now)
    return f"Who begins at the last moment may go on until {end}."


def _how_often(plan: Plan) -> str:
    if plan.attempts_allowed == 1:
        return "One attempt each."
    return f"Up to {plan.attempts_allowed} attempts each."


def _feedback(plan: Plan, setting: Setting, now: datetime) -> str:
    if plan.release == AT_ONCE:
        return "Result, key and reasons are shown as soon as an attempt is graded."
    if plan.release == NEVER:
        return (
            "Result, key and reasons are never shown to students, and no practice asks "
            "these questions again of who sat it."
        )
    end = zones.told(latest_end(plan, setting), plan.zone, now=now)
    return f"Result, key and reasons are shown from {end} at the latest."


def _own_windows(plan: Plan, setting: Setting) -> str:
    count = setting.own_window_count
    if not count:
        return ""
    who = counted(count, "student has a window", "students have windows")
    if plan.form_rule == COMMON and plan.release == AFTER_CLOSE:
        return f"{who} of their own, and everybody waits for the feedback until then."
    return f"{who} of their own, and the feedback after it."


def latest_end(plan: Plan, setting: Setting) -> datetime:
    """When nobody can be at it any more, by the person who has most time."""
    cut = plan.closes_at if plan.is_cut_by_close else None
    most = setting.longest_minutes or setting.minutes
    end = timing.deadline(
        started_at=plan.closes_at, limit_minutes=most, window_closes_at=cut
    )
    return end or plan.closes_at


def _span(length: timedelta) -> str:
    """“90 minutes”, “3 hours”."""
    minutes = int(length.total_seconds() // 60)
    if minutes % 60 == 0:
        return counted(minutes // 60, "hour")
    return counted(minutes, "minute")
