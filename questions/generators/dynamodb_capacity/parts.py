"""What the workloads share: modes of reading and writing, sizes, words."""

from dataclasses import dataclass
from fractions import Fraction
from random import Random

from questions.generators.calculation import Unit

READ_KB, WRITE_KB = 4, 1
GUIDE = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide"
REFERENCES = (
    f"{GUIDE}/read-write-operations.html",
    f"{GUIDE}/provisioned-capacity-mode.html",
)
INDEX_REFERENCES = (f"{GUIDE}/GSI.html", *REFERENCES)
LARGEST = 40_000  # the default quota of a table
RCUS, WCUS = Unit("RCUs", "RCU"), Unit("WCUs", "WCU")


@dataclass(frozen=True)
class Mode:
    """One way to read or write, and what a unit of it carries."""

    name: str
    call: str
    kb: int
    factor: Fraction

    @property
    def is_read(self) -> bool:
        return self.kb == READ_KB

    @property
    def unit(self) -> Unit:
        return RCUS if self.is_read else WCUS


EVENTUAL = Mode("eventually consistent reads", "GetItem", READ_KB, Fraction(1, 2))
STRONG = Mode("strongly consistent reads", "GetItem", READ_KB, Fraction(1))
READ_TRANSACTION = Mode("transactional reads", "TransactGetItems", READ_KB, Fraction(2))
STANDARD = Mode("standard writes", "PutItem", WRITE_KB, Fraction(1))
WRITE_TRANSACTION = Mode(
    "transactional writes", "TransactWriteItems", WRITE_KB, Fraction(2)
)
READS = [EVENTUAL, STRONG, READ_TRANSACTION]
WRITES = [STANDARD, WRITE_TRANSACTION]

STORIES = [
    ("A parking company", "one item per ticket", "its payment terminals"),
    ("A hospital", "one item per lab report", "its ward application"),
    ("A game studio", "one item per player profile", "its match server"),
    ("A logistics company", "one item per parcel", "its scanners"),
    ("A streaming service", "one item per watch list", "its apps"),
    ("A bank", "one item per card limit", "its authorization service"),
    ("A university", "one item per exam entry", "its registration portal"),
    ("An energy supplier", "one item per meter", "its billing service"),
]


def draw_size(rng: Random, kb: int) -> Fraction:
    """An item size in KB, in tenths, that is no whole number of units."""
    while True:
        size = Fraction(rng.randint(3, 180 if kb == READ_KB else 75), 10)
        if (size / kb).denominator != 1:
            return size


def kb_words(size: Fraction) -> str:
    return f"{float(size):g} KB"


def cost_words(mode: Mode) -> str:
    words = {
        Fraction(1, 2): "An eventually consistent read costs half a unit per block",
        Fraction(1): f"With {mode.name} a block costs one unit",
        Fraction(
            2
        ): "A transaction prepares and commits, which costs two units per block",
    }
    return words[mode.factor]


def cost_clause(mode: Mode) -> str:
    """The same, for the middle of a sentence."""
    words = cost_words(mode)
    return words[0].lower() + words[1:]
