"""Beanstalk deployments: played instance by instance, and each mistake made again."""

from tests.questions.generators.reading import differences, number


def told_by(stem):
    size = int(number(r"with (\d+) EC2 instances", stem))
    batch = int(number(r"batch size of (\d+)", stem))
    if "How long" in stem:
        return duration(stem, size, batch)
    if "while a full batch" in stem:
        each = int(number(r"up to (\d+) requests", stem)) if "up to" in stem else 1
        return in_service(size, batch, each)
    if "additional batch" in stem:
        return additional_batch(size, batch)
    return new_set(stem, size, batch)


def batches(size, batch):
    """The sizes of the batches, one after the other."""
    left = list(range(size))
    found = []
    while left:
        found.append(len(left[:batch]))
        left = left[batch:]
    return found


def in_service(size, batch, each):
    lowest = min(size - out for out in batches(size, batch))
    told = {
        "additional-batch-assumed": size,
        "additional-batch-counted-in-service": size + batch,
        "second-set-assumed": size + size,
        "batch-taken-for-the-rest": batch,
        "all-at-once-assumed": 0,
        "finished-batch-missing": size - batch - batch,
    }
    return lowest * each, {name: count * each for name, count in told.items()}


def additional_batch(size, batch):
    return len([*range(size), *range(batch)]), {
        "rolling-without-addition": size,
        "batch-subtracted": size - batch,
        "second-set-assumed": size + size,
        "two-additional-batches": size + batch + batch,
        "new-instances-for-each-batch": size + batch * len(batches(size, batch)[1:]),
        "additional-batch-only": batch,
        "one-additional-instance": size + 1,
    }


def new_set(stem, size, batch):
    share = int(number(r"with (\d+) % of", stem)) if "splitting" in stem else 0
    return len([*range(size), *range(size)]), {
        "updated-in-place": size,
        "additional-batch-assumed": size + batch,
        "test-instance-only": size + 1,
        "share-of-traffic-taken-for-instances": size - (-size * share // 100),
        "old-batch-ends-early": size + size - batch,
        "test-instance-on-top": size + size + 1,
        "batch-on-top-of-the-set": size + size + batch,
        "three-sets": size + size + size,
    }


def duration(stem, size, batch):
    minutes = int(number(r"takes (\d+) minutes", stem))
    each = batches(size, batch)
    full = [count for count in each if count == batch]
    return sum(minutes for _ in each), {
        "last-batch-forgotten": minutes * len(full),
        "first-and-last-batch-overlap": minutes * len(each[1:-1]),
        "all-at-once-assumed": minutes,
        "additional-batch-assumed": minutes + minutes * len(each),
        "one-instance-at-a-time": sum(each) * minutes,
        "batch-size-taken-for-the-count": batch * minutes,
        "out-and-in-counted-apart": 2 * minutes * len(each),
    }


class BeanstalkRolloutTests:
    def test_its_key_and_its_mistakes_are_what_the_stem_tells(self):
        assert differences("beanstalk-rollout", told_by) == []
