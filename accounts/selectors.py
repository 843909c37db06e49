"""Reads about people: their sessions, their tokens, failed sign-ins, time zones."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from zoneinfo import available_timezones

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Count, Exists, ForeignObjectRel, OuterRef, Q, QuerySet

from accounts.models import ApiToken, SignInFailure, User

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


def has_second_factor(user: User) -> bool:
    return bool(
        Authenticator.objects.filter(
            user_id=user.pk, type=Authenticator.Type.TOTP
        ).exists()
    )


def sign_in_failures(*, account: str, address: str, since: datetime) -> tuple[int, int]:
    """How many failures count against this account, and against this address."""
    counts = SignInFailure.objects.filter(
        Q(account=account) | Q(address=address), at__gt=since
    ).aggregate(
        account=Count("pk", filter=Q(account=account)),
        address=Count("pk", filter=Q(address=address)),
    )
    return counts["account"], counts["address"]


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
