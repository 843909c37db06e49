"""Passwords and codes that are tried: counted here, never when they are right."""

from datetime import datetime

from django.conf import settings
from django.db.models import Q

from accounts import selectors, throttle
from accounts.models import SignInFailure, User
from accounts.throttle import Reason, Source, Wait
from lib.problems import Problem

REFUSALS = {
    Reason.HERE: "That was wrong too often. Try again in {wait}.",
    Reason.ACCOUNT: "Too many wrong tries were made for this account. Try again in "
    "{wait}, or sign in where you have signed in before.",
    Reason.ADDRESS: "Too many sign-ins failed in this network. Try again in {wait}, "
    "or sign in where you have signed in before.",
}


def begin_try(*, account: str, source: Source, now: datetime) -> SignInFailure:
    """Count a try as failed until `prove_try` says that it was right.

    Counted before anybody looks at the password, so that many sent at once count
    each other; hence in a transaction of its own. Refuses with 429 and the wait in
    words and, for programs, in seconds; a refused try counts nothing.
    """
    tried = SignInFailure.objects.create(
        account=selectors.account_digest(account),
        address=source.address,
        device_id=source.device,
        at=now,
    )
    tally = selectors.failures_before(tried)
    wait = throttle.wait_for(tally, source, settings.SIGN_IN_CEILINGS, now)
    if wait is not None:
        tried.delete()
        raise _too_many(wait)
    return tried


def _too_many(wait: Wait) -> Problem:
    return Problem(
        "too-many-failures",
        429,
        "That was wrong too often",
        REFUSALS[wait.reason].format(wait=wait.words),
        retry_after_seconds=wait.seconds,
    )


def prove_try(*, tried: SignInFailure) -> None:
    """It was right: what failed before in the same place is forgiven, and no more.

    Guesses made elsewhere go on counting, or each of the owner's own sign-ins would
    give the guesser a fresh start.
    """
    same = {"device_id": tried.device_id, "account": tried.account}
    here = Q(**same) if tried.device_id else Q(**same, address=tried.address)
    SignInFailure.objects.filter(here).delete()


def forget_failures(*, account: str) -> None:
    """For who has proved to be the owner in another way."""
    SignInFailure.objects.filter(account=selectors.account_digest(account)).delete()


def use_code_step(*, user: User, step: int) -> bool:
    """Whether a code of that half minute is the first since the last one used.

    One statement: of two requests with one code, one wins.
    """
    unused = User.objects.filter(pk=user.pk, code_step__lt=step)
    return unused.update(code_step=step) == 1
