"""What this room holds of a person, packages that keep people for it included."""

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db.models import F, Func, JSONField, Q

from accounts.models import (
    ApiToken,
    Erasure,
    Invitation,
    KnownDevice,
    Membership,
    PersonExport,
    RosterImport,
    SignInFailure,
    User,
)
from accounts.selectors.digests import account_digest, code_account
from lib.belongings import Belonging, Columns, Fate, Holdings, Subject, columns
from lib.models import AuditEvent

OPENS = "a secret that opens this account, kept as a digest where possible"
NUMBER = "a number that means nothing outside"
TRIED = dict.fromkeys(("tries", "try_at"), "of the mail's machinery")
PERSON = Q(content_type__app_label="accounts", content_type__model="user")


def _session_keys(person: Subject) -> list[str]:
    rows = UserSession.objects.filter(user_id=person.pk)
    return list(rows.values_list("session_key", flat=True))


def _failed_as(person: Subject) -> list[str]:
    return [account_digest(person.email), account_digest(code_account(person.pk))]


ACCESS = (
    Belonging(
        name="sessions-open",
        words="What keeps a browser signed in",
        model=Session,
        path="session_key__in",
        by=_session_keys,
        columns=columns("expire_date"),
        left_out={"session_key": OPENS, "session_data": OPENS},
    ),
    Belonging(
        name="sessions",
        words="Sign-ins: when, where, with which browser",
        model=UserSession,
        path="user",
        columns=columns("created_at", "last_seen_at", "ip", "user_agent", "data"),
        left_out={"id": NUMBER, "session_key": OPENS},
    ),
    Belonging(
        name="failed-sign-ins",
        words="Wrong passwords and codes of the last day",
        model=SignInFailure,
        path="account__in",
        by=_failed_as,
        columns=columns("at", "address"),
        left_out={"id": NUMBER, "account": "a digest of the address", "device": NUMBER},
    ),
    Belonging(
        name="known-browsers",
        words="Browsers that are known",
        model=KnownDevice,
        path="user",
        columns=columns("seen_at"),
        left_out={"id": NUMBER, "digest": OPENS, "session": NUMBER},
    ),
    Belonging(
        name="api-tokens",
        words="Tokens of the API",
        model=ApiToken,
        path="user",
        columns=columns("name", "created", "expiry", "has_otp"),
        left_out={"digest": OPENS, "token_key": OPENS},
    ),
    Belonging(
        name="second-factor",
        words="That a second factor is set up",
        model=Authenticator,
        path="user",
        columns=columns("type", "created_at", "last_used_at"),
        left_out={"id": NUMBER, "data": OPENS},
    ),
    Belonging(
        name="address-confirmations",
        words="Mails sent to confirm an address",
        model=EmailConfirmation,
        path="email_address__user",
        columns=columns("created", "sent") | {"email": "email_address__email"},
        left_out={"id": NUMBER, "key": OPENS, "email_address": NUMBER},
    ),
    Belonging(
        name="addresses",
        words="E-mail addresses",
        model=EmailAddress,
        path="user",
        columns=columns("email", "verified", "primary"),
        left_out={"id": NUMBER},
    ),
)

INVITED = columns("email", "name", "role", "invited_at", "sent_at") | columns(
    "expires_at", "accepted_at", "withdrawn_at", "time_multiplier", "extra_minutes"
)
COHORTS = (
    Belonging(
        name="cohorts",
        words="Cohorts, now and before",
        model=Membership,
        path="user",
        columns={"cohort": "cohort__name"} | columns("role", "joined_at", "left_at"),
        left_out={"id": NUMBER},
    ),
    Belonging(
        name="invitations",
        words="Invitations to this address",
        model=Invitation,
        path="email",
        by=lambda person: person.email,
        columns={"cohort": "cohort__name"} | INVITED,
        left_out={
            "id": NUMBER,
            "digest": OPENS,
            "invited_by": "another person",
            "accepted_by": "this person",
            **TRIED,
        },
    ),
    Belonging(
        name="invitations-accepted",
        words="Invitations accepted with another address",
        model=Invitation,
        path="accepted_by",
        columns={"cohort": "cohort__name"} | INVITED,
        left_out={
            "id": NUMBER,
            "digest": OPENS,
            "invited_by": "another person",
            **TRIED,
        },
    ),
    Belonging(
        name="invitations-made",
        words="Invitations that this person sent to others",
        model=Invitation,
        path="invited_by",
        columns={"cohort": "cohort__name"} | columns("role", "invited_at"),
        fate=Fate.STAYS,
    ),
    Belonging(
        name="rosters-naming",
        words="Rosters that name this address, until they are forgotten",
        model=RosterImport,
        path="rows__contains",
        by=lambda person: [{"email": person.email}],
        columns=columns("file_name", "sent_at", "applied_at"),
        left_out={
            "id": NUMBER,
            "digest": NUMBER,
            "rows": "tells of other people too; what it did here is in the other files",
            "unread": "headings of the file",
            "outcome": "counts of many people",
            "sender": "another person",
        },
    ),
    Belonging(
        name="rosters-sent",
        words="Rosters that this person sent",
        model=RosterImport,
        path="sender",
        columns=columns("file_name", "sent_at", "applied_at", "outcome"),
        fate=Fate.STAYS,
    ),
)

RECORDS = (
    Belonging(
        name="admin-entries",
        words="What this person did in Django's admin site",
        model=LogEntry,
        path="user",
        columns=columns("action_time", "object_repr", "action_flag", "change_message"),
        left_out={"id": NUMBER, "content_type": NUMBER, "object_id": NUMBER},
    ),
    Belonging(
        name="admin-entries-about",
        words="What was done to this person in Django's admin site",
        model=LogEntry,
        path="object_id",
        by=lambda person: str(person.pk),
        where=PERSON,
        columns=columns("action_time", "action_flag", "change_message"),
        left_out={
            "id": NUMBER,
            "user": "another person",
            "content_type": NUMBER,
            "object_id": NUMBER,
            "object_repr": "this person's name",
        },
    ),
    Belonging(
        name="exports",
        words="Exports that were made of this",
        model=PersonExport,
        path="person",
        columns=columns("state", "asked_at", "finished_at", "expires_at", "size"),
        left_out={
            "id": NUMBER,
            "asked_by": "who asked, perhaps another person",
            "file": "the export itself",
            "done": "of the job",
            "total": "of the job",
            "seen_at": "of the job",
            "fault": "of the job",
        },
    ),
    Belonging(
        name="exports-asked-for",
        words="Exports of others that this person asked for",
        model=PersonExport,
        path="asked_by",
        columns=columns("asked_at"),
        fate=Fate.STAYS,
    ),
    Belonging(
        name="erasures-asked-for",
        words="Erasures of others that this person asked for",
        model=Erasure,
        path="asked_by",
        columns=columns("asked_at"),
        fate=Fate.STAYS,
    ),
)


def audited_about(person_id: int) -> Q:
    """Events about one person: by their number, or as the only one of `people`."""
    by_number = Q(object_type="user", object_id=str(person_id))
    return by_number | Q(detail__people=[person_id])


def _without_scores(_: Subject) -> Columns:
    """Reopening takes a grade that its student may never have been shown (I29)."""
    kept = Func(
        F("detail"), template="%(expressions)s - 'scores'", output_field=JSONField()
    )
    return {"detail": kept}


# The chain keeps its links, with numbers alone: `services.erasing` withdraws texts.
AUDIT = Belonging(
    name="audit",
    words="What was recorded of this person's privileged actions, and about them",
    model=AuditEvent,
    path="pk__in",
    by=lambda person: list(
        AuditEvent.objects.filter(
            Q(actor_id=person.pk) | audited_about(person.pk)
        ).values_list("pk", flat=True)
    ),
    columns=columns("at", "action", "object_type", "object_id", "actor_id"),
    masked=_without_scores,
    fate=Fate.RECORD,
)
ACCOUNT = Belonging(
    name="account",
    words="The account",
    model=User,
    path="pk",
    columns=columns("id", "email", "name", "role", "time_zone", "target_guide")
    | columns("exam_date", "time_multiplier", "extra_minutes", "is_time_own")
    | columns("is_active", "is_guest", "is_demo", "joined_at", "last_login"),
    left_out={"password": OPENS, "code_step": "which code was used last"},
)


def holdings() -> Holdings:
    """Rows that open the account first, the account itself last."""
    return Holdings(belongings=(*ACCESS, *COHORTS, *RECORDS, AUDIT, ACCOUNT))
