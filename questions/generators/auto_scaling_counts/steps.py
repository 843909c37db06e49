"""Step scaling: one step for each breach, in instances or in per cent."""

from fractions import Fraction
from math import ceil
from random import Random

from questions.generators.auto_scaling_counts.parts import GUIDE, SITES, asked
from questions.generators.calculation import Calculation, Mistake

STEP = (f"{GUIDE}/as-scaling-simple-step.html",)


def draw_steps(rng: Random) -> Calculation:
    who = rng.choice(SITES)
    now, threshold = rng.randint(4, 20), rng.choice([50, 55, 60])
    first = rng.randint(1, 2)
    adds = [first, first + rng.randint(1, 2), first + rng.randint(4, 6)]
    bounds = [0, rng.choice([8, 10, 12]), rng.choice([20, 25, 30])]
    metric = threshold + rng.randint(1, bounds[2] + 8)
    step = max(i for i in range(3) if metric - threshold >= bounds[i])
    need = now + adds[step]
    most = max(now + 1, need + rng.choice([-2, -1, -1, 4, 12, 30]))
    value = min(need, most)
    stem = (
        f"{who} runs its API on {now} EC2 instances in an Auto Scaling group with a "
        f"maximum of {most}. A CloudWatch alarm fires when the average CPU utilization "
        f"is above {threshold} %. It starts a step scaling policy of the type "
        f"`ChangeInCapacity` with these steps:\n\n"
        f"| Lower bound | Upper bound | Adjustment |\n|---|---|---|\n"
        f"| 0 | {bounds[1]} | +{adds[0]} |\n"
        f"| {bounds[1]} | {bounds[2]} | +{adds[1]} |\n"
        f"| {bounds[2]} | – | +{adds[2]} |\n\n"
        f"The alarm fires with a CPU utilization of {metric} %. No other policy is "
        f"active, and no instance is still warming up.\n\n"
        f"What is the desired capacity after this adjustment?"
    )
    why = (
        f"Bounds are measured from the threshold: {metric} − {threshold} = "
        f"{metric - threshold}. That falls into the step with +{adds[step]}, so {now} "
        f"becomes {need}"
    )
    why += "." if need <= most else f", limited to the maximum of {most}."
    mistakes = [
        Mistake(
            min(now + adds[2], most),
            "bounds-read-as-metric-values",
            f"This number compares the metric itself with the bounds. Bounds are "
            f"differences from the threshold, here {metric - threshold} points.",
        ),
        Mistake(
            min(now + sum(adds[: step + 1]), most),
            "steps-added-up",
            "This number adds all steps up to the one that applies. Exactly one step "
            "is used for each breach: the one whose interval holds the difference.",
        ),
        Mistake(
            need,
            "maximum-ignored",
            f"The step leads to {need} instances, but a policy cannot raise the "
            f"desired capacity above the maximum of the group, {most}.",
            f"The maximum of the group was {need} or more.",
        ),
        Mistake(
            min(now + adds[0], most),
            "first-step-only",
            "This number uses the first step of the policy. The difference between "
            "metric and threshold lies in the interval of another step.",
            f"The CPU utilization was below {threshold + bounds[1]} %.",
        ),
        Mistake(
            min(now + adds[1], most),
            "neighbouring-step",
            "This number uses the second step. The difference between metric and "
            "threshold does not lie in its interval.",
            f"The CPU utilization was {threshold + bounds[1]} % or more, but below "
            f"{threshold + bounds[2]} %.",
        ),
        Mistake(
            adds[step],
            "change-taken-for-exact-capacity",
            "This number takes the adjustment as the new capacity. That is how "
            "`ExactCapacity` works; `ChangeInCapacity` adds to what runs.",
            "The adjustment type was `ExactCapacity`.",
        ),
        Mistake(
            now,
            "capacity-unchanged",
            "This number leaves the group as it is. The alarm has fired, and the "
            "difference lies within one of the steps.",
        ),
        Mistake(
            min(ceil(Fraction(now * metric, threshold)), most),
            "computed-as-target-tracking",
            "This number follows the ratio of metric and threshold. Target tracking "
            "works in that way; a step policy only adds the number of its step.",
            "A target tracking policy had the threshold as its target.",
        ),
    ]
    return asked(stem, value, why, mistakes, STEP)


def draw_percent(rng: Random) -> Calculation:
    who = rng.choice(SITES)
    now, per_cent = rng.randint(10, 45), rng.choice([10, 15, 20, 25, 30, 35])
    least = rng.randint(2, 5)
    exact = Fraction(now * per_cent, 100)
    change = max(int(exact), 1)
    value = now + max(change, least)
    stem = (
        f"{who} runs a booking service on {now} EC2 instances in an Auto Scaling "
        f"group. A step scaling policy has the adjustment type "
        f"`PercentChangeInCapacity`, an adjustment of +{per_cent} and a "
        f"`MinAdjustmentMagnitude` of {least}. Its alarm fires once. The maximum of "
        f"the group is far away, and no other policy is active.\n\n"
        f"What is the desired capacity after this adjustment?"
    )
    why = (
        f"{per_cent} % of {now} is {float(exact):g}. Changes above 1 are rounded down, "
        f"so the change is {change}. The group grows by at least {least}, which makes "
        f"{value}."
    )
    mistakes = [
        Mistake(
            now + change,
            "minimum-adjustment-ignored",
            f"This number adds {change}, the rounded percentage. The policy says that "
            f"the group grows by at least {least} instances.",
            "The policy had no `MinAdjustmentMagnitude`.",
        ),
        Mistake(
            now + least,
            "minimum-adjustment-always-used",
            f"This number adds {least}, the smallest allowed change. The percentage "
            f"gives more than that, so the percentage is used.",
        ),
        Mistake(
            now + change + least,
            "minimum-adjustment-added",
            f"This number adds {least} on top of the percentage. "
            f"`MinAdjustmentMagnitude` is a lower limit of the change, no addition.",
        ),
        Mistake(
            now + max(ceil(exact), least),
            "change-rounded-up",
            "This number rounds the percentage up. A change of more than one instance "
            "is rounded down to a whole number.",
        ),
        Mistake(
            now + per_cent,
            "per-cent-taken-for-instances",
            f"This number adds {per_cent} instances. The adjustment is a percentage of "
            f"the present capacity, not a number of instances.",
            "The adjustment type was `ChangeInCapacity`.",
        ),
        Mistake(
            per_cent,
            "per-cent-taken-for-the-capacity",
            f"This number sets the capacity to {per_cent}. That is how `ExactCapacity` "
            f"works; a percentage changes the capacity that runs.",
            "The adjustment type was `ExactCapacity`.",
        ),
        Mistake(
            max(change, least),
            "change-taken-for-the-capacity",
            "This is the number of instances that are added. The desired capacity also "
            "counts those that run already.",
            "The question asked for the new instances.",
        ),
        Mistake(
            now,
            "small-change-ignored",
            "This number leaves the group as it is. The alarm has fired, and even a "
            "small percentage adds at least one instance.",
        ),
    ]
    return asked(stem, value, why, mistakes, STEP)
