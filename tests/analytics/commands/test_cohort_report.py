"""`manage.py analytics cohort-report`: the report as a file, from the terminal."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests import cast
from tests.analytics.stored import taught_cohort
from tests.factories import make_cohort

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort():
    return taught_cohort(cast.ivan(), name="Cloud Academy")


def write(cohort, path, **options):
    out = StringIO()
    call_command(
        "analytics",
        "cohort-report",
        cohort=cohort.pk,
        output=path,
        stdout=out,
        stderr=StringIO(),
        **options,
    )
    return out.getvalue()


class CohortReportTests:
    @pytest.mark.parametrize(
        ("format_", "begins"), [("pdf", b"%PDF-"), ("xlsx", b"PK"), ("csv", b"PK")]
    )
    def test_it_writes_the_file(self, cohort, tmp_path, format_, begins):
        cast.ada()
        path = tmp_path / "report"
        assert str(path) in write(cohort, path, format=format_)
        assert path.read_bytes().startswith(begins)

    def test_it_is_read_as_somebody(self, cohort, tmp_path):
        path = tmp_path / "report"
        write(cohort, path, reader="ivan@example.org")
        assert path.exists()

    def test_who_may_not_see_the_cohort_gets_none(self, cohort, tmp_path):
        cast.alice()
        with pytest.raises(CommandError, match="may not see"):
            write(cohort, tmp_path / "report", reader="alice@example.org")

    def test_without_a_report_it_says_what_to_do(self, tmp_path):
        cast.ada()
        with pytest.raises(CommandError, match="computed first"):
            write(make_cohort("Empty"), tmp_path / "report")

    def test_an_unknown_cohort_names_the_known_ones(self, cohort, tmp_path):
        cohort.pk += 1
        with pytest.raises(CommandError, match="Cloud Academy"):
            write(cohort, tmp_path / "report")
