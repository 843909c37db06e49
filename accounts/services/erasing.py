"""Erasure of a person: asked for, done by a job step by step, proved afterwards.

First the person is shut out. Then the rooms' belongings go one after another, each in
a transaction of its own; a job that dies is taken up where it was. The last step takes
the account itself, searches the whole database for the person, and writes what it
found on the certificate, all in one transaction.
"""

import logging
from datetime import datetime
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import OperationalError, transaction
from django.db.models import Q
from django.db.models.functions import Now

from accounts import selectors
from accounts.models import AT_WORK, Erasure, JobState, PersonExport, User
from accounts.services.people import locked_person, refuse_without_administrator
from accounts.services.ways_in import end_access
from lib import audit, traces
from lib.belongings import Belonging, Fate, Subject, known_by, let_go
from lib.jobs import STALLED_AFTER, enqueue
from lib.models import AuditEvent
from lib.problems import Problem

logger = logging.getLogger("passline.accounts")
FORMER = "a former member"
RUN = "accounts.tasks.run_erasure"
# In an outcome, until the end: how the rows of a step were found.
KNOWN_BY = "known_by"


@transaction.atomic
def ask_erasure(
    *, actor: User, person: User, reason: str, address: str, now: datetime
) -> Erasure:
    """Erase somebody, for an administrator who typed their address to confirm it.

    Refuses (409) for oneself, for the last administrator, and when the address is
    another one; 422 when the reason names the person, because it stays.
    """
    if actor.pk == person.pk:
        raise Problem(
            "own-account",
            409,
            "This is your own account",
            "Ask another administrator to erase it.",
        )
    _refuse_other_address(person, address)
    _refuse_named(person, reason)
    return _begin(actor, person, reason, now, is_own_wish=False)


@transaction.atomic
def ask_own_erasure(*, person: User, now: datetime) -> Erasure:
    """Erase one's own account; staff ask an administrator, who hands over first."""
    if person.is_teaching:
        raise Problem(
            "staff-account",
            409,
            "An administrator erases this account",
            "Others may wait for your work. Ask an administrator to hand it over and "
            "to erase you.",
        )
    return _begin(person, person, "", now, is_own_wish=True)


def _refuse_other_address(person: User, address: str) -> None:
    if address.strip().lower() != person.email:
        raise Problem(
            "another-address",
            409,
            "This is not the person’s address",
            f"Type {person.email} to confirm whom you mean.",
        )


def _refuse_named(person: User, reason: str) -> None:
    """The certificate outlives the person, and the reason stands on it."""
    if any(
        traces.stands_in(words, reason)
        for words in (person.email, person.name)
        if words
    ):
        raise Problem(
            "reason-names-person",
            422,
            "The reason names the person",
            "It stays on the certificate. Say why without name and address.",
        )


def _begin(
    actor: User, person: User, reason: str, now: datetime, *, is_own_wish: bool
) -> Erasure:
    row = locked_person(person)
    row.is_active = False
    refuse_without_administrator(row)
    row.save(update_fields=["is_active"])
    end_access(user=row)
    erasure, is_new = Erasure.objects.get_or_create(
        person_number=row.pk,
        defaults={
            "role": row.role,
            "is_own_wish": is_own_wish,
            "asked_by": actor,
            "asked_at": now,
            "seen_at": now,
            "reason": reason,
            "total": len(selectors.all_belongings()),
        },
    )
    if is_new:
        _note(erasure, actor, "erasure.asked-for")
        enqueue(RUN, str(erasure.pk))
    else:
        resume_erasure(actor=actor, erasure=erasure, now=now)
    return erasure


@transaction.atomic
def resume_erasure(*, actor: User, erasure: Erasure, now: datetime) -> None:
    """Take up an erasure that failed, where it was. Any other is left alone."""
    row = Erasure.objects.select_for_update(of=("self",)).get(pk=erasure.pk)
    if row.state != JobState.FAILED:
        return
    row.state, row.seen_at, row.fault = JobState.WAITING, now, ""
    row.save(update_fields=["state", "seen_at", "fault"])
    _note(row, actor, "erasure.resumed")
    enqueue(RUN, str(row.pk))


def _note(erasure: Erasure, actor: User | None, action: str) -> None:
    number = erasure.person_number
    audit.record(
        by=actor or "erasure",
        action=action,
        object_type="user",
        object_id=number,
        detail={"certificate": str(erasure.pk)}
        | ({"reason": erasure.reason} if erasure.reason else {}),
    )


# --- By the worker ------------------------------------------------------------


def run_erasures(*, now: datetime) -> None:
    """What a lost job left: waiting, or without a sign of life for two minutes."""
    stalled = Erasure.objects.filter(state__in=AT_WORK, seen_at__lt=now - STALLED_AFTER)
    for pk in stalled.values_list("pk", flat=True):
        run_erasure(erasure_id=pk, now=now)


def run_erasure(*, erasure_id: UUID, now: datetime) -> None:
    """Every step that is left. Two jobs at once take turns, and do nothing twice."""
    try:
        while _take_step(erasure_id, now):
            pass
    except OperationalError:
        # Somebody held a row for too long, or the database is away: later, then.
        logger.warning("erasure %s is left to the sweep", erasure_id, exc_info=True)
    except Exception:
        logger.exception("erasure %s failed", erasure_id)
        Erasure.objects.filter(pk=erasure_id, state__in=AT_WORK).update(
            state=JobState.FAILED,
            fault="A step failed. The server’s log says why; begin it again.",
        )


@transaction.atomic
def _take_step(erasure_id: UUID, now: datetime) -> bool:
    """The next belonging, or the end; False when nothing is left to do here."""
    rows = Erasure.objects.select_for_update(of=("self",), skip_locked=True)
    erasure = rows.filter(pk=erasure_id, state__in=AT_WORK).first()
    if erasure is None:
        return False
    row = User.objects.filter(pk=erasure.person_number).first()
    belongings = selectors.all_belongings()
    if row is None or erasure.done >= len(belongings) - 1:
        _finish(erasure, row, belongings[-1], now)
        return False
    belonging = belongings[erasure.done]
    _take(erasure, belonging, selectors.subject_of(row))
    erasure.state = JobState.RUNNING
    erasure.save(update_fields=["state", "done", "outcome", "total"])
    Erasure.objects.filter(pk=erasure.pk).update(seen_at=Now())
    return True


def _take(erasure: Erasure, belonging: Belonging, person: Subject) -> None:
    if belonging.model is PersonExport and belonging.fate == Fate.GOES:
        _remove_files(person)
    if belonging.model is AuditEvent:
        _withdraw_texts(person)
    known = {KNOWN_BY: belonging.by(person)} if belonging.is_taken_twice else {}
    count = let_go(belonging, person)
    told = {"name": belonging.name, "words": belonging.words, "count": count}
    erasure.outcome = [*erasure.outcome, told | {"fate": belonging.fate} | known]
    erasure.done += 1
    erasure.total = len(selectors.all_belongings())


def _take_again(erasure: Erasure, person: Subject) -> None:
    """What jobs made of old facts since their step, found by what was known then."""
    twice = {one.name: one for one in selectors.all_belongings() if one.is_taken_twice}
    for told in erasure.outcome:
        if (known := told.pop(KNOWN_BY, None)) is not None:
            told["count"] += let_go(known_by(twice[told["name"]], known), person)


def _remove_files(person: Subject) -> None:
    """After the commit: a step that is taken back must find its files again."""
    files = PersonExport.objects.filter(person_id=person.pk).exclude(file="")
    for name in files.values_list("file", flat=True):
        transaction.on_commit(lambda name=name: default_storage.delete(name))  # type: ignore[misc]  # REASON: bound at once


def _withdraw_texts(person: Subject) -> None:
    """Of events about the person every text; of all others those with their address.

    Events of this erasure keep theirs: they lead to the certificate. A name is not
    looked for: people choose it, so "of the" would take texts about others.
    """
    about = selectors.audited_about(person.pk)
    about &= ~Q(action__startswith="erasure.")
    for event in AuditEvent.objects.filter(about).exclude(salts={}):
        audit.withdraw_texts(event, [*event.salts])
    for event in AuditEvent.objects.filter(detail__icontains=person.email):
        texts = {name: str(event.detail[name]) for name in event.salts}
        gone = [n for n, text in texts.items() if traces.stands_in(person.email, text)]
        audit.withdraw_texts(event, gone)


def _finish(
    erasure: Erasure, row: User | None, account: Belonging, now: datetime
) -> None:
    """Words about the person, then the account, then the proof: all or nothing."""
    if row is not None:
        person = selectors.subject_of(row)
        _take_again(erasure, person)
        _unname(person)
        _take(erasure, account, person)
        erasure.proof = selectors.proof_of(person)
    erasure.state, erasure.finished_at, erasure.seen_at = JobState.DONE, now, now
    erasure.fault = ""
    erasure.save()
    _note(erasure, None, "erasure.done")


def _unname(person: Subject) -> None:
    """The address goes from every text that may change. The name does not: anybody may
    be called like it, or like words of any text. The certificate says where it stands.
    """
    columns = [c for c in selectors.changeable_columns() if c.table != "accounts_user"]
    traces.replace(person.email, FORMER, columns)
