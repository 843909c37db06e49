"""CodeDeploy traffic shifting: times, shares and requests of canary and linear."""

from dataclasses import dataclass
from random import Random

from questions.generators.calculation import (
    Calculation,
    Mistake,
    Unit,
    draw_calculation,
)
from questions.generators.variant import Variant

GUIDE = "https://docs.aws.amazon.com/codedeploy/latest"
REFERENCES = (
    f"{GUIDE}/userguide/deployment-configurations.html",
    f"{GUIDE}/APIReference/API_TimeBasedLinear.html",
)
MINUTES, REQUESTS = Unit("minutes", "minute"), Unit("requests", "request")
TEAMS = [
    ("A bus company", "its timetable function"),
    ("A bakery chain", "its order function"),
    ("A job portal", "its matching function"),
    ("A solar installer", "its forecast function"),
    ("A dating service", "its profile function"),
    ("A zoo", "its ticket function"),
]


def draw(seed: int) -> Variant:
    """The variant of that seed."""
    situations = [_time, _share, _canary_requests, _linear_requests, _old_tasks]
    return draw_calculation(seed, situations)


@dataclass(frozen=True)
class Linear:
    """So many per cent at the start of each interval of so many minutes."""

    per_cent: int
    minutes: int

    @property
    def steps(self) -> int:
        return 100 // self.per_cent

    @property
    def total(self) -> int:
        """Minutes from the first shift to the last one."""
        return (self.steps - 1) * self.minutes

    def share(self, minute: int) -> int:
        """Per cent of the traffic on the new version, so long after the first shift."""
        return min(100, self.per_cent * (minute // self.minutes + 1))

    def weighted_minutes(self, minute: int) -> int:
        """Per cent times minutes, added up until that minute."""
        return sum(self.share(passed) for passed in range(minute))


def _linear(rng: Random) -> Linear:
    return Linear(rng.choice([5, 10, 20, 25]), rng.choice([2, 3, 4, 5, 6, 8, 10]))


def _function(rng: Random) -> str:
    who, what = rng.choice(TEAMS)
    return f"{who} deploys a new version of {what} in AWS Lambda with AWS CodeDeploy. "


def _time(rng: Random) -> Calculation:
    linear = _linear(rng)
    steps, minutes = linear.steps, linear.minutes
    stem = _function(rng) + (
        f"An alias receives all requests. A custom deployment configuration shifts the "
        f"traffic linearly: {linear.per_cent} % every {minutes} minutes. The first "
        f"{linear.per_cent} % are shifted at the start. No alarm fires. The release "
        f"manager plans a time in which nobody changes the alias.\n\n"
        f"How long after the first shift does the new version receive all requests?"
    )
    why = (
        f"100 / {linear.per_cent} makes {steps} shifts. The first one takes place at "
        f"minute 0, so only {steps - 1} intervals of {minutes} minutes follow: "
        f"{linear.total} minutes."
    )
    mistakes = [
        Mistake(
            steps * minutes,
            "interval-before-the-first-shift",
            f"This time counts an interval for each of the {steps} shifts. The first "
            f"shift happens at the start of the first interval, without waiting.",
            f"The first {linear.per_cent} % were shifted after the first interval.",
        ),
        Mistake(
            (steps + 1) * minutes,
            "bake-time-added",
            "This time adds an interval at both ends. After the last shift the new "
            "version has all requests, and nothing more is waited for.",
        ),
        Mistake(
            minutes,
            "canary-assumed",
            "This time has two shifts, a first one and the rest. That is a canary "
            "configuration; a linear one goes on in equal steps.",
            f"The configuration was a canary of {minutes} minutes.",
        ),
        Mistake(
            (steps - 2) * minutes,
            "last-interval-forgotten",
            "This time ends before the last shift. At that moment a part of the "
            "requests still goes to the old version.",
        ),
        Mistake(
            linear.per_cent * minutes,
            "per-cent-taken-for-steps",
            f"This time multiplies {linear.per_cent} by {minutes}. The number of steps "
            f"follows from dividing 100 by the percentage.",
        ),
        Mistake(
            steps,
            "one-minute-per-step",
            f"This time gives each step one minute. The configuration waits {minutes} "
            f"minutes between two shifts.",
        ),
    ]
    return Calculation(stem, linear.total, why, mistakes, MINUTES, REFERENCES, 1, 1_000)


def _share(rng: Random) -> Calculation:
    linear = _linear(rng)
    shift = rng.randint(1, linear.steps - 2)
    minute = shift * linear.minutes + rng.randint(1, linear.minutes - 1)
    value = linear.share(minute)
    stem = _function(rng) + (
        f"The deployment configuration is linear: {linear.per_cent} % of the traffic "
        f"every {linear.minutes} minutes, with the first {linear.per_cent} % at the "
        f"start. A tester looks at the alias {minute} minutes after the first shift. "
        f"Until then no alarm has fired, and nobody has changed anything.\n\n"
        f"Which share of the requests goes to the new version at that moment?"
    )
    why = (
        f"Shifts took place at minute 0 and then every {linear.minutes} minutes, the "
        f"last one at minute {shift * linear.minutes}. That is {shift + 1} shifts of "
        f"{linear.per_cent} % each."
    )
    mistakes = [
        Mistake(
            value - linear.per_cent,
            "interval-before-the-first-shift",
            f"This share leaves out the shift at the start. The first "
            f"{linear.per_cent} % move at minute 0, before any interval has passed.",
            "The first shift came after the first interval.",
        ),
        Mistake(
            min(100, value + linear.per_cent),
            "next-shift-counted-early",
            f"This share contains a shift too many. The next one follows only at "
            f"minute {(shift + 1) * linear.minutes}.",
            f"The tester looked at minute {(shift + 1) * linear.minutes}.",
        ),
        Mistake(
            linear.per_cent,
            "canary-assumed",
            "This share stays at the first step. A canary configuration waits there; a "
            "linear one adds the same share in each interval.",
            "It was a canary configuration with a longer interval.",
        ),
        Mistake(
            min(100, linear.per_cent * minute),
            "per-minute-instead-of-per-interval",
            f"This share adds {linear.per_cent} % in each minute. The interval of this "
            f"configuration is {linear.minutes} minutes.",
            "The interval was one minute.",
        ),
        Mistake(
            100 - value,
            "old-version-instead-of-new",
            "This is the share that the old version still receives at that moment. The "
            "question asks for the share of the new version.",
            "The question asked for the old version.",
        ),
        Mistake(
            100,
            "all-at-once-assumed",
            "All requests go to the new version only after the last shift, or with an "
            "all-at-once configuration from the start.",
            "The configuration was all-at-once.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, Unit("%"), REFERENCES, 1, 100)


def _canary_requests(rng: Random) -> Calculation:
    per_cent, interval = rng.choice([5, 10, 15, 20]), rng.choice([5, 10, 15, 20, 30])
    minutes = rng.randint(2, interval - 1)
    rate = rng.choice([20, 40, 60, 80, 120, 150, 200, 300])
    each_minute = rate * 60
    value = each_minute * minutes * per_cent // 100
    stem = _function(rng) + (
        f"The deployment configuration is a canary: {per_cent} % of the traffic first, "
        f"the rest {interval} minutes later. The function receives {rate} requests per "
        f"second. The new version has an error. {minutes} minutes after the first "
        f"shift an alarm fires, and CodeDeploy sends all requests to the old version "
        f"at once.\n\n"
        f"How many requests did the new version receive?"
    )
    why = (
        f"Until the alarm only the canary share was shifted: {per_cent} % of {rate} "
        f"requests per second, for {minutes} × 60 seconds. That makes {value:,} "
        f"requests."
    )
    mistakes = [
        Mistake(
            each_minute * interval * per_cent // 100,
            "whole-canary-interval",
            f"This number counts {interval} minutes, the whole interval of the canary. "
            f"The alarm ended the deployment after {minutes} minutes.",
            f"The alarm fired at the end of the {interval} minutes.",
        ),
        Mistake(
            each_minute * minutes,
            "all-requests-counted",
            f"This number counts every request until the alarm. Only {per_cent} % of "
            f"them went to the new version.",
            "The configuration was all-at-once.",
        ),
        Mistake(
            each_minute * minutes * (100 - per_cent) // 100,
            "old-version-instead-of-new",
            "This number counts the requests to the old version. The canary share goes "
            "to the new one.",
            "The question asked for the old version.",
        ),
        Mistake(
            rate * minutes * per_cent // 100,
            "per-second-read-as-per-minute",
            f"This number takes {rate} requests as the load of a minute. They arrive "
            f"in each second, so a minute has 60 times as many.",
            f"The function received {rate} requests per minute.",
        ),
        Mistake(
            each_minute * per_cent // 100,
            "one-minute-only",
            f"This number counts a single minute. The new version received its share "
            f"for {minutes} minutes until the alarm.",
            "The alarm fired after one minute.",
        ),
        Mistake(
            each_minute * minutes * per_cent // (100 * interval),
            "share-spread-over-the-interval",
            "This number spreads the canary share over the interval, as if it grew "
            "slowly. The whole share is shifted in the first step.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, REQUESTS, REFERENCES)


def _linear_requests(rng: Random) -> Calculation:
    linear = Linear(rng.choice([5, 10, 20]), rng.choice([2, 3, 5, 10]))
    minute = rng.randint(2, min(linear.steps - 2, 4)) * linear.minutes
    minute += rng.randint(0, linear.minutes - 1)
    each_minute = rng.choice([1000, 2000, 3000, 4000, 6000, 12000])
    value = linear.weighted_minutes(minute) * each_minute // 100
    stem = _function(rng) + (
        f"The deployment configuration is linear: {linear.per_cent} % of the traffic "
        f"every {linear.minutes} minutes, with the first {linear.per_cent} % at the "
        f"start. The function receives {each_minute:,} requests per minute. {minute} "
        f"minutes after the first shift an alarm fires. CodeDeploy then sends all "
        f"requests to the old version at once.\n\n"
        f"How many requests did the new version receive?"
    )
    why = (
        f"The share grows by {linear.per_cent} % at the start of each interval of "
        f"{linear.minutes} minutes. The requests of the {minute} minutes are added up "
        f"interval by interval, which gives {value:,}."
    )
    last = linear.share(minute - 1)
    mistakes = [
        Mistake(
            each_minute * minute * last // 100,
            "last-share-for-the-whole-time",
            f"This number uses {last} %, the share just before the alarm, for the "
            f"whole time. In the earlier intervals the share was smaller.",
        ),
        Mistake(
            each_minute * minute * linear.per_cent // 100,
            "first-share-for-the-whole-time",
            f"This number stays at {linear.per_cent} %. A canary does so; a linear "
            f"configuration adds the same share in each interval.",
            f"The configuration was a canary with {linear.per_cent} %.",
        ),
        Mistake(
            each_minute
            * sum(linear.share(m) - linear.per_cent for m in range(minute))
            // 100,
            "interval-before-the-first-shift",
            "This number sends nothing to the new version in the first interval. The "
            "first share is shifted at the start, at minute 0.",
            "The first shift came after the first interval.",
        ),
        Mistake(
            each_minute * minute,
            "all-requests-counted",
            "This number counts every request until the alarm. Only a growing share of "
            "them went to the new version.",
            "The configuration was all-at-once.",
        ),
        Mistake(
            each_minute * last // 100,
            "last-minute-only",
            "This number counts the last minute before the alarm. The new version "
            "received requests from the first shift on.",
        ),
        Mistake(
            each_minute * minute - value,
            "old-version-instead-of-new",
            "This number counts the requests that the old version received until the "
            "alarm. The question asks for the new version.",
            "The question asked for the old version.",
        ),
        Mistake(
            each_minute
            * sum(min(100, linear.per_cent * (m + 1)) for m in range(minute))
            // 100,
            "per-minute-instead-of-per-interval",
            f"This number raises the share in each minute. The interval of this "
            f"configuration is {linear.minutes} minutes.",
            "The interval was one minute.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, REQUESTS, REFERENCES)


def _old_tasks(rng: Random) -> Calculation:
    who, what = rng.choice(TEAMS)
    what = what.replace("function", "service")
    linear, wait = _linear(rng), rng.choice([5, 10, 15, 20, 30, 45, 60])
    value = linear.total + wait
    stem = (
        f"{who} deploys a new version of {what} in Amazon ECS with AWS CodeDeploy, as "
        f"a blue/green deployment. The traffic shifts linearly: {linear.per_cent} % "
        f"every {linear.minutes} minutes, with the first {linear.per_cent} % at the "
        f"start. When all traffic is shifted, CodeDeploy waits {wait} minutes. Then it "
        f"terminates the original tasks. Lifecycle hooks are not used, and nothing "
        f"fails.\n\n"
        f"How long do the original tasks still run after the first shift?"
    )
    why = (
        f"{linear.steps} shifts with the first at minute 0 need {linear.steps - 1} "
        f"intervals of {linear.minutes} minutes, {linear.total} in all. The {wait} "
        f"minutes of waiting follow after the last shift."
    )
    mistakes = [
        Mistake(
            linear.steps * linear.minutes + wait,
            "interval-before-the-first-shift",
            "This time counts an interval for each shift. The first shift happens at "
            "minute 0, so there is one interval less.",
            "The first shift came after the first interval.",
        ),
        Mistake(
            linear.total,
            "waiting-time-forgotten",
            f"This time ends with the last shift. The original tasks are kept for "
            f"{wait} more minutes, so that a rollback is quick.",
            "The original tasks were terminated at once.",
        ),
        Mistake(
            wait,
            "waiting-from-the-first-shift",
            "This time counts the waiting from the first shift. It begins only when "
            "all traffic has reached the new tasks.",
            "The configuration was all-at-once.",
        ),
        Mistake(
            linear.minutes + wait,
            "canary-assumed",
            "This time has two shifts, a first one and the rest. That is a canary "
            "configuration; a linear one goes on in equal steps.",
            f"The configuration was a canary of {linear.minutes} minutes.",
        ),
        Mistake(
            linear.total + linear.steps * wait,
            "waiting-after-each-shift",
            "This time waits after each shift. The waiting time before termination "
            "passes once, after the last shift.",
        ),
        Mistake(
            linear.per_cent * linear.minutes + wait,
            "per-cent-taken-for-steps",
            f"This time multiplies {linear.per_cent} by {linear.minutes}. The number "
            f"of steps follows from dividing 100 by the percentage.",
        ),
        Mistake(
            (linear.steps + 1) * linear.minutes + wait,
            "interval-at-both-ends",
            "This time counts an interval before the first and one after the last "
            "shift. Intervals lie between shifts only.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, MINUTES, REFERENCES, 1, 3_000)
