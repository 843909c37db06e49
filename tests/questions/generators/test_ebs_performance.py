"""EBS performance: sizes and IOPS found by trying, and each mistake made again."""

from fractions import Fraction
from itertools import count

from tests.questions.generators.reading import differences, number


def told_by(stem):
    if "gp2 volume" in stem:
        return gp2_size(stem)
    if "must be paid for" in stem:
        return paid_iops(stem)
    return ratio(stem) if "exports" in stem else blocks_per_second(stem)


def gp2_size(stem):
    iops = int(number(r"needs ([\d,]+) IOPS", stem))
    size = next(gib for gib in count(1) if 3 * gib >= iops)
    return size, {
        "rounded-down": next(gib for gib in count(1) if 3 * (gib + 1) > iops),
        "gp3-baseline-on-gp2": next(g for g in count(1) if 3_000 + 3 * g >= iops),
        "provisioned-ratio-on-gp2": next(g for g in count(1) if 50 * g >= iops),
        "one-iops-per-gib": iops,
        "copies-need-extra-iops": size + size,
        "ratio-the-wrong-way": iops * 3,
    }


def paid_iops(stem):
    rate, block = number(r"transfers ([\d,]+)", stem), number(r"has (\d+) KiB", stem)
    gib = number(r"of (\d+) GiB", stem)
    need = rate * 2**20 / (block * 2**10)
    return need - 3_000, {
        "included-iops-not-subtracted": need,
        "gp2-baseline-on-gp3": need - 3 * gib,
        "writes-counted-twice": need * 2 - 3_000,
        "thousand-for-1024": rate * 1_000_000 // (block * 1000) - 3_000,
        "reads-only": rate / 2 * 2**20 // (block * 2**10) - 3_000,
        "included-iops-taken-for-the-answer": 3_000,
    }


def ratio(stem):
    rate = number(r"reach ([\d,]+) MiB", stem)
    need = next(iops for iops in count(3_000) if Fraction(iops, 4) >= rate)
    return need, {
        "own-operations-only": number(r"makes ([\d,]+) I/O", stem),
        "default-taken-as-enough": 3_000,
        "baseline-throughput-subtracted": (rate - 125) / Fraction(1, 4),
        "default-added": 3_000 + need,
        "both-baselines-counted-apart": 3_000 + (rate - 125) / Fraction(1, 4),
        "sixteen-kib-operations": rate * 1024 / 16,
    }


def blocks_per_second(stem):
    volume = number(r"with ([\d,]+) provisioned", stem)
    instance = number(r"most ([\d,]+) IOPS", stem)
    rate = number(r"and ([\d,]+) MiB/s", stem)
    block = number(r"blocks of (\d+) KiB", stem)
    by_rate = rate * 2**20 // (block * 2**10)
    key = sorted([volume, instance, by_rate])[0]
    return key, {
        "instance-limits-forgotten": volume,
        "throughput-limit-forgotten": sorted([volume, instance])[0],
        "iops-limits-forgotten": by_rate,
        "limits-added": volume + instance,
        "half-for-replication": key // 2,
        "bytes-read-as-bits": rate * 2**20 // 8 // (block * 2**10),
        "counted-in-256-kib": rate * 2**20 / 2**18,
    }


class EbsPerformanceTests:
    def test_its_key_and_its_mistakes_are_what_the_stem_tells(self):
        assert differences("ebs-performance", told_by) == []
