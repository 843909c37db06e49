"""The page of unusual patterns: who is named to whom."""

import pytest
from django.utils import timezone

from analytics.models import CohortReporting, GroupDifference, Likeness, LikePair
from exams.models import FormRule
from questions.models import Question
from tests import cast
from tests.exams.makers import assign, begin
from tests.factories import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort(settings):
    """Alice and Bob, whose answers to a common form were found too much alike."""
    settings.SECOND_FACTOR_REQUIRED = False
    alice, bob = cast.alice(), cast.bob()
    assignment = assign(alice, bob, form_rule=FormRule.COMMON)
    likeness = Likeness.objects.create(
        assignment=assignment,
        sittings=200,
        questions=50,
        compared=19_900,
        threshold=5,
        sd=1,
        computed_at=timezone.now(),
    )
    first, second = begin(alice, assignment), begin(bob, assignment)
    LikePair.objects.create(
        likeness=likeness, first=first, second=second, matches=40, expected=20, z=9
    )
    return assignment.cohort


def page(client, user) -> str:
    client.force_login(user)
    return client.get("/bank/integrity/").content.decode()


@pytest.fixture
def ivan(cohort):
    user = cast.ivan()
    make_member(cohort, user, "instructor")
    return user


class NamesTests:
    def test_an_instructor_of_the_class_reads_them(self, client, ivan) -> None:
        assert "Alice" in page(client, ivan)

    def test_who_sees_figures_only_does_not(self, client, cohort, ivan) -> None:
        CohortReporting.objects.create(cohort=cohort, is_figures_only=True)
        told = page(client, ivan)
        assert "Alice" not in told
        assert "Bob" not in told
        assert "pairs are shown to" in told

    def test_an_administrator_reads_them_there(self, client, cohort) -> None:
        CohortReporting.objects.create(cohort=cohort, is_figures_only=True)
        assert "Alice" in page(client, cast.ada())


class FiguresTests:
    def test_what_names_nobody_stays(self, client, cohort, ivan) -> None:
        CohortReporting.objects.create(cohort=cohort, is_figures_only=True)
        question = Question.objects.first()
        GroupDifference.objects.create(
            question=question,
            cohort=cohort,
            delta=-2,
            p=0.001,
            cohort_count=200,
            other_count=250,
            computed_at=timezone.now(),
        )
        assert question.slug in page(client, ivan)
