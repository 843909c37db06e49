"""CloudWatch: data points listed, alarms played point by point, mistakes made again."""

import re
from collections import deque

from tests.questions.generators.reading import differences, number


def told_by(stem):
    if "examines an incident" in stem:
        return old_points(stem)
    if "high-resolution" in stem:
        return high_resolution(stem)
    if "export program" in stem:
        return pages(stem)
    return series(stem) if "the data points are" in stem else first_breach(stem)


def points(seconds, period):
    return len(range(0, int(seconds), int(period)))


def old_points(stem):
    age = number(r"incident of (\d+) days", stem)
    seconds = number(r"these (\d+) hours", stem) * 3600
    finest = 60 if age <= 15 else 300 if age <= 63 else 3600
    return points(seconds, finest), {
        "published-resolution-kept": points(seconds, 60),
        "five-minute-period-assumed": points(seconds, 300),
        "hourly-period-assumed": points(seconds, 3600),
        "high-resolution-assumed": points(seconds, 1),
        "fifteen-minute-period-assumed": points(seconds, 900),
        "half-hour-period-assumed": points(seconds, 1800),
        "two-statistics-counted-apart": 2 * points(seconds, 60),
    }


def high_resolution(stem):
    every = 1 if "every second" in stem else number(r"every (\d+) seconds", stem)
    seconds = number(r"lasted (\d+) minutes", stem) * 60
    begun = number(r"ended (\d+) hour", stem) * 3600 + seconds
    return points(seconds, every if begun <= 3 * 3600 else 60), {
        "high-resolution-kept-for-days": points(seconds, every),
        "minute-period-assumed": points(seconds, 60),
        "one-second-points-assumed": points(seconds, 1),
        "five-minute-period-assumed": points(seconds, 300),
        "thirty-second-period-assumed": points(seconds, 30),
        "hourly-period-assumed": points(seconds, 3600),
        "statistics-counted-apart": 2 * points(seconds, every),
    }


def fires(values, threshold, needed, window):
    """The number of the value with which the alarm fires, read one after the other."""
    seen = deque([False] * window, maxlen=window)
    for place, value in enumerate(values, 1):
        seen.append(value > threshold)
        if seen.count(True) == needed:
            return place
    return 0


def series(stem):
    window = int(number(r"(\d+) evaluation periods", stem))
    needed = int(number(r"(\d+) data points to alarm", stem))
    threshold = int(number(r"greater than (\d+)", stem))
    listed = re.search(r"^(\d+(?:, \d+)+)$", stem, re.MULTILINE)[1]
    values = [int(value) for value in listed.split(", ")]
    high = [place for place, value in enumerate(values, 1) if value > threshold]
    key = fires(values, threshold, needed, window)
    apart = [
        end
        for end in range(window, len(values) + 1, window)
        if len([p for p in high if end - window < p <= end]) >= needed
    ]
    return key, {
        "first-breach-fires": high[0],
        "window-ignored": fires(values, threshold, needed, len(values)),
        "consecutive-points-demanded": fires(values, threshold, needed, needed),
        "all-points-of-the-window-demanded": fires(values, threshold, window, window),
        "second-breach-fires": high[1],
        "fires-one-period-later": key + 1,
        "window-starts-at-the-first-breach": high[0] + window - 1,
        "windows-do-not-overlap": apart[0] if apart else 0,
    }


def first_breach(stem):
    period = int(number(r"period of (\d+) seconds", stem))
    window = int(number(r"(\d+) evaluation periods", stem))
    needed = int(number(r"(\d+) data points to alarm", stem))
    always_high = [1] * 20
    return fires(always_high, 0, needed, window) * period, {
        "all-evaluation-periods-needed": fires(always_high, 0, window, window) * period,
        "first-data-point-fires": period,
        "difference-of-both-settings": window * period - needed * period,
        "no-period-for-the-first-point": needed * period - period,
        "one-period-more": needed * period + period,
        "window-fills-first": window * period + needed * period,
        "each-point-needs-a-window": needed * window * period,
        "period-of-a-minute-assumed": needed * 60,
    }


def pages(stem):
    metrics = int(number(r": (\d+) metrics", stem))
    days = int(number(r"last (\d+) days", stem))
    page = int(number(r"most ([\d,]+) data points", stem))
    period = 60 if "period of one minute" in stem else 300
    each = points(days * 86_400, period)
    key = len(range(0, metrics * each, page))
    return key, {
        "last-page-forgotten": metrics * each // page,
        "metrics-forgotten": len(range(0, each, page)),
        "one-call-for-each-metric": sum(
            len(range(0, each, page)) for _ in range(metrics)
        ),
        "limit-of-get-metric-statistics": len(range(0, metrics * each, 1440)),
        "one-call-per-metric-and-day": metrics * days,
        "empty-page-at-the-end": key + 1,
        "hourly-period-assumed": len(range(0, metrics * days * 24, page)),
    }


class CloudwatchEvaluationTests:
    def test_its_key_and_its_mistakes_are_what_the_stem_tells(self):
        assert differences("cloudwatch-evaluation", told_by) == []
