"""Retention: how many data points of an old metric are still there."""

from random import Random

from questions.generators.calculation import (
    Calculation,
    Mistake,
    Unit,
)
from questions.generators.cloudwatch_evaluation.parts import GUIDE, TEAMS

METRICS = (f"{GUIDE}/cloudwatch_concepts.html",)
POINTS = Unit("data points", "data point")
# The finest period in seconds, and for how many days it is kept.
RETENTION = ((60, 15), (300, 63), (3600, 455))
HIGH_RESOLUTION_HOURS = 3


def finest_period(age_days: int) -> int:
    """Seconds of the finest period that is still kept for data of that age."""
    return next(period for period, days in RETENTION if age_days <= days)


def draw_old_points(rng: Random) -> Calculation:
    who, what = rng.choice(TEAMS)
    age = rng.choice([rng.randint(3, 13), rng.randint(20, 58), rng.randint(70, 420)])
    hours = rng.choice([2, 3, 4, 5, 6, 8, 10, 12, 18, 24])
    period = finest_period(age)
    value = hours * 3600 // period
    stem = (
        f"{who} counts {what} with a custom metric in Amazon CloudWatch. A program "
        f"publishes one value per minute, with standard resolution, all day and all "
        f"night. An engineer now examines an incident of {age} days ago. It lasted "
        f"{hours} full hours. The engineer asks CloudWatch for the finest data of that "
        f"time.\n\n"
        f"How many data points does CloudWatch still hold for these {hours} hours?"
    )
    kept = {60: "one minute", 300: "five minutes", 3600: "one hour"}
    why = (
        f"Data points of one minute are kept for 15 days, of five minutes for 63 days, "
        f"of one hour for 455 days. After {age} days the finest period is "
        f"{kept[period]}: {hours} × {3600 // period} = {value:,}."
    )
    mistakes = [
        Mistake(
            hours * 60,
            "published-resolution-kept",
            f"This number keeps one value per minute. After 15 days only aggregates of "
            f"a longer period remain, and the incident is {age} days old.",
            "The incident was at most 15 days old.",
        ),
        Mistake(
            hours * 12,
            "five-minute-period-assumed",
            f"This number takes a period of five minutes. That is the finest one "
            f"between 15 and 63 days, but the incident is {age} days old.",
            "The incident was between 15 and 63 days old.",
        ),
        Mistake(
            hours,
            "hourly-period-assumed",
            f"This number takes one value per hour. That is the finest period after 63 "
            f"days; the incident is {age} days old.",
            "The incident was more than 63 days old.",
        ),
        Mistake(
            hours * 3600,
            "high-resolution-assumed",
            "This number has one value per second. The metric has standard resolution, "
            "and high resolution would be kept for three hours only.",
        ),
        Mistake(
            hours * 4,
            "fifteen-minute-period-assumed",
            "This number takes a period of 15 minutes. CloudWatch has no such step: "
            "after one minute come five minutes and one hour.",
        ),
        Mistake(
            hours * 2,
            "half-hour-period-assumed",
            "This number takes a period of 30 minutes. CloudWatch has no such step: "
            "after five minutes comes one hour.",
        ),
        Mistake(
            hours * 60 * 2,
            "two-statistics-counted-apart",
            "This number counts sum and sample count apart, in each minute. A data "
            "point holds the whole set of statistics of its period.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, POINTS, METRICS)


def draw_high_resolution(rng: Random) -> Calculation:
    who, what = rng.choice(TEAMS)
    every = rng.choice([1, 5, 10, 20, 30])
    hours, length = rng.choice([(1, 30), (2, 20), (2, 40), (4, 30), (5, 45), (7, 60)])
    length += rng.choice([0, 5, 10, 15])
    is_kept = hours < HIGH_RESOLUTION_HOURS
    period = every if is_kept else 60
    value = length * 60 // period
    ago = "1 hour" if hours == 1 else f"{hours} hours"
    stem = (
        f"{who} watches {what} with a high-resolution custom metric in Amazon "
        f"CloudWatch (`StorageResolution` 1). A program publishes one value every "
        f"{every} seconds. Something happened that lasted {length} minutes and "
        f"ended {ago} ago. An engineer now asks CloudWatch for the finest data "
        f"of exactly these {length} minutes.\n\n"
        f"How many data points can CloudWatch return for them?"
    ).replace("every 1 seconds", "every second")
    why = (
        f"Periods below 60 seconds are kept for 3 hours. These minutes are younger, so "
        f"{length} × {60 // every} = {value:,} values are still there."
        if is_kept
        else f"Periods below 60 seconds are kept for 3 hours. These minutes are older, "
        f"so one data point per minute is left, {value:,} in all."
    )
    mistakes = [
        Mistake(
            length * 60 // every,
            "high-resolution-kept-for-days",
            "This number has every value that was published. Periods below 60 seconds "
            "are kept for three hours only, and that time is over.",
            "The event ended less than two hours ago.",
        ),
        Mistake(
            length,
            "minute-period-assumed",
            "This number has one value per minute. That is so after three hours; until "
            "then the published resolution is still there.",
            "The event was more than three hours ago.",
        ),
        Mistake(
            -(-length // 5),
            "five-minute-period-assumed",
            "This number has one value in five minutes. That is so only after 15 days; "
            "these minutes are younger.",
            "The event was between 15 and 63 days ago.",
        ),
        Mistake(
            length * 2,
            "thirty-second-period-assumed",
            "This number has a value every 30 seconds. CloudWatch keeps no such step "
            "by itself: below one minute it keeps what was published.",
        ),
        Mistake(
            -(-length // 60),
            "hourly-period-assumed",
            "This number has one value per hour. That is the finest period only after "
            "63 days; these minutes are younger.",
            "The event was more than 63 days ago.",
        ),
        Mistake(
            length * 60 // every * 2,
            "statistics-counted-apart",
            "This number counts two statistics for each value apart. A data point "
            "holds the whole set of statistics of its period.",
        ),
    ]
    if every != 1:
        mistakes.append(
            Mistake(
                length * 60,
                "one-second-points-assumed",
                f"This number has one value per second. A storage resolution of 1 "
                f"second makes no values: the program publishes every {every} seconds.",
                "The program published one value per second, within three hours.",
            )
        )
    return Calculation(stem, value, why, mistakes, POINTS, METRICS)


def draw_pages(rng: Random) -> Calculation:
    who, what = rng.choice(TEAMS)
    metrics, days = rng.randint(3, 30), rng.randint(2, 12)
    period = rng.choice([60, 300])
    per_metric = days * 86_400 // period
    page = rng.choice([20_000, 25_000, 50_000, 100_000])
    value = -(-metrics * per_metric // page)
    spoken = "one minute" if period == 60 else "five minutes"
    stem = (
        f"{who} exports {what}: {metrics} metrics of the last {days} days from Amazon "
        f"CloudWatch, with a period of {spoken}. All values exist. The export "
        f"program calls `GetMetricData` for all metrics together and asks for at most "
        f"{page:,} data points in a response (`MaxDatapoints`). Each response is full, "
        f"except perhaps the last one.\n\n"
        f"How many calls does the export need?"
    )
    why = (
        f"{days} days have {per_metric:,} periods. {metrics} metrics make "
        f"{metrics * per_metric:,} data points; divided by {page:,} and rounded up, "
        f"that is {value}."
    )
    mistakes = [
        Mistake(
            metrics * per_metric // page,
            "last-page-forgotten",
            "This number leaves out the last response, which is not full. Its "
            "`NextToken` belongs to the one before, so one more call follows.",
        ),
        Mistake(
            -(-per_metric // page),
            "metrics-forgotten",
            "This number counts the data points of one metric. The limit of a response "
            "holds for all metrics of the call together.",
            "The program exported one metric.",
        ),
        Mistake(
            metrics * -(-per_metric // page),
            "one-call-for-each-metric",
            "This number calls the API for each metric by itself. `GetMetricData` "
            "takes many metrics in one call and fills each response.",
            "Each metric was requested with calls of its own.",
        ),
        Mistake(
            -(-metrics * per_metric // 1440),
            "limit-of-get-metric-statistics",
            "This number uses 1,440 data points per call. That is the limit of "
            "`GetMetricStatistics`, which the program does not call.",
        ),
        Mistake(
            metrics * days,
            "one-call-per-metric-and-day",
            "This number needs a call for each metric and each day. A response is "
            "limited by its data points, not by days.",
        ),
        Mistake(
            value + 1,
            "empty-page-at-the-end",
            "This number adds a call that returns nothing. The last response has no "
            "`NextToken`, so the program stops there.",
        ),
        Mistake(
            -(-metrics * days * 24 // page),
            "hourly-period-assumed",
            "This number has one data point per hour. The data of these days are still "
            "there with the period that the program asks for.",
        ),
    ]
    return Calculation(
        stem, value, why, mistakes, Unit("calls", "call"), METRICS, 1, 2_000
    )
