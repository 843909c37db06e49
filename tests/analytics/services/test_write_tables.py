"""What a night hands to forecasts and forms, once enough is known of the questions."""

import pytest
from django.utils import timezone

from analytics import selectors, services
from analytics.mastery import Item
from analytics.models import OutlookTable
from analytics.services.forecasting import Basis
from analytics.services.tabling import KNOWN_ANSWERS, Known, write_tables
from exams.models import Yardstick
from questions.models import Question
from tests.exams.makers import add_question, small_exam

pytestmark = pytest.mark.django_db


@pytest.fixture
def line():
    """Eight questions a domain for one scored seat or two of each."""
    exam = small_exam(per_domain=8)
    exam.guide.scored_count = 8
    exam.guide.save()
    known = services.current_calibration(guide_id=exam.guide_id, now=timezone.now())
    return selectors.line_under(known)


def night(line, *, difficulty=0.0, users=200, answers=KNOWN_ANSWERS) -> OutlookTable:
    """The tables of a night that found every question as hard as that."""
    OutlookTable.objects.all().delete()
    pks = list(Question.objects.values_list("pk", flat=True))
    items = dict.fromkeys(pks, Item(1.0, difficulty, 0.1))
    write_tables(line, Known(items, dict.fromkeys(pks, answers), users))
    return OutlookTable.objects.get()


class WriteTablesTests:
    def test_it_says_which_ability_passes_the_average_form(self, line) -> None:
        assert night(line).cut_ability == pytest.approx(0.9445, abs=0.001)
        assert len(Yardstick.objects.get().questions) == Question.objects.count()

    @pytest.mark.parametrize("little", [{"users": 199}, {"answers": 49}])
    def test_too_little_evidence_leaves_the_common_pass_line(
        self, line, little
    ) -> None:
        assert night(line, **little).cut_ability is None
        assert not Yardstick.objects.exists()

    def test_a_harder_bank_does_not_move_the_ability_that_passes(self, line) -> None:
        cut = night(line).cut_ability
        assert night(line, difficulty=0.5).cut_ability == cut

    def test_forecasts_expect_fewer_points_of_a_harder_bank(self, line) -> None:
        seats = next(iter(line.seats.values()))
        shares = []
        for difficulty in (0.0, 0.5):
            row = night(line, difficulty=difficulty)
            basis = Basis.of(row)
            shares.append(float(basis.pass_share(seats)))
        assert shares == pytest.approx([0.72, 0.609], abs=0.001)

    def test_what_is_not_known_yet_is_no_part_of_it(self, line) -> None:
        night(line)
        new = add_question(line.guides[0], "quite-new")
        pks = list(Question.objects.exclude(pk=new.pk).values_list("pk", flat=True))
        OutlookTable.objects.all().delete()
        items = dict.fromkeys(pks, Item(1.0, 0.0, 0.1))
        write_tables(line, Known(items, dict.fromkeys(pks, 60), 300))
        assert str(new.pk) not in Yardstick.objects.get().questions
        assert OutlookTable.objects.get().shares[0][60] == pytest.approx(0.5)
