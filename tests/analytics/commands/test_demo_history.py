"""`manage.py analytics demo`: a newcomer sees a forecast at once."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts import services as accounts
from analytics.models import Fold, Forecast
from exams.models import Attempt
from tests.analytics.sittings import guide_with_exams

pytestmark = pytest.mark.django_db


def demo():
    out = StringIO()
    call_command("analytics", "demo", stdout=out)
    return out.getvalue()


class DemoHistoryTests:
    @pytest.fixture(autouse=True)
    def people(self, settings):
        settings.DEMO = True
        guide_with_exams()
        accounts.make_demo_people()

    def test_it_gives_the_student_a_past(self):
        assert "6 attempts made" in demo()
        assert Fold.objects.count() == 6
        said = Forecast.objects.latest("at")
        assert said.count > 0

    def test_its_attempts_lie_in_the_past_and_in_order(self):
        demo()
        ends = Attempt.objects.order_by("started_at").values_list("finished_at")
        assert list(ends) == sorted(ends)

    def test_it_can_be_repeated(self):
        demo()
        assert "0 attempts made" in demo()

    def test_it_is_refused_outside_the_demo(self, settings):
        settings.DEMO = False
        with pytest.raises(CommandError, match="only in the demo"):
            demo()
