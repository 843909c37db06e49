"""Reads about people: sessions, tokens, failed tries, aims, time zones."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import (
    Count,
    Exists,
    ForeignObjectRel,
    Max,
    OuterRef,
    Q,
    QuerySet,
)
from django.utils.module_loading import import_string

from accounts import devices, throttle
from accounts.models import ApiToken, KnownDevice, SignInFailure, User
from accounts.throttle import Tally

# Links in the IANA database that nobody looks for ("Etc/GMT+5" runs backwards).
REGIONS = frozenset(
    (
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    )
)
BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True)
class SessionRow:
    """One place where a person is signed in."""

    pk: int
    browser: str
    address: str
    since: datetime
    is_current: bool


def sessions_for(user: User, *, session_key: str, now: datetime) -> list[SessionRow]:
    """Where this person is signed in now, this browser first."""
    rows = [
        SessionRow(
            pk=row.pk,
            browser=browser_words(row.user_agent),
            address=row.ip,
            since=row.created_at,
            is_current=row.session_key == session_key,
        )
        for row in live_sessions(now).filter(user=user).order_by("-created_at")
    ]
    return sorted(rows, key=lambda row: not row.is_current)


def live_sessions(now: datetime) -> QuerySet[UserSession]:
    rows: QuerySet[UserSession] = UserSession.objects.filter(_is_live(now))
    return rows


def dead_sessions(now: datetime) -> QuerySet[UserSession]:
    """Rows whose session has ended by itself."""
    rows: QuerySet[UserSession] = UserSession.objects.filter(~_is_live(now))
    return rows


def _is_live(now: datetime) -> Exists:
    return Exists(
        Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=now)
    )


def browser_words(user_agent: str) -> str:
    """“Firefox on Linux”: enough to recognise one's own."""
    browser = _first(BROWSERS, user_agent) or "A browser"
    system = _first(SYSTEMS, user_agent)
    return f"{browser} on {system}" if system else browser


def _first(known: Iterable[tuple[str, str]], text: str) -> str:
    return next((word for mark, word in known if mark in text), "")


def tokens_for(user: User, *, now: datetime) -> QuerySet[ApiToken]:
    """This person's tokens that still open something, newest first."""
    tokens: QuerySet[ApiToken] = ApiToken.objects.filter(user=user)
    return tokens.filter(Q(expiry=None) | Q(expiry__gt=now))


def has_account(email: str) -> bool:
    return User.objects.members().filter(email=email.lower()).exists()


def has_second_factor(user: User) -> bool:
    return bool(
        Authenticator.objects.filter(
            user_id=user.pk, type=Authenticator.Type.TOTP
        ).exists()
    )


def failures_before(tried: SignInFailure) -> Tally:
    """What counts against a try, itself left aside: one statement."""
    source = Q(device=tried.device_id) if tried.device_id else Q(device=None)
    if not tried.device_id:
        source &= Q(address=tried.address)
    here, strange = Q(account=tried.account) & source, Q(device=None)
    recent = Q(at__gt=tried.at - throttle.CEILING_WINDOW)
    of_address = Q(address=tried.address) & strange & recent
    of_account = Q(account=tried.account, at__gt=tried.at - throttle.MEMORY)
    found = (
        SignInFailure.objects.filter(of_account | of_address)
        .exclude(pk=tried.pk)
        .aggregate(
            here=Count("pk", filter=here & of_account),
            last_here=Max("at", filter=here & of_account),
            of_account=Count("pk", filter=of_account & strange & recent),
            of_address=Count("pk", filter=of_address),
        )
    )
    return Tally(**found)


def known_device(*, email: str, tokens: Sequence[str]) -> int | None:
    """The device that one of these tokens makes known to this account."""
    digests = [devices.digest_of(token) for token in tokens]
    known = KnownDevice.objects.filter(user__email=email, digest__in=digests)
    return known.values_list("pk", flat=True).first() if digests else None


def is_pointed_at(user: User) -> bool:
    """Whether any row of any table still refers to this person."""
    relations = [
        field
        for field in User._meta.get_fields(include_hidden=True)
        if isinstance(field, ForeignObjectRel)
    ]
    return any(
        relation.related_model._base_manager.filter(
            **{relation.field.name: user.pk}
        ).exists()
        for relation in relations
    )


def target_choices(*, today: date, held: str = "") -> list[Any]:
    """What a person can aim at, and the aim that they hold already.

    Each has `code`, `words` and, when it cannot be chosen anew, a `hint`. Guides
    belong to another room, which settings name.
    """
    find: Callable[..., list[Any]] = import_string(settings.TARGET_GUIDES)
    return find(today=today, held=held)


@cache
def time_zones() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """The IANA zones by region, as grouped choices of a form."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for zone in sorted(available_timezones()):
        region, _, place = zone.partition("/")
        if region in REGIONS and place:
            words = place.replace("_", " ").replace("/", " – ")
            groups.setdefault(region, []).append((zone, words))
    utc = ("Universal", (("UTC", "UTC"),))
    return (utc, *((region, tuple(zones)) for region, zones in groups.items()))
