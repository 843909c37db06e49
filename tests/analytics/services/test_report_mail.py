"""A report by mail: every week once, to those who may see it, until they stop it."""

from datetime import UTC, datetime, timedelta
from smtplib import SMTPServerDisconnected
from threading import Barrier, Thread

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import Cohort, Membership, User
from analytics import services
from analytics.access import report_mail_by_token
from analytics.models import CohortReport, CohortReporting, ReportMail
from analytics.services.report_mail import token_of
from tests import cast
from tests.analytics.stored import taught_cohort
from tests.factories import make_member, make_report_mail

pytestmark = pytest.mark.django_db
SATURDAY = datetime(2026, 11, 21, 8, tzinfo=UTC)
MONDAY = datetime(2026, 11, 22, 22, tzinfo=UTC)  # seven in Tokyo


@pytest.fixture
def ivan():
    return cast.ivan(time_zone="Asia/Tokyo")


@pytest.fixture
def cohort(ivan):
    return taught_cohort(ivan, name="Cloud Academy")


@pytest.fixture
def weekly(ivan, cohort):
    return services.set_report_mail(
        user=ivan, cohort=cohort, weekday=0, hour=7, now=SATURDAY
    )


def sent(now=MONDAY):
    services.send_due_reports(now=now)
    return mail.outbox


class SetReportMailTests:
    def test_the_first_comes_at_that_hour_of_the_readers_clock(self, weekly):
        assert weekly.due_at == MONDAY

    def test_asking_again_changes_the_hour(self, ivan, cohort, weekly):
        services.set_report_mail(
            user=ivan, cohort=cohort, weekday=1, hour=7, now=SATURDAY
        )
        assert ReportMail.objects.get().due_at == MONDAY + timedelta(days=1)


class SendDueReportsTests:
    def test_it_brings_the_report_as_pdf(self, weekly):
        [message] = sent()
        [(name, content, kind)] = message.attachments
        assert message.to == ["ivan@example.org"]
        assert (name[-4:], content[:5], kind) == (".pdf", b"%PDF-", "application/pdf")

    def test_it_says_where_the_report_is_and_how_to_stop_it(self, weekly, cohort):
        [message] = sent()
        assert f"/cohorts/{cohort.pk}/report/" in message.body
        assert message.extra_headers["List-Unsubscribe"].strip("<>") in message.body

    def test_nothing_leaves_before_its_hour(self, weekly):
        assert sent(MONDAY - timedelta(minutes=1)) == []

    def test_it_leaves_once_a_week(self, weekly):
        sent()
        assert len(sent(MONDAY + timedelta(days=6))) == 1
        assert len(sent(MONDAY + timedelta(days=7))) == 2

    def test_missed_weeks_are_not_made_up_for(self, weekly):
        assert len(sent(MONDAY + timedelta(days=30))) == 1
        weekly.refresh_from_db()
        assert weekly.due_at > MONDAY + timedelta(days=30)

    def test_a_server_that_is_away_is_tried_again_the_same_week(
        self, weekly, monkeypatch
    ):
        path = "django.core.mail.EmailMessage.send"
        monkeypatch.setattr(path, lambda self: gone())
        assert sent() == []
        monkeypatch.undo()
        [first] = sent(MONDAY + timedelta(hours=1))
        assert "-2026112222." in first.extra_headers["Message-ID"]

    def test_one_that_cannot_be_written_waits_and_holds_up_nobody(self, weekly, cohort):
        User.objects.filter(pk=weekly.user_id).update(email="ivan@example.org\nbcc: e")
        mia = make_member(cohort, cast.person("mia", role="instructor"), "instructor")
        make_report_mail(cohort, mia.user, due_at=MONDAY)
        assert [message.to for message in sent()] == [["mia@example.org"]]
        weekly.refresh_from_db()
        assert weekly.due_at == MONDAY + timedelta(minutes=30)

    def test_a_name_of_two_lines_is_told_in_one(self, weekly, cohort):
        Cohort.objects.update(name="Cloud\nAcademy")
        assert sent()[0].subject.endswith("Report: Cloud Academy")

    def test_who_teaches_there_no_more_gets_nothing_any_more(self, weekly, ivan):
        Membership.objects.filter(user=ivan).update(left_at=timezone.now())
        assert sent() == []
        assert not ReportMail.objects.exists()

    def test_who_was_shut_out_gets_nothing(self, weekly, ivan):
        ivan.is_active = False
        ivan.save()
        assert sent() == []

    def test_it_names_nobody_to_who_sees_figures_only(self, weekly, cohort):
        CohortReporting.objects.create(cohort=cohort, is_figures_only=True)
        named = len(sent()[0].attachments[0][1])
        CohortReporting.objects.update(is_figures_only=False)
        sent(MONDAY + timedelta(days=7))
        assert named < len(mail.outbox[1].attachments[0][1])

    def test_without_a_report_it_waits_for_one(self, weekly, cohort):
        CohortReport.objects.all().delete()
        assert sent() == []
        assert CohortReporting.objects.get().wanted_at == MONDAY
        assert ReportMail.objects.get().due_at == MONDAY


def gone():
    raise SMTPServerDisconnected("gone")


@pytest.mark.django_db(transaction=True)
class TwoWorkersTests:
    def test_two_workers_send_one(self, weekly):
        both = Barrier(2)

        def work():
            both.wait()
            services.send_due_reports(now=MONDAY)
            connection.close()

        workers = [Thread(target=work) for _ in range(2)]
        for one in workers:
            one.start()
        for one in workers:
            one.join()
        assert len(mail.outbox) == 1


class StopTests:
    def test_the_link_stops_that_mail_and_opens_nothing(self, client, weekly):
        path = f"/report-mail/{token_of(weekly)}/stop/"
        assert b"Cloud Academy" in client.get(path).content
        assert ReportMail.objects.exists()
        client.post(path)
        assert not ReportMail.objects.exists()
        assert client.get("/").wsgi_request.user.is_anonymous

    def test_a_mail_program_stops_it_with_one_request(self, weekly):
        client = Client(enforce_csrf_checks=True)
        path = f"/report-mail/{token_of(weekly)}/stop/"
        answer = client.post(path, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert not ReportMail.objects.exists()

    def test_a_made_up_link_is_not_there(self, client):
        assert client.get("/report-mail/made-up/stop/").status_code == 404

    def test_it_is_the_link_of_one_cohort_and_one_person(self, weekly, cohort):
        ada = make_report_mail(cohort, cast.ada())
        assert report_mail_by_token(token_of(ada)) == ada
        assert report_mail_by_token(token_of(weekly)) == weekly
