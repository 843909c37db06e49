"""The cookie that says “somebody has signed in here before”, and nothing else.

It opens nothing: it only keeps guesses made elsewhere from locking this browser out.
Signed, unreadable to scripts, sent to the account's pages alone; its tokens are in
the database as digests, so that ending sessions makes them worthless.
"""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpResponse

COOKIE = "signed_in_here"
SALT = "accounts.devices"
LIFETIME = timedelta(days=180)
# People who share a browser; the cookie stays small.
MOST_PEOPLE = 8


def draw_token() -> str:
    return secrets.token_urlsafe(18)


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def read_tokens(cookies: Mapping[str, str]) -> list[str]:
    """The tokens of a genuine cookie, newest first; of any other, none."""
    try:
        tokens: list[str] = signing.loads(
            cookies.get(COOKIE, ""), salt=SALT, max_age=LIFETIME
        )
    except signing.BadSignature:
        return []
    return tokens


def write_tokens(response: HttpResponse, tokens: Sequence[str]) -> None:
    response.set_cookie(
        COOKIE,
        signing.dumps(list(tokens[:MOST_PEOPLE]), salt=SALT),
        max_age=LIFETIME,
        path="/account/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
