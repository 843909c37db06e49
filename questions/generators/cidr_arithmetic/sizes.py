"""How much fits: addresses in a subnet, subnets in a VPC, the smallest block."""

from random import Random

from questions.generators.calculation import (
    Calculation,
    Mistake,
    Number,
    Unit,
)
from questions.generators.cidr_arithmetic.blocks import GUIDE, TEAMS, VPCS, block_at

SUBNETS = (f"{GUIDE}/userguide/subnet-sizing.html",)
RESERVED = 5
LARGEST, SMALLEST = 16, 28  # prefix lengths that a subnet may have


def draw_free_addresses(rng: Random) -> Calculation:
    who, prefix = rng.choice(TEAMS), rng.randint(22, 27)
    block = block_at(rng.randint(0, 250), rng.randint(0, 60) * 4, prefix)
    used = rng.randint(3, min(block.size // 2, 60))
    value = block.size - RESERVED - used
    stem = (
        f"{who} has a subnet with the IPv4 block `{block}` in Amazon VPC. {used} "
        f"addresses are in use: by instances, by the nodes of a load balancer and by "
        f"interface endpoints. Each new task of a container service takes one address. "
        f"The subnet has no reservations and no other blocks.\n\n"
        f"How many more tasks fit into this subnet?"
    )
    why = (
        f"A /{prefix} block has {block.size:,} addresses. AWS reserves the first four "
        f"and the last one in each subnet. {block.size:,} − 5 − {used} leaves "
        f"{value:,}."
    )
    mistakes = [
        Mistake(
            block.size - used,
            "reserved-addresses-forgotten",
            "This number uses every address of the block. AWS reserves five in each "
            "subnet, and they cannot be assigned.",
        ),
        Mistake(
            block.size - 2 - used,
            "two-reserved-as-on-premises",
            "This number leaves out the network and the broadcast address only. In a "
            "VPC three more are reserved: for router, DNS and future use.",
            "It was a network outside AWS.",
        ),
        Mistake(
            block.size - RESERVED,
            "used-addresses-forgotten",
            f"This number is what an empty subnet of this size offers. {used} "
            f"addresses are already in use and cannot be given out twice.",
            "The subnet was empty.",
        ),
        Mistake(
            block.size // 2 - RESERVED - used,
            "one-host-bit-lost",
            f"This number starts from {block.size // 2:,} addresses. The {32 - prefix} "
            f"bits after the prefix of the block give {block.size:,}.",
            f"The block was a /{prefix + 1}.",
        ),
        Mistake(
            block.size * 2 - RESERVED - used,
            "one-host-bit-too-many",
            f"This number starts from {block.size * 2:,} addresses. The {32 - prefix} "
            f"bits after the prefix of the block give only {block.size:,}.",
            f"The block was a /{prefix - 1}.",
        ),
        Mistake(
            block.size - RESERVED - 2 - used,
            "broadcast-counted-apart",
            "This number subtracts network and broadcast address besides the five. "
            "They are among the five that AWS reserves.",
        ),
        Mistake(
            block.size - 2 * RESERVED - used,
            "reserved-at-both-ends",
            "This number reserves five addresses at the start and five at the end. AWS "
            "reserves four at the start and one at the end.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, Unit("tasks", "task"), SUBNETS)


def draw_more_subnets(rng: Random) -> Calculation:
    who, large = rng.choice(TEAMS), rng.randint(16, 21)
    small = rng.randint(large + 3, min(large + 6, 27))
    vpc = block_at(rng.randint(0, 250), rng.randint(0, 7) * 32, large)
    total = 1 << (small - large)
    used = rng.randint(2, min(total - 3, 12))
    value = total - used
    stem = (
        f"{who} has a VPC with the IPv4 block `{vpc}`. All its subnets have a prefix "
        f"length of /{small}. {used} of them exist, one next to the other from the "
        f"start of the block. The quota for subnets has been raised and is no limit. "
        f"The VPC gets no second block.\n\n"
        f"How many more subnets of this size fit into the VPC?"
    )
    why = (
        f"The prefix of a subnet is {small - large} bits longer, so the VPC holds 2 to "
        f"the power of {small - large} = {total} subnets. {used} exist, {value} more "
        f"fit."
    )
    mistakes = [
        Mistake(
            total,
            "existing-subnets-forgotten",
            f"This is the number of all subnets that fit. {used} of them exist already "
            f"and take their part of the block.",
            "The VPC had no subnets yet.",
        ),
        Mistake(
            total - RESERVED - used,
            "five-subnets-reserved",
            "This number reserves five subnets. AWS reserves five addresses in each "
            "subnet, but no subnet of a VPC.",
        ),
        Mistake(
            total - 2 - used,
            "first-and-last-subnet-unused",
            "This number leaves the first and the last subnet unused, an old rule of "
            "routers. All blocks can be used in a VPC.",
        ),
        Mistake(
            (small - large) * 2 - used,
            "bits-multiplied",
            "This number multiplies the additional bits by two. Each additional bit "
            "doubles the number of subnets.",
        ),
        Mistake(
            total * 2 - used,
            "one-bit-too-many",
            f"This number uses {small - large + 1} additional bits for the subnets. "
            f"From /{large} to /{small} there are only {small - large}.",
            f"The subnets had a prefix length of /{small + 1}.",
        ),
        Mistake(
            total // 2 - used,
            "one-bit-lost",
            f"This number uses {small - large - 1} additional bits for the subnets. "
            f"From /{large} to /{small} there are {small - large}.",
            f"The subnets had a prefix length of /{small - 1}.",
        ),
        Mistake(
            256 - used,
            "third-octet-counted",
            "This number counts 256 subnets, as if each value of the third octet were "
            "one subnet. That fits a /16 that is split into /24 blocks.",
            "A /16 block was split into /24 subnets.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, Unit("subnets", "subnet"), VPCS)


def _prefix_for(addresses: int) -> int:
    """The longest prefix of a block with so many addresses."""
    return 32 - (addresses - 1).bit_length()


def draw_smallest(rng: Random) -> Calculation:
    who, value = rng.choice(TEAMS), rng.randint(20, 27)
    least, most = (1 << (31 - value)) - 4, (1 << (32 - value)) - RESERVED
    # Half of the numbers lie where the reserved addresses decide.
    near = rng.random() < 0.5
    hosts = rng.randint(least, least + 3) if near else rng.randint(least, most)
    stem = (
        f"{who} plans a subnet in Amazon VPC for a batch cluster. At the peak, the "
        f"subnet must hold {hosts:,} instances with one private IPv4 address each. "
        f"Nothing else will use addresses there. The addresses of the company are "
        f"scarce, so the block should be as small as possible.\n\n"
        f"Which prefix length should the subnet have?"
    )
    size = 1 << (32 - value)
    why = (
        f"With the five reserved addresses {hosts + RESERVED:,} are needed. A /{value} "
        f"block has {size:,}, and half of it would be too few, so /{value} is the "
        f"smallest that fits."
    )
    mistakes = [
        Mistake(
            _prefix_for(hosts),
            "reserved-addresses-forgotten",
            f"This block has room for {hosts:,} addresses, but AWS reserves five of "
            f"them in each subnet, so not all instances fit.",
        ),
        Mistake(
            _prefix_for(hosts + 2),
            "two-reserved-as-on-premises",
            "This block is enough when only network and broadcast address are "
            "reserved. In a VPC five addresses are reserved.",
            "It was a network outside AWS.",
        ),
        Mistake(
            value + 1,
            "one-host-bit-missing",
            f"This block has {size // 2:,} addresses, half of what a /{value} has. "
            f"With the five reserved ones it is too small.",
            f"At most {size // 2 - RESERVED:,} instances were planned.",
        ),
        Mistake(
            value + 2,
            "two-host-bits-missing",
            f"This block has {size // 4:,} addresses. A longer prefix means a smaller "
            f"block, and this one is too small.",
        ),
        Mistake(
            value - 1,
            "one-host-bit-too-many",
            f"This block has {2 * size:,} addresses. It works, but half as many are "
            f"enough, and addresses are scarce.",
            f"Up to {2 * size - RESERVED:,} instances were planned.",
        ),
        Mistake(
            value - 2,
            "two-host-bits-too-many",
            f"This block has {4 * size:,} addresses. It works, but a quarter of them "
            f"is enough, and addresses are scarce.",
        ),
        Mistake(
            24,
            "whole-octet",
            "A /24 block has 256 addresses, a common habit. The number of instances "
            "decides here, and it leads to another size.",
        ),
        Mistake(
            LARGEST,
            "largest-subnet",
            "A /16 block is the largest that a subnet may have. It would waste most of "
            "the scarce addresses.",
        ),
        Mistake(
            SMALLEST,
            "smallest-subnet",
            "A /28 block is the smallest that a subnet may have. Its 16 addresses are "
            "not enough for these instances.",
            "At most 11 instances were planned.",
        ),
    ]
    return Calculation(
        stem, value, why, mistakes, _prefix_words, SUBNETS, LARGEST, SMALLEST
    )


def _prefix_words(value: Number) -> str:
    return f"/{value}"
