"""SQS FIFO queues: calls per second, batches, and message groups in parallel."""

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

GUIDE = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide"
REFERENCES = (
    f"{GUIDE}/quotas-messages.html",
    f"{GUIDE}/using-messagegroupid-property.html",
)
CALLS = 300  # per second and action; the stems say so
LARGEST_BATCH = 10
MESSAGES = Unit("messages per second", "message per second")
MINUTES = Unit("minutes", "minute")
CALLS_PER_SECOND = Unit("calls per second", "call per second")

USERS = [
    ("A stock broker", "trade", "account"),
    ("A bank", "transfer", "customer"),
    ("An airline", "seat change", "flight"),
    ("A betting company", "bet", "match"),
    ("A hospital", "order for a patient", "patient"),
    ("A warehouse", "stock movement", "article"),
]


def draw(seed: int) -> Variant:
    """The variant of that seed."""
    return draw_calculation(seed, SITUATIONS)


def draw_pipeline(rng: Random) -> Calculation:
    """Send, receive and delete have limits of their own; the smallest decides."""
    company, event, owner = rng.choice(USERS)
    sent, received, deleted = (rng.randint(2, LARGEST_BATCH) for _ in range(3))
    stem = (
        f"{company} sends each {event} as a message to an Amazon SQS FIFO queue "
        f"without high throughput mode. The queue accepts {CALLS} API calls per second "
        f"for each action. Producers fill each `SendMessageBatch` with {sent} "
        f"messages. Each `ReceiveMessage` call returns {received}. Consumers "
        f"delete {deleted} messages with each `DeleteMessageBatch`. There are "
        f"thousands of {owner}s, and each is a message group. Consumers are "
        f"fast enough.\n\n"
        f"How many messages per second can pass through the queue over a long time?"
    )
    least = min(sent, received, deleted)
    value = CALLS * least
    why = (
        f"Each action has its own {CALLS} calls per second. They carry "
        f"{CALLS * sent:,} messages when sending, {CALLS * received:,} when "
        f"receiving, and {CALLS * deleted:,} when deleting. The slowest step "
        f"decides: {value:,}."
    )
    mistakes = [
        Mistake(
            CALLS,
            "batches-left-out",
            "This number counts one message per call. The limit counts API calls, and "
            "each call of these clients carries several messages.",
            "The clients handled one message per call in one of the steps.",
        ),
        Mistake(
            CALLS * LARGEST_BATCH,
            "full-batches-assumed",
            "This number assumes ten messages in each call. That is the most that a "
            "call can carry, but these clients fill their calls with fewer.",
            "All three steps handled ten messages per call.",
        ),
        Mistake(
            CALLS * sent,
            "only-sending-counted",
            "This number looks at sending only. A message must also be received and "
            "deleted, and one of these steps is slower.",
            "Receiving and deleting were at least as fast.",
        ),
        Mistake(
            CALLS * received,
            "only-receiving-counted",
            "This number looks at receiving only. Another step carries fewer messages "
            "per call, and it holds the others back.",
            "Sending and deleting were at least as fast.",
        ),
        Mistake(
            CALLS * deleted,
            "only-deleting-counted",
            "This number looks at deleting only. Another step carries fewer messages "
            "per call, and it holds the others back.",
            "Sending and receiving were at least as fast.",
        ),
        Mistake(
            CALLS // 3 * least,
            "limit-shared-by-the-actions",
            f"This number divides the {CALLS} calls among three actions. Each action "
            f"has this limit for itself.",
            f"All actions together were limited to {CALLS} calls per second.",
        ),
        Mistake(
            CALLS * (sent + received + deleted) // 3,
            "average-of-the-steps",
            "This number is the average of the three steps. Messages pass through all "
            "steps, so the slowest one limits the whole, not the average.",
        ),
        Mistake(
            CALLS * least // 2,
            "send-and-receive-share-the-limit",
            "This number lets two actions share the limit. Each action has its own "
            "calls per second, whatever the others do.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, MESSAGES, REFERENCES, least=100)


def _groups(rng: Random) -> tuple[int, int, int]:
    """Consumers, message groups, and the milliseconds of one message."""
    consumers, groups = rng.sample(range(4, 61), 2)
    return consumers, groups, rng.choice([50, 100, 125, 200, 250, 400, 500])


def draw_parallel(rng: Random) -> Calculation:
    """As many messages at a time as groups and consumers allow."""
    company, event, owner = rng.choice(USERS)
    consumers, groups, each = _groups(rng)
    stem = (
        f"{company} sends each {event} to an Amazon SQS FIFO queue and uses the "
        f"{owner} as the message group ID. During a load test there are {groups} "
        f"different {owner}s with the same number of messages. {consumers} consumers "
        f"receive one message at a time, process it in {each} ms, and delete it. There "
        f"is always a backlog in every group. The API limits of the queue are not "
        f"reached. Time for API calls is not counted.\n\n"
        f"How many messages per second do the consumers process?"
    )
    busy = min(consumers, groups)
    value = Fraction(busy * 1000, each)
    why = (
        f"While a message of a group is in flight, no other message of that group is "
        f"delivered. {groups} groups and {consumers} consumers allow {busy} messages "
        f"at a time. Each takes {each} ms, so {busy} × 1,000 / {each} = "
        f"{float(value):g} per second."
    )
    mistakes = [
        Mistake(
            Fraction(consumers * 1000, each),
            "all-consumers-busy",
            "This number keeps all consumers busy. A message group has one consumer "
            "at a time, so consumers beyond the number of groups stay idle.",
            "There were at least as many groups as consumers.",
        ),
        Mistake(
            Fraction(groups * 1000, each),
            "all-groups-served-at-once",
            "This number serves all groups at the same time. A consumer handles one "
            "message at a time, so the number of consumers is the limit.",
            "There were at least as many consumers as groups.",
        ),
        Mistake(
            Fraction(1000, each),
            "whole-queue-in-one-order",
            "This number processes one message of the queue at a time. The order is "
            "kept within a message group; different groups run in parallel.",
            "All messages had the same message group ID.",
        ),
        Mistake(
            Fraction(busy * 1000 * LARGEST_BATCH, each),
            "ten-messages-at-a-time",
            "This number counts ten messages per receive. These consumers receive one, "
            "and a batch would still be processed one after the other.",
        ),
        Mistake(
            CALLS,
            "limit-taken-for-the-rate",
            "This number is the usual limit of API calls per second. The stem says "
            "that the limits are not reached; processing time decides.",
        ),
        Mistake(
            Fraction(consumers * groups * 1000, each),
            "consumers-and-groups-multiplied",
            "This number multiplies consumers and groups. A message needs one free "
            "consumer and one free group, so the smaller number decides.",
        ),
        Mistake(
            Fraction(abs(consumers - groups) * 1000, each),
            "difference-of-consumers-and-groups",
            "This number uses the consumers or groups that have no partner. These are "
            "idle; the pairs of a consumer and a group do the work.",
        ),
        Mistake(
            Fraction(busy * 1000, 2 * each),
            "delivery-and-deletion-counted-as-work",
            "This number takes each message twice, once to receive and once to delete. "
            "The stem leaves out the time for API calls.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, MESSAGES, REFERENCES)


def draw_backlog(rng: Random) -> Calculation:
    """How long equal groups take."""
    company, event, owner = rng.choice(USERS)
    consumers = rng.randint(3, 12)
    groups = rng.randint(max(2, consumers // 2), 4 * consumers)
    per_group, seconds = 60 * rng.randint(2, 20), rng.choice([1, 2, 3, 4, 5])
    stem = (
        f"{company} has a backlog in an Amazon SQS FIFO queue. There are {groups} "
        f"message groups, one for each {owner}, with {per_group:,} messages each. "
        f"{consumers} consumers are started. A consumer takes one group, processes its "
        f"messages one by one in {seconds} {'second' if seconds == 1 else 'seconds'} "
        f"each, and then takes the next group. No new {event} arrives. Time for API "
        f"calls is not counted.\n\n"
        f"After how many minutes is the backlog empty?"
    )
    rounds = ceil(Fraction(groups, consumers))
    minutes = Fraction(per_group * seconds, 60)
    value = rounds * minutes
    why = (
        f"A group is processed in order by one consumer at a time: {per_group:,} × "
        f"{seconds} s = {minutes} minutes. {consumers} consumers take {groups} groups "
        f"in {rounds} {'round' if rounds == 1 else 'rounds'}, so the backlog is empty "
        f"after {value} minutes."
    )
    mistakes = [
        Mistake(
            ceil(groups * minutes / consumers),
            "group-divided-among-consumers",
            "This time divides all messages evenly among the consumers. Messages of "
            "one group cannot be processed in parallel, so some consumers are idle.",
            "The queue were a standard queue.",
        ),
        Mistake(
            groups * minutes,
            "one-consumer-at-a-time",
            "This time processes the groups one after the other. Different groups may "
            "be processed at the same time, each by its own consumer.",
            "All messages had the same message group ID.",
        ),
        Mistake(
            minutes,
            "all-groups-at-once",
            "This time processes all groups at the same time. There are fewer "
            "consumers than groups, so some groups have to wait.",
            "There were at least as many consumers as groups.",
        ),
        Mistake(
            ceil(value / LARGEST_BATCH),
            "ten-messages-at-a-time",
            "This time counts ten messages of a receive as one. A receive may return "
            "ten messages, but the consumer processes them one by one.",
        ),
        Mistake(
            consumers * minutes,
            "time-grows-with-consumers",
            "This time multiplies by the number of consumers. More consumers never "
            "make it longer; they take different groups in parallel.",
        ),
        Mistake(
            (rounds + 1) * minutes,
            "one-round-too-many",
            "This time counts one more round of groups. The groups divide into fewer "
            "rounds, and a consumer that has finished takes no group again.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, MINUTES, REFERENCES)


def draw_calls(rng: Random) -> Calculation:
    """Calls per second that a load makes, batched in one step and not in another."""
    company, event, owner = rng.choice(USERS)
    rate = 20 * rng.randint(10, 140)
    sent, deleted = rng.sample(range(2, LARGEST_BATCH + 1), 2)
    stem = (
        f"{company} sends {rate:,} messages per second to an Amazon SQS FIFO queue, "
        f"one for each {event}. The message group ID is the {owner}. A producer sends "
        f"{sent} messages with each `SendMessageBatch` call. A consumer receives 10 "
        f"messages with each call. It deletes {deleted} messages with each "
        f"`DeleteMessageBatch` call. An engineer compares this with the limit of "
        f"{CALLS} API calls per second for each action.\n\n"
        f"How many calls per second does the busiest of the three actions need?"
    )
    smallest = min(sent, deleted)
    value = ceil(Fraction(rate, smallest))
    steps = [ceil(Fraction(rate, n)) for n in (sent, LARGEST_BATCH, deleted)]
    why = (
        f"Sending makes {steps[0]:,} calls per second, receiving {steps[1]:,}, and "
        f"deleting {steps[2]:,}. Each action is compared with the limit by itself, and "
        f"the one with the smallest batch makes the most calls: {value:,}."
    )
    mistakes = [
        Mistake(
            ceil(Fraction(rate, max(sent, deleted))),
            "larger-batch-taken",
            "This number comes from the larger batch. An action with a smaller batch "
            "needs more calls for the same messages.",
        ),
        Mistake(
            ceil(Fraction(rate, LARGEST_BATCH)),
            "full-batches-assumed",
            "This number assumes ten messages in each call. Only the receive calls "
            "carry ten here; the other actions carry fewer.",
            "All actions handled ten messages per call.",
        ),
        Mistake(
            rate,
            "one-call-per-message",
            "This number makes a call for each message. The clients put several "
            "messages into a call, and the limit counts calls.",
            "One of the actions handled single messages.",
        ),
        Mistake(
            sum(steps),
            "actions-added-up",
            "This number adds the calls of all actions. The limit counts for each "
            "action by itself, so the calls are not added.",
            "The limit counted all actions together.",
        ),
        Mistake(
            steps[1] + steps[2],
            "receiving-and-deleting-added",
            "This number adds the two actions of the consumer. Each action is compared "
            "with the limit by itself, so they are not added.",
            "The question asked for all calls of the consumer.",
        ),
        Mistake(
            rate // CALLS,
            "messages-divided-by-the-limit",
            "This number divides the messages by the limit. That gives the batch size "
            "that would be needed, not the number of calls.",
            "The question asked for the smallest batch size, rounded up.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, CALLS_PER_SECOND, REFERENCES)


SITUATIONS: list[Situation] = [draw_pipeline, draw_parallel, draw_backlog, draw_calls]
