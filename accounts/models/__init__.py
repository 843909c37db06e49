"""Who people are, how they come in, and which cohorts they are in."""

from accounts.models.cohorts import (
    Cohort,
    CohortRole,
    Invitation,
    Membership,
    RosterImport,
)
from accounts.models.people import (
    ApiToken,
    Guest,
    GuestStart,
    KnownDevice,
    Role,
    SignInFailure,
    User,
    UserManager,
    UserQuerySet,
)

__all__ = [
    "ApiToken",
    "Cohort",
    "CohortRole",
    "Guest",
    "GuestStart",
    "Invitation",
    "KnownDevice",
    "Membership",
    "Role",
    "RosterImport",
    "SignInFailure",
    "User",
    "UserManager",
    "UserQuerySet",
]
