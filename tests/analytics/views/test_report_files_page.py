"""The page on which a report is taken along, and its downloads."""

import pytest
from django.utils import timezone

from accounts.models import Membership
from analytics import services
from analytics.models import CohortReporting, ReportFile, ReportMail
from tests import cast
from tests.analytics.stored import taught_cohort
from tests.factories import make_report_file, make_report_mail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _without_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def ivan(client):
    user = cast.ivan(time_zone="Asia/Tokyo")
    client.force_login(user)
    return user


@pytest.fixture
def cohort(ivan):
    return taught_cohort(ivan, name="Cloud Academy")


@pytest.fixture
def file(cohort, ivan):
    guide = cohort.reports.get().guide
    return make_report_file(cohort, ivan, guide, tells_people=True)


def page(cohort):
    return f"/cohorts/{cohort.pk}/report/files/"


def download(file):
    return f"/report-files/{file.pk}/download"


class PageTests:
    def test_it_offers_every_format(self, client, cohort):
        text = client.get(page(cohort)).content.decode()
        assert all(f'value="{format_}"' in text for format_ in ("pdf", "xlsx", "csv"))

    def test_what_is_asked_for_is_being_made(self, client, cohort):
        client.post(page(cohort), {"format": "pdf"})
        assert "Waiting for the worker" in client.get(page(cohort)).content.decode()

    def test_what_is_made_can_be_downloaded(self, client, cohort, file):
        assert download(file) in client.get(page(cohort)).content.decode()

    def test_it_tells_how_far_it_is_until_it_is_there(self, client, cohort):
        client.post(page(cohort), {"format": "csv"})
        file = ReportFile.objects.get()
        path = f"/report-files/{file.pk}/progress"
        assert 'data-state="running"' in client.get(path).content.decode()
        services.make_file(file_id=file.pk, now=timezone.now())
        assert 'data-state="running"' not in client.get(path).content.decode()

    def test_without_a_report_it_leads_to_it(self, client, cohort):
        cohort.reports.all().delete()
        assert "There is no report yet" in client.get(page(cohort)).content.decode()

    def test_it_shows_nobody_elses_files(self, client, cohort, file):
        client.force_login(cast.ada())
        assert download(file) not in client.get(page(cohort)).content.decode()


class DownloadTests:
    def test_it_is_a_file_with_a_name_that_nobody_keeps(self, client, file):
        answer = client.get(download(file))
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"] == 'attachment; filename="report.pdf"'
        assert "no-store" in answer["Cache-Control"]
        assert answer.content == b"%PDF-1.7"

    def test_an_administrator_has_no_way_to_it(self, client, file):
        client.force_login(cast.ada())
        assert client.get(download(file)).status_code == 404

    def test_who_teaches_there_no_more_has_none(self, client, file, ivan):
        Membership.objects.filter(user=ivan).update(left_at=timezone.now())
        assert client.get(download(file)).status_code == 404

    def test_names_are_gone_with_the_right_to_see_them(self, client, file, cohort):
        CohortReporting.objects.create(cohort=cohort, is_figures_only=True)
        assert client.get(download(file)).status_code == 404

    def test_what_is_not_made_cannot_be_downloaded(self, client, file):
        ReportFile.objects.update(made_at=None, content=None)
        assert client.get(download(file)).status_code == 404


class MailTests:
    def test_it_begins_at_a_day_and_an_hour(self, client, cohort):
        path = f"/cohorts/{cohort.pk}/report/mail"
        client.post(path, {"weekday": 4, "hour": 16})
        found = ReportMail.objects.get()
        assert (found.weekday, found.hour) == (4, 16)
        assert "The next one:" in client.get(page(cohort)).content.decode()

    def test_it_says_in_which_zone(self, client, cohort):
        assert (
            "In your time zone, Asia/Tokyo."
            in client.get(page(cohort)).content.decode()
        )

    def test_no_such_day_is_refused_in_place(self, client, cohort):
        answer = client.post(
            f"/cohorts/{cohort.pk}/report/mail", {"weekday": 9, "hour": 16}
        )
        assert answer.status_code == 400
        assert not ReportMail.objects.exists()

    def test_it_ends(self, client, cohort, ivan):
        make_report_mail(cohort, ivan)
        client.post(f"/cohorts/{cohort.pk}/report/mail/end")
        assert not ReportMail.objects.exists()
