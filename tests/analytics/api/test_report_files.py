"""Files of a report, and the weekly mail, for clients: asked for, waited for, had."""

import json

import pytest
from django.utils import timezone

from analytics import services
from analytics.models import ReportFile, ReportMail
from tests import cast
from tests.analytics.stored import taught_cohort
from tests.exams.api.caller import Caller
from tests.factories import make_report_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def teacher(settings):
    settings.SECOND_FACTOR_REQUIRED = False
    return cast.ivan()


@pytest.fixture
def ivan(teacher):
    return Caller(teacher)


@pytest.fixture
def cohort(teacher):
    return taught_cohort(teacher, name="Cloud Academy")


def send(caller, verb, path, body):
    ask = getattr(caller.client, verb)
    return ask(f"/api/v1/{path}", json.dumps(body), content_type="application/json")


def ask(caller, cohort, **body):
    return send(caller, "post", f"cohorts/{cohort.pk}/report/files/", body)


class FilesTests:
    def test_it_is_asked_for_waited_for_and_had(self, ivan, cohort):
        asked = ask(ivan, cohort, format="xlsx")
        assert asked.status_code == 202
        place = f"report-files/{asked.json()['id']}/"
        assert ivan.get(place).json()["state"] == "running"
        assert ivan.get(f"{place}content/").status_code == 404
        services.sweep_files(now=timezone.now())
        told = ivan.get(place).json()
        assert told["state"] == "done"
        assert ivan.client.get(told["content"]).content.startswith(b"PK")

    @pytest.mark.parametrize("body", [{"format": "exe"}, {}, {"format": "pdf", "a": 1}])
    def test_what_is_not_known_is_refused(self, ivan, cohort, body):
        assert ask(ivan, cohort, **body).status_code == 400
        assert not ReportFile.objects.exists()

    def test_another_cohorts_report_is_not_there(self, cohort, ivan):
        stranger = Caller(cast.person("irene", role="instructor"))
        assert ask(stranger, cohort, format="pdf").status_code == 404

    def test_another_persons_file_is_not_there(self, ivan, cohort, teacher):
        file = make_report_file(cohort, teacher, cohort.reports.get().guide)
        ada = Caller(cast.ada())
        for path in (f"report-files/{file.pk}/", f"report-files/{file.pk}/content/"):
            assert ivan.get(path).status_code == 200
            assert ada.get(path).status_code == 404


class MailTests:
    def test_it_begins_and_ends(self, ivan, cohort):
        path = f"cohorts/{cohort.pk}/report/mail/"
        told = send(ivan, "put", path, {"weekday": 0, "hour": 7}).json()
        assert told["due_at"].endswith("T07:00:00Z")
        assert send(ivan, "delete", path, {}).status_code == 204
        assert not ReportMail.objects.exists()

    @pytest.mark.parametrize("body", [{"weekday": 7, "hour": 7}, {"weekday": 0}])
    def test_no_such_time_is_refused(self, ivan, cohort, body):
        path = f"cohorts/{cohort.pk}/report/mail/"
        assert send(ivan, "put", path, body).status_code == 400
