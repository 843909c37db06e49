"""Students who are signed in already, and what they did before the clock starts."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from itertools import count

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.models import Role, User
from benchmarks.driver import Person
from exams.models import Attempt, AttemptQuestion, Exam
from exams.services import (
    grade_attempt,
    save_operations,
    start_attempt,
    submit_attempt,
)
from exams.services.save import Received
from lib.embedded.address import Address

PASSWORD = "correct-horse-battery"
BACKEND = "accounts.authentication.PersonBackend"
numbers = count(1)


def make_people(
    address: Address, how_many: int, role: str = Role.STUDENT
) -> list[Person]:
    """New people with a session each; staff with a second factor."""
    password = make_password(PASSWORD)
    names = [f"{role}{next(numbers)}" for _ in range(how_many)]
    users = User.objects.bulk_create(
        User(email=f"{name}@example.org", name=name, role=role, password=password)
        for name in names
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True)
        for user in users
    )
    if role != Role.STUDENT:
        for user in users:
            TOTP.activate(user, generate_totp_secret())
    return [_with_session(user, address) for user in users]


def _with_session(user: User, address: Address) -> Person:
    store = SessionStore()
    key = uuid.uuid4().hex
    data = {
        "_auth_user_id": str(user.pk),
        "_auth_user_backend": BACKEND,
        "_auth_user_hash": user.get_session_auth_hash(),
    }
    expires = timezone.now() + timedelta(days=7)
    Session.objects.create(
        session_key=key, session_data=store.encode(data), expire_date=expires
    )
    UserSession.objects.create(user=user, session_key=key, ip="127.0.0.1")
    return Person(pk=user.pk, address=address, session=key)


def signed_out(person: Person) -> Person:
    return Person(pk=person.pk, address=person.address)


class Sitter:
    """A student with a running attempt, who knows how to answer it."""

    def __init__(self, person: Person, slug: str) -> None:
        self.person = person
        self.writer = str(uuid.uuid4())
        self.user = User.objects.get(pk=person.pk)
        started = start_attempt(
            user=self.user,
            exam=Exam.objects.get(slug=slug),
            writer=uuid.UUID(self.writer),
        )
        self.attempt: Attempt = started.attempt
        asked = AttemptQuestion.objects.filter(attempt=self.attempt)
        self.options = {q.position: [o for o, _ in q.options] for q in asked}
        self.selects = {q.position: q.select or 1 for q in asked}
        self._sequence = count(1)

    def operation(self, position: int) -> dict[str, object]:
        seq = next(self._sequence)
        options, wanted = self.options[position], self.selects[position]
        first = seq % (len(options) - wanted + 1)
        return {
            "op_id": str(uuid.uuid4()),
            "position": position,
            "epoch": 1,
            "seq": seq,
            "response": options[first : first + wanted],
            "flagged": False,
            "struck": [],
            "confidence": None,
            "elapsed_ms": 40_000 + 100 * position,
            "client_at": timezone.now().isoformat(),
        }

    def saves(self) -> Iterator[dict[str, object]]:
        """One operation per request, round and round the form."""
        while True:
            for position in self.options:
                yield {"writer": self.writer, "operations": [self.operation(position)]}

    def answer_all(self) -> None:
        """Every question answered, past HTTP: not measured."""
        received = []
        for position in self.options:
            operation = self.operation(position)
            op_id = uuid.UUID(str(operation.pop("op_id")))
            received.append(Received(op_id, operation))
        save_operations(
            user=self.user,
            attempt_id=self.attempt.pk,
            writer=uuid.UUID(self.writer),
            received=received,
        )

    def finish(self) -> None:
        """Answered, handed in and graded, past HTTP."""
        self.answer_all()
        submit_attempt(
            user=self.user,
            attempt_id=self.attempt.pk,
            writer=uuid.UUID(self.writer),
            epoch=1,
            manifest=[],
        )
        grade_attempt(attempt_id=self.attempt.pk)

    def submission(self) -> dict[str, object]:
        """The body of submit after `answer_all`: the newest operation per question."""
        manifest = [
            {"position": position, "epoch": 1, "seq": seq}
            for seq, position in enumerate(self.options, start=1)
        ]
        return {"writer": self.writer, "epoch": 1, "manifest": manifest}
