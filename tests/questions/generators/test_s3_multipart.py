"""S3 multipart uploads: objects cut piece by piece, and each mistake made again."""

from itertools import count

from tests.questions.generators.reading import differences, number


def cut(mib, part):
    """How many parts an object has, cut off one by one."""
    parts = 0
    while mib > 0:
        mib -= part
        parts += 1
    return parts


def told_by(stem):
    gib = int(number(r"of ([\d,]+) GiB", stem))
    if "Which part size" in stem:
        return smallest(gib)
    part = int(number(r"parts of (\d+) MiB", stem))
    if "must the tool still" in stem:
        return resumed(stem, gib, part)
    if "How long" in stem:
        return time(stem, gib, part)
    return requests(gib, part) if "calls the API" in stem else parts(gib, part)


def smallest(gib):
    key = next(mib for mib in count(5) if 10_000 * mib >= gib * 1024)
    return key, {
        "smallest-allowed-part": 5,
        "rounded-down": gib * 1024 // 10_000,
        "thousand-for-1024": next(m for m in count(1) if 10_000 * m >= gib * 1000),
        "thousand-parts": next(m for m in count(1) if 1000 * m >= gib * 1024),
        "largest-allowed-part": 5 * 1024,
        "advice-taken-for-a-rule": 100 if key < 100 else 8,
        "half-of-the-parts-kept-free": 2 * key,
    }


def counted(gib, part, more):
    """The numbers of parts that mistakes give, with so many requests added."""
    return {
        "last-part-forgotten": gib * 1024 // part + more,
        "thousand-for-1024": cut(gib * 1000, part) + more,
        "largest-part-size-used": cut(gib, 5) + more,
    }


def parts(gib, part):
    key = cut(gib * 1024, part)
    return key, counted(gib, part, 0) | {
        "create-and-complete-counted-as-parts": key + 2,
        "completion-counted-as-a-part": key + 1,
        "smallest-part-size-used": cut(gib * 1024, 5),
    }


def requests(gib, part):
    each = cut(gib * 1024, part)
    return 1 + each + 1, counted(gib, part, 2) | {
        "create-and-complete-forgotten": each,
        "each-part-confirmed": 1 + each + each + 1,
        "final-check-counted": 1 + each + 1 + 1,
        "presigned-url-per-part": each + each,
    }


def resumed(stem, gib, part):
    done = int(number(r"confirmed ([\d,]+) parts", stem))
    busy = int(number(r"(\d+) other parts", stem))
    key = cut(gib * 1024 - done * part, part)
    return key, {
        "upload-starts-again": cut(gib * 1024, part),
        "incomplete-parts-counted-as-stored": key - busy,
        "incomplete-parts-sent-twice": key + busy,
        "create-and-complete-counted-as-parts": key + 2,
        "last-part-forgotten": key - 1,
        "thousand-for-1024": cut(gib * 1000 - done * part, part),
        "finished-instead-of-remaining": done,
    }


def time(stem, gib, part):
    threads = int(number(r"sends (\d+) parts", stem))
    seconds = int(number(r"takes (\d+) seconds", stem))
    each = cut(gib * 1024, part)
    key = cut(each, threads) * seconds
    return key, {
        "parts-sent-one-by-one": each * seconds,
        "last-round-forgotten": each // threads * seconds,
        "thousand-for-1024": cut(cut(gib * 1000, part), threads) * seconds,
        "all-parts-at-once": seconds,
        "create-and-complete-take-a-round": seconds + key + seconds,
        "confirmed-in-a-second-round": key + key,
    }


class S3MultipartTests:
    def test_its_key_and_its_mistakes_are_what_the_stem_tells(self):
        assert differences("s3-multipart", told_by) == []
