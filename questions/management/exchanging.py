"""`bank import` and `bank export`: files to drafts and back, from a terminal.

Exit status of import: 0 when everything found can be imported, 2 when something was
skipped, 1 on errors. Without --partial nothing is written unless it is 0.
"""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Role, User
from lib.problems import Problem
from lib.words import counted
from questions import selectors, services
from questions.exchange import (
    EXPORTS,
    FORMATS,
    MAX_FILE,
    Fault,
    Parsed,
    read_file,
    report_of,
)
from questions.forms import BankFilterForm

SHOWN = 60  # characters of a stem
NOBODY = "There is no administrator yet: name somebody who teaches by --as."
FILTERS = ("topic", "guide", "kind", "state")
VERSIONS = {"qti": "qti-2.1"}  # of a format that is named without one


def add_import(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="a file, or a zip of files")
    parser.add_argument("--format", choices=FORMATS, help="detected without it")
    parser.add_argument("--dry-run", action="store_true", help="read and tell only")
    parser.add_argument("--json", action="store_true", help="the report as JSON")
    parser.add_argument(
        "--partial", action="store_true", help="bring in what can be, skip the rest"
    )
    parser.add_argument(
        "--as", dest="sender", metavar="EMAIL", help="whose drafts; an administrator's"
    )


def add_export(parser: ArgumentParser) -> None:
    parser.add_argument("--format", choices=[*EXPORTS, *VERSIONS], default="yaml")
    parser.add_argument("--out", type=Path, help="write here, not to the terminal")
    for name in FILTERS:
        parser.add_argument(f"--{name}", default="", help=f"only this {name}")


# --- Import -----------------------------------------------------------------


def import_file(command: BaseCommand, options: dict[str, Any]) -> None:
    """Read, tell, and unless it is a dry run make drafts."""
    data, parsed = _read(options["file"], options["format"])
    if options["json"]:
        command.stdout.write(json.dumps(report_of(parsed), ensure_ascii=False))
    else:
        _tell(command, parsed)
    code = parsed.exit_code
    may_write = code == 0 or (options["partial"] and parsed.items)
    if not options["dry_run"] and parsed.items and may_write:
        told = _bring_in(options, data, parsed)
        note = command.stderr if options["json"] else command.stdout
        note.write(told)
    elif not options["dry_run"]:
        command.stderr.write("Nothing was written. --partial brings in what can be.")
    if code:
        raise CommandError(_summary(parsed), returncode=code)


def _read(path: Path, format_: str | None) -> tuple[bytes, Parsed]:
    try:
        if path.stat().st_size > MAX_FILE:
            fault = f"the file is larger than {MAX_FILE:,} bytes; split it"
            return b"", _failed(path, format_, fault)
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        return b"", _failed(path, format_, f"the file cannot be read: {reason}")
    return data, read_file(data, path.name, format_)


def _failed(path: Path, format_: str | None, message: str) -> Parsed:
    parsed = Parsed(format_ or "")
    parsed.errors.append(Fault(path.name, 0, "", message))
    return parsed


def _bring_in(options: dict[str, Any], data: bytes, parsed: Parsed) -> str:
    """Make the drafts; what was done, in words."""
    now = timezone.now()
    sender = _sender(options["sender"])
    if sender is None and options["json"]:
        # The report was asked for and stands; its exit status is the file's.
        return f"Nothing was written. {NOBODY}"
    if sender is None:
        raise CommandError(NOBODY)
    batch = services.keep_import(
        sender=sender,
        file_name=options["file"].name,
        data=data,
        parsed=parsed,
        now=now,
    )
    try:
        services.confirm_import(batch=batch, by=sender, now=now)
    except Problem:
        return "Nothing was written: the bank has every one of these already."
    services.run_import(batch_id=batch.pk, now=now)
    count = len(selectors.slugs_of_import(batch))
    return f"{counted(count, 'draft was', 'drafts were')} made."


def _sender(email: str | None) -> User | None:
    """The person named, else the first administrator, if there is one."""
    people = User.objects.filter(is_active=True).order_by("pk")
    if email is None:
        return people.filter(role=Role.ADMIN).first()
    found = people.filter(email__iexact=email).first()
    if found is None or not found.is_teaching:
        raise CommandError(f"{email} is nobody who teaches here.")
    return found


def _tell(command: BaseCommand, parsed: Parsed) -> None:
    for item in parsed.items:
        stem = " ".join(item.stem.split())[:SHOWN]
        command.stdout.write(f"{item.ref}: {item.kind}: {stem}")
        for warning in item.warnings:
            command.stdout.write(f"  note: {warning}")
    for one in parsed.skipped:
        place = _place(one.file, one.line, one.ref)
        command.stderr.write(f"{place}: skipped ({one.kind}): {one.reason}")
    for fault in parsed.warnings + parsed.errors:
        place = _place(fault.file, fault.line, fault.ref)
        command.stderr.write(f"{place}: {fault.message}")
    if not parsed.exit_code:
        command.stdout.write(_summary(parsed))


def _place(file: str, line: int, ref: str) -> str:
    return ":".join(part for part in (file, str(line or ""), ref) if part)


def _summary(parsed: Parsed) -> str:
    return (
        f"{counted(len(parsed.items), 'question')} can be imported "
        f"({parsed.format or 'unknown'}), "
        f"{len(parsed.skipped)} skipped, {counted(len(parsed.errors), 'error')}."
    )


# --- Export -----------------------------------------------------------------


def export_bank(command: BaseCommand, options: dict[str, Any]) -> None:
    """Write the questions; what the format cannot hold is told on stderr."""
    form = BankFilterForm({name: options[name] for name in FILTERS})
    filters, format_ = form.shown(), options["format"]
    for name in form.errors:
        raise CommandError(f"There is no {name} “{options[name]}”.")
    limit = services.MAX_EXPORTED
    questions = selectors.chosen_questions(filters, timezone.now(), limit)
    try:
        written = services.export_questions(
            questions=questions, format_=VERSIONS.get(format_, format_)
        )
    except Problem as problem:
        raise CommandError(problem.words) from problem
    for loss in written.losses:
        word = "left out" if loss.is_left_out else "lost"
        command.stderr.write(f"{loss.ref}: {word}: {loss.what}")
    if options["out"]:
        options["out"].write_bytes(written.data)
        told = counted(written.count, "question is", "questions are")
        command.stdout.write(f"{told} in {options['out']}.")
        return
    try:
        command.stdout.write(written.data.decode("utf-8"), ending="")
    except UnicodeDecodeError as error:
        raise CommandError("This is an archive: name a file by --out.") from error
