"""What a plan meets: who is counted, and who has most time."""

import pytest

from exams import selectors
from tests import cast
from tests.exams.makers import small_exam
from tests.factories import (
    make_assignment,
    make_cohort,
    make_drill,
    make_exam,
    make_member,
    make_override,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort():
    """Alice with ten minutes more, Bob without."""
    made = make_cohort()
    make_member(made, cast.alice(extra_minutes=10))
    make_member(made, cast.bob())
    return made


@pytest.fixture
def mock(cohort):
    """Of 26 minutes."""
    return make_assignment(cohort, small_exam())


def met(mock, *, with_overrides=True):
    held = mock if with_overrides else None
    return selectors.setting_for(mock.exam, mock.cohort, held)


class SettingTests:
    def test_it_counts_students_and_who_has_more_time(self, mock):
        found = met(mock)
        assert (found.student_count, found.extended_count) == (2, 1)
        assert (found.minutes, found.longest_minutes) == (26, 36)

    def test_staff_leavers_and_deactivated_are_not_counted(self, mock):
        make_member(mock.cohort, cast.ivan(), role="instructor")
        make_member(mock.cohort, cast.charlie(is_active=False))
        gone = mock.cohort.memberships.get(user__name="Bob")
        gone.left_at = gone.joined_at
        gone.save()
        assert met(mock).student_count == 1

    def test_an_override_counts_instead_of_what_the_person_has(self, mock):
        people = {m.user.name: m.user for m in mock.cohort.memberships.all()}
        make_override(mock, people["Bob"], time_multiplier=2)
        make_override(mock, people["Alice"], extra_minutes=0)
        found = met(mock)
        assert (found.student_count, found.extended_count) == (2, 1)
        assert found.longest_minutes == 52
        assert met(mock, with_overrides=False).longest_minutes == 36

    def test_windows_of_their_own_are_counted(self, mock):
        person = mock.cohort.memberships.first().user
        make_override(mock, person, closes_at=mock.closes_at)
        assert met(mock).own_window_count == 1

    def test_who_is_excused_is_not_counted(self, mock):
        make_override(mock, mock.cohort.memberships.first().user, is_excused=True)
        assert met(mock).student_count == 1

    def test_an_untimed_exam_has_no_longest_time(self, cohort):
        practice = small_exam(mode="practice", minutes=None)
        assert selectors.setting_for(practice, cohort).longest_minutes is None


class OfferedTests:
    def test_what_is_open_can_be_assigned(self):
        mock = small_exam()
        closed = make_exam(mock.guide, slug="closed", is_open=False)
        make_exam(mock.guide, slug="diagnostic", mode="diagnostic", minutes=None)
        assert list(selectors.offered_exams()) == [mock]
        assert list(selectors.offered_exams(closed.pk)) == [mock]

    def test_a_drill_can_be_assigned_by_who_names_it(self):
        mock = small_exam()
        drill, other = (make_drill(mock.guide, slug=slug) for slug in ("one", "other"))
        assert set(selectors.offered_exams(drill.pk)) == {mock, drill}
        assert other not in selectors.offered_exams(drill.pk)
