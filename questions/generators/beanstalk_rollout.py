"""Elastic Beanstalk deployments: instances, capacity and time of each policy."""

from math import ceil
from random import Random

from questions.generators.calculation import (
    Calculation,
    Mistake,
    Unit,
    draw_calculation,
)
from questions.generators.variant import Variant

GUIDE = "https://docs.aws.amazon.com/elasticbeanstalk/latest/dg"
REFERENCES = (
    f"{GUIDE}/using-features.rolling-version-deploy.html",
    f"{GUIDE}/environmentmgmt-updates-immutable.html",
)
INSTANCES, MINUTES = Unit("instances", "instance"), Unit("minutes", "minute")
RATE = Unit("requests per second", "request per second")
SITES = [
    ("A hotel group", "its booking site"),
    ("A news agency", "its picture archive"),
    ("A driving school", "its practice tests"),
    ("A wine shop", "its catalogue"),
    ("A city council", "its appointment service"),
    ("A radio station", "its podcast site"),
]


def draw(seed: int) -> Variant:
    """The variant of that seed."""
    situations = [_in_service, _throughput, _peak_batch, _peak_immutable, _duration]
    return draw_calculation(seed, situations)


def _environment(rng: Random, size: int) -> str:
    who, what = rng.choice(SITES)
    return (
        f"{who} runs {what} in a load-balanced AWS Elastic Beanstalk environment with "
        f"{size} EC2 instances. "
    )


def _sizes(rng: Random) -> tuple[int, int]:
    """Instances, and a batch of less than half of them that is no divisor."""
    while True:
        size = rng.randint(7, 36)
        batch = rng.randint(2, size // 2)
        if size % batch and size != 2 * batch:
            return size, batch


QUIET = "The load is steady, so nothing is scaled during the deployment."


def _in_service(rng: Random) -> Calculation:
    size, batch = _sizes(rng)
    value = size - batch
    stem = _environment(rng, size) + (
        f"Deployments use the policy Rolling with a fixed batch size of {batch}. An "
        f"instance leaves the load balancer while it receives the new version and "
        f"returns when it is healthy. {QUIET}\n\n"
        f"How many instances serve requests while a full batch is being updated?"
    )
    why = (
        f"Rolling takes one batch at a time out of service and adds nothing: {size} − "
        f"{batch} = {value}. Finished batches serve again, so no more than one batch "
        f"is missing."
    )
    return Calculation(
        stem, value, why, _capacity_mistakes(size, batch, 1), INSTANCES, REFERENCES, 0
    )


def _throughput(rng: Random) -> Calculation:
    size, batch = _sizes(rng)
    each = rng.choice([20, 25, 30, 40, 45, 60, 75, 80])
    value = (size - batch) * each
    stem = _environment(rng, size) + (
        f"One instance handles up to {each} requests per second. Deployments use the "
        f"policy Rolling with a fixed batch size of {batch}. The instances of a batch "
        f"get no requests while they are updated. {QUIET} The team wants to know for "
        f"which load it may deploy without errors.\n\n"
        f"How many requests per second can the environment handle while a full batch "
        f"is being updated?"
    )
    why = (
        f"One batch is out of service at a time, and Rolling adds no instance. {size} "
        f"− {batch} = {size - batch} instances with {each} requests each handle "
        f"{value:,} per second."
    )
    return Calculation(
        stem, value, why, _capacity_mistakes(size, batch, each), RATE, REFERENCES, 0
    )


def _capacity_mistakes(size: int, batch: int, each: int) -> list[Mistake]:
    """Wrong capacities during a rolling deployment, in instances times `each`."""
    return [
        Mistake(
            size * each,
            "additional-batch-assumed",
            "This is the full capacity. It stays only with the policy Rolling with "
            "additional batch, or with a policy that launches a new set.",
            "The policy was Rolling with additional batch.",
        ),
        Mistake(
            (size + batch) * each,
            "additional-batch-counted-in-service",
            "This number adds a batch to the environment. Rolling launches no "
            "instance; it works with those that exist.",
        ),
        Mistake(
            2 * size * each,
            "second-set-assumed",
            "This number counts a second set of instances. Immutable and traffic "
            "splitting deployments launch one; Rolling does not.",
            "The policy was Immutable, at its peak.",
        ),
        Mistake(
            batch * each,
            "batch-taken-for-the-rest",
            "This number counts the batch that is being updated. It serves nothing in "
            "that time; the other instances do.",
        ),
        Mistake(
            0,
            "all-at-once-assumed",
            "Nothing would be left with the policy All at once. Rolling updates one "
            "batch at a time and keeps the others in service.",
            "The policy was All at once.",
        ),
        Mistake(
            (size - 2 * batch) * each,
            "finished-batch-missing",
            "This number leaves out the batch before as well. A batch returns to the "
            "load balancer before the next one is taken out.",
        ),
    ]


def _peak_batch(rng: Random) -> Calculation:
    size, batch = _sizes(rng)
    value, rounds = size + batch, ceil(size / batch)
    stem = _environment(rng, size) + (
        f"Deployments use the policy Rolling with additional batch and a fixed batch "
        f"size of {batch}. {QUIET} The team orders capacity in advance, so it must "
        f"know how many instances exist at the same time.\n\n"
        f"How many instances exist at most during the deployment?"
    )
    why = (
        f"One additional batch of {batch} instances is launched first, so that {size} "
        f"stay in service. It is terminated at the end, and no other is launched: at "
        f"most {value}."
    )
    mistakes = [
        Mistake(
            size,
            "rolling-without-addition",
            "This is the size of the environment. Plain Rolling stays at it; with an "
            "additional batch new instances are launched first.",
            "The policy was Rolling.",
        ),
        Mistake(
            size - batch,
            "batch-subtracted",
            "This is what plain Rolling keeps in service. The additional batch comes "
            "on top of the environment.",
            "The question asked what plain Rolling keeps in service.",
        ),
        Mistake(
            2 * size,
            "second-set-assumed",
            "This number counts a second full set. Immutable and traffic splitting "
            "deployments launch one; here it is a single batch.",
            "The policy was Immutable.",
        ),
        Mistake(
            size + 2 * batch,
            "two-additional-batches",
            "This number adds a batch twice. One additional batch is launched at the "
            "start; the others are existing instances.",
        ),
        Mistake(
            size + batch * (rounds - 1),
            "new-instances-for-each-batch",
            "This number launches new instances for the other batches as well. After "
            "the first batch, existing instances are updated in place.",
        ),
        Mistake(
            batch,
            "additional-batch-only",
            "This number counts the additional batch alone. The instances of the "
            "environment keep running beside it.",
            "The question asked how many instances are launched.",
        ),
        Mistake(
            size + 1,
            "one-additional-instance",
            "This number adds one instance. An immutable deployment tests a single "
            "instance first; the additional batch has the batch size.",
            "The batch size was 1.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, INSTANCES, REFERENCES)


def _peak_immutable(rng: Random) -> Calculation:
    size, batch = _sizes(rng)
    value, share = 2 * size, rng.choice([10, 15, 20, 25, 30])
    splits = rng.random() < 0.5
    policy = (
        f"Traffic splitting, with {share} % of the client traffic for the new version "
        f"during an evaluation of {rng.randint(5, 20)} minutes"
        if splits
        else "Immutable"
    )
    stem = _environment(rng, size) + (
        f"A batch size of {batch} is still set from an earlier policy. Deployments now "
        f"use the policy {policy}. {QUIET} The account has a quota for running "
        f"instances, and the deployment must not exceed it.\n\n"
        f"How many instances of the environment exist at most during the deployment?"
    )
    why = (
        f"This policy launches a full set of {size} new instances beside the old ones. "
        f"The old set ends only after the new one has proved healthy, so {value} exist "
        f"at the peak."
    )
    mistakes = [
        Mistake(
            size,
            "updated-in-place",
            "This number updates the existing instances. Rolling works in that way; "
            "this policy leaves the old instances untouched beside new ones.",
            "The policy was Rolling or All at once.",
        ),
        Mistake(
            size + batch,
            "additional-batch-assumed",
            "This number adds one batch. That belongs to Rolling with additional "
            "batch; this policy ignores the batch size.",
            "The policy was Rolling with additional batch.",
        ),
        Mistake(
            size + 1,
            "test-instance-only",
            "This number adds a single instance. An immutable deployment begins with "
            "one, but a full set follows before the old one ends.",
            "The deployment failed at its first new instance.",
        ),
        Mistake(
            size + ceil(size * share / 100),
            "share-of-traffic-taken-for-instances",
            f"This number adds instances in proportion to {share} %. The new version "
            f"gets a full set, whatever share of the traffic it receives at first.",
        )
        if splits
        else Mistake(
            2 * size - batch,
            "old-batch-ends-early",
            "This number ends an old batch before the new set is complete. All old "
            "instances stay until the new ones are healthy.",
        ),
        Mistake(
            value + 1,
            "test-instance-on-top",
            "This number counts a test instance on top of the new set. The first new "
            "instance is a part of the set.",
        ),
        Mistake(
            value + batch,
            "batch-on-top-of-the-set",
            "This number adds a batch to both sets. The batch size has no part in this "
            "policy.",
        ),
        Mistake(
            3 * size,
            "three-sets",
            "This number counts three sets: old, test and new ones. The new instances "
            "are tested themselves, so there are two sets.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, INSTANCES, REFERENCES)


def _duration(rng: Random) -> Calculation:
    size, batch = _sizes(rng)
    minutes = rng.randint(3, 11)
    rounds = ceil(size / batch)
    value = rounds * minutes
    stem = _environment(rng, size) + (
        f"Deployments use the policy Rolling with a fixed batch size of {batch}. Each "
        f"batch takes {minutes} minutes, from leaving the load balancer to the end of "
        f"its health checks. A smaller last batch takes as long. {QUIET}\n\n"
        f"How long does the deployment take?"
    )
    why = (
        f"{size} instances in batches of {batch} make {rounds} batches, the last one "
        f"smaller. They follow one after the other: {rounds} × {minutes} minutes = "
        f"{value} minutes."
    )
    mistakes = [
        Mistake(
            size // batch * minutes,
            "last-batch-forgotten",
            "This time leaves out the last batch, which is smaller. It takes as long "
            "as every other batch.",
        ),
        Mistake(
            (rounds - 2) * minutes,
            "first-and-last-batch-overlap",
            "This time lets batches overlap. A batch begins only when the batch before "
            "has passed its health checks.",
        ),
        Mistake(
            minutes,
            "all-at-once-assumed",
            "This time updates all instances together. That is the policy All at once, "
            "which takes the site out of service.",
            "The policy was All at once.",
        ),
        Mistake(
            (rounds + 1) * minutes,
            "additional-batch-assumed",
            "This time adds a batch. Only the policy Rolling with additional batch "
            "launches one before the others.",
        ),
        Mistake(
            size * minutes,
            "one-instance-at-a-time",
            "This time updates one instance after the other. The instances of a batch "
            "are updated together.",
            "The batch size was 1.",
        ),
        Mistake(
            batch * minutes,
            "batch-size-taken-for-the-count",
            "This time multiplies with the size of a batch. The number of batches "
            "decides, which is instances divided by batch size.",
        ),
        Mistake(
            2 * value,
            "out-and-in-counted-apart",
            "This time counts leaving and returning apart. The minutes of a batch "
            "cover both, up to the end of the health checks.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, MINUTES, REFERENCES, 2, 400)
