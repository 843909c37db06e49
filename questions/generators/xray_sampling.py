"""X-Ray sampling: reservoir, fixed rate, and which rule a request meets."""

from dataclasses import dataclass
from fractions import Fraction
from random import Random

from questions.generators.calculation import (
    Calculation,
    Mistake,
    Unit,
    draw_calculation,
)
from questions.generators.variant import Variant

GUIDE = "https://docs.aws.amazon.com/xray/latest/devguide"
REFERENCES = (
    f"{GUIDE}/xray-console-sampling.html",
    f"{GUIDE}/xray-concepts.html",
)
REQUESTS = Unit("requests", "request")
PER_SECOND = Unit("requests per second", "request per second")
APPS = [
    ("A blood bank", "/donors"),
    ("A ferry line", "/crossings"),
    ("A toy shop", "/orders"),
    ("A cooking school", "/courses"),
    ("A car park operator", "/tickets"),
    ("A library network", "/loans"),
]


def draw(seed: int) -> Variant:
    """The variant of that seed."""
    return draw_calculation(seed, [_steady, _two_rules, _fleet, _reservoir])


@dataclass(frozen=True)
class Rule:
    """So many requests of each second, and a share of the others."""

    reservoir: int
    per_cent: int

    @property
    def words(self) -> str:
        requests = "request" if self.reservoir == 1 else "requests"
        return (
            f"a reservoir of {self.reservoir} {requests} per second and a fixed rate "
            f"of {self.per_cent} %"
        )

    def sampled(self, rate: int) -> Fraction:
        """Requests per second that are recorded, of so many."""
        first = min(rate, self.reservoir)
        return first + Fraction((rate - first) * self.per_cent, 100)


def _rule(rng: Random) -> Rule:
    return Rule(rng.choice([1, 2, 4, 5, 8, 10]), rng.choice([2, 4, 5, 8, 10, 20]))


def _rate(rng: Random, rule: Rule) -> int:
    """Requests per second of which the share is a whole number."""
    step = 100 // _gcd(rule.per_cent)
    return rule.reservoir + step * rng.randint(2, 12)


def _gcd(per_cent: int) -> int:
    return next(d for d in range(per_cent, 0, -1) if per_cent % d == 0 and 100 % d == 0)


def _steady(rng: Random) -> Calculation:
    who, path = rng.choice(APPS)
    rule = _rule(rng)
    rate, minutes = _rate(rng, rule), rng.choice([1, 2, 5, 10, 15, 30])
    each = rule.sampled(rate)
    value = each * 60 * minutes
    stem = (
        f"{who} traces its API with AWS X-Ray. One sampling rule matches all requests "
        f"to `{path}`. It has {rule.words}. During a test {rate:,} such requests "
        f"arrive in each second, for {minutes} minutes. The reservoir is used up in "
        f"each second.\n\n"
        f"How many requests does X-Ray record in these {minutes} minutes, as an "
        f"expected value?"
    ).replace("1 minutes", "1 minute")
    why = (
        f"In each second {rule.reservoir} of them fill the reservoir, and "
        f"{rule.per_cent} % of the other {rate - rule.reservoir:,}: {int(each)} "
        f"recorded together. Times {60 * minutes:,} seconds, that is {int(value):,}."
    )
    return Calculation(
        stem,
        value,
        why,
        _mistakes(rule, rate, 60 * minutes),
        REQUESTS,
        REFERENCES,
        most=rate * 60 * minutes,
    )


def _mistakes(rule: Rule, rate: int, seconds: int) -> list[Mistake]:
    """What misreadings of one rule record in so many seconds."""
    share = Fraction(rate * rule.per_cent, 100)
    return [
        Mistake(
            round(share * seconds),
            "reservoir-forgotten",
            f"This number applies {rule.per_cent} % to all requests. The reservoir "
            f"records {rule.reservoir} per second without regard to the fixed rate.",
            "The reservoir was 0.",
        ),
        Mistake(
            round((share + rule.reservoir) * seconds),
            "rate-applied-to-all-requests",
            "This number adds the reservoir to a share of all requests. The fixed rate "
            "applies only to those beyond the reservoir.",
        ),
        Mistake(
            rule.reservoir * seconds,
            "reservoir-only",
            f"This number stops at the reservoir. Of the requests beyond it "
            f"{rule.per_cent} % are recorded as well.",
            "The fixed rate was 0 %.",
        ),
        Mistake(
            round(
                rule.reservoir
                + Fraction((rate * seconds - rule.reservoir), 100) * rule.per_cent
            ),
            "reservoir-used-once",
            "This number uses the reservoir once in the whole time. It is filled again "
            "in each second.",
        ),
        Mistake(
            rate * seconds,
            "everything-recorded",
            "This number records every request. Sampling exists to avoid that; a fixed "
            "rate of 100 % would do it.",
            "The fixed rate was 100 %.",
        ),
        Mistake(
            round(Fraction(rule.reservoir * rule.per_cent, 100) * seconds)
            + (rate - rule.reservoir) * seconds,
            "reservoir-and-rate-exchanged",
            "This number applies the rate to the reservoir and records all the others. "
            "The reservoir is recorded in full, the others by the rate.",
        ),
        Mistake(
            round((rule.reservoir * 2 + share) * seconds),
            "reservoir-filled-twice",
            "This number fills the reservoir twice in each second. The rule counts the "
            "seconds, not the segments of a trace.",
        ),
    ]


def _two_rules(rng: Random) -> Calculation:
    who, path = rng.choice(APPS)
    special, common = Rule(rng.choice([1, 2, 5]), rng.choice([20, 50])), Rule(1, 5)
    first, second = 10 * rng.randint(2, 12), 1 + 20 * rng.randint(3, 20)
    first += special.reservoir
    value = special.sampled(first) + common.sampled(second)
    stem = (
        f"{who} traces its API with AWS X-Ray and two sampling rules. Rule A has the "
        f"priority 100, matches `{path}/*` and has {special.words}. Rule B has the "
        f"priority 9000, matches all paths and has {common.words}. In each second "
        f"{first} requests to `{path}/*` arrive, and {second} to other paths. Both "
        f"reservoirs are used up.\n\n"
        f"How many requests does X-Ray record per second, as an expected value?"
    )
    why = (
        f"The lowest number is tested first, and the first rule that matches decides. "
        f"A records {special.reservoir} + {special.per_cent} % of "
        f"{first - special.reservoir}, B records 1 + 5 % of {second - 1}: {int(value)} "
        f"together."
    )
    both = special.sampled(first) + common.sampled(first + second)
    mistakes = [
        Mistake(
            round(both),
            "both-rules-applied",
            f"This number applies rule B to all requests, also to those of `{path}/*`. "
            f"Only the first rule that matches decides about a request.",
        ),
        Mistake(
            round(common.sampled(first + second)),
            "highest-number-first",
            "This number lets rule B decide about every request. The rule with the "
            "lowest number has priority, so rule A is tested first.",
            "Rule B had a lower number than rule A.",
        ),
        Mistake(
            round(special.sampled(first + second)),
            "special-rule-for-all-paths",
            f"This number applies rule A to all paths. It matches `{path}/*` only; the "
            f"other requests fall through to rule B.",
            "Rule A matched all paths.",
        ),
        Mistake(
            round(special.sampled(first)),
            "other-paths-not-recorded",
            "This number counts rule A alone. The other requests match rule B, which "
            "records some of them as well.",
            "Rule B had a reservoir and a rate of 0.",
        ),
        Mistake(
            special.reservoir + 1,
            "reservoirs-only",
            "This number adds the two reservoirs. Beyond them each rule also records "
            "its share of the other requests.",
            "Both fixed rates were 0 %.",
        ),
        Mistake(
            round(
                Fraction(first * special.per_cent, 100)
                + Fraction(second * 5, 100)
                + special.reservoir
                + 1
            ),
            "rate-applied-to-all-requests",
            "This number adds the reservoirs to a share of all requests. The fixed "
            "rate applies only to those beyond the reservoir.",
        ),
        Mistake(
            first + int(common.sampled(second)),
            "priority-means-everything",
            "This number records every request of rule A. A priority only orders the "
            "rules; the rate of rule A still applies.",
            "The fixed rate of rule A was 100 %.",
        ),
    ]
    return Calculation(
        stem, value, why, mistakes, PER_SECOND, REFERENCES, most=first + second
    )


def _fleet(rng: Random) -> Calculation:
    who, path = rng.choice(APPS)
    rule, hosts = _rule(rng), rng.choice([3, 4, 5, 6, 8, 10])
    rate = _rate(rng, rule)
    value = rule.sampled(rate)
    stem = (
        f"{who} traces its API with AWS X-Ray on {hosts} EC2 instances. The SDK on "
        f"each instance gets the sampling rules and its quotas from the X-Ray service. "
        f"One rule matches all requests to `{path}`. It has {rule.words}. {rate:,} "
        f"such requests arrive in each second, spread evenly over the instances. The "
        f"reservoir is used up.\n\n"
        f"How many requests are recorded per second in total, as an expected value?"
    )
    apart = Rule(hosts * rule.reservoir, rule.per_cent)
    why = (
        f"The reservoir applies to all instances together: the service shares it out "
        f"among them. It records {rule.reservoir} in total, and {rule.per_cent} % of "
        f"the other {rate - rule.reservoir:,} are recorded as well: {int(value)}."
    )
    mistakes = [
        Mistake(
            round(apart.sampled(rate)),
            "reservoir-for-each-instance",
            f"This number gives each of the {hosts} instances a reservoir of its own. "
            f"The reservoir of a rule in the service is shared by all.",
            "Each SDK used a local sampling rule, without the X-Ray service.",
        ),
        Mistake(
            int(value) * hosts,
            "result-for-each-instance",
            f"This number multiplies the result by {hosts}. The stem gives the rate of "
            f"all instances together, so nothing is multiplied.",
            f"Each instance received {rate:,} requests, each with local rules.",
        ),
        *_mistakes(rule, rate, 1),
        Mistake(
            round(value / hosts),
            "one-instance-only",
            "This number is what one instance records. The question asks for the total "
            "of all instances.",
            "The question asked for one instance.",
        ),
    ]
    names = {"reservoir-used-once"}
    mistakes = [mistake for mistake in mistakes if mistake.name not in names]
    return Calculation(stem, value, why, mistakes, PER_SECOND, REFERENCES, most=rate)


def _reservoir(rng: Random) -> Calculation:
    who, path = rng.choice(APPS)
    value, per_cent = rng.randint(3, 24), rng.choice([2, 4, 5, 10, 20])
    rule = Rule(value, per_cent)
    rate = _rate(rng, rule)
    wanted = int(rule.sampled(rate))
    stem = (
        f"{who} traces its API with AWS X-Ray. One sampling rule matches all requests "
        f"to `{path}`. {rate:,} of them arrive in each second, at all times. The fixed "
        f"rate of the rule stays at {per_cent} %. The team wants {wanted} recorded "
        f"requests per second, no more and no less, as an expected value. It may "
        f"change the reservoir.\n\n"
        f"Which reservoir, in requests per second, does the rule need?"
    )
    why = (
        f"A reservoir of {value} leaves {rate - value:,} requests. {per_cent} % of "
        f"them are {wanted - value}, and {value} + {wanted - value} = {wanted}."
    )
    share = rate * per_cent // 100
    mistakes = [
        Mistake(
            wanted - share,
            "rate-applied-to-all-requests",
            f"This reservoir subtracts {per_cent} % of all requests. The rate applies "
            f"only to those beyond the reservoir, so a little is missing.",
        ),
        Mistake(
            wanted,
            "fixed-rate-forgotten",
            f"This reservoir alone reaches the wanted number. With {per_cent} % of the "
            f"other requests there would be more.",
            "The fixed rate was 0 %.",
        ),
        Mistake(
            share,
            "share-taken-for-the-reservoir",
            f"This reservoir is {per_cent} % of the requests. That is about what the "
            f"fixed rate records anyway.",
        ),
        Mistake(
            max(1, wanted * per_cent // 100),
            "share-of-the-wanted-number",
            f"This reservoir is {per_cent} % of the wanted number. The rate refers to "
            f"the requests beyond the reservoir.",
        ),
        Mistake(
            value + wanted,
            "both-added",
            "This reservoir adds the wanted number once more. The reservoir is a part "
            "of the recorded requests.",
        ),
        Mistake(
            1,
            "default-reservoir",
            "A reservoir of 1 is what the default rule has. With this fixed rate it "
            "leads to fewer recorded requests.",
        ),
        Mistake(
            2 * value,
            "reservoir-filled-every-two-seconds",
            "This reservoir is twice as large as needed. The reservoir is filled in "
            "each second, not in every second one.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, PER_SECOND, REFERENCES, most=rate)
