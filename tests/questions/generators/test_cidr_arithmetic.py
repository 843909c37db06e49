"""CIDR arithmetic: all again with the standard library's networks."""

import re
from fractions import Fraction
from ipaddress import IPv4Address, ip_network

from tests.questions.generators.reading import differences, first_number, number


def told_by(stem):
    blocks = [ip_network(text) for text in re.findall(r"`([\d.]+/\d+)`", stem)]
    if "How many more tasks" in stem:
        return free_addresses(stem, blocks[0])
    if "How many more subnets" in stem:
        return more_subnets(stem, blocks[0])
    if "Which prefix length" in stem:
        return smallest(int(number(r"hold ([\d,]+) inst", stem)))
    if "Which block" in stem:
        return first_free(blocks[0], blocks[1:], int(number(r"of /(\d+) is", stem)))
    return peers(blocks[0], blocks[1:])


def free_addresses(stem, block):
    used = int(number(r"(\d+) addresses are in use", stem))
    # The first four and the last address of a subnet are reserved.
    usable = len(list(block)[4:-1])
    return usable - used, {
        "reserved-addresses-forgotten": block.num_addresses - used,
        "two-reserved-as-on-premises": len(list(block.hosts())) - used,
        "used-addresses-forgotten": usable,
        "one-host-bit-lost": len(list(next(block.subnets()))[4:-1]) - used,
        "one-host-bit-too-many": len(list(block.supernet())[4:-1]) - used,
        "broadcast-counted-apart": len(list(block.hosts())) - 5 - used,
        "reserved-at-both-ends": len(list(block)[5:-5]) - used,
    }


def more_subnets(stem, vpc):
    small = int(number(r"length of /(\d+)", stem))
    used = int(number(r"(\d+) of them exist", stem))
    parts = list(vpc.subnets(new_prefix=small))
    longer = list(vpc.subnets(new_prefix=small + 1))
    shorter = list(vpc.subnets(new_prefix=small - 1))
    return len(parts[used:]), {
        "existing-subnets-forgotten": len(parts),
        "five-subnets-reserved": len(parts) - 5 - used,
        "first-and-last-subnet-unused": len(parts[1:-1]) - used,
        "bits-multiplied": (small - vpc.prefixlen) * 2 - used,
        "one-bit-too-many": len(longer) - used,
        "one-bit-lost": len(shorter) - used,
        "third-octet-counted": 256 - used,
    }


def longest(addresses):
    """The longest prefix of a block with so many addresses, found by trying."""
    fits = [p for p in range(33) if ip_network((0, p)).num_addresses >= addresses]
    return fits[-1]


def smallest(hosts):
    key = longest(hosts + 5)
    return key, {
        "reserved-addresses-forgotten": longest(hosts),
        "two-reserved-as-on-premises": longest(hosts + 2),
        "one-host-bit-missing": key + 1,
        "two-host-bits-missing": key + 2,
        "one-host-bit-too-many": key - 1,
        "two-host-bits-too-many": key - 2,
        "whole-octet": 24,
        "largest-subnet": 16,
        "smallest-subnet": 28,
    }


def first_free(vpc, used, prefix):
    parts = list(vpc.subnets(new_prefix=prefix))
    behind = [p for p in parts if p.network_address > used[-1].broadcast_address]
    end = used[-1].broadcast_address + 1
    large = vpc.subnets(new_prefix=20)
    told = {
        "overlap-with-the-last-subnet": next(
            p for p in parts if p.overlaps(used[-1])
        ).network_address,
        "start-not-aligned": end,
        "start-of-the-vpc": vpc.network_address,
        "start-of-the-last-subnet": used[-1].network_address,
        "one-block-too-far": behind[1].network_address,
        "two-blocks-too-far": behind[2].network_address,
        "next-large-boundary": next(
            p.network_address for p in large if p.network_address > end
        ),
        "end-of-the-vpc": parts[-1].network_address,
    }
    key = behind[0]
    assert not any(key.overlaps(block) for block in used)
    starts = {name: int(address) for name, address in told.items()}
    return int(key.network_address), starts


def peers(own, others):
    free = [block for block in others if not block.overlaps(own)]
    alone = [b for b in free if not any(b.overlaps(o) for o in free if o is not b)]

    def octets(block, count):
        return str(block.network_address).split(".")[:count]

    return len(free), {
        "first-two-octets-compared": len(
            [b for b in others if octets(b, 2) != octets(own, 2)]
        ),
        "first-addresses-compared": len(
            [b for b in others if b.network_address != own.network_address]
        ),
        "equal-blocks-compared": len([b for b in others if b != own]),
        "first-three-octets-compared": len(
            [b for b in others if octets(b, 3) != octets(own, 3)]
        ),
        "others-must-not-overlap": len(alone),
        "overlap-ignored": len(others),
        "overlapping-instead-of-free": len(others) - len(free),
        "same-range-never-peers": 0,
    }


def read(text):
    """A block by its first address; a prefix length or a count as the number it is."""
    block = re.fullmatch(r"([\d.]+)/\d+", text)
    return int(IPv4Address(block[1])) if block else Fraction(first_number(text))


class CidrArithmeticTests:
    def test_its_key_and_its_mistakes_are_what_the_stem_tells(self):
        assert differences("cidr-arithmetic", told_by, read=read) == []
