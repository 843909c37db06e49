"""ECS rolling updates: tasks stopped and started one by one, mistakes made again."""

from itertools import count

from tests.questions.generators.reading import differences, number


def at_least(desired, per_cent):
    """The smallest number of tasks that is not below the percentage."""
    return next(n for n in count(0) if n * 100 >= desired * per_cent)


def at_most(desired, per_cent):
    """The largest number of tasks that is not above the percentage."""
    return next(n for n in count(0) if (n + 1) * 100 > desired * per_cent)


def told_by(stem):
    desired = int(number(r"count of (\d+) tasks", stem))
    least = int(number(r"`minimumHealthyPercent` of (\d+)", stem))
    most = int(number(r"`maximumPercent` of (\d+)", stem))
    lower, upper = at_least(desired, least), at_most(desired, most)
    if "How long" in stem:
        return duration(stem, desired, lower)
    if "lowest number" in stem:
        return lowest(desired, least, lower, upper)
    if "first minute?" in stem:
        return started(desired, most, lower, upper)
    return highest(desired, most, lower, upper)


def lowest(desired, least, lower, upper):
    return lower, {
        "lower-bound-rounded-down": at_most(desired, least),
        "stopped-instead-of-running": desired - lower,
        "both-bounds-combined": lower + desired - upper,
        "full-capacity-kept": desired,
        "upper-bound-taken": upper,
        "minimum-taken-of-the-maximum": at_least(upper, least),
    }


def highest(desired, most, lower, upper):
    return upper, {
        "upper-bound-rounded-up": at_least(desired, most),
        "upper-bound-for-new-tasks-only": desired + upper,
        "default-of-200": desired + desired,
        "additional-tasks-only": upper - desired,
        "no-additional-task": desired,
        "additional-tasks-on-the-minimum": lower + (upper - desired),
        "both-bounds-added": upper + (desired - lower),
    }


def started(desired, most, lower, upper):
    return upper - desired, {
        "upper-bound-rounded-up": at_least(desired, most) - desired,
        "upper-bound-for-new-tasks-only": upper,
        "whole-service-at-once": desired,
        "minimum-decides-the-start": desired - lower,
        "span-between-the-bounds": upper - lower,
        "one-task-at-a-time": 1,
        "percentage-of-the-maximum": at_most(upper, most - 100),
    }


def duration(stem, desired, lower):
    minutes = int(number(r"(\d+) minutes later", stem))
    rounds, old = 0, desired
    while old > 0:
        new = desired - old
        stopping = [task for task in range(old) if new + old - task - 1 >= lower]
        old -= len(stopping)
        rounds += 1
    return rounds * minutes, {
        "last-round-forgotten": desired // (desired - lower) * minutes,
        "all-at-once": minutes,
        "one-task-at-a-time": desired * minutes,
        "minimum-taken-for-the-batch": -(-desired // lower) * minutes,
        "one-round-too-many": rounds * minutes + minutes,
        "stop-and-start-in-two-rounds": rounds * minutes * 2,
    }


class EcsRollingUpdateTests:
    def test_its_key_and_its_mistakes_are_what_the_stem_tells(self):
        assert differences("ecs-rolling-update", told_by) == []
