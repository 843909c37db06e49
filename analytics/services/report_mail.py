"""A cohort's report by mail, once a week, to those who teach it and asked for it."""

import logging
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import Http404
from django.urls import reverse

from accounts.access import may_enter
from accounts.models import Cohort, User
from accounts.services.cohorts import note
from analytics.access import REPORT_MAIL_SALT, report_reader
from analytics.models import CONTENT_TYPES, FileFormat, ReportMail
from analytics.papers.periods import next_due
from analytics.selectors.cohorts import current_report
from analytics.services.cohort_wishes import want_report
from analytics.services.report_files import Paper, build_paper
from lib.mailing import letter, message_id

logger = logging.getLogger("passline.analytics")
# When it cannot be made or sent: the next try.
AGAIN = timedelta(minutes=30)
WEEK = timedelta(days=7)


@transaction.atomic
def set_report_mail(
    *, user: User, cohort: Cohort, weekday: int, hour: int, now: datetime
) -> ReportMail:
    """Every week from now on; asking again changes day and hour."""
    due = next_due(now, weekday=weekday, hour=hour, zone=ZoneInfo(user.time_zone))
    found, is_new = ReportMail.objects.update_or_create(
        cohort=cohort,
        user=user,
        defaults={"weekday": weekday, "hour": hour, "due_at": due},
        create_defaults={
            "weekday": weekday,
            "hour": hour,
            "due_at": due,
            "created_at": now,
        },
    )
    if is_new:
        note(user, "cohort.report-mail-begun", cohort)
    return found


@transaction.atomic
def end_report_mail(*, user: User, cohort: Cohort) -> None:
    if ReportMail.objects.filter(user=user, cohort=cohort).delete()[0]:
        note(user, "cohort.report-mail-ended", cohort)


def token_of(mail: ReportMail) -> str:
    """What the link in a mail carries; it ends that mail and opens nothing."""
    return signing.dumps([mail.cohort_id, mail.user_id], salt=REPORT_MAIL_SALT)


# --- By the worker ------------------------------------------------------------


def send_due_reports(*, now: datetime) -> int:
    """Send what is due; how many left.

    The file is made first and without a lock. Sending and moving on to the next week
    are one transaction: a crash before it means another try, and the same week is
    never sent by two workers. Should the machine die between the mail server's yes
    and the commit, the second copy has the first one's Message-ID.
    """
    due = ReportMail.objects.filter(due_at__lte=now).order_by("due_at")
    return sum(_try_send(pk, now) for pk in list(due.values_list("pk", flat=True)))


def _try_send(pk: int, now: datetime) -> bool:
    mail = ReportMail.objects.select_related("cohort", "user").filter(pk=pk).first()
    if mail is None or mail.due_at > now:
        return False
    try:
        paper = _paper(mail, now)
        return paper is not None and _send(mail, paper, now)
    except Http404:
        _end_for(mail)
    except Exception:
        # Whatever is wrong with one report, the others leave.
        logger.exception("report mail %s waits", pk)
        ReportMail.objects.filter(pk=pk).update(due_at=now + AGAIN)
    return False


def _paper(mail: ReportMail, now: datetime) -> Paper | None:
    """As its reader may see it now; None while there is no report to send yet."""
    if not may_enter(mail.user) or mail.cohort.is_archived:
        raise Http404
    report_reader(mail.user, mail.cohort_id)
    if current_report(mail.cohort) is None:
        want_report(cohort=mail.cohort, now=now)
        return None
    return build_paper(
        reader=mail.user, cohort=mail.cohort, guide="", format_=FileFormat.PDF
    )


@transaction.atomic
def _end_for(mail: ReportMail) -> None:
    """Whoever may not see it any more is sent nothing any more."""
    if ReportMail.objects.filter(pk=mail.pk).delete()[0]:
        note(mail.user, "cohort.report-mail-ended", mail.cohort, reason="access")


@transaction.atomic
def _send(told: ReportMail, paper: Paper, now: datetime) -> bool:
    locked = ReportMail.objects.select_for_update(skip_locked=True, of=("self",))
    mail = locked.select_related("user", "cohort").filter(pk=told.pk).first()
    if mail is None or mail.due_at != told.due_at:
        return False
    # Looked at again under the lock: making the file took its time.
    if report_reader(mail.user, mail.cohort_id).sees_people < paper.tells_people:
        return False
    _message(mail, paper, period=_due(mail, now - WEEK)).send()
    mail.due_at = _due(mail, now)
    mail.sent_at = now
    mail.save(update_fields=["due_at", "sent_at"])
    return True


def _due(mail: ReportMail, after: datetime) -> datetime:
    zone = ZoneInfo(mail.user.time_zone)
    return next_due(after, weekday=mail.weekday, hour=mail.hour, zone=zone)


def _message(mail: ReportMail, paper: Paper, period: datetime) -> EmailMessage:
    stop = settings.BASE_URL + reverse("stop_report_mail", args=[token_of(mail)])
    message = letter(
        mail.user.email,
        f"Report: {mail.cohort.name}",
        "analytics/mail/cohort_report.txt",
        {"mail": mail, "stop": stop},
        {
            **message_id(f"report-{mail.pk}-{period:%Y%m%d%H}"),
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    message.attach(paper.name, paper.content, CONTENT_TYPES[FileFormat.PDF])
    return message
