"""A cohort's own line, and who may see individuals."""

import pytest
from django.utils import timezone

from analytics import services
from analytics.models import CohortReporting
from lib.models import AuditEvent
from lib.problems import Problem
from tests import cast
from tests.factories import make_cohort

pytestmark = pytest.mark.django_db


def change(actor, cohort, **over) -> CohortReporting:
    services.change_reporting(actor=actor, cohort=cohort, now=timezone.now(), **over)
    return CohortReporting.objects.get(cohort=cohort)


class LineTests:
    def test_an_instructor_sets_it(self) -> None:
        assert change(cast.ivan(), make_cohort(), book_percent=70).book_percent == 70

    def test_the_report_is_wanted_anew(self) -> None:
        assert change(cast.ivan(), make_cohort(), book_percent=70).is_wanted

    def test_it_is_in_the_audit_log(self) -> None:
        change(cast.ivan(), make_cohort(), book_percent=70)
        event = AuditEvent.objects.get(action="cohort.reporting-changed")
        assert event.detail == {"book_percent": 70, "figures_only": 0}

    def test_who_sees_figures_only_does_not_move_it(self) -> None:
        """Three reports with three lines would tell who stands between them."""
        cohort = make_cohort()
        CohortReporting.objects.create(cohort=cohort, is_figures_only=True)
        with pytest.raises(Problem, match="other lines"):
            change(cast.ivan(), cohort, book_percent=90)
        assert CohortReporting.objects.get().book_percent == 85

    def test_an_administrator_moves_it_there(self) -> None:
        cohort = make_cohort()
        CohortReporting.objects.create(cohort=cohort, is_figures_only=True)
        assert change(cast.ada(), cohort, book_percent=90).book_percent == 90


class FiguresOnlyTests:
    def test_an_administrator_decides_it(self) -> None:
        found = change(cast.ada(), make_cohort(), is_figures_only=True)
        assert found.is_figures_only
        assert found.book_percent == 85

    def test_an_instructor_is_refused(self) -> None:
        with pytest.raises(Problem, match="Ask one of them"):
            change(cast.ivan(), make_cohort(), is_figures_only=True)
