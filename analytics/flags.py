"""What may be said about a question, and from how many answers on.

Without numpy: pages read these beside the figures that the night has computed.
"""

from enum import StrEnum

# From how many answers on a figure says something.
SHARE_ANSWERS = 30
R_ANSWERS = 100
# A distractor that nearly nobody takes: from so many answers on, below this share.
DEAD_ANSWERS, DEAD_BELOW = 200, 0.03


class Flag(StrEnum):
    """What an author should look at."""

    TOO_EASY = "too_easy"
    TOO_HARD = "too_hard"
    FLAT = "flat"  # does not tell who knows from who does not
    DEAD_DISTRACTOR = "dead_distractor"
    WRONG_KEY = "wrong_key"
    OUTDATED = "outdated"


def shows_share(count: int) -> bool:
    return count >= SHARE_ANSWERS


def shows_r(count: int) -> bool:
    return count >= R_ANSWERS
