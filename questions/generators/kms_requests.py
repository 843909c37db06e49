"""KMS requests: what services and clients call, and how data keys are reused."""

from fractions import Fraction
from math import ceil
from random import Random

from questions.generators.calculation import (
    Calculation,
    Mistake,
    Situation,
    Unit,
    draw_calculation,
)
from questions.generators.variant import Variant

KMS = "https://docs.aws.amazon.com/kms/latest/developerguide"
QUOTA_REFERENCES = (
    f"{KMS}/requests-per-second.html",
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html",
)
CACHE_REFERENCES = (
    "https://docs.aws.amazon.com/encryption-sdk/latest/developer-guide/thresholds.html",
    "https://docs.aws.amazon.com/encryption-sdk/latest/developer-guide/"
    "data-key-caching.html",
)
ENVELOPE_REFERENCES = (
    "https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKey.html",
    "https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html",
)
SQS_REFERENCES = (
    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/"
    "sqs-key-management.html",
)
DIRECT_KB = 4  # what one Encrypt call takes
CALLS = Unit("calls", "call")
PER_SECOND = Unit("calls per second", "call per second")
DOWNLOADS = Unit("downloads per second", "download per second")

OWNERS = [
    ("A notary", "contracts"),
    ("An insurance company", "damage reports"),
    ("A hospital group", "X-ray images"),
    ("A bank", "account statements"),
    ("A tax adviser", "declarations"),
    ("A court", "case files"),
]


def draw(seed: int) -> Variant:
    """The variant of that seed."""
    return draw_calculation(seed, SITUATIONS)


def draw_room(rng: Random) -> Calculation:
    """What a quota leaves for downloads from S3."""
    owner, files = rng.choice(OWNERS)
    quota = rng.choice([5_000, 10_000, 20_000, 50_000])
    uploads = 50 * rng.randint(4, quota // 250)
    others = 50 * rng.randint(2, quota // 250)
    size = rng.choice([8, 12, 16, 20])
    stem = (
        f"{owner} keeps {files} in an Amazon S3 bucket with SSE-KMS. S3 Bucket Keys "
        f"are off. The quota of the account is {quota:,} cryptographic KMS requests "
        f"per second in this Region. At the peak there are {uploads:,} uploads per "
        f"second, each with one `PutObject` of {size} KB. Other applications make "
        f"{others:,} `Decrypt` calls per second. Every download is one `GetObject` of "
        f"a whole object.\n\n"
        f"How many downloads per second are possible before KMS throttles requests?"
    )
    value = quota - uploads - others
    why = (
        f"Without S3 Bucket Keys, S3 calls KMS once for each `PutObject` "
        f"(`GenerateDataKey`) and once for each `GetObject` (`Decrypt`). All these "
        f"calls share the quota: {quota:,} − {uploads:,} − {others:,} = {value:,}."
    )
    mistakes = [
        Mistake(
            quota - others,
            "uploads-taken-as-free",
            "This number leaves out the uploads. Each of them needs a new data key, "
            "which S3 gets from KMS with `GenerateDataKey`.",
            "The uploads went to a bucket with SSE-S3.",
        ),
        Mistake(
            quota - uploads,
            "other-applications-left-out",
            "This number leaves out the other applications. The quota belongs to the "
            "account and Region, and all of its callers share it.",
            "The other applications ran in another account or Region.",
        ),
        Mistake(
            quota - 2 * uploads - others,
            "two-calls-per-upload",
            "This number counts two calls for an upload. S3 calls `GenerateDataKey` "
            "once and encrypts the object itself with the data key.",
        ),
        Mistake(
            (quota - uploads - others) // 2,
            "two-calls-per-download",
            "This number counts two calls for a download. S3 calls `Decrypt` once for "
            "the data key and decrypts the object itself.",
        ),
        Mistake(
            quota - uploads * (size // DIRECT_KB) - others,
            "one-call-per-4-kb",
            "This number sends each 4 KB of an object to KMS. Objects are encrypted "
            "with a data key in S3, so their size does not matter.",
            "The application encrypted each 4 KB by a call of `Encrypt`.",
        ),
        Mistake(
            quota,
            "whole-quota-for-downloads",
            "This number gives the whole quota to downloads. Uploads and the other "
            "applications use a part of it at the same time.",
            "Nothing else called KMS.",
        ),
        Mistake(
            quota - uploads // 100 - others,
            "bucket-keys-assumed",
            "This number counts one call for a hundred uploads. S3 Bucket Keys save "
            "calls in this way, but they are off here.",
            "S3 Bucket Keys saved 99 % of the calls for uploads.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, DOWNLOADS, QUOTA_REFERENCES)


def draw_cached(rng: Random) -> Calculation:
    """Data key caching: the first of two limits ends a key."""
    owner, files = rng.choice(OWNERS)
    hosts, rate = rng.randint(2, 12), rng.choice([2, 5, 10, 20, 25, 40, 50])
    age, by_messages = rng.sample([20, 30, 40, 60, 90, 120, 180, 240, 300], 2)
    messages = rate * by_messages
    stem = (
        f"{owner} encrypts {files} with the AWS Encryption SDK on {hosts} servers. "
        f"Every server has a local data key cache with a maximum age of {age} seconds "
        f"and a maximum of {messages:,} messages per data key. There is no limit for "
        f"bytes. All messages have the same encryption context. Every server encrypts "
        f"{rate} messages per second, evenly over time, around the clock.\n\n"
        f"About how many `GenerateDataKey` calls do the servers make per hour in total?"
    )
    lifetime = min(age, by_messages)
    value = hosts * 3600 // lifetime
    why = (
        f"{messages:,} messages are reached after {by_messages} seconds, the maximum "
        f"age after {age} seconds. The first limit ends a data key, so each server "
        f"needs a new one every {lifetime} seconds: {hosts} × 3,600 / {lifetime} = "
        f"{value:,} calls."
    )
    mistakes = [
        Mistake(
            hosts * 3600 // max(age, by_messages),
            "later-limit-taken",
            "This number uses the limit that is reached later. A data key is thrown "
            "away when the first of its limits is reached.",
            "Both limits had to be reached.",
        ),
        Mistake(
            3600 // lifetime,
            "cache-shared-by-the-servers",
            "This number assumes one cache for all servers. The cache is local to a "
            "process, so each server asks for data keys of its own.",
            "One server encrypted all messages at this rate.",
        ),
        Mistake(
            hosts * rate * 3600,
            "no-cache",
            "This number makes a call for each message. That is so without data key "
            "caching; the cache uses a data key for many messages.",
            "The servers did not cache data keys.",
        ),
        Mistake(
            ceil(Fraction(3600 * hosts, age) + Fraction(3600 * hosts, by_messages)),
            "both-limits-added",
            "This number adds the calls of both limits. A new data key starts both "
            "limits again, so only the earlier one causes calls.",
        ),
        Mistake(
            ceil(Fraction(3600 * rate, messages)),
            "messages-of-one-server",
            "This number divides the messages of one server by the message limit. It "
            "leaves out the other servers and the maximum age.",
        ),
        Mistake(
            2 * hosts * 3600 // lifetime,
            "decrypt-added-for-each-key",
            "This number adds a call to decrypt each data key. `GenerateDataKey` also "
            "returns the plaintext key, so encrypting needs no other call.",
            "The servers used `GenerateDataKeyWithoutPlaintext` and `Decrypt`.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, CALLS, CACHE_REFERENCES, most=10**6)


def draw_envelope(rng: Random) -> Calculation:
    """A data key for each file, and a call for each time it is opened."""
    owner, files = rng.choice(OWNERS)
    written, reads = 20 * rng.randint(10, 150), rng.randint(2, 9)
    size = rng.choice([20, 40, 60, 80, 120])
    stem = (
        f"{owner} encrypts {files} in its own application with envelope encryption. "
        f"Every file gets a data key of its own from AWS KMS. The encrypted data key "
        f"is stored beside the file. On a normal day {written:,} new files of {size} "
        f"KB are written, and each of them is read {reads} times on the same day. The "
        f"application never keeps a plaintext data key. Older files are not read.\n\n"
        f"How many KMS calls does the application make on such a day?"
    )
    value = written * (1 + reads)
    why = (
        f"Writing a file needs one `GenerateDataKey` call, and the file is encrypted "
        f"locally. Each read needs one `Decrypt` call for the stored data key: "
        f"{written:,} × (1 + {reads}) = {value:,}."
    )
    mistakes = [
        Mistake(
            written,
            "reads-taken-as-free",
            "This number counts the writes only. The stored data key is encrypted, so "
            "each read calls `Decrypt` before the file can be opened.",
            "The application kept the plaintext data keys in memory.",
        ),
        Mistake(
            written * reads,
            "writes-taken-as-free",
            "This number counts the reads only. Each new file needs a data key of its "
            "own, which comes from a `GenerateDataKey` call.",
            "The application made the data keys by itself.",
        ),
        Mistake(
            written * (2 + reads),
            "data-key-encrypted-by-another-call",
            "This number counts `GenerateDataKey` and `Encrypt` for a write. The first "
            "call already returns the data key in plaintext and encrypted.",
            "The application made a key and called `Encrypt` for it as well.",
        ),
        Mistake(
            written * 2,
            "one-read-per-file",
            "This number counts one `Decrypt` call per file. Without a cache, each of "
            "the reads needs a call of its own.",
            "Each file were read once.",
        ),
        Mistake(
            written * (1 + reads) * size // DIRECT_KB,
            "one-call-per-4-kb",
            "This number sends each 4 KB of a file to KMS. With envelope encryption "
            "only data keys go to KMS, and the size of a file does not matter.",
            "The application called `Encrypt` and `Decrypt` for each 4 KB.",
        ),
        Mistake(
            written * (1 + 2 * reads),
            "two-calls-per-read",
            "This number counts two calls for each read. One `Decrypt` call returns "
            "the data key; the file is then decrypted locally.",
        ),
        Mistake(
            1 + written * reads,
            "one-data-key-for-all-files",
            "This number asks for a single data key. The stem says that every file has "
            "its own, so every write makes a call.",
            "All files of a day shared a data key.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, CALLS, ENVELOPE_REFERENCES)


def draw_queue(rng: Random) -> Calculation:
    """SQS reuses a data key for each principal during a period."""
    owner, files = rng.choice(OWNERS)
    producers, consumers = rng.sample(range(1, 13), 2)
    reuse = rng.choice([60, 120, 300, 600, 900, 1800])
    rate, hours = rng.choice([20, 50, 80, 100, 200]), rng.choice([1, 2, 4, 6, 12, 24])
    stem = (
        f"{owner} sends messages about {files} through an Amazon SQS queue with "
        f"SSE-KMS. The data key reuse period is {reuse:,} seconds. The "
        f"number of IAM principals that send is {producers}. The number of those that "
        f"receive is {consumers}. All are active all the time, with {rate} messages "
        f"per second in total. In each period SQS calls `GenerateDataKey` and "
        f"`Decrypt` for a sender, and `Decrypt` for a receiver.\n\n"
        f"How many KMS calls does the queue cause in {hours} "
        f"{'hour' if hours == 1 else 'hours'}?"
    )
    periods = hours * 3600 // reuse
    value = periods * (2 * producers + consumers)
    why = (
        f"{hours} × 3,600 s have {periods:,} periods of {reuse:,} s. In each "
        f"one the senders cause 2 × {producers} (`GenerateDataKey` and `Decrypt`), and "
        f"the receivers cause {consumers} (`Decrypt`). The number of "
        f"messages does not matter."
    )
    mistakes = [
        Mistake(
            periods * (producers + consumers),
            "one-call-per-principal",
            "This number counts one call for each principal. For a sender, SQS calls "
            "`GenerateDataKey` and `Decrypt`, so it counts twice.",
            "SQS made one call per period for a sender.",
        ),
        Mistake(
            periods * 2 * (producers + consumers),
            "two-calls-per-principal",
            "This number counts two calls for each principal. A receiver needs no new "
            "data key; SQS only calls `Decrypt` for it.",
            "SQS made two calls per period for a receiver.",
        ),
        Mistake(
            periods * (producers + 2 * consumers),
            "senders-and-receivers-mixed-up",
            "This number counts the receivers twice and the senders once. It is the "
            "sender for which SQS makes two calls.",
        ),
        Mistake(
            3 * periods,
            "principals-left-out",
            "This number counts one sender and one receiver. The data key is reused "
            "for each principal by itself, so all principals count.",
            "There was one sender and one receiver.",
        ),
        Mistake(
            rate * 3600 * hours,
            "one-call-per-message",
            "This number makes a call for each message. During the reuse period SQS "
            "encrypts and decrypts messages without calling KMS.",
            "SQS did not reuse data keys.",
        ),
        Mistake(
            ceil(Fraction(hours * 3600, 300)) * (2 * producers + consumers),
            "default-period-used",
            "This number uses a reuse period of five minutes, the default. The queue "
            "is configured with another period.",
            "The reuse period were 300 seconds.",
        ),
        Mistake(
            periods * 2 * producers,
            "receivers-left-out",
            "This number counts the senders only. A receiver gets encrypted messages, "
            "so SQS calls `Decrypt` for it in each period as well.",
            "Nobody received messages.",
        ),
    ]
    return Calculation(
        stem, value, why, mistakes, CALLS, SQS_REFERENCES, most=5 * 10**6
    )


SITUATIONS: list[Situation] = [draw_room, draw_cached, draw_envelope, draw_queue]
