"""S3 multipart uploads: part sizes, parts, requests, resuming and time."""

from dataclasses import dataclass
from math import ceil
from random import Random

from questions.generators.calculation import (
    Calculation,
    Mistake,
    Unit,
    draw_calculation,
    plain,
)
from questions.generators.variant import Variant

GUIDE = "https://docs.aws.amazon.com/AmazonS3/latest/userguide"
REFERENCES = (f"{GUIDE}/qfacts.html", f"{GUIDE}/mpuoverview.html")
MOST_PARTS = 10_000
SMALLEST_MIB, LARGEST_GIB = 5, 5
PARTS, REQUESTS = Unit("parts", "part"), Unit("requests", "request")
SOURCES = [
    ("A film archive", "a scanned film"),
    ("A hospital", "a full database dump"),
    ("A mapping company", "a laser scan of a city"),
    ("A bank", "an encrypted tape image"),
    ("A university", "a simulation result"),
    ("A TV station", "the master of a series"),
]


def draw(seed: int) -> Variant:
    """The variant of that seed."""
    situations = [_smallest_part, _parts, _requests, _resumed, _time]
    return draw_calculation(seed, situations)


@dataclass(frozen=True)
class Upload:
    """An object cut into parts, and the counts that mistakes give."""

    gib: int
    part_mib: int

    @property
    def parts(self) -> int:
        return ceil(self.gib * 1024 / self.part_mib)

    @property
    def whole_parts(self) -> int:
        return self.gib * 1024 // self.part_mib

    @property
    def decimal_parts(self) -> int:
        return ceil(self.gib * 1000 / self.part_mib)


def _upload(rng: Random) -> Upload:
    """Between 30 and 3,000 parts, the last of them not full."""
    while True:
        upload = Upload(
            rng.randint(6, 240), rng.choice([24, 48, 60, 96, 100, 120, 150])
        )
        if 30 <= upload.parts <= 3000 and upload.parts != upload.whole_parts:
            return upload


def _smallest_part(rng: Random) -> Calculation:
    who, what = rng.choice(SOURCES)
    gib = rng.randint(80, 2400)
    value = ceil(gib * 1024 / MOST_PARTS)
    stem = (
        f"{who} uploads {what} to Amazon S3 as one object of {gib:,} GiB. The upload "
        f"tool uses multipart upload. All parts have the same size, except the last "
        f"one, which may be smaller. The part size is set in whole MiB. The line is "
        f"slow and often breaks, so a part should be as small as possible.\n\n"
        f"Which part size should be set?"
    )
    why = (
        f"A multipart upload has at most 10,000 parts. {gib:,} GiB are {gib * 1024:,} "
        f"MiB; divided by 10,000 and rounded up to whole MiB, a part has {value} MiB."
    )
    mistakes = [
        Mistake(
            SMALLEST_MIB,
            "smallest-allowed-part",
            f"5 MiB is the smallest size that S3 accepts for a part, but {gib:,} GiB "
            f"would then need more than 10,000 parts.",
            "The object had at most 10,000 × 5 MiB, which is about 48 GiB.",
        ),
        Mistake(
            gib * 1024 // MOST_PARTS,
            "rounded-down",
            "This size is rounded down. 10,000 parts of it do not hold the whole "
            "object, and S3 accepts no part with the number 10,001.",
        ),
        Mistake(
            ceil(gib * 1000 / MOST_PARTS),
            "thousand-for-1024",
            "This size takes 1,000 MiB for a GiB. One GiB has 1,024 MiB, so 10,000 "
            "parts of this size do not hold the whole object.",
        ),
        Mistake(
            ceil(gib * 1024 / 1000),
            "thousand-parts",
            "This size allows 1,000 parts. That is how many parts one page of "
            "`ListParts` returns; an upload itself may have 10,000.",
            "An upload could have 1,000 parts only.",
        ),
        Mistake(
            LARGEST_GIB * 1024,
            "largest-allowed-part",
            "5 GiB is the largest size of a part. It would work, but each part that "
            "breaks must be sent again, and smaller parts are possible here.",
            "As few parts as possible were wanted.",
        ),
        Mistake(
            100 if value < 100 else 8,
            "advice-taken-for-a-rule",
            "This is a size that guides and tools name as a good start. The number of "
            "parts decides here, and it leads to another size.",
        ),
        Mistake(
            2 * value,
            "half-of-the-parts-kept-free",
            "This size keeps half of the 10,000 part numbers free for parts that are "
            "sent again. A part that is sent again keeps its number.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, Unit("MiB"), REFERENCES)


def _parts(rng: Random) -> Calculation:
    who, what = rng.choice(SOURCES)
    up = _upload(rng)
    stem = (
        f"{who} uploads {what} to Amazon S3 as one object of {up.gib} GiB. The SDK is "
        f"set to multipart upload with parts of {up.part_mib} MiB. The last part may "
        f"be smaller. A technician watches the progress, which counts finished "
        f"parts.\n\n"
        f"How many parts does the finished upload have?"
    )
    why = (
        f"{up.gib} GiB are {up.gib * 1024:,} MiB. Divided by {up.part_mib} MiB that is "
        f"a little more than {up.whole_parts:,}. The rest goes into a last, smaller "
        f"part, so there are {up.parts:,} parts."
    )
    mistakes = [
        *_count_mistakes(up, 0),
        Mistake(
            up.parts + 2,
            "create-and-complete-counted-as-parts",
            "This number adds the requests that create and complete the upload. They "
            "carry no data and are no parts.",
            "The question asked for all successful requests of the upload.",
        ),
        Mistake(
            up.parts + 1,
            "completion-counted-as-a-part",
            "This number adds the request that completes the upload. It names the "
            "parts and their ETags, but it is no part itself.",
        ),
        Mistake(
            ceil(up.gib * 1024 / SMALLEST_MIB),
            "smallest-part-size-used",
            "This number divides by 5 MiB, the smallest size of a part that S3 "
            "accepts. The tool is set to larger parts.",
            "The parts had 5 MiB each.",
        ),
    ]
    return Calculation(stem, up.parts, why, mistakes, PARTS, REFERENCES)


def _count_mistakes(up: Upload, more: int) -> list[Mistake]:
    """Wrong numbers of parts; `more` requests are added to each."""
    return [
        Mistake(
            up.whole_parts + more,
            "last-part-forgotten",
            "This number leaves out the last part, which is smaller than the others. "
            "Without it the object would not be complete.",
        ),
        Mistake(
            up.decimal_parts + more,
            "thousand-for-1024",
            "This number takes 1,000 MiB for a GiB. One GiB has 1,024 MiB, so there "
            "are more parts than that.",
        ),
        Mistake(
            ceil(up.gib / LARGEST_GIB) + more,
            "largest-part-size-used",
            "This number divides by 5 GiB, the largest size of a part that S3 accepts. "
            "The tool is set to smaller parts.",
            "The parts had 5 GiB each.",
        ),
    ]


def _requests(rng: Random) -> Calculation:
    who, what = rng.choice(SOURCES)
    up = _upload(rng)
    value = up.parts + 2
    stem = (
        f"{who} uploads {what} to Amazon S3 as one object of {up.gib} GiB. The program "
        f"calls the API itself: it creates a multipart upload, sends parts of "
        f"{up.part_mib} MiB and completes the upload. The last part may be smaller. "
        f"The program uses nothing else of the API. No request fails.\n\n"
        f"How many requests does the program send to Amazon S3?"
    )
    why = (
        f"{up.gib * 1024:,} MiB / {up.part_mib} MiB makes {up.parts:,} parts, one "
        f"`UploadPart` request each. `CreateMultipartUpload` and "
        f"`CompleteMultipartUpload` are two more, {value:,} in all."
    )
    mistakes = [
        *_count_mistakes(up, 2),
        Mistake(
            up.parts,
            "create-and-complete-forgotten",
            "This number counts the parts only. The program also sends one request to "
            "create the upload and one to complete it.",
            "The question asked for the `UploadPart` requests.",
        ),
        Mistake(
            2 * up.parts + 2,
            "each-part-confirmed",
            "This number counts a second request for each part, to confirm it. The "
            "response with the ETag of the part is the confirmation.",
        ),
        Mistake(
            up.parts + 3,
            "final-check-counted",
            "This number adds a request that reads the finished object. The response "
            "to `CompleteMultipartUpload` already tells the result.",
            "The program also sent a `HeadObject` request at the end.",
        ),
        Mistake(
            2 * up.parts,
            "presigned-url-per-part",
            "This number adds one request to sign each part and forgets the two around "
            "them. A signature is made in the program, without a request to S3.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, REQUESTS, REFERENCES)


def _resumed(rng: Random) -> Calculation:
    who, what = rng.choice(SOURCES)
    up = _upload(rng)
    busy = rng.randint(3, 8)
    done = rng.randint(up.parts // 5, up.parts * 3 // 5)
    value = up.parts - done
    stem = (
        f"{who} uploads {what} to Amazon S3 as one object of {up.gib} GiB, in parts of "
        f"{up.part_mib} MiB. The last part may be smaller. The connection breaks when "
        f"S3 has confirmed {plain(done)} parts. {busy} other parts are on their way "
        f"and arrive incomplete. One hour later the tool continues the same multipart "
        f"upload.\n\n"
        f"How many parts must the tool still upload?"
    )
    why = (
        f"The object has {up.parts:,} parts. S3 keeps the {done:,} confirmed ones "
        f"until the upload is completed or aborted. The {busy} broken parts were not "
        f"stored, so {value:,} parts remain."
    )
    mistakes = [
        Mistake(
            up.parts,
            "upload-starts-again",
            "This number uploads all parts again. Confirmed parts stay stored under "
            "the upload id until the upload is completed or aborted.",
            "The upload had been aborted, for example by a lifecycle rule.",
        ),
        Mistake(
            value - busy,
            "incomplete-parts-counted-as-stored",
            "This number treats the parts that were on their way as stored. S3 stores "
            "a part only when it has arrived as a whole.",
            "These parts had arrived and only their confirmation was lost.",
        ),
        Mistake(
            value + busy,
            "incomplete-parts-sent-twice",
            "This number counts the broken parts once more. They were never among the "
            "confirmed ones, so they are already part of the rest.",
        ),
        Mistake(
            value + 2,
            "create-and-complete-counted-as-parts",
            "This number adds two requests that are no parts. The upload continues, so "
            "it is not created again, and completing it carries no data.",
        ),
        Mistake(
            up.whole_parts - done,
            "last-part-forgotten",
            "This number leaves out the last part, which is smaller than the others. "
            "Without it the object would not be complete.",
        ),
        Mistake(
            up.decimal_parts - done,
            "thousand-for-1024",
            "This number takes 1,000 MiB for a GiB. One GiB has 1,024 MiB, so more "
            "parts remain than that.",
        ),
        Mistake(
            done,
            "finished-instead-of-remaining",
            "This is the number of parts that S3 already holds. The question asks for "
            "those that are still missing.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, PARTS, REFERENCES)


def _time(rng: Random) -> Calculation:
    who, what = rng.choice(SOURCES)
    up = _upload(rng)
    threads, seconds = rng.randint(4, 16), rng.randint(3, 12)
    rounds = ceil(up.parts / threads)
    value = rounds * seconds
    stem = (
        f"{who} uploads {what} to Amazon S3 as one object of {up.gib} GiB, in parts of "
        f"{up.part_mib} MiB. The tool always sends {threads} parts at the same time. "
        f"Each part takes {seconds} seconds, the smaller last part as well. All "
        f"{threads} begin together and end together. Creating and completing the "
        f"upload take no time worth counting.\n\n"
        f"How long does it take to send all parts?"
    )
    why = (
        f"{up.gib * 1024:,} MiB / {up.part_mib} MiB makes {up.parts:,} parts. With "
        f"{threads} at a time that is {rounds:,} rounds, the last one perhaps not "
        f"full. {rounds:,} × {seconds} seconds = {value:,} seconds."
    )
    mistakes = [
        Mistake(
            up.parts * seconds,
            "parts-sent-one-by-one",
            f"This time sends the parts one after the other. The tool sends {threads} "
            f"of them at the same time, which is the reason for multipart upload.",
            "The tool sent one part at a time.",
        ),
        Mistake(
            up.parts // threads * seconds,
            "last-round-forgotten",
            "This time leaves out the last round, in which fewer parts are sent. It "
            "takes as long as every other round.",
        ),
        Mistake(
            ceil(up.decimal_parts / threads) * seconds,
            "thousand-for-1024",
            "This time takes 1,000 MiB for a GiB. One GiB has 1,024 MiB, so there are "
            "more parts to send.",
        ),
        Mistake(
            seconds,
            "all-parts-at-once",
            f"This is the time of one round. Only {threads} parts travel at the same "
            f"time; the others wait for their turn.",
        ),
        Mistake(
            (rounds + 2) * seconds,
            "create-and-complete-take-a-round",
            "This time adds a round for creating and one for completing the upload. "
            "The stem says that these two take no time worth counting.",
        ),
        Mistake(
            2 * value,
            "confirmed-in-a-second-round",
            "This time gives every part a second round, to confirm it. The response to "
            "the part is its confirmation and belongs to its time.",
        ),
    ]
    return Calculation(
        stem, value, why, mistakes, Unit("seconds", "second"), REFERENCES
    )
