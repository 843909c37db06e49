"""The people of the tests: alice owns, bob studies beside her, charlie is a stranger.

ivan is an instructor, ada an administrator.
"""

import functools
from typing import Any

from django.contrib.auth.hashers import make_password

from accounts.models import Role, User

PASSWORD = "correct-horse-battery"


def person(name: str, **over: Any) -> User:
    fields: dict[str, Any] = {"name": name.capitalize()} | over
    return User.objects.create(
        email=f"{name}@example.org", password=_hashed(), **fields
    )


@functools.cache
def _hashed() -> str:
    """Strong hashes are slow on purpose, and thousands of tests know these people."""
    return make_password(PASSWORD)


def alice(**over: Any) -> User:
    return person("alice", **over)


def bob(**over: Any) -> User:
    return person("bob", **over)


def charlie(**over: Any) -> User:
    return person("charlie", **over)


def ivan(**over: Any) -> User:
    return person("ivan", role=Role.INSTRUCTOR, **over)


def ada(**over: Any) -> User:
    return person("ada", role=Role.ADMIN, **over)
