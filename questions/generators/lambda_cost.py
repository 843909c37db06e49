"""Lambda charges: GB-seconds and requests, at prices that the stem gives."""

from fractions import Fraction
from random import Random

from questions.generators.calculation import (
    Calculation,
    Mistake,
    Number,
    Situation,
    Unit,
    draw_calculation,
    plain,
)
from questions.generators.variant import Variant

GUIDE = "https://docs.aws.amazon.com/lambda/latest"
REFERENCES = (
    f"{GUIDE}/operatorguide/computing-power.html",
    f"{GUIDE}/dg/configuration-memory.html",
)
GB = 1024  # MB
MEMORIES = [256, 512, 768, 1024, 1536, 2048, 3072, 4096]
GB_SECOND = Fraction("0.0000166667")  # of a dollar, as the stems say
MILLION_REQUESTS = Fraction("0.20")
GB_SECONDS = Unit("GB-seconds", "GB-second")
INVOCATIONS = Unit("invocations", "invocation")

JOBS = [
    ("A photo service", "resizes uploaded pictures"),
    ("A newspaper", "renders article previews"),
    ("A toll operator", "reads number plates"),
    ("A pharmacy chain", "checks prescriptions"),
    ("A meter company", "validates readings"),
    ("A video platform", "writes subtitles"),
]


def dollars(value: Number) -> str:
    return f"${float(value):,.2f}"


def draw(seed: int) -> Variant:
    """The variant of that seed."""
    return draw_calculation(seed, SITUATIONS)


def gb_seconds(count: int, milliseconds: int, memory: int) -> Fraction:
    """Memory in MB times duration, for so many invocations."""
    return Fraction(count * milliseconds * memory, 1000 * GB)


def draw_month(rng: Random) -> Calculation:
    """Both parts of the charge for a month."""
    company, work = rng.choice(JOBS)
    memory = rng.choice([m for m in MEMORIES if m != GB])
    milliseconds = rng.choice([80, 120, 140, 160, 220, 240, 260, 320, 450, 650, 900])
    millions = rng.randint(4, 60)
    used_memory = memory * rng.randint(30, 85) // 100
    count = millions * 10**6
    stem = (
        f"{company} uses an AWS Lambda function that {work}. The function has "
        f"{memory:,} MB of memory, and a run really uses {used_memory:,} MB of "
        f"it. It runs {millions} million times in a month. Each run takes "
        f"{milliseconds} ms. The price is $0.0000166667 per GB-second and "
        f"$0.20 per million requests. The free tier is used up by other functions. One "
        f"GB has 1,024 MB. Data transfer and storage are not counted.\n\n"
        f"What does Lambda charge for this function in the month?"
    )
    used = gb_seconds(count, milliseconds, memory)
    compute, requests = used * GB_SECOND, millions * MILLION_REQUESTS
    why = (
        f"Each run uses {memory / GB:g} GB × {milliseconds / 1000:g} s. All runs use "
        f"{plain(used)} GB-seconds, which cost {dollars(compute)}. The "
        f"{millions} million requests cost {dollars(requests)} more."
    )
    mistakes = [
        Mistake(
            compute,
            "requests-left-out",
            "This sum covers the GB-seconds only. Lambda also charges for each "
            "request, however short the run is, and that part is missing here.",
            "The requests were within the free tier.",
        ),
        Mistake(
            gb_seconds(count, milliseconds, GB) * GB_SECOND + requests,
            "memory-left-out",
            "This sum multiplies seconds by the price of a GB-second, as if the "
            "function had 1 GB. The configured memory scales the charge.",
            "The function had 1,024 MB of memory.",
        ),
        Mistake(
            gb_seconds(count, -(-milliseconds // 100) * 100, memory) * GB_SECOND
            + requests,
            "rounded-up-to-100-ms",
            "This sum rounds each run up to 100 ms, as Lambda did until 2020. The "
            "duration is now billed in steps of 1 ms.",
            "Lambda billed in steps of 100 ms.",
        ),
        Mistake(
            gb_seconds(count, 1000, memory) * GB_SECOND + requests,
            "rounded-up-to-whole-seconds",
            "This sum bills a whole second for each run. The duration is billed in "
            "steps of 1 ms, so a short run costs only its part of a second.",
            "Each run took a whole second.",
        ),
        Mistake(
            gb_seconds(count, milliseconds, used_memory) * GB_SECOND + requests,
            "used-memory-billed",
            "This sum bills the memory that the runs really use. Lambda bills the "
            "memory that is configured, whether the code needs it or not.",
            f"The function were configured with {used_memory:,} MB.",
        ),
    ]
    return Calculation(stem, compute + requests, why, mistakes, dollars, REFERENCES)


def draw_more_memory(rng: Random) -> Calculation:
    """More memory makes the run shorter; both change the charge."""
    company, work = rng.choice(JOBS)
    small = rng.choice([256, 512, 768, 1024])
    factor = rng.choice([2, 2, 3, 4])
    before = 40 * rng.randint(20, 90)
    after = int(before * Fraction(rng.randint(85, 175), 100 * factor))
    charge = rng.choice([40, 60, 80, 96, 120, 150, 180, 240, 300])
    stem = (
        f"{company} uses an AWS Lambda function that {work}. The function has "
        f"{small:,} MB of memory, and a run takes {before:,} ms. A test with "
        f"{small * factor:,} MB shows that a run then takes {after:,} ms. The charge "
        f"for GB-seconds is ${charge} per month today. The number of runs and the "
        f"price of a GB-second stay the same.\n\n"
        f"What will the monthly charge for GB-seconds be with {small * factor:,} MB?"
    )
    value = Fraction(charge * factor * after, before)
    why = (
        f"The charge grows with memory × duration. The memory becomes {factor} times "
        f"as large, and the duration becomes {after:,} / {before:,} of the old one: "
        f"${charge} × {factor} × {after:,} / {before:,} = {dollars(value)}."
    )
    mistakes = [
        Mistake(
            charge * factor,
            "shorter-run-left-out",
            "This charge grows with the memory alone. The function also gets more CPU "
            "and finishes earlier, so fewer seconds are billed.",
            "The run took as long as before.",
        ),
        Mistake(
            Fraction(charge * after, before),
            "higher-memory-left-out",
            "This charge falls with the duration alone. Each second costs more than "
            "before, because the price is per GB-second of configured memory.",
            "The run became shorter through better code, with the same memory.",
        ),
        Mistake(
            charge,
            "charge-taken-as-constant",
            "This number assumes that memory and duration cancel out. That is so only "
            "when the run becomes shorter by exactly the factor of the memory.",
            f"A run with more memory took {before // factor:,} ms.",
        ),
        Mistake(
            Fraction(charge * after, before * factor),
            "divided-by-the-memory-factor",
            "This charge is divided by the factor of the memory. More memory "
            "makes each second more expensive, so the factor is multiplied.",
        ),
        Mistake(
            Fraction(charge * factor * before, after),
            "durations-exchanged",
            "This charge uses the two durations the wrong way round. It grows with "
            "the new duration and shrinks with the old one.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, dollars, REFERENCES)


def draw_billable(rng: Random) -> Calculation:
    """GB-seconds beyond a free amount."""
    company, work = rng.choice(JOBS)
    memory = rng.choice([m for m in MEMORIES if m != GB])
    milliseconds = rng.choice([200, 250, 400, 500, 800, 1200, 1500, 2000])
    thousands = 20 * rng.randint(20, 400)
    free = rng.choice([100, 200, 400]) * 1000
    count = thousands * 1000
    stem = (
        f"{company} uses an AWS Lambda function that {work}. The function has "
        f"{memory:,} MB of memory, and one GB has 1,024 MB. In a month it runs "
        f"{count:,} times. Each run takes {milliseconds:,} ms. The account gets "
        f"{free:,} GB-seconds per month free of charge. No other function uses any of "
        f"them.\n\n"
        f"How many GB-seconds of this function are charged in the month?"
    )
    used = gb_seconds(count, milliseconds, memory)
    seconds = Fraction(count * milliseconds, 1000)
    why = (
        f"The function runs for {plain(seconds)} seconds, and each second counts with "
        f"{memory / GB:g} GB: {plain(used)} GB-seconds. After the free {free:,} the "
        f"account pays for {plain(used - free)}."
    )
    mistakes = [
        Mistake(
            used,
            "free-amount-left-out",
            "This number is the whole use of the month. The free amount is "
            "subtracted before anything is charged.",
            "The free amount was used up by another function.",
        ),
        Mistake(
            seconds - free,
            "memory-left-out",
            "This number subtracts GB-seconds from plain seconds. A second counts with "
            "the configured memory, so it must be multiplied first.",
            "The function had 1,024 MB of memory.",
        ),
        Mistake(
            seconds,
            "seconds-instead-of-gb-seconds",
            "This number is the running time in seconds. Neither the memory nor the "
            "free amount is in it.",
        ),
        Mistake(
            used - free * Fraction(memory, GB),
            "free-amount-taken-for-seconds",
            "This number takes the free amount for seconds of this function. It is "
            "given in GB-seconds and is subtracted as it is.",
            "The account got that number of seconds free, whatever the memory.",
        ),
    ]
    return Calculation(
        stem, used - free, why, mistakes, GB_SECONDS, REFERENCES, least=10_000
    )


def draw_free_runs(rng: Random) -> Calculation:
    """How often a function may run within a free amount."""
    company, work = rng.choice(JOBS)
    memory = rng.choice([128, 256, 512, 2048, 4096, 8192])
    milliseconds = rng.choice([100, 125, 200, 250, 400, 500, 800, 1000, 2000])
    free = rng.choice([100, 200, 400]) * 1000
    stem = (
        f"{company} plans an AWS Lambda function that {work}. The function will have "
        f"{memory:,} MB of memory, and one GB has 1,024 MB. A run will take "
        f"{milliseconds:,} ms. The account gets {free:,} GB-seconds per month free of "
        f"charge and has no other function. The charge for requests is not "
        f"considered.\n\n"
        f"How often can the function run in a month before GB-seconds are charged?"
    )
    runs = Fraction(free * GB * 1000, memory * milliseconds)
    why = (
        f"One run uses {memory / GB:g} GB × {milliseconds / 1000:g} s = "
        f"{memory * milliseconds / GB / 1000:g} GB-seconds. The free {free:,} "
        f"GB-seconds divided by that are {plain(runs)} invocations in the month."
    )
    mistakes = [
        Mistake(
            Fraction(free * 1000, milliseconds),
            "memory-left-out",
            "This number divides GB-seconds by plain seconds. It is right only for 1 "
            "GB of memory; the configured memory changes what a second costs.",
            "The function had 1,024 MB of memory.",
        ),
        Mistake(
            Fraction(free * memory * 1000, GB * milliseconds),
            "multiplied-by-the-memory",
            "This number multiplies by the memory. More memory uses up the free amount "
            "faster, so the free amount is divided by it.",
        ),
        Mistake(
            Fraction(free * GB, memory),
            "seconds-instead-of-runs",
            "This number is the free running time in seconds. A run does not take "
            "exactly one second, so it is not the number of runs.",
            "A run took exactly one second.",
        ),
        Mistake(
            free,
            "gb-seconds-taken-for-runs",
            "This number takes each GB-second for one run. A run uses its memory times "
            "its duration, which is another amount.",
            "Each run used exactly one GB-second.",
        ),
        Mistake(
            Fraction(free * GB * milliseconds, memory * 1000),
            "multiplied-by-the-duration",
            "This number multiplies by the duration. A longer run uses up the free "
            "amount faster, so the free amount is divided by it.",
        ),
    ]
    return Calculation(stem, runs, why, mistakes, INVOCATIONS, REFERENCES, most=10**9)


SITUATIONS: list[Situation] = [
    draw_month,
    draw_month,
    draw_more_memory,
    draw_billable,
    draw_free_runs,
]
