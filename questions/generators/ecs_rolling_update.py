"""ECS rolling updates: how many tasks run, start and stop within the two bounds."""

from dataclasses import dataclass
from math import ceil, floor
from random import Random

from questions.generators.calculation import (
    Calculation,
    Mistake,
    Unit,
    draw_calculation,
)
from questions.generators.variant import Variant

GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest"
REFERENCES = (
    f"{GUIDE}/developerguide/deployment-type-ecs.html",
    f"{GUIDE}/APIReference/API_DeploymentConfiguration.html",
)
TASKS, MINUTES = Unit("tasks", "task"), Unit("minutes", "minute")
MOST = 400
SERVICES = [
    ("A bicycle rental company", "its map API"),
    ("A concert hall", "its seat reservation service"),
    ("A health insurer", "its claim service"),
    ("A recipe portal", "its search service"),
    ("A water supplier", "its meter service"),
    ("A sports club", "its membership site"),
]


def draw(seed: int) -> Variant:
    """The variant of that seed."""
    return draw_calculation(seed, [_lowest, _highest, _first_started, _duration])


@dataclass(frozen=True)
class Service:
    """Desired tasks, and the bounds of a deployment in per cent."""

    desired: int
    least: int
    most: int

    @property
    def lower(self) -> int:
        return ceil(self.desired * self.least / 100)

    @property
    def upper(self) -> int:
        return floor(self.desired * self.most / 100)

    def told(self, rng: Random) -> str:
        who, what = rng.choice(SERVICES)
        return (
            f"{who} runs {what} as an Amazon ECS service on AWS Fargate with a desired "
            f"count of {self.desired} tasks. The service uses rolling updates with a "
            f"`minimumHealthyPercent` of {self.least} and a `maximumPercent` of "
            f"{self.most}. All tasks are healthy. "
        )


def _service(rng: Random) -> Service:
    """A service whose bounds are no whole numbers of tasks, so that rounding counts."""
    while True:
        service = Service(
            rng.randint(5, 38),
            rng.choice([25, 30, 40, 50, 60, 70, 75, 80, 90]),
            rng.choice([110, 120, 125, 130, 140, 150, 160, 175, 180]),
        )
        parts = service.desired * service.least, service.desired * service.most
        if all(part % 100 for part in parts) and service.upper > service.desired:
            return service


def _lowest(rng: Random) -> Calculation:
    service = _service(rng)
    value, desired = service.lower, service.desired
    stem = service.told(rng) + (
        "A new task definition is deployed. The quota of the account leaves no room "
        "for additional tasks during the deployment, so old tasks have to stop "
        "first.\n\n"
        "What is the lowest number of running tasks that Amazon ECS keeps during the "
        "deployment?"
    )
    why = (
        f"{service.least} % of {desired} is {desired * service.least / 100:g}. The "
        f"lower bound is rounded up, so at least {value} tasks keep running."
    )
    mistakes = [
        Mistake(
            floor(desired * service.least / 100),
            "lower-bound-rounded-down",
            "This number is rounded down. Amazon ECS rounds the lower bound up, so "
            "that never less than the percentage is running.",
        ),
        Mistake(
            desired - service.lower,
            "stopped-instead-of-running",
            "This is the number of tasks that may stop at the same time. The question "
            "asks for those that keep running.",
            "The question asked how many tasks may stop at once.",
        ),
        Mistake(
            service.lower - (service.upper - desired),
            "both-bounds-combined",
            "This number also subtracts what `maximumPercent` allows on top. The upper "
            "bound limits additional tasks and does not lower the minimum.",
        ),
        Mistake(
            desired,
            "full-capacity-kept",
            f"This number keeps the full service. That needs a `minimumHealthyPercent` "
            f"of 100; here it is {service.least}.",
            "The `minimumHealthyPercent` was 100.",
        ),
        Mistake(
            service.upper,
            "upper-bound-taken",
            "This number comes from `maximumPercent`. It limits how many tasks may run "
            "at most, not how many must keep running.",
            "The question asked for the highest number of tasks.",
        ),
        Mistake(
            ceil(service.upper * service.least / 100),
            "minimum-taken-of-the-maximum",
            "This number takes the minimum as a share of the highest number of tasks. "
            "Both percentages refer to the desired count.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, TASKS, REFERENCES, 1, MOST)


def _highest(rng: Random) -> Calculation:
    service = _service(rng)
    value, desired = service.upper, service.desired
    exact = desired * service.most / 100
    stem = service.told(rng) + (
        "A new task definition is deployed. The subnets must have a free address for "
        "each task that is pending or running at the same time. Nothing else limits "
        "the deployment.\n\n"
        "How many tasks of the service can be pending or running at most during the "
        "deployment?"
    )
    why = (
        f"{service.most} % of {desired} is {exact:g}. The upper bound counts old and "
        f"new tasks together and is rounded down, so there are at most {value}."
    )
    mistakes = [
        Mistake(
            ceil(exact),
            "upper-bound-rounded-up",
            "This number is rounded up. Amazon ECS rounds the upper bound down, so "
            "that never more than the percentage exists.",
        ),
        Mistake(
            desired + value,
            "upper-bound-for-new-tasks-only",
            "This number allows the percentage for the new tasks alone. The bound "
            "counts old and new tasks together.",
        ),
        Mistake(
            2 * desired,
            "default-of-200",
            f"This number doubles the service, which is the default of "
            f"`maximumPercent`. Here it is set to {service.most}.",
            "The `maximumPercent` was 200, the default.",
        ),
        Mistake(
            value - desired,
            "additional-tasks-only",
            "This number counts the additional tasks only. The old tasks that still "
            "run count against the bound and need addresses as well.",
            "The question asked how many tasks can be added at once.",
        ),
        Mistake(
            desired,
            "no-additional-task",
            "This number allows no additional task. That is so with a `maximumPercent` "
            "of 100; here new tasks may start before old ones stop.",
            "The `maximumPercent` was 100.",
        ),
        Mistake(
            service.lower + value - desired,
            "additional-tasks-on-the-minimum",
            "This number adds the additional tasks to the minimum. ECS need not stop "
            "old tasks first, so they come on top of the desired count.",
        ),
        Mistake(
            value + desired - service.lower,
            "both-bounds-added",
            "This number adds what may stop to what may start. Tasks that stop make "
            "room within the bound; they do not raise it.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, TASKS, REFERENCES, 1, MOST)


def _first_started(rng: Random) -> Calculation:
    service = _service(rng)
    desired, value = service.desired, service.upper - service.desired
    stem = service.told(rng) + (
        "A new task definition is deployed. There is enough capacity for more tasks. "
        "For the first minute no new task is healthy yet, and Amazon ECS has not "
        "stopped any old task.\n\n"
        "How many new tasks can Amazon ECS start in this first minute?"
    )
    why = (
        f"{service.most} % of {desired}, rounded down, allows {service.upper} tasks, "
        f"old and new together. {desired} old tasks are running, so there is "
        f"room for {value} more."
    )
    mistakes = [
        Mistake(
            ceil(desired * service.most / 100) - desired,
            "upper-bound-rounded-up",
            "This number is based on a bound that is rounded up. Amazon ECS rounds the "
            "upper bound down, so one task less fits.",
        ),
        Mistake(
            service.upper,
            "upper-bound-for-new-tasks-only",
            "This is the bound for all tasks. The old tasks that still run count "
            "against it, so fewer new ones can start.",
            "The question asked for old and new tasks together.",
        ),
        Mistake(
            desired,
            "whole-service-at-once",
            f"This number starts the whole service a second time. That needs a "
            f"`maximumPercent` of 200; here it is {service.most}.",
            "The `maximumPercent` was 200, the default.",
        ),
        Mistake(
            desired - service.lower,
            "minimum-decides-the-start",
            "This number follows from the minimum: so many old tasks may stop. In this "
            "minute none has stopped, and the upper bound decides.",
            "There was no room for more tasks, and old ones had to stop first.",
        ),
        Mistake(
            service.upper - service.lower,
            "span-between-the-bounds",
            "This number is the span between both bounds. It can be reached only after "
            "old tasks have stopped, which has not happened yet.",
            "Amazon ECS had already stopped all tasks that it may stop.",
        ),
        Mistake(
            1,
            "one-task-at-a-time",
            "A rolling update does not work with one task at a time. It starts as many "
            "as the upper bound allows.",
        ),
        Mistake(
            floor(service.upper * (service.most - 100) / 100),
            "percentage-of-the-maximum",
            "This number takes the additional share of the highest number of tasks. "
            "The percentage refers to the desired count.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, TASKS, REFERENCES, 1, MOST)


def _duration(rng: Random) -> Calculation:
    who, what = rng.choice(SERVICES)
    desired, least = rng.randint(20, 60), rng.choice([50, 60, 70, 75, 80, 90])
    minutes = rng.randint(2, 7)
    service = Service(desired, least, 100)
    batch = desired - service.lower
    rounds = ceil(desired / batch)
    stem = (
        f"{who} runs {what} as an Amazon ECS service with a desired count of {desired} "
        f"tasks on EC2 instances. The tasks use a fixed host port, so no second task "
        f"fits on an instance, and there is no free instance. A rolling update runs "
        f"with a `minimumHealthyPercent` of {least} and a `maximumPercent` of 100. "
        f"Amazon ECS always stops as many old tasks as allowed, together. {minutes} "
        f"minutes later their replacements are healthy, and the next ones stop.\n\n"
        f"How long does it take until all tasks are replaced?"
    )
    why = (
        f"{least} % of {desired}, rounded up, keeps {service.lower} tasks running, so "
        f"{batch} can be replaced at a time. That takes {rounds} rounds of {minutes} "
        f"minutes, the last one perhaps smaller."
    )
    mistakes = [
        Mistake(
            desired // batch * minutes,
            "last-round-forgotten",
            "This time leaves out the last round, in which fewer tasks are replaced. "
            "It takes as long as every other round.",
        ),
        Mistake(
            minutes,
            "all-at-once",
            "This time replaces all tasks in one round. Then none would be running in "
            "the meantime, which the minimum forbids.",
            "The `minimumHealthyPercent` was 0.",
        ),
        Mistake(
            desired * minutes,
            "one-task-at-a-time",
            "This time replaces one task after the other. ECS stops as many tasks as "
            "the minimum allows before it waits.",
        ),
        Mistake(
            ceil(desired / service.lower) * minutes,
            "minimum-taken-for-the-batch",
            "This time replaces as many tasks at once as must keep running. Those that "
            "may stop are the rest, up to the desired count.",
        ),
        Mistake(
            (rounds + 1) * minutes,
            "one-round-too-many",
            "This time adds a round for the check at the end. Each round already ends "
            "when its replacements are healthy.",
        ),
        Mistake(
            2 * rounds * minutes,
            "stop-and-start-in-two-rounds",
            "This time counts stopping and starting as two rounds. The minutes of the "
            "stem already contain both.",
        ),
    ]
    value = rounds * minutes
    return Calculation(stem, value, why, mistakes, MINUTES, REFERENCES, 1, MOST)
