"""S3 request rates: how many prefixes a load needs, by the rate of each prefix."""

from math import ceil
from random import Random

from questions.generators.calculation import (
    Calculation,
    Mistake,
    Unit,
    draw_calculation,
)
from questions.generators.variant import Variant

REFERENCES = (
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html",
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance-design-patterns.html",
)
READS, WRITES = 5_500, 3_500
OLD_READS, OLD_WRITES = 800, 300  # what guides named until 2018
PREFIXES = Unit("prefixes", "prefix")
MOST = 120
ALIKE = (
    "Requests are spread evenly over the prefixes, and Amazon S3 has already scaled "
    "for each of them."
)


def draw(seed: int) -> Variant:
    """The variant of that seed."""
    situations = [_reads, _writes, _day_and_night, _at_once, _parts]
    return draw_calculation(seed, situations)


def _asked(stem: str, value: int, why: str, mistakes: list[Mistake]) -> Calculation:
    return Calculation(stem, value, why, mistakes, PREFIXES, REFERENCES, 1, MOST)


def _one_prefix(name: str = "rate-taken-per-bucket") -> Mistake:
    return Mistake(
        1,
        name,
        "One prefix does not carry this load. A bucket has no request rate of its own "
        "that would scale without limit: the rate grows with the number of prefixes.",
    )


def _reads(rng: Random) -> Calculation:
    who, what = rng.choice(
        [
            ("A map service", "tiles"),
            ("A video portal", "preview images"),
            ("A genome archive", "sequence files"),
            ("A game publisher", "level files"),
        ]
    )
    objects = rng.randint(60, 280) * 100
    requests = 2 * objects
    value = ceil(requests / READS)
    stem = (
        f"{who} keeps {what} in one Amazon S3 bucket. At the peak, clients fetch "
        f"{objects:,} objects per second. For each object a client first sends a HEAD "
        f"request and then a GET request. There is no cache in front of the bucket. "
        f"{ALIKE}\n\n"
        f"How many prefixes are needed at least for this rate?"
    )
    why = (
        f"Each prefix supports at least 5,500 GET or HEAD requests per second. Two "
        f"requests per object make {requests:,}; divided by 5,500 and rounded up, that "
        f"is {value}."
    )
    mistakes = [
        Mistake(
            ceil(objects / READS),
            "head-requests-forgotten",
            "This number counts the GET requests only. HEAD requests belong to the "
            "same rate of 5,500 per second, and each object needs one of both.",
            "The clients sent no HEAD requests.",
        ),
        Mistake(
            requests // READS,
            "rounded-down",
            "This number is rounded down. The rest of the requests does not fit into "
            "the rate of these prefixes, so one more is needed.",
        ),
        Mistake(
            ceil(requests / (READS + WRITES)),
            "read-and-write-rates-added",
            "This number adds the read rate and the write rate of a prefix. GET and "
            "HEAD requests can use the rate of 5,500 only.",
        ),
        Mistake(
            ceil(requests / WRITES),
            "write-rate-used-for-reads",
            "This number divides by 3,500, the rate for PUT, COPY, POST and DELETE. "
            "GET and HEAD requests have the higher rate of 5,500.",
            "All these requests were PUT requests.",
        ),
        Mistake(
            ceil(objects / READS) + ceil(objects / WRITES),
            "head-counted-as-a-write",
            "This number counts the HEAD requests with the write rate. HEAD is a read: "
            "it shares the 5,500 per second with GET.",
        ),
        Mistake(
            ceil(requests / OLD_READS),
            "rates-before-2018",
            "This number divides by 800, a read rate that guides named until 2018. "
            "Today each prefix supports 5,500 such requests per second.",
        ),
        _one_prefix(),
    ]
    return _asked(stem, value, why, mistakes)


def _writes(rng: Random) -> Calculation:
    who, what = rng.choice(
        [
            ("A fleet operator", "position files from vehicles"),
            ("An advertising network", "click records from its collectors"),
            ("A weather service", "readings from its stations"),
            ("A factory", "photos from its inspection cameras"),
        ]
    )
    rate = rng.randint(80, 330) * 100
    value = ceil(rate / WRITES)
    stem = (
        f"{who} writes {what} to one Amazon S3 bucket. Versioning is on. At the peak, "
        f"{rate:,} small objects per second arrive, and each is stored by one PUT "
        f"request. Nothing is read during the peak. {ALIKE}\n\n"
        f"How many prefixes are needed at least for this rate?"
    )
    why = (
        f"Each prefix supports at least 3,500 PUT, COPY, POST or DELETE requests per "
        f"second. {rate:,} / 3,500, rounded up, is {value}."
    )
    mistakes = [
        Mistake(
            ceil(rate / READS),
            "read-rate-used-for-writes",
            "This number divides by 5,500, the rate for GET and HEAD. PUT requests "
            "have the lower rate of 3,500 per second and prefix.",
            "The requests were GET requests.",
        ),
        Mistake(
            rate // WRITES,
            "rounded-down",
            "This number is rounded down. The rest of the requests does not fit into "
            "the rate of these prefixes, so one more is needed.",
        ),
        Mistake(
            ceil(rate / (READS + WRITES)),
            "read-and-write-rates-added",
            "This number adds the read rate and the write rate of a prefix. PUT "
            "requests cannot use the rate that is meant for reads.",
        ),
        Mistake(
            ceil(2 * rate / WRITES),
            "versioning-doubles-the-requests",
            "This number doubles the requests because of versioning. A new version is "
            "stored by the same single PUT request as the object itself.",
            "Each object needed two write requests, for example a PUT and a COPY.",
        ),
        Mistake(
            ceil(rate / OLD_WRITES),
            "rates-before-2018",
            "This number divides by 300, a write rate that guides named until 2018. "
            "Today each prefix supports 3,500 such requests per second.",
        ),
        Mistake(
            ceil(rate / READS) + ceil(rate / WRITES),
            "each-write-checked-by-a-read",
            "This number adds a read for each write, to see that the object is there. "
            "S3 is strongly consistent, and the stem has no such request.",
            "A GET request to other prefixes followed each PUT request.",
        ),
        _one_prefix(),
    ]
    return _asked(stem, value, why, mistakes)


def _loads(rng: Random) -> tuple[int, int]:
    return rng.randint(60, 300) * 100, rng.randint(60, 400) * 100


def _day_and_night(rng: Random) -> Calculation:
    who = rng.choice(
        ["A tax office", "A clinic group", "An insurer", "A land registry"]
    )
    puts, gets = _loads(rng)
    by_puts, by_gets = ceil(puts / WRITES), ceil(gets / READS)
    value = max(by_puts, by_gets)
    stem = (
        f"{who} keeps scanned documents in one Amazon S3 bucket. At night, scanners "
        f"store {puts:,} objects per second with PUT requests. During the day, "
        f"employees read {gets:,} objects per second with GET requests. The two never "
        f"happen at the same time, and they use the same prefixes. {ALIKE}\n\n"
        f"How many prefixes are needed at least, day and night?"
    )
    why = (
        f"Each hour only has to carry its own load. The night needs {puts:,} / 3,500, "
        f"so {by_puts}; the day needs {gets:,} / 5,500, so {by_gets}. The larger "
        f"number serves both."
    )
    mistakes = [
        Mistake(
            by_puts + by_gets,
            "loads-at-different-times-added",
            "This number adds the prefixes for day and night. The same prefixes serve "
            "both, because the two loads never come together.",
            "Both loads came at the same time, each to prefixes of its own.",
        ),
        *_shared_mistakes(puts, gets),
    ]
    return _asked(stem, value, why, mistakes)


def _at_once(rng: Random) -> Calculation:
    who, put, got = rng.choice(
        [
            ("A photo service", "originals", "thumbnails"),
            ("A broadcaster", "raw clips", "finished clips"),
            ("A research group", "raw data", "results"),
        ]
    )
    puts, gets = _loads(rng)
    by_puts, by_gets = ceil(puts / WRITES), ceil(gets / READS)
    value = by_puts + by_gets
    stem = (
        f"{who} uses one Amazon S3 bucket. At the same time, {puts:,} {put} per second "
        f"are stored with PUT requests and {gets:,} {got} per second are read with GET "
        f"requests. The {put} and the {got} must have prefixes of their own, because "
        f"their lifecycle rules differ. {ALIKE}\n\n"
        f"How many prefixes does the bucket need at least?"
    )
    why = (
        f"The two loads use different prefixes, so their numbers are added: {puts:,} / "
        f"3,500 makes {by_puts} for the {put}, and {gets:,} / 5,500 makes {by_gets} "
        f"for the {got}, {value} together."
    )
    mistakes = [
        Mistake(
            max(by_puts, by_gets),
            "larger-load-only",
            "This number serves the larger of the two loads. It would be enough if "
            "both used the same prefixes at different times, which they do not.",
            "The loads came at different times and shared their prefixes.",
        ),
        *_shared_mistakes(puts, gets),
    ]
    return _asked(stem, value, why, mistakes)


def _shared_mistakes(puts: int, gets: int) -> list[Mistake]:
    return [
        Mistake(
            ceil(puts / READS) + ceil(gets / WRITES),
            "read-and-write-rates-exchanged",
            "This number divides the PUT requests by 5,500 and the GET requests by "
            "3,500. It is the other way round: reads have the higher rate.",
        ),
        Mistake(
            min(ceil(puts / WRITES), ceil(gets / READS)),
            "smaller-load-only",
            "This number serves the smaller of the two loads only. The larger one "
            "would receive `503 Slow Down` responses from its prefixes.",
        ),
        Mistake(
            ceil((puts + gets) / (READS + WRITES)),
            "read-and-write-rates-added",
            "This number divides all requests by 9,000, the sum of both rates. Reads "
            "cannot use the rate of the writes, nor writes that of the reads.",
        ),
        Mistake(
            ceil((puts + gets) / WRITES),
            "write-rate-used-for-reads",
            "This number divides all requests together by the write rate of 3,500. GET "
            "requests have a rate of their own, 5,500 per second and prefix.",
        ),
        Mistake(
            ceil(puts / OLD_WRITES),
            "rates-before-2018",
            "This number divides the writes by 300, a rate that guides named until "
            "2018. Today each prefix supports 3,500 such requests per second.",
        ),
        _one_prefix(),
    ]


def _parts(rng: Random) -> Calculation:
    who, what = rng.choice(
        [
            ("A film studio", "camera files"),
            ("A backup provider", "disk images"),
            ("A car maker", "recordings of test drives"),
        ]
    )
    files, parts = rng.randint(12, 45) * 40, rng.randint(8, 30)
    requests = files * (parts + 2)
    value = ceil(requests / WRITES)
    stem = (
        f"{who} stores {what} in one Amazon S3 bucket by multipart upload. At the "
        f"peak, {files:,} uploads per second begin, and as many end. Each file has "
        f"{parts} parts of equal size. Each upload needs one request to create it, one "
        f"for each part, and one to complete it. {ALIKE}\n\n"
        f"How many prefixes are needed at least for this rate?"
    )
    why = (
        f"Creating, uploading and completing are PUT and POST requests, so all "
        f"{parts + 2} requests of a file share the 3,500 per second of a prefix: "
        f"{files:,} × {parts + 2} = {requests:,}, which needs {value}."
    )
    mistakes = [
        Mistake(
            ceil(files / WRITES),
            "one-request-per-upload",
            "This number counts one request for each file. Every part is a PUT request "
            "of its own and counts against the rate of the prefix.",
            "Each file was stored by a single PUT request.",
        ),
        Mistake(
            ceil(files * parts / WRITES),
            "create-and-complete-forgotten",
            "This number counts the parts only. The requests that create and complete "
            "the upload are POST requests and share the same rate.",
        ),
        Mistake(
            ceil(requests / READS),
            "read-rate-used-for-writes",
            "This number divides by 5,500, the rate for GET and HEAD. PUT and POST "
            "requests have the lower rate of 3,500 per second.",
        ),
        Mistake(
            requests // WRITES,
            "rounded-down",
            "This number is rounded down. The rest of the requests does not fit into "
            "the rate of these prefixes, so one more is needed.",
        ),
        Mistake(
            ceil(2 * files * parts / WRITES),
            "each-part-confirmed",
            "This number counts a second request for each part, to confirm it. The "
            "response to the upload of a part is its confirmation; none is needed.",
        ),
        Mistake(
            ceil(files * (parts + 2) / OLD_READS),
            "rates-before-2018",
            "This number divides by 800, a rate for reads that guides named until "
            "2018. Today each prefix supports 3,500 writes per second.",
        ),
        Mistake(
            ceil(files * parts / WRITES) + ceil(2 * files / READS) + 1,
            "create-and-complete-on-own-prefixes",
            "This number gives the requests that create and complete an upload "
            "prefixes of their own. They name the same key as the parts, so they share "
            "its prefix.",
        ),
    ]
    return _asked(stem, value, why, mistakes)
