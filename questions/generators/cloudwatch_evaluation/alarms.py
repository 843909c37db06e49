"""M of N alarms: with which data point, or how soon, an alarm fires."""

from dataclasses import dataclass
from random import Random

from questions.generators.calculation import (
    Calculation,
    Mistake,
    Number,
    Unit,
)
from questions.generators.cloudwatch_evaluation.parts import GUIDE, TEAMS

ALARMS = (f"{GUIDE}/alarm-evaluation.html",)
SECONDS = Unit("seconds", "second")


@dataclass(frozen=True)
class Alarm:
    """Fires when M of the last N data points are above the threshold."""

    needed: int
    window: int
    threshold: int

    def fires_at(self, values: list[int]) -> int | None:
        """The number of the data point, from 1, with which the alarm fires."""
        for end in range(self.window, len(values) + 1):
            last = values[max(0, end - self.window) : end]
            if sum(value > self.threshold for value in last) >= self.needed:
                return end
        return None


def draw_series(rng: Random) -> Calculation:
    who, what = rng.choice(TEAMS)
    alarm, values, value = _values(rng)
    high = [i for i, v in enumerate(values, 1) if v > alarm.threshold]
    minutes = rng.choice([1, 5])
    listed = ", ".join(str(v) for v in values)
    stem = (
        f"{who} watches {what} with a CloudWatch alarm. It has a period of "
        f"{minutes} minutes, {alarm.window} evaluation periods, {alarm.needed} data "
        f'points to alarm and the condition "greater than {alarm.threshold}". The '
        f"alarm has been in the state OK for hours, with values below 30. From then on "
        f"the data points are:\n\n"
        f"{listed}\n\n"
        f"No data point is missing or late.\n\n"
        f"With which of these data points does the alarm change to the state ALARM?"
    ).replace("of 1 minutes", "of 1 minute")
    why = (
        f"The alarm looks at the last {alarm.window} data points. With number {value}, "
        f"{alarm.needed} of them are above {alarm.threshold} for the first time; they "
        f"need not be consecutive."
    )
    mistakes = [
        Mistake(
            high[0],
            "first-breach-fires",
            f"This is the first value above the threshold. A single one is not enough: "
            f"{alarm.needed} of the last {alarm.window} must be above it.",
            "One data point to alarm was enough.",
        ),
        Mistake(
            high[alarm.needed - 1],
            "window-ignored",
            f"This is the data point number {alarm.needed} above the threshold, "
            f"counted from the start. They must lie within the last {alarm.window} "
            f"data points.",
            "The alarm looked at all data points.",
        ),
        Mistake(
            _run_ends(values, alarm.threshold, alarm.needed),
            "consecutive-points-demanded",
            f"Here {alarm.needed} values in a row are above the threshold for the "
            f"first time. They need not follow each other within the window.",
            f"The alarm had {alarm.needed} evaluation periods as well.",
        ),
        Mistake(
            _run_ends(values, alarm.threshold, alarm.window),
            "all-points-of-the-window-demanded",
            f"Here all {alarm.window} data points of the window are above the "
            f"threshold. {alarm.needed} of them are enough for this alarm.",
            f"The alarm had {alarm.window} data points to alarm.",
        ),
        Mistake(
            high[1],
            "second-breach-fires",
            f"Only two values have been above the threshold by then. The alarm needs "
            f"{alarm.needed} within its window.",
            "Two data points to alarm were enough.",
        ),
        Mistake(
            value + 1,
            "fires-one-period-later",
            "The alarm does not wait for one more data point. It is evaluated with "
            "each new one, and the condition was already met with the one before.",
        ),
        Mistake(
            high[0] + alarm.window - 1,
            "window-starts-at-the-first-breach",
            "This data point ends a window that starts at the first high value. The "
            "window moves on with each data point and needs no such start.",
        ),
        Mistake(
            _separate_windows(values, alarm),
            "windows-do-not-overlap",
            f"This number lets windows of {alarm.window} data points follow each "
            f"other. The window moves on by one data point each time.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, _place, ALARMS, 1, len(values))


def _place(number: Number) -> str:
    return f"Data point number {number}"


def _values(rng: Random) -> tuple[Alarm, list[int], int]:
    """An alarm, fourteen values, and the number of the one with which it fires."""
    while True:
        needed, window = rng.choice([(2, 3), (3, 4), (3, 5), (2, 4), (4, 6), (3, 6)])
        alarm = Alarm(needed, window, rng.choice([60, 70, 80]))
        values = [
            rng.randint(alarm.threshold + 2, 99)
            if rng.random() < 0.5
            else rng.randint(31, alarm.threshold - 2)
            for _ in range(14)
        ]
        high = sum(v > alarm.threshold for v in values)
        # Values before the first are low, so they fill the window at the start.
        fires = alarm.fires_at([0] * window + values)
        if fires and 3 <= fires - window <= 12 and high >= 5:
            return alarm, values, fires - window


def _run_ends(values: list[int], threshold: int, length: int) -> int:
    """The number with which so many in a row are high for the first time, or 0."""
    run = 0
    for number, value in enumerate(values, 1):
        run = run + 1 if value > threshold else 0
        if run == length:
            return number
    return 0


def _separate_windows(values: list[int], alarm: Alarm) -> int:
    """Where a window fires that does not overlap the one before; 0 if none does."""
    for end in range(alarm.window, len(values) + 1, alarm.window):
        window = values[end - alarm.window : end]
        if sum(value > alarm.threshold for value in window) >= alarm.needed:
            return end
    return 0


def draw_first_breach(rng: Random) -> Calculation:
    who, what = rng.choice(TEAMS)
    seconds = rng.choice([10, 20, 30, 60, 120, 300])
    needed, window = rng.choice([(2, 3), (3, 4), (3, 5), (4, 5), (4, 6), (5, 8)])
    value = needed * seconds
    stem = (
        f"{who} watches {what} with a CloudWatch alarm. It has a period of {seconds} "
        f"seconds, {window} evaluation periods and {needed} data points to alarm. The "
        f"metric has matching resolution. The values have been normal for a long time. "
        f"At the beginning of a period the values rise above the threshold and stay "
        f"there. Each data point is available and evaluated at the end of its period, "
        f"without delay.\n\n"
        f"How long after the rise does the alarm change to the state ALARM?"
    )
    why = (
        f"After {needed} periods {needed} of the last {window} data points are above "
        f"the threshold. The older ones in the window are normal and do no harm: "
        f"{needed} × {seconds} = {value:,} seconds."
    )
    mistakes = [
        Mistake(
            window * seconds,
            "all-evaluation-periods-needed",
            f"This time waits for {window} high data points. Only {needed} of the "
            f"{window} have to be above the threshold.",
            f"The alarm had {window} data points to alarm.",
        ),
        Mistake(
            seconds,
            "first-data-point-fires",
            f"This time is over with the first high data point. The alarm needs "
            f"{needed} of them within its window.",
            "One data point to alarm was enough.",
        ),
        Mistake(
            (window - needed) * seconds,
            "difference-of-both-settings",
            "This time is the difference between both settings. It says how many data "
            "points of the window may stay below the threshold.",
        ),
        Mistake(
            (needed - 1) * seconds,
            "no-period-for-the-first-point",
            "This time has the first data point at the beginning of its period. A data "
            "point exists only when its period has ended.",
        ),
        Mistake(
            (needed + 1) * seconds,
            "one-period-more",
            "This time waits one period longer. The condition is met with the last "
            "data point that is needed, and the stem excludes a delay.",
        ),
        Mistake(
            (needed + window) * seconds,
            "window-fills-first",
            f"This time first fills a new window of {window} data points. The window "
            f"already holds the normal data points from before the rise.",
        ),
        Mistake(
            needed * window * seconds,
            "each-point-needs-a-window",
            f"This time lets each data point take {window} periods. One period makes "
            f"one data point; the window only says how far the alarm looks back.",
        ),
        Mistake(
            needed * 60,
            "period-of-a-minute-assumed",
            f"This time takes periods of one minute. The period of this alarm is "
            f"{seconds} seconds.",
            "The period was 60 seconds.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, SECONDS, ALARMS, 5, 20_000)
