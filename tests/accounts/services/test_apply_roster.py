"""Rosters: nothing before the confirmation, exactly what was shown, never twice."""

import pytest
from django.utils import timezone

from accounts import selectors, services
from accounts.models import Cohort, Invitation, Membership, User
from lib import audit
from lib.models import AuditEvent
from lib.problems import Problem
from tests import cast
from tests.exams.threads import at_once
from tests.factories import ROSTER, make_cohort, make_roster

pytestmark = pytest.mark.django_db


def follow(roster, actor):
    now = timezone.now()
    seen = services.plan_digest(selectors.plan_for(roster, now))
    return services.apply_roster(actor=actor, roster=roster, seen=seen, now=now)


def counts(roster):
    return selectors.plan_for(roster, timezone.now()).counts


class ApplyRosterTests:
    def test_nothing_is_written_before_somebody_confirms(self):
        make_roster(cast.ada())
        assert not Cohort.objects.exists()
        assert not Invitation.objects.exists()

    def test_it_invites_strangers_and_adds_people(self):
        ada, alice = cast.ada(), cast.alice()
        follow(make_roster(ada), ada)
        assert Invitation.objects.get().email == "dana@example.org"
        assert Membership.objects.get().user == alice

    def test_it_grants_the_time_of_people_at_once_and_audits_it(self):
        ada, alice = cast.ada(), cast.alice()
        follow(make_roster(ada), ada)
        alice.refresh_from_db()
        assert alice.extra_minutes == 30
        event = AuditEvent.objects.get(action="accommodations.changed")
        assert event.detail["reason"] == "roster class.csv"
        assert audit.first_break() is None

    def test_the_same_file_changes_nothing_the_second_time(self):
        ada, _ = cast.ada(), cast.alice()
        follow(make_roster(ada), ada)
        again = counts(make_roster(ada))
        assert again == {"invite": 0, "enrol": 0, "change": 0, "same": 2, "error": 0}

    def test_a_changed_row_is_a_change_and_becomes_the_state(self):
        ada, alice = cast.ada(), cast.alice()
        follow(make_roster(ada), ada)
        later = make_roster(ada, ROSTER.replace("+30", "2x").replace("1.5x", "3x"))
        assert counts(later)["change"] == 2
        follow(later, ada)
        alice.refresh_from_db()
        invitation = Invitation.objects.get()
        assert (alice.time_multiplier, invitation.time_multiplier) == (2, 3)
        assert counts(make_roster(ada, ROSTER.replace("+30", "2x")))["same"] == 1

    def test_a_role_that_changes_is_told_in_the_log(self):
        ada, alice = cast.ada(), cast.alice(role="instructor")
        follow(make_roster(ada), ada)
        text = ROSTER.replace("spring,student,+30", "spring,instructor,")
        follow(make_roster(ada, text), ada)
        assert Membership.objects.get(user=alice).role == "instructor"
        event = AuditEvent.objects.get(action="cohort.member-role")
        assert event.detail["person"] == alice.pk

    def test_an_account_made_meanwhile_takes_the_place_of_its_invitation(self):
        ada = cast.ada()
        follow(make_roster(ada), ada)
        alice = cast.alice()
        follow(make_roster(ada), ada)
        assert Membership.objects.get().user == alice
        assert Invitation.objects.open().get().email == "dana@example.org"

    def test_rows_with_an_error_stay_out_and_the_others_come_in(self):
        ada = cast.ada()
        roster = make_roster(ada, ROSTER.replace("dana@", "dana"))
        follow(roster, ada)
        assert Invitation.objects.get().email == "alice@example.org"

    def test_it_refuses_when_something_has_changed_since(self):
        ada = cast.ada()
        roster = make_roster(ada)
        seen = services.plan_digest(selectors.plan_for(roster, timezone.now()))
        make_cohort("DVA spring")
        with pytest.raises(Problem, match="load the page again"):
            services.apply_roster(
                actor=ada, roster=roster, seen=seen, now=timezone.now()
            )
        assert not Invitation.objects.exists()

    def test_a_roster_is_followed_once(self):
        ada = cast.ada()
        roster = make_roster(ada)
        follow(roster, ada)
        with pytest.raises(Problem, match="Send the file again"):
            follow(roster, ada)


@pytest.mark.django_db(transaction=True)
class ApplyAtOnceTests:
    def test_two_files_of_the_same_people_make_them_once(self):
        ada = cast.ada()
        rosters = [make_roster(ada, name=f"{n}.csv") for n in range(4)]
        results = at_once(*(lambda r=r: follow(r, ada) for r in rosters))
        assert all(isinstance(r, Problem) for r in results if isinstance(r, Exception))
        assert Invitation.objects.count() == 2
        assert User.objects.members().count() == 1
