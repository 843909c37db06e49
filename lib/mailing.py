"""Mails that wait as rows: one after the other, each under its lock."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import QuerySet

from lib.mails import is_server_away
from lib.models import TriedMail

logger = logging.getLogger("passline.mails")
Row = TypeVar("Row", bound=TriedMail)


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
