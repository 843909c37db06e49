"""Where blocks lie: the first free one, and which ones overlap."""

from random import Random

from questions.generators.calculation import (
    Calculation,
    Mistake,
    Number,
    Unit,
)
from questions.generators.cidr_arithmetic.blocks import (
    GUIDE,
    TEAMS,
    VPCS,
    Block,
    address,
    block_at,
)

PEERING = (f"{GUIDE}/peering/vpc-peering-basics.html",)


def draw_first_free(rng: Random) -> Calculation:
    who = rng.choice(TEAMS)
    vpc = block_at(rng.randint(0, 250), 0, 16)
    used, end = _row(rng, vpc)
    prefix = rng.randint(22, 25)
    size = 1 << (32 - prefix)
    value = -(-end // size) * size
    listed = "\n".join(f"- `{block}`" for block in used)
    stem = (
        f"{who} has a VPC with the IPv4 block `{vpc}`. It contains these subnets, and "
        f"no others:\n\n{listed}\n\n"
        f"A new subnet with a prefix length of /{prefix} is needed. It should have the "
        f"lowest addresses that are still possible behind the last of these subnets, "
        f"so that the rest of the block stays in one piece.\n\n"
        f"Which block should the new subnet have?"
    )
    why = (
        f"The last subnet ends at {address(end - 1)}. A /{prefix} block starts at a "
        f"multiple of its own size of {size:,} addresses. The first such start behind "
        f"it is {address(value)}."
    )
    last = used[-1]
    mistakes = [
        Mistake(
            last.first // size * size,
            "overlap-with-the-last-subnet",
            f"This block has a valid start but contains addresses of `{last}`. Subnets "
            f"of a VPC must not overlap.",
        ),
        Mistake(
            end,
            "start-not-aligned",
            f"This start follows the last subnet directly, but it is no multiple of "
            f"{size:,} addresses. AWS would move it back, into addresses in use.",
            "The prefix was long enough for this start.",
        ),
        Mistake(
            vpc.first,
            "start-of-the-vpc",
            f"This block starts where the VPC starts. `{used[0]}` is already there, "
            f"and subnets must not overlap.",
            "The VPC had no subnets yet.",
        ),
        Mistake(
            last.first,
            "start-of-the-last-subnet",
            f"This block starts with the addresses of `{last}`. These are in use, and "
            f"subnets must not overlap.",
        ),
        Mistake(
            value + size,
            "one-block-too-far",
            "This block is valid and free, but there is a free block of the same size "
            "before it. It would leave a gap.",
        ),
        Mistake(
            value + 2 * size,
            "two-blocks-too-far",
            "This block is valid and free, but there are free blocks of the same size "
            "before it. It would leave a larger gap.",
        ),
        Mistake(
            (end // 4096 + 1) * 4096,
            "next-large-boundary",
            "This block starts at the next multiple of 16 in the third octet. Only a "
            "/20 block needs that; a smaller one may start earlier.",
            "The new subnet had a prefix length of /20.",
        ),
        Mistake(
            vpc.first + vpc.size - size,
            "end-of-the-vpc",
            "This block lies at the end of the VPC. It is valid and free, but it does "
            "not have the lowest addresses that are possible.",
            "The highest addresses were wanted.",
        ),
    ]

    def words(number: Number) -> str:
        return f"{address(int(number))}/{prefix}"

    return Calculation(stem, value, why, mistakes, words, VPCS, 0, 1 << 32)


def _row(rng: Random, vpc: Block) -> tuple[list[Block], int]:
    """Two to four subnets from the start of the VPC on, and where they end."""
    used: list[Block] = []
    end = vpc.first
    for _ in range(rng.randint(2, 4)):
        prefix = rng.randint(23, 27)
        size = 1 << (32 - prefix)
        start = -(-end // size) * size
        used.append(Block(start, prefix))
        end = start + size
    return used, end


def draw_peers(rng: Random) -> Calculation:
    who = rng.choice(TEAMS)
    second = rng.randint(8, 200) // 8 * 8
    own = block_at(second, rng.choice([0, 64, 128]), rng.choice([17, 18, 19]))
    others = _neighbours(rng, own)
    free = [block for block in others if not own.overlaps(block)]
    value = len(free)
    listed = "\n".join(f"- `{block}`" for block in others)
    stem = (
        f"{who} has a VPC with the IPv4 block `{own}`. It should be connected with as "
        f"many of the following VPCs as possible, each by a VPC peering connection of "
        f"its own:\n\n{listed}\n\n"
        f"The VPCs belong to different companies, so no block can change. No VPC has a "
        f"second block. The quotas are no limit.\n\n"
        f"For how many of these VPCs can the peering connection become active?"
    )
    last = own.first + own.size - 1
    blocked = " and ".join(f"`{b}`" for b in others if own.overlaps(b))
    why = (
        f"Blocks that overlap cannot be peered. `{own}` runs to {address(last)} and "
        f"overlaps with {blocked or 'none of them'}. Whether the other blocks overlap "
        f"each other does not matter for these connections."
    )
    mistakes = [
        *_misread(own, others),
        Mistake(
            len(_apart(free)),
            "others-must-not-overlap",
            "This number also demands that the other VPCs do not overlap each other. "
            "Peering is not transitive; only the two blocks of a connection are "
            "compared.",
        ),
        Mistake(
            len(others),
            "overlap-ignored",
            "This number peers with every VPC. A peering connection with an "
            "overlapping block gets the status failed.",
            "No block of the list overlapped.",
        ),
        Mistake(
            len(others) - value,
            "overlapping-instead-of-free",
            "This is the number of VPCs whose block overlaps. Those are the ones that "
            "cannot be peered.",
            "The question asked how many connections fail.",
        ),
        Mistake(
            0,
            "same-range-never-peers",
            "This number peers with none, because the blocks come from private ranges. "
            "Only an overlap of the blocks themselves prevents peering.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, Unit("VPCs", "VPC"), PEERING, 0, 7)


def _misread(own: Block, others: list[Block]) -> list[Mistake]:
    """What hasty ways to compare two blocks find."""
    return [
        Mistake(
            sum(block.first >> 16 != own.first >> 16 for block in others),
            "first-two-octets-compared",
            "This number excludes each VPC with the same first two octets. The prefix "
            "length decides where a block ends; some of them do not overlap.",
            "All blocks had a prefix length of /16.",
        ),
        Mistake(
            sum(block.first != own.first for block in others),
            "first-addresses-compared",
            "This number excludes only blocks with the same first address. A block can "
            "begin elsewhere and still overlap.",
        ),
        Mistake(
            sum(block != own for block in others),
            "equal-blocks-compared",
            "This number excludes only a block that is exactly the same. A larger or a "
            "smaller block can overlap as well.",
        ),
        Mistake(
            sum(block.first >> 8 != own.first >> 8 for block in others),
            "first-three-octets-compared",
            "This number excludes only blocks with the same first three octets. A "
            "prefix shorter than /24 reaches beyond the third octet.",
            "All blocks had a prefix length of /24.",
        ),
    ]


def _neighbours(rng: Random, own: Block) -> list[Block]:
    """Six or seven blocks: some inside, some around, some beside that block."""
    second, third = own.octet(2), own.octet(3)
    beside = (third + (own.size >> 8)) % 256
    pool = [
        block_at(second, third + rng.choice([1, 5, 9, 17]), 24),
        block_at(second, third + (own.size >> 8) // 2, rng.choice([20, 21, 22])),
        block_at(second, 0, 16),
        block_at(second, third, own.prefix - 1),
        block_at(second, beside, own.prefix),
        block_at(second, (beside + 3) % 256, 24),
        block_at(second + 1, third, own.prefix),
        block_at(second + rng.randint(2, 6), third, 16),
        block_at(16 + second % 16, third, own.prefix, 172),
        block_at((second + 40) % 250, third, rng.choice([16, 18, 20])),
    ]
    return sorted(set(rng.sample(pool, 7)), key=lambda block: (block.first, block.size))


def _apart(blocks: list[Block]) -> list[Block]:
    """The blocks that overlap with no other one of the list."""
    return [b for b in blocks if not any(b != o and b.overlaps(o) for o in blocks)]
