"""`manage.py people`: export, erase, look for traces, list erasures."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts import selectors, services
from accounts.models import JobState, PersonExport, User
from lib.belongings import Subject
from lib.problems import Problem


class Command(BaseCommand):
    help = "Export or erase a person, and show what is left of somebody."

    def add_arguments(self, parser: CommandParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        export = steps.add_parser("export", help="everything kept of EMAIL, into FILE")
        export.add_argument("email")
        export.add_argument("file", type=Path)
        erase = steps.add_parser("erase", help="erase EMAIL, and show the proof")
        erase.add_argument("email")
        erase.add_argument("--by", required=True, help="address of an administrator")
        erase.add_argument("--reason", required=True, help="names nobody: it stays")
        find = steps.add_parser("find", help="look for somebody in every column")
        find.add_argument("email")
        find.add_argument("--name", default="")
        find.add_argument("--number", type=int, default=0)
        steps.add_parser("erased", help="numbers that were erased, to keep elsewhere")

    def handle(self, *args: Any, step: str, **options: Any) -> None:
        try:
            getattr(self, f"_{step}")(**options)
        except Problem as problem:
            raise CommandError(problem.words) from problem

    def _export(self, email: str, file: Path, **_: Any) -> None:
        if file.exists():
            raise CommandError(f"{file} exists already. Choose another name.")
        person, now = _person(email), timezone.now()
        made = services.ask_export(actor=person, person=person, now=now)
        services.run_export(export_id=made.pk, now=now)
        made = PersonExport.objects.get(pk=made.pk)
        if made.state != JobState.DONE:
            raise CommandError(made.fault or "Another job is writing it. Try again.")
        with services.open_export(actor=person, export=made) as stream:
            file.write_bytes(stream.read())
        file.chmod(0o600)
        self.stdout.write(f"{file} holds {made.total} tables. Keep it private.")

    def _erase(self, email: str, by: str, reason: str, **_: Any) -> None:
        person, actor, now = _person(email), _person(by), timezone.now()
        if not actor.is_admin:
            raise CommandError(f"{by} is no administrator.")
        made = services.ask_erasure(
            actor=actor, person=person, reason=reason, address=email, now=now
        )
        services.run_erasure(erasure_id=made.pk, now=now)
        made.refresh_from_db()
        if made.state != JobState.DONE:
            raise CommandError(made.fault or "Another job is at it: see its page.")
        self.stdout.write(f"Number {made.person_number} is erased: {made.pk}")
        self._tell(made.proof)

    def _find(self, email: str, name: str, number: int, **_: Any) -> None:
        proof = selectors.proof_of(Subject(number, email, name))
        self._tell(proof)
        if proof["traces"]:
            raise CommandError("Something was found.")

    def _erased(self, **_: Any) -> None:
        for erasure in selectors.recent_erasures():
            told = (
                erasure.person_number,
                f"{erasure.asked_at:%Y-%m-%d}",
                erasure.state,
            )
            self.stdout.write("{}\t{}\t{}".format(*told))

    def _tell(self, proof: dict[str, Any]) -> None:
        for trace in proof["traces"]:
            place = f"{trace['place']}: {trace['count']}"
            self.stdout.write(f"the {trace['what']} is in {place}")
        found = "Nothing found" if not proof["traces"] else "Looked"
        self.stdout.write(f"{found} in {proof['searched']} columns.")


def _person(email: str) -> User:
    person = User.objects.members().filter(email=email.strip().lower()).first()
    if person is None:
        raise CommandError(f"Nobody here has the address {email}.")
    return person
