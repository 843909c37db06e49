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
from accounts.models.protection import (
    AT_WORK,
    Erasure,
    JobState,
    PersonExport,
    RetentionChoice,
)

__all__ = [
    "AT_WORK",
    "ApiToken",
    "Cohort",
    "CohortRole",
    "Erasure",
    "Guest",
    "GuestStart",
    "Invitation",
    "JobState",
    "KnownDevice",
    "Membership",
    "PersonExport",
    "RetentionChoice",
    "Role",
    "RosterImport",
    "SignInFailure",
    "User",
    "UserManager",
    "UserQuerySet",
]
