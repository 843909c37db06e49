"""Blocks of IPv4 addresses, as plain numbers."""

from dataclasses import dataclass

GUIDE = "https://docs.aws.amazon.com/vpc/latest"

VPCS = (f"{GUIDE}/userguide/vpc-cidr-blocks.html",)
TEAMS = [
    "A bank",
    "A newspaper",
    "A chain of gyms",
    "A medical laboratory",
    "A public library",
    "A toy maker",
]


@dataclass(frozen=True)
class Block:
    """A CIDR block: its first address as a number, and the length of its prefix."""

    first: int
    prefix: int

    @property
    def size(self) -> int:
        return 1 << (32 - self.prefix)

    def overlaps(self, other: "Block") -> bool:
        return (
            self.first < other.first + other.size
            and other.first < self.first + self.size
        )

    def octet(self, number: int) -> int:
        return self.first >> (32 - 8 * number) & 255

    def __str__(self) -> str:
        octets = ".".join(str(self.octet(number)) for number in (1, 2, 3, 4))
        return f"{octets}/{self.prefix}"


def block_at(second: int, third: int, prefix: int, first: int = 10) -> Block:
    start = (first << 24) + (second << 16) + (third << 8)
    return Block(start >> (32 - prefix) << (32 - prefix), prefix)


def address(number: int) -> str:
    return str(Block(number, 32)).partition("/")[0]
