"""S3 request rates: prefixes added one by one, and each mistake made again."""

from itertools import count

from tests.questions.generators.reading import differences, number


def prefixes(*loads):
    """The smallest number of prefixes whose rates carry each of the loads."""
    return next(n for n in count(1) if all(n * rate >= load for load, rate in loads))


def told_by(stem):
    if "HEAD" in stem:
        return reads(stem)
    if "Versioning is on" in stem:
        return writes(stem)
    if "multipart" in stem:
        return parts(stem)
    return day_and_night(stem) if "At night" in stem else at_once(stem)


def reads(stem):
    objects = number(r"fetch ([\d,]+) objects", stem)
    both = objects + objects
    return prefixes((both, 5500)), {
        "head-requests-forgotten": prefixes((objects, 5500)),
        "rounded-down": both // 5500,
        "read-and-write-rates-added": prefixes((both, 5500 + 3500)),
        "write-rate-used-for-reads": prefixes((both, 3500)),
        "head-counted-as-a-write": prefixes((objects, 5500))
        + prefixes((objects, 3500)),
        "rates-before-2018": prefixes((both, 800)),
        "rate-taken-per-bucket": 1,
    }


def writes(stem):
    rate = number(r"peak, ([\d,]+) small", stem)
    return prefixes((rate, 3500)), {
        "read-rate-used-for-writes": prefixes((rate, 5500)),
        "rounded-down": rate // 3500,
        "read-and-write-rates-added": prefixes((rate, 5500 + 3500)),
        "versioning-doubles-the-requests": prefixes((rate + rate, 3500)),
        "rates-before-2018": prefixes((rate, 300)),
        "each-write-checked-by-a-read": prefixes((rate, 3500)) + prefixes((rate, 5500)),
        "rate-taken-per-bucket": 1,
    }


def day_and_night(stem):
    puts = number(r"store ([\d,]+) objects", stem)
    gets = number(r"read ([\d,]+) objects", stem)
    return prefixes((puts, 3500), (gets, 5500)), mistakes(puts, gets) | {
        "loads-at-different-times-added": prefixes((puts, 3500))
        + prefixes((gets, 5500)),
    }


def at_once(stem):
    puts = number(r"same time, ([\d,]+)", stem)
    gets = number(r"requests and ([\d,]+)", stem)
    key = prefixes((puts, 3500)) + prefixes((gets, 5500))
    return key, mistakes(puts, gets) | {
        "larger-load-only": prefixes((puts, 3500), (gets, 5500)),
    }


def mistakes(puts, gets):
    return {
        "read-and-write-rates-exchanged": prefixes((puts, 5500))
        + prefixes((gets, 3500)),
        "smaller-load-only": sorted([prefixes((puts, 3500)), prefixes((gets, 5500))])[
            0
        ],
        "read-and-write-rates-added": prefixes((puts + gets, 9000)),
        "write-rate-used-for-reads": prefixes((puts + gets, 3500)),
        "rates-before-2018": prefixes((puts, 300)),
        "rate-taken-per-bucket": 1,
    }


def parts(stem):
    files = number(r"peak, ([\d,]+) uploads", stem)
    each = number(r"has (\d+) parts", stem)
    requests = sum([files, files * each, files])
    return prefixes((requests, 3500)), {
        "one-request-per-upload": prefixes((files, 3500)),
        "create-and-complete-forgotten": prefixes((files * each, 3500)),
        "read-rate-used-for-writes": prefixes((requests, 5500)),
        "rounded-down": requests // 3500,
        "each-part-confirmed": prefixes((files * each * 2, 3500)),
        "rates-before-2018": prefixes((requests, 800)),
        "create-and-complete-on-own-prefixes": prefixes((files * each, 3500))
        + prefixes((files * 2, 5500))
        + 1,
    }


class S3RequestRatesTests:
    def test_its_key_and_its_mistakes_are_what_the_stem_tells(self):
        assert differences("s3-request-rates", told_by) == []
