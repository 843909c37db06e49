"""Exports of a person: asked for, written by a job, forgotten after some days."""

import logging
import zipfile
from collections.abc import Iterator
from datetime import datetime
from io import TextIOWrapper
from tempfile import SpooledTemporaryFile
from typing import IO
from uuid import UUID

from django.core.files import File
from django.db import OperationalError, transaction
from django.db.models.functions import Now
from django.template.loader import render_to_string

from accounts import selectors
from accounts.models import AT_WORK, JobState, PersonExport, User
from lib import audit
from lib.belongings import Belonging, Subject, columns_of, told
from lib.jobs import STALLED_AFTER, enqueue
from lib.problems import Problem
from lib.sheets import csv_line, json_rows

logger = logging.getLogger("passline.accounts")
# An export of ordinary size never touches the disk before it is stored.
IN_MEMORY = 8 << 20


@transaction.atomic
def ask_export(*, actor: User, person: User, now: datetime) -> PersonExport:
    """Have everything that is kept of a person written into one file.

    One at a time: asked again meanwhile, it is the same one.
    """
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    at_work = PersonExport.objects.filter(person=person, state__in=AT_WORK).first()
    if at_work is not None:
        return at_work
    made = PersonExport.objects.create(
        person=person, asked_by=actor, asked_at=now, seen_at=now
    )
    note_export(actor, made, "export.asked-for")
    enqueue("accounts.tasks.run_export", str(made.pk))
    return made


def note_export(actor: User, export: PersonExport, action: str) -> None:
    """One line in the audit log, unless people take what is their own."""
    if actor.pk == export.person_id:
        return
    audit.record(
        by=actor,
        action=action,
        object_type="user",
        object_id=export.person_id,
        detail={"export": str(export.pk)},
    )


def open_export(*, actor: User, export: PersonExport) -> IO[bytes]:
    """The file of an export that is done, for download; audited.

    Raises Problem 409 while it is being written, 410 when it is no longer kept.
    """
    if export.is_at_work:
        raise Problem("export-at-work", 409, "The file is still being written", "Wait.")
    name = export.file.name
    if not name or not export.file.storage.exists(name):
        raise Problem(
            "export-over",
            410,
            "This file is no longer kept",
            "Ask for a new one: it holds what is there then.",
        )
    note_export(actor, export, "export.taken")
    stream: IO[bytes] = export.file.open("rb")
    return stream


# --- By the worker ------------------------------------------------------------


def run_exports(*, now: datetime) -> None:
    """What a lost job left: waiting, or without a sign of life for two minutes."""
    at_work = PersonExport.objects.filter(state__in=AT_WORK)
    stalled = at_work.filter(seen_at__lt=now - STALLED_AFTER)
    for pk in stalled.values_list("pk", flat=True):
        run_export(export_id=pk, now=now)


def run_export(*, export_id: UUID, now: datetime) -> None:
    """Write the file. Done twice, it is written once; broken off, from the start."""
    export = _begun(export_id, now)
    if export is None:
        return
    try:
        with SpooledTemporaryFile(IN_MEMORY) as draft:
            _write(export, draft, now)
            _finish(export, draft, now)
    except OperationalError:
        logger.warning("export %s is left to the sweep", export_id, exc_info=True)
    except Exception:
        logger.exception("export %s failed", export_id)
        told_fault = "It could not be written. The server’s log says why; ask again."
        PersonExport.objects.filter(pk=export_id).update(
            state=JobState.FAILED, finished_at=now, fault=told_fault
        )


@transaction.atomic
def _begun(export_id: UUID, now: datetime) -> PersonExport | None:
    """The export, taken by this job; None when another one is at it, or was."""
    rows = PersonExport.objects.select_for_update(of=("self",), skip_locked=True)
    export = rows.select_related("person").filter(pk=export_id).first()
    if export is None or not export.is_at_work:
        return None
    if export.state == JobState.RUNNING and export.seen_at >= now - STALLED_AFTER:
        return None
    export.state, export.seen_at, export.done = JobState.RUNNING, now, 0
    export.total = len(selectors.all_belongings())
    export.save(update_fields=["state", "seen_at", "done", "total"])
    return export


def _write(export: PersonExport, draft: IO[bytes], now: datetime) -> None:
    person = selectors.subject_of(export.person)
    is_own = export.asked_by_id == export.person_id
    belongings = selectors.all_belongings()
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", _readme(belongings, person, now, is_own=is_own))
        for number, belonging in enumerate(belongings, start=1):
            stem = f"{number:02}-{belonging.name}"
            _add(archive, f"csv/{stem}.csv", _csv(belonging, person, is_own=is_own))
            _add(archive, f"json/{stem}.json", _json(belonging, person, is_own=is_own))
            PersonExport.objects.filter(pk=export.pk).update(done=number, seen_at=Now())


def _add(archive: zipfile.ZipFile, name: str, lines: Iterator[str]) -> None:
    with archive.open(name, "w") as entry:
        text = TextIOWrapper(entry, "utf-8", newline="")
        text.writelines(lines)
        text.flush()
        text.detach()


def _csv(belonging: Belonging, person: Subject, *, is_own: bool) -> Iterator[str]:
    yield "\ufeff" + csv_line(columns_of(belonging, person))
    for row in told(belonging, person, is_own=is_own):
        yield csv_line(row.values())


def _json(belonging: Belonging, person: Subject, *, is_own: bool) -> Iterator[str]:
    yield from json_rows(told(belonging, person, is_own=is_own))
    yield "\n"


def _readme(
    belongings: list[Belonging], person: Subject, now: datetime, *, is_own: bool
) -> str:
    tables = [
        {"number": f"{number:02}", "table": one, "columns": columns_of(one, person)}
        for number, one in enumerate(belongings, start=1)
    ]
    told_to = {"tables": tables, "person": person, "now": now, "is_own": is_own}
    return render_to_string("accounts/export_readme.txt", told_to)


@transaction.atomic
def _finish(export: PersonExport, draft: IO[bytes], now: datetime) -> None:
    size = draft.tell()
    draft.seek(0)
    export.file.save(f"{export.pk}.zip", File(draft), save=False)
    export.state, export.finished_at, export.size = JobState.DONE, now, size
    export.expires_at = export.asked_at + selectors.kept_for("exports")
    names = ["file", "state", "finished_at", "size", "expires_at"]
    export.save(update_fields=names)


def forget_exports(*, exports: list[PersonExport]) -> int:
    """Delete exports with their files; how many."""
    for export in exports:
        if export.file:
            export.file.delete(save=False)
        export.delete()
    return len(exports)
