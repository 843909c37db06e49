"""SQS timing: visibility timeouts, receive counts, the way to a dead-letter queue."""

from random import Random

from questions.generators.calculation import (
    Calculation,
    Mistake,
    Situation,
    Unit,
    draw_calculation,
)
from questions.generators.variant import Variant

GUIDE = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide"
REFERENCES = (
    f"{GUIDE}/sqs-visibility-timeout.html",
    f"{GUIDE}/sqs-dead-letter-queues.html",
)
LAMBDA_REFERENCES = (
    "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html",
    f"{GUIDE}/sqs-visibility-timeout.html",
)
TIMEOUTS = 6  # function timeouts in a visibility timeout, as AWS recommends
SECONDS = Unit("seconds", "second")

USERS = [
    ("A shoe shop", "an order"),
    ("A tax office", "a declaration"),
    ("A film archive", "a transcoding job"),
    ("A courier", "a pickup"),
    ("A laboratory", "a blood sample"),
    ("A car rental company", "a booking"),
]


def draw(seed: int) -> Variant:
    """The variant of that seed."""
    return draw_calculation(seed, SITUATIONS)


def draw_dead_letter(rng: Random) -> Calculation:
    """A poisoned message: each receive costs one visibility timeout."""
    company, message = rng.choice(USERS)
    visibility = 10 * rng.randint(3, 60)
    receives, delay = rng.randint(3, 8), 15 * rng.randint(2, 40)
    stem = (
        f"{company} puts {message} into each message of an Amazon SQS standard queue. "
        f"The queue has a delivery delay of {delay} seconds and a visibility timeout "
        f"of {visibility} seconds. Its redrive policy has a `maxReceiveCount` of "
        f"{receives}. One message always makes the consumer crash, at once and before "
        f"it deletes the message. Another consumer is always waiting for messages, so "
        f"each message is received as soon as it is visible.\n\n"
        f"How many seconds after it was sent does SQS move this message to the "
        f"dead-letter queue?"
    )
    value = delay + receives * visibility
    why = (
        f"The message becomes visible after {delay} seconds. Each of the {receives} "
        f"receives hides it for {visibility} seconds. When it is to be received once "
        f"more, the count would exceed {receives}, and SQS moves it: {delay} + "
        f"{receives} × {visibility} = {value:,} seconds."
    )
    mistakes = [
        Mistake(
            delay + (receives - 1) * visibility,
            "moved-at-the-last-receive",
            "This time moves the message when it is received for the last time. That "
            "receive is still allowed; the message must time out once more.",
            "The `maxReceiveCount` were one less.",
        ),
        Mistake(
            delay + (receives + 1) * visibility,
            "one-receive-too-many",
            "This time allows one receive more than the limit. SQS moves the message "
            "instead of delivering it when the count would exceed the limit.",
            "The `maxReceiveCount` were one more.",
        ),
        Mistake(
            receives * visibility,
            "delivery-delay-left-out",
            "This time starts with the first receive. The message was sent earlier and "
            "stayed invisible for the delivery delay first.",
            "The queue had no delivery delay.",
        ),
        Mistake(
            receives * (visibility + delay),
            "delay-added-to-each-receive",
            "This time adds the delivery delay before each receive. The delay applies "
            "once, to a new message; later the visibility timeout hides it.",
        ),
        Mistake(
            delay + visibility,
            "moved-after-the-first-failure",
            "This time ends with the first timeout. A failed message returns to the "
            "queue until it has been received as often as the redrive policy allows.",
            "The `maxReceiveCount` were 1.",
        ),
        Mistake(
            delay + visibility * (2**receives - 1),
            "visibility-timeout-doubled",
            "This time doubles the wait after each failure. SQS uses the same "
            "visibility timeout each time, unless the consumer changes it.",
            "The consumer doubled the visibility timeout after each receive.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, SECONDS, REFERENCES, most=86_400)


def draw_for_lambda(rng: Random) -> Calculation:
    """The visibility timeout that AWS recommends behind an event source mapping."""
    company, message = rng.choice(USERS)
    timeout = rng.choice([10, 15, 20, 25, 30, 40, 45, 50, 60, 75, 90, 120, 180])
    window, batch = rng.choice([5, 10, 20, 30, 60, 120]), rng.choice([5, 10, 20, 50])
    receives = rng.choice([5, 8, 10])
    stem = (
        f"{company} sends {message} in each message to an Amazon SQS queue. An event "
        f"source mapping passes the messages to an AWS Lambda function. The batch size "
        f"is {batch}, and the batching window is {window} seconds. The function has a "
        f"timeout of {timeout} seconds and normally needs half of it. The redrive "
        f"policy of the queue has a `maxReceiveCount` of {receives}. Some messages are "
        f"processed twice because the visibility timeout is too short.\n\n"
        f"What is the lowest visibility timeout that follows the recommendation of AWS?"
    )
    value = TIMEOUTS * timeout + window
    why = (
        f"AWS recommends at least six times the function timeout plus the batching "
        f"window, so that Lambda can retry a throttled batch: 6 × {timeout} + {window} "
        f"= {value:,} seconds."
    )
    mistakes = [
        Mistake(
            timeout + window,
            "function-timeout-taken-once",
            "This value covers one run and the batching window. It leaves no time for "
            "Lambda to try again when the function is throttled.",
        ),
        Mistake(
            TIMEOUTS * timeout,
            "batching-window-left-out",
            "This value leaves out the batching window. Messages wait in the window "
            "after they were received, so its time is added.",
            "The mapping had no batching window.",
        ),
        Mistake(
            TIMEOUTS * (timeout + window),
            "batching-window-taken-six-times",
            "This value multiplies the batching window as well. The recommendation "
            "multiplies the function timeout and adds the window once.",
        ),
        Mistake(
            timeout * batch + window,
            "timeout-per-message",
            "This value multiplies by the batch size. The function timeout covers the "
            "whole batch in one run, not a single message.",
        ),
        Mistake(
            timeout * receives + window,
            "timeout-per-receive",
            "This value multiplies by the `maxReceiveCount`. Each receive starts a new "
            "visibility timeout, so the number of receives does not matter.",
        ),
        Mistake(
            TIMEOUTS * timeout // 2 + window,
            "average-duration-used",
            "This value uses the normal duration. The recommendation uses the "
            "timeout of the function, because a slow run may last that long.",
            "The function had a timeout of half of that.",
        ),
        Mistake(
            timeout,
            "equal-to-the-function-timeout",
            "This value is only the function timeout. It is the least that a mapping "
            "accepts, and it leaves no time for the window or for retries.",
            "The question asked for the lowest value that a mapping accepts.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, SECONDS, LAMBDA_REFERENCES)


def draw_batch(rng: Random) -> Calculation:
    """All messages of one receive hide from the same moment."""
    company, message = rng.choice(USERS)
    count = rng.choice([4, 5, 6, 8, 10])
    each, final = rng.randint(8, 70), rng.choice([5, 10, 15, 20, 30])
    workers = rng.choice([2, 3, 4])
    stem = (
        f"{company} keeps {message} in each message of an Amazon SQS standard queue. "
        f"{workers} workers call `ReceiveMessage`, and each call returns {count} "
        f"messages. A worker processes the messages of a call one after the other, "
        f"{each} seconds for each. Then it writes one summary in {final} seconds and "
        f"deletes all messages of the call with one batch request. It never changes "
        f"the visibility of a message. Network time is not counted.\n\n"
        f"What is the lowest visibility timeout with which no message of a call "
        f"becomes visible again?"
    )
    value = count * each + final
    why = (
        f"The visibility timeout of all {count} messages starts when the call returns "
        f"them. They are deleted together after {count} × {each} + {final} = {value:,} "
        f"seconds, so they must stay hidden for that long."
    )
    mistakes = [
        Mistake(
            each + final,
            "timeout-counted-from-processing",
            "This value starts the timeout of a message when its processing starts. "
            "The timeout starts at the receive, while the message waits for its turn.",
            "Each call returned one message.",
        ),
        Mistake(
            count * each,
            "summary-left-out",
            "This value ends before the summary is written. The messages are deleted "
            "after the summary and can be received again until then.",
            "Each message were deleted right after its processing.",
        ),
        Mistake(
            count * (each + final),
            "summary-counted-for-each-message",
            "This value counts a summary for each message. The worker writes one "
            "summary for all messages of a call.",
            "The worker wrote a summary after each message.",
        ),
        Mistake(
            workers * (count * each + final),
            "workers-added-up",
            "This value multiplies by the number of workers. They work in parallel, "
            "each on the messages of its own call.",
            "The workers had to take turns.",
        ),
        Mistake(
            (count - 1) * each + final,
            "last-message-left-out",
            "This value leaves out the processing of the last message. All messages "
            "stay in the queue until the batch request deletes them.",
        ),
        Mistake(
            -(-count * each // workers) + final,
            "messages-divided-among-workers",
            "This value divides the messages of a call among the workers. A call "
            "belongs to one worker, which processes all of its messages.",
            "All workers shared the messages of one call.",
        ),
        Mistake(
            6 * value,
            "rule-for-lambda-applied",
            "This value is six times the duration. AWS recommends that for the timeout "
            "of a Lambda function behind a queue; it is safe here, but not the lowest.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, SECONDS, REFERENCES, most=43_200)


def draw_changed(rng: Random) -> Calculation:
    """`ChangeMessageVisibility` counts from the moment of the call."""
    company, message = rng.choice(USERS)
    visibility = 30 * rng.randint(2, 20)
    elapsed = rng.randint(10, visibility - 10)
    changed = 15 * rng.randint(2, 40)
    stem = (
        f"{company} processes {message} from each message of an Amazon SQS standard "
        f"queue. The queue has a visibility timeout of {visibility} seconds. A "
        f"consumer receives a message. After {elapsed} seconds it calls "
        f"`ChangeMessageVisibility` for this message with a `VisibilityTimeout` of "
        f"{changed} seconds. Then the consumer crashes and makes no more calls. The "
        f"queue has no delivery delay.\n\n"
        f"How many seconds after the first receive can another consumer receive the "
        f"message?"
    )
    value = elapsed + changed
    why = (
        f"The new timeout replaces what is left of the old one, and it counts from the "
        f"call. The call came {elapsed} seconds after the receive, so the message is "
        f"visible after {elapsed} + {changed} = {value:,} seconds."
    )
    mistakes = [
        Mistake(
            visibility + changed,
            "added-to-the-old-timeout",
            "This time adds the new value to the timeout of the queue. The call sets a "
            "new timeout from now on; what was left of the old one is lost.",
            f"The call came {visibility} seconds after the receive.",
        ),
        Mistake(
            changed,
            "counted-from-the-receive",
            "This time counts the new value from the receive. It counts from the "
            "moment of the call, which came later.",
            "The consumer made the call right after the receive.",
        ),
        Mistake(
            visibility,
            "change-ignored",
            "This time is the timeout of the queue. The call replaces it for this "
            "message, until the message is received again.",
            "The consumer had not made the call.",
        ),
        Mistake(
            elapsed + visibility,
            "timeout-of-the-queue-started-again",
            "This time starts the timeout of the queue again at the call. The call "
            "uses its own value, not the value of the queue.",
            f"The call had a `VisibilityTimeout` of {visibility} seconds.",
        ),
        Mistake(
            elapsed + visibility + changed,
            "both-timeouts-after-the-call",
            "This time runs both timeouts after the call. The new value replaces the "
            "old timeout, so only one of them runs.",
        ),
        Mistake(
            abs(visibility - elapsed),
            "rest-of-the-old-timeout",
            "This time is what was left of the old timeout when the call came. The "
            "call ends the old timeout and starts a new one.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, SECONDS, REFERENCES)


SITUATIONS: list[Situation] = [
    draw_dead_letter,
    draw_for_lambda,
    draw_batch,
    draw_changed,
]
