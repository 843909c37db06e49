"""The people of the tests: alice owns, bob studies beside her, charlie is a stranger.

ivan is an instructor, ada an administrator.
"""

from typing import Any

from accounts.models import Role, User

PASSWORD = "correct-horse-battery"


def person(name: str, **over: Any) -> User:
    fields: dict[str, Any] = {"name": name.capitalize()} | over
    return User.objects.create_user(f"{name}@example.org", PASSWORD, **fields)


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
