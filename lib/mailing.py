"""Mails that wait as rows: one after the other, each under its lock; and what all
have of the product."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from email.utils import parseaddr
from smtplib import SMTPDataError, SMTPNotSupportedError, SMTPRecipientsRefused
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string

from lib.models import TriedMail
from lib.words import one_line

logger = logging.getLogger("passline.mails")
Row = TypeVar("Row", bound=TriedMail)
# What a server answers to one mail; with anything else it takes none.
ABOUT_ONE = (SMTPRecipientsRefused, SMTPDataError, SMTPNotSupportedError)


@transaction.atomic
def mail_next(
    waiting: "QuerySet[Row]", send: Callable[[Row], int], now: datetime
) -> int | None:
    """Mail the first of these rows; None: there is none. Two workers never take the
    same.

    Gives what `send` says of it, and 0 for one that is refused: it waits longer.
    Raises OSError when the server takes none at all.
    """
    row = waiting.select_for_update(skip_locked=True, of=("self",)).first()
    if row is None:
        return None
    try:
        with transaction.atomic():
            return send(row)
    except Exception as error:
        if is_server_away(error):
            raise
        logger.exception("%s %s could not be mailed", row._meta.model_name, row.pk)
        row.wait_longer(now)
        row.save(update_fields=["tries", "try_at"])
        return 0


def is_server_away(error: Exception) -> bool:
    """Whether no mail can leave now, rather than this one alone."""
    return isinstance(error, OSError) and not isinstance(error, ABOUT_ONE)


def letter(
    to: str,
    subject: str,
    template: str,
    context: Mapping[str, Any],
    headers: Mapping[str, str] | None = None,
) -> EmailMessage:
    """A mail from the product: its name before the subject, its address below."""
    return EmailMessage(
        one_line(settings.ACCOUNT_EMAIL_SUBJECT_PREFIX + subject),
        render_to_string(template, {**context, "site_address": settings.BASE_URL}),
        to=[to],
        headers={"Auto-Submitted": "auto-generated", **(headers or {})},
    )


def message_id(name: str) -> dict[str, str]:
    """The same for every try: who gets it twice after a crash sees it once."""
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return {"Message-ID": f"<{name}.{host}@{sender}>"}
