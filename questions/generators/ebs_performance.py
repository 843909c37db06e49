"""EBS performance: size and IOPS of a volume, and the limits of the instance."""

from math import ceil
from random import Random

from questions.generators.calculation import (
    Calculation,
    Mistake,
    Unit,
    draw_calculation,
)
from questions.generators.variant import Variant

GUIDE = "https://docs.aws.amazon.com/ebs/latest/userguide"
REFERENCES = (
    f"{GUIDE}/general-purpose.html",
    f"{GUIDE}/ebs-io-characteristics.html",
)
INSTANCE_REFERENCES = (
    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ebs-optimized.html",
    f"{GUIDE}/ebs-io-characteristics.html",
)
GP2_LARGEST_GIB = 16_384
GP2_PER_GIB, GP3_BASE, GP3_BASE_MIB = 3, 3_000, 125
IOPS = Unit("IOPS")
OWNERS = [
    ("A payroll provider", "a MySQL database"),
    ("A museum", "a search index"),
    ("A ticket shop", "a PostgreSQL database"),
    ("A laboratory", "a queue of measurement files"),
    ("A newspaper", "a content management system"),
    ("A freight forwarder", "a MongoDB replica"),
]


def draw(seed: int) -> Variant:
    """The variant of that seed."""
    return draw_calculation(seed, [_gp2_size, _gp3_extra, _gp3_ratio, _instance])


def _gp2_size(rng: Random) -> Calculation:
    owner, load = rng.choice(OWNERS)
    iops = rng.randint(32, 155) * 100
    size = ceil(iops / GP2_PER_GIB)
    stem = (
        f"{owner} runs {load} on an Amazon EC2 instance. The data is on one gp2 volume "
        f"of Amazon EBS. The load needs {iops:,} IOPS during the whole day, so burst "
        f"credits do not help. The instance itself is fast enough. The volume type "
        f"cannot change before the next maintenance window, but the size can.\n\n"
        f"What is the smallest size of the gp2 volume with this baseline performance?"
    )
    why = (
        f"The baseline of a gp2 volume grows with its size: 3 IOPS for each GiB, up to "
        f"16,000 IOPS. {iops:,} / 3 gives {size:,} GiB after rounding up."
    )
    mistakes = [
        Mistake(
            iops // GP2_PER_GIB,
            "rounded-down",
            "This size is rounded down. It gives a few IOPS less than the load needs, "
            "because a gp2 volume has exactly 3 IOPS for each GiB.",
        ),
        Mistake(
            ceil((iops - GP3_BASE) / GP2_PER_GIB),
            "gp3-baseline-on-gp2",
            "This size treats 3,000 IOPS as included and grows for the rest. A gp3 "
            "volume includes them; on gp2 3,000 is only the burst of smaller volumes.",
        ),
        Mistake(
            ceil(iops / 50),
            "provisioned-ratio-on-gp2",
            "This size uses 50 IOPS per GiB, the highest ratio of an io1 volume. A "
            "gp2 volume has no provisioned IOPS and gives 3 IOPS for each GiB.",
            "The volume was an io1 volume with provisioned IOPS.",
        ),
        Mistake(
            iops,
            "one-iops-per-gib",
            "This size takes one IOPS for each GiB. A gp2 volume gives 3 for each GiB, "
            "so a third of this size is enough.",
        ),
        Mistake(
            2 * size,
            "copies-need-extra-iops",
            "This size is doubled for the copies that EBS keeps within the "
            "Availability Zone. That replication is internal and takes nothing from "
            "the volume.",
        ),
        Mistake(
            iops * GP2_PER_GIB,
            "ratio-the-wrong-way",
            "This size multiplies by 3. The ratio says how many IOPS one GiB gives, so "
            "the IOPS are divided by it.",
        ),
    ]
    return Calculation(
        stem, size, why, mistakes, Unit("GiB"), REFERENCES, most=GP2_LARGEST_GIB
    )


def _gp3_extra(rng: Random) -> Calculation:
    owner, load = rng.choice(OWNERS)
    block = rng.choice([4, 8, 16, 32])
    rate = rng.randint(max(8, 4 * block), 9 * block) * 4
    gib = rng.choice([200, 300, 400, 500])
    need = rate * 1024 // block
    stem = (
        f"{owner} moves {load} to a gp3 volume of {gib} GiB on Amazon EBS. At the peak "
        f"the application transfers {rate:,} MiB/s, half of it reads and half of it "
        f"writes. Every operation has {block} KiB, at random places. EBS does not "
        f"merge these operations. The throughput of the volume and the instance are "
        f"sufficient. A gp3 volume includes 3,000 IOPS at no extra charge.\n\n"
        f"How many IOPS must be paid for in addition to the included ones?"
    )
    extra = need - GP3_BASE
    why = (
        f"{rate:,} MiB/s × 1,024 / {block} KiB makes {need:,} operations per second. "
        f"Reads and writes count alike. 3,000 are included, so {extra:,} more IOPS are "
        f"provisioned and paid for."
    )
    mistakes = [
        Mistake(
            need,
            "included-iops-not-subtracted",
            f"This is the whole need of {need:,} operations per second. The first "
            f"3,000 IOPS of a gp3 volume are part of the price of its storage.",
            "The question asked for the IOPS setting of the volume.",
        ),
        Mistake(
            need - GP2_PER_GIB * gib,
            "gp2-baseline-on-gp3",
            f"This number subtracts 3 IOPS for each of the {gib} GiB. That is the "
            f"baseline of gp2; gp3 includes 3,000 IOPS whatever its size.",
        ),
        Mistake(
            2 * need - GP3_BASE,
            "writes-counted-twice",
            "This number counts each operation twice, as if every write were also a "
            "read. One operation of the application is one I/O of the volume here.",
        ),
        Mistake(
            rate * 1000 // block - GP3_BASE,
            "thousand-for-1024",
            "This number divides by 1,000 where binary units need 1,024. One MiB has "
            "1,024 KiB, so the volume would be a little too slow.",
        ),
        Mistake(
            need // 2 - GP3_BASE,
            "reads-only",
            "This number counts the reads alone. Writes use IOPS of the volume as "
            "well, so both halves of the traffic belong in the sum.",
            f"The peak of {rate // 2:,} MiB/s was the sum of reads and writes.",
        ),
        Mistake(
            GP3_BASE,
            "included-iops-taken-for-the-answer",
            "3,000 is what a gp3 volume includes without extra charge. The question "
            "asks for what the peak needs beyond that.",
        ),
    ]
    return Calculation(stem, extra, why, mistakes, IOPS, REFERENCES, 100, 60_000)


def _gp3_ratio(rng: Random) -> Calculation:
    owner, load = rng.choice(OWNERS)
    rate = rng.randint(39, 95) * 20
    own = rng.randint(18, 28) * 100
    need = 4 * rate
    stem = (
        f"{owner} stores the nightly exports of {load} on a gp3 volume of 1,000 GiB "
        f"on Amazon EBS. One job reads large files in sequence. It makes {own:,} I/O "
        f"operations per second and should reach {rate:,} MiB/s. For a gp3 volume, EBS "
        f"accepts at most 0.25 MiB/s of throughput per provisioned IOPS. The instance "
        f"is not the limit.\n\n"
        f"What is the lowest IOPS setting that allows this throughput?"
    )
    why = (
        f"The throughput may be a quarter of the IOPS: {rate:,} MiB/s / 0.25 = "
        f"{need:,} IOPS. The setting follows from the ratio, although the job makes "
        f"only {own:,} operations per second."
    )
    mistakes = [
        Mistake(
            own,
            "own-operations-only",
            "This setting serves the operations of the job, but EBS would refuse the "
            "throughput: each provisioned IOPS allows only 0.25 MiB/s.",
        ),
        Mistake(
            GP3_BASE,
            "default-taken-as-enough",
            f"3,000 IOPS, the lowest setting of gp3, allow 750 MiB/s. The job should "
            f"reach {rate:,} MiB/s, so the setting must be raised.",
            "The job needed at most 750 MiB/s.",
        ),
        Mistake(
            4 * (rate - GP3_BASE_MIB),
            "baseline-throughput-subtracted",
            "This setting leaves out the 125 MiB/s that are included in the price. The "
            "ratio applies to the whole throughput of the volume.",
        ),
        Mistake(
            need + GP3_BASE,
            "default-added",
            "This setting adds the 3,000 IOPS that gp3 includes. They are part of the "
            "setting, not something that comes on top of it.",
        ),
        Mistake(
            4 * (rate - GP3_BASE_MIB) + GP3_BASE,
            "both-baselines-counted-apart",
            "This setting computes the IOPS for the throughput above 125 MiB/s and "
            "adds 3,000. The ratio binds the two whole settings, not their extra "
            "parts.",
        ),
        Mistake(
            rate * 64,
            "sixteen-kib-operations",
            "This setting assumes operations of 16 KiB. The job reads large blocks, "
            "and EBS only checks the ratio of throughput to IOPS.",
            "The job moved this throughput in random operations of 16 KiB.",
        ),
    ]
    return Calculation(stem, need, why, mistakes, IOPS, REFERENCES, 1_000, 130_000)


def _instance(rng: Random) -> Calculation:
    owner, load = rng.choice(OWNERS)
    block = rng.choice([16, 32, 64, 128])
    volume = rng.randint(10, 60) * 1000
    instance = rng.randint(10, 40) * 1000
    rate = rng.randint(20, 120) * 25
    by_rate = rate * 1024 // block
    reads = min(volume, instance, by_rate)
    stem = (
        f"{owner} runs {load} on one io2 volume with {volume:,} provisioned IOPS. The "
        f"EC2 instance can use at most {instance:,} IOPS and {rate:,} MiB/s for all "
        f"its EBS volumes together. The volume itself has enough throughput. The "
        f"application reads random blocks of {block} KiB, one block per operation. No "
        f"other volume is busy.\n\n"
        f"How many blocks per second can the application read at most?"
    )
    why = (
        f"The lowest limit decides. The volume allows {volume:,} IOPS, the instance "
        f"{instance:,} IOPS, and {rate:,} MiB/s are {by_rate:,} blocks of {block} KiB. "
        f"The smallest of the three is {reads:,}."
    )
    more = [
        Mistake(
            volume,
            "instance-limits-forgotten",
            f"{volume:,} is the setting of the volume. The instance has limits of its "
            f"own for IOPS and throughput, and one of them is lower.",
        ),
        Mistake(
            min(volume, instance),
            "throughput-limit-forgotten",
            f"This number compares the IOPS only. With blocks of {block} KiB the "
            f"instance reaches its limit of {rate:,} MiB/s first.",
            "The blocks were much smaller.",
        ),
        Mistake(
            by_rate,
            "iops-limits-forgotten",
            "This number comes from the throughput of the instance alone. Volume and "
            "instance also limit the number of operations, and that is lower here.",
        ),
        Mistake(
            volume + instance,
            "limits-added",
            "This number adds the limit of the volume and the limit of the instance. "
            "Each operation passes both, so the lower limit decides.",
        ),
    ]
    less = [
        Mistake(
            reads // 2,
            "half-for-replication",
            "This number keeps half of the operations for copies within the "
            "Availability Zone. EBS replicates internally, at no cost in IOPS.",
        ),
        Mistake(
            rate * 128 // block,
            "bytes-read-as-bits",
            f"This number divides the throughput by 8, as if it were given in Mib/s. "
            f"{rate:,} MiB/s are bytes already, so nothing is divided.",
            f"The instance was limited to {rate:,} Mib/s, in bits.",
        ),
        Mistake(
            rate * 4,
            "counted-in-256-kib",
            f"This number counts operations of 256 KiB, the largest that EBS takes as "
            f"one. The application reads {block} KiB at a time.",
            "The application read blocks of 256 KiB.",
        ),
    ]
    return Calculation(
        stem, reads, why, [*more, *less], Unit("blocks"), INSTANCE_REFERENCES, 500
    )
