"""`manage.py analytics report`."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from tests import cast
from tests.analytics.makers import fold, graded

pytestmark = pytest.mark.django_db


def report() -> str:
    said = StringIO()
    call_command("analytics", "report", stdout=said)
    return said.getvalue()


class ReportTests:
    def test_it_says_when_there_is_nothing_to_report(self):
        assert report() == "Nothing to report: no exam was taken in yet.\n"

    def test_it_says_on_what_estimates_rest(self):
        attempt = graded(cast.alice())
        fold(attempt)
        assert f"{attempt.guide.code} (" in report()

    def test_it_says_how_true_predictions_were(self):
        attempt = graded(cast.alice())
        fold(attempt)
        call_command("analytics", "fit", stdout=StringIO())
        told = report().partition("\n")[2]
        assert json.loads(told)["answers"]["count"] == 5
