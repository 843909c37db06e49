"""Sessions in PostgreSQL, read together with the person whom they belong to.

A row of Django's session table is the record, as before; the list of sessions that
allauth keeps names its person. So one statement answers what Django asks in two.
Nothing is kept between requests: what is revoked is gone on the next one (I34).
"""

from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends import db
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import JSONField
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts import access
from accounts.models import User

BACKEND = "accounts.authentication.PersonBackend"
# JSON would arrive as text: the ORM reads it when somebody asks for it.
HELD = [f for f in User._meta.concrete_fields if not isinstance(f, JSONField)]
NAMES = [field.attname for field in HELD]
FIND = """
SELECT s.session_data, COLUMNS
  FROM "django_session" s
  LEFT JOIN "usersessions_usersession" l ON l.session_key = s.session_key
  LEFT JOIN "accounts_user" p ON p.id = l.user_id
 WHERE s.session_key = %s AND s.expire_date > %s
""".replace("COLUMNS", ", ".join(f'p."{field.column}"' for field in HELD))


class SessionStore(db.SessionStore):
    """Django's, except that `load` brings the person along."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self._listed: User | None = None

    def load(self) -> dict[str, Any]:
        with connection.cursor() as cursor:
            cursor.execute(FIND, [self.session_key, timezone.now()])
            found = cursor.fetchone()
        if found is None:
            self._session_key = None
            return {}
        data, pk, *values = found
        if pk is not None:
            self._listed = User.from_db(DEFAULT_DB_ALIAS, NAMES, [pk, *values])
        contents: dict[str, Any] = self.decode(data)
        return contents

    def person(self) -> User | None:
        """Who is signed in, if everything agrees; None when Django is to look itself.

        Asked are the same things: that the signed contents name this person and our
        backend, that the person may enter, and that the password is still that one.
        """
        named, listed = self.get(SESSION_KEY), self._listed
        if listed is None or named != str(listed.pk):
            return None
        if self.get(BACKEND_SESSION_KEY) != BACKEND or not access.may_enter(listed):
            return None
        proof = self.get(HASH_SESSION_KEY, "")
        is_same = constant_time_compare(proof, listed.get_session_auth_hash())
        return listed if is_same else None
