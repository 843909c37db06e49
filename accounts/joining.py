"""Codes of cohorts and links of invitations: how they are drawn and compared."""

import hashlib
import secrets
from datetime import timedelta

# Without what is mistaken for something else when read aloud or copied by hand.
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 10  # 31 ** 10: nobody guesses one
INVITATION_LIFETIME = timedelta(days=14)
# Of one code: so many may come in by it, for so many days.
MOST_PLACES, MOST_DAYS = 5000, 365


def draw_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def normal_code(told: str) -> str:
    """As it is kept, however it was typed: “abcde-fghjk” is ABCDEFGHJK."""
    return "".join(sign for sign in told.upper() if sign in ALPHABET)[: CODE_LENGTH + 1]


def shown_code(code: str) -> str:
    """In two halves, which is easier to read."""
    half = CODE_LENGTH // 2
    return f"{code[:half]}-{code[half:]}"


def draw_token() -> str:
    """The secret of a link: 256 bits, kept only as its digest."""
    return secrets.token_urlsafe(32)


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
