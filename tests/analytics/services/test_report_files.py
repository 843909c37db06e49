"""A report as a file: asked for once, made by the worker, gone after a week."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import Membership
from analytics import services
from analytics.models import CohortReporting, ReportFile
from lib.models import AuditEvent
from lib.problems import Problem
from tests import cast
from tests.analytics.stored import taught_cohort
from tests.factories import make_cohort, make_report_file

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def ivan():
    return cast.ivan(time_zone="Asia/Tokyo")


@pytest.fixture
def cohort(ivan):
    return taught_cohort(ivan, name="Cloud Academy")


def ask(actor, cohort, format_="xlsx"):
    return services.ask_for_file(
        actor=actor, cohort=cohort, guide="", format_=format_, now=NOW
    )


def make(file, now=NOW):
    is_made = services.make_file(file_id=file.pk, now=now)
    file.refresh_from_db()
    return is_made


def people_in(file):
    book = load_workbook(BytesIO(file.content))
    if "People" not in book.sheetnames:
        return []
    return [row[0].value for row in book["People"].iter_rows(min_row=2)]


class AskForFileTests:
    def test_asking_twice_gives_the_one_that_is_being_made(self, ivan, cohort):
        assert ask(ivan, cohort).pk == ask(ivan, cohort).pk

    def test_another_format_is_another_file(self, ivan, cohort):
        assert ask(ivan, cohort).pk != ask(ivan, cohort, "csv").pk

    def test_it_is_noted_who_took_it(self, ivan, cohort):
        ask(ivan, cohort)
        event = AuditEvent.objects.latest("pk")
        assert (event.action, event.actor_id) == ("cohort.report-taken-out", ivan.pk)

    def test_an_unknown_format_is_refused(self, ivan, cohort):
        with pytest.raises(Problem, match="Choose another"):
            ask(ivan, cohort, "exe")

    def test_without_a_report_it_says_what_to_do(self, ivan):
        with pytest.raises(Problem, match="computed first"):
            ask(ivan, make_cohort("Empty"))


class MakeFileTests:
    @pytest.mark.parametrize(
        ("format_", "begins", "name"),
        [("pdf", b"%PDF-", ".pdf"), ("xlsx", b"PK", ".xlsx"), ("csv", b"PK", ".zip")],
    )
    def test_it_is_what_was_asked_for(self, ivan, cohort, format_, begins, name):
        file = ask(ivan, cohort, format_)
        assert make(file)
        assert bytes(file.content).startswith(begins)
        assert file.name.startswith("cloud-academy-") and file.name.endswith(name)
        assert file.state == "done"

    def test_it_is_made_once(self, ivan, cohort):
        file = ask(ivan, cohort)
        assert make(file)
        assert not make(file)

    def test_who_sees_people_finds_them(self, ivan, cohort):
        file = ask(ivan, cohort)
        make(file)
        assert "Álvaro Peña" in people_in(file)
        assert file.tells_people

    def test_who_sees_figures_only_finds_nobody(self, ivan, cohort):
        CohortReporting.objects.create(cohort=cohort, is_figures_only=True)
        file = ask(ivan, cohort)
        make(file)
        assert people_in(file) == []
        assert not file.tells_people

    def test_who_teaches_there_no_more_gets_nothing(self, ivan, cohort):
        file = ask(ivan, cohort)
        Membership.objects.filter(user=ivan).update(left_at=timezone.now())
        assert not make(file)
        assert file.state == "failed"
        assert "may not see" in file.failure
        assert file.content is None

    def test_two_workers_make_one(self, ivan, cohort):
        file = ask(ivan, cohort)
        ReportFile.objects.filter(pk=file.pk).update(begun_at=NOW)
        assert not make(file, NOW + timedelta(minutes=1))

    def test_a_worker_that_died_is_followed_by_another(self, ivan, cohort):
        file = ask(ivan, cohort)
        ReportFile.objects.filter(pk=file.pk).update(begun_at=NOW)
        assert make(file, NOW + timedelta(minutes=7))


class SweepFilesTests:
    def test_it_makes_what_a_lost_job_left(self, ivan, cohort):
        file = ask(ivan, cohort)
        assert services.sweep_files(now=NOW) == 1
        file.refresh_from_db()
        assert file.state == "done"

    def test_it_deletes_what_was_kept_for_a_week(self, ivan, cohort):
        guide = cohort.reports.get().guide
        make_report_file(cohort, ivan, guide, asked_at=NOW - timedelta(days=8))
        kept = make_report_file(cohort, ivan, guide, asked_at=NOW - timedelta(days=6))
        services.sweep_files(now=NOW)
        assert list(ReportFile.objects.all()) == [kept]
