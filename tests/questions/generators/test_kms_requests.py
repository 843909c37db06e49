"""KMS requests: caches run second by second, files written and opened one by one."""

from tests.questions.generators.reading import differences, number, whole


def told_by(stem):
    if "S3 Bucket Keys" in stem:
        return room(stem)
    if "data key cache" in stem:
        return cached(stem)
    return envelope(stem) if "envelope encryption" in stem else queue(stem)


def room(stem):
    quota, uploads = (
        number(r"is ([\d,]+) crypt", stem),
        number(r"are ([\d,]+) upl", stem),
    )
    others, size = number(r"make ([\d,]+) `Dec", stem), number(r"of (\d+) KB", stem)

    def free(per_upload=1, other=others):
        return quota - uploads * per_upload - other

    return free(), {
        "uploads-taken-as-free": free(0),
        "other-applications-left-out": free(other=0),
        "two-calls-per-upload": free(2),
        "two-calls-per-download": free() // 2,
        "one-call-per-4-kb": free(size / 4),
        "whole-quota-for-downloads": free(0, 0),
        "bucket-keys-assumed": quota - others - uploads // 100,
    }


def keys_per_hour(rate, age=10**9, messages=10**9):
    """One server, second by second: how many data keys it asks for."""
    calls, born, used = 0, None, 0
    for second in range(3600):
        if born is None or second - born >= age or used >= messages:
            calls, born, used = calls + 1, second, 0
        used += rate
    return calls


def cached(stem):
    servers, age = number(r"on (\d+) servers", stem), number(r"age of (\d+)", stem)
    messages = number(r"of ([\d,]+) messages", stem)
    rate = number(r"(\d+) messages per second", stem)
    one = keys_per_hour(rate, age, messages)
    by_age, by_messages = (
        keys_per_hour(rate, age),
        keys_per_hour(rate, messages=messages),
    )
    return servers * one, {
        "later-limit-taken": servers * min(by_age, by_messages),
        "cache-shared-by-the-servers": one,
        "no-cache": servers * rate * 3600,
        "both-limits-added": servers * (by_age + by_messages),
        "messages-of-one-server": by_messages,
        "decrypt-added-for-each-key": servers * one * 2,
    }


def envelope(stem):
    written, reads = (
        number(r"day ([\d,]+) new", stem),
        int(number(r"read (\d+) t", stem)),
    )
    size = number(r"of (\d+)\s+KB", stem)
    calls = ["GenerateDataKey"] + ["Decrypt"] * reads
    return written * len(calls), {
        "reads-taken-as-free": written,
        "writes-taken-as-free": written * len(calls[1:]),
        "data-key-encrypted-by-another-call": written * len([*calls, "Encrypt"]),
        "one-read-per-file": written * len(calls[:2]),
        "one-call-per-4-kb": written * len(calls) * size / 4,
        "two-calls-per-read": written * len(calls + calls[1:]),
        "one-data-key-for-all-files": written * reads + 1,
    }


def queue(stem):
    period = int(number(r"period is ([\d,]+)", stem))
    senders, receivers = (
        number(r"send is (\d+)", stem),
        number(r"receive is (\d+)", stem),
    )
    rate, hours = number(r"(\d+) messages", stem), int(number(r"in (\d+) hour", stem))
    seconds = hours * 3600
    rounds = len(range(0, seconds, period))
    return sum(senders + senders + receivers for _ in range(rounds)), {
        "one-call-per-principal": rounds * (senders + receivers),
        "two-calls-per-principal": 2 * rounds * (senders + receivers),
        "senders-and-receivers-mixed-up": rounds * (senders + receivers + receivers),
        "principals-left-out": rounds + rounds + rounds,
        "one-call-per-message": rate * seconds,
        "default-period-used": whole((2 * senders + receivers) * seconds / 300),
        "receivers-left-out": rounds * (senders + senders),
    }


class KmsRequestsTests:
    def test_it_agrees_with_a_second_computation(self):
        assert differences("kms-requests", told_by) == []
