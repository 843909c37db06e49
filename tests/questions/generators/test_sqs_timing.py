"""SQS timing: a message followed on a clock, receive by receive."""

from tests.questions.generators.reading import differences, number


def told_by(stem):
    if "dead-letter" in stem:
        return dead_letter(stem)
    if "recommendation" in stem:
        return for_lambda(stem)
    return batch(stem) if "summary" in stem else changed(stem)


def moved_at(delay, visibility, allowed, growth=1):
    """The second at which the receive count would exceed what is allowed."""
    clock, received = delay, 0
    while received < allowed:
        received += 1
        clock += visibility * growth ** (received - 1)
    return clock


def dead_letter(stem):
    delay, visibility = (
        number(r"delay of (\d+)", stem),
        number(r"timeout of (\d+)", stem),
    )
    allowed = int(number(r"`maxReceiveCount` of (\d+)", stem))
    return moved_at(delay, visibility, allowed), {
        "moved-at-the-last-receive": moved_at(delay, visibility, allowed - 1),
        "one-receive-too-many": moved_at(delay, visibility, allowed + 1),
        "delivery-delay-left-out": moved_at(0, visibility, allowed),
        "delay-added-to-each-receive": moved_at(0, visibility + delay, allowed),
        "moved-after-the-first-failure": moved_at(delay, visibility, 1),
        "visibility-timeout-doubled": moved_at(delay, visibility, allowed, growth=2),
    }


def for_lambda(stem):
    size, window = number(r"size is (\d+)", stem), number(r"window is (\d+)", stem)
    timeout = number(r"timeout of (\d+)", stem)
    receives = number(r"`maxReceiveCount` of (\d+)", stem)
    return window + sum([timeout] * 6), {
        "function-timeout-taken-once": window + timeout,
        "batching-window-left-out": sum([timeout] * 6),
        "batching-window-taken-six-times": sum([window + timeout] * 6),
        "timeout-per-message": window + size * timeout,
        "timeout-per-receive": window + receives * timeout,
        "average-duration-used": window + sum([timeout] * 3),
        "equal-to-the-function-timeout": timeout,
    }


def deleted_at(count, each, final):
    """The second at which a worker deletes the messages of a call."""
    clock = 0
    for _ in range(int(count)):
        clock += each
    return clock + final


def batch(stem):
    workers, count = number(r"(\d+) workers", stem), number(r"returns (\d+)", stem)
    each, final = number(r"(\d+) seconds for", stem), number(r"in (\d+) seconds", stem)
    key = deleted_at(count, each, final)
    return key, {
        "timeout-counted-from-processing": deleted_at(1, each, final),
        "summary-left-out": deleted_at(count, each, 0),
        "summary-counted-for-each-message": deleted_at(count, each + final, 0),
        "workers-added-up": sum([key] * int(workers)),
        "last-message-left-out": deleted_at(count - 1, each, final),
        "messages-divided-among-workers": final - (-count * each // workers),
        "rule-for-lambda-applied": sum([key] * 6),
    }


def changed(stem):
    visibility = number(r"visibility timeout of (\d+)", stem)
    elapsed, new = (
        number(r"After (\d+)", stem),
        number(r"`VisibilityTimeout` of (\d+)", stem),
    )
    visible = 0
    for clock, timeout in [(0, visibility), (elapsed, new)]:
        visible = clock + timeout
    return visible, {
        "added-to-the-old-timeout": visible + visibility - elapsed,
        "counted-from-the-receive": visible - elapsed,
        "change-ignored": visibility,
        "timeout-of-the-queue-started-again": visible - new + visibility,
        "both-timeouts-after-the-call": visible + visibility,
        "rest-of-the-old-timeout": visibility - elapsed,
    }


class SqsTimingTests:
    def test_it_agrees_with_a_second_computation(self):
        assert differences("sqs-timing", told_by) == []
