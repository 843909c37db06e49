"""How long which records are kept: the choices, their bounds, and their reasons."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Rule:
    """One kind of record; after that many days nothing needs it any more."""

    name: str
    title: str
    words: str
    days: int  # unless an administrator chooses otherwise
    least: int
    most: int

    def lifetime(self, days: int | None) -> timedelta:
        """What was chosen, within the bounds; else the default."""
        chosen = self.days if days is None else days
        return timedelta(days=min(max(chosen, self.least), self.most))


RULES = {
    rule.name: rule
    for rule in (
        Rule(
            "sessions",
            "Sessions",
            "Days from signing in until a browser is signed out, used or not.",
            days=90,
            least=1,
            most=365,
        ),
        Rule(
            "browsers",
            "Known browsers",
            "Days after the last sign-in there. Wrong guesses made elsewhere do not "
            "lock out a known browser.",
            days=180,
            least=30,
            most=180,
        ),
        Rule(
            "failures",
            "Failed sign-ins",
            "Addresses that typed a wrong password. Locking out needs one day.",
            days=1,
            least=1,
            most=90,
        ),
        Rule(
            "guests",
            "Idle guests",
            "Visitors of the diagnostic who made no account, with their answers.",
            days=30,
            least=7,
            most=365,
        ),
        Rule(
            "exports",
            "Exports of people",
            "Files with everything kept of a person. They can be made again.",
            days=7,
            least=1,
            most=30,
        ),
        Rule(
            "invitations",
            "Invitations that are over",
            "Accepted, withdrawn or expired. Who is in a cohort stays.",
            days=90,
            least=7,
            most=730,
        ),
        Rule(
            "rosters",
            "Rosters that were read",
            "Names and addresses as they were sent. What a roster did stays.",
            days=30,
            least=1,
            most=365,
        ),
        Rule(
            "admin-entries",
            "Entries of Django's admin site",
            "The audit log has every change as well, and longer.",
            days=365,
            least=30,
            most=3650,
        ),
    )
}
# What is never removed by age, and why.
FOREVER = (
    (
        "Attempts with their answers and logs",
        "The log is the record: grades are computed from it, again and again. It goes "
        "when its person is erased.",
    ),
    (
        "The audit log",
        "A chain without its old links proves nothing. It knows people by number, and "
        "texts about an erased person are withdrawn.",
    ),
    (
        "Certificates of erasures",
        "They name nobody, and show that a wish was followed.",
    ),
)
