"""Cohorts: instructors see their own, students no page, administrators all."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts import access, selectors
from accounts.models import Cohort, Invitation
from tests import cast
from tests.factories import ROSTER, make_cohort, make_invitation, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def sign_in(client, settings):
    settings.SECOND_FACTOR_REQUIRED = False

    def sign_in(user):
        client.force_login(user)
        return user

    return sign_in


class WhoSeesTests:
    def test_an_instructor_sees_their_own_and_the_people_in_them(self, client, sign_in):
        ivan, own, other = cast.ivan(), make_cohort("Own"), make_cohort("Other")
        make_member(own, ivan, role="instructor")
        make_member(own, cast.alice())
        sign_in(ivan)
        told = client.get("/cohorts/").content.decode()
        assert ("Own" in told, "Other" in told) == (True, False)
        assert "Alice" in client.get(f"/cohorts/{own.pk}/").content.decode()
        assert client.get(f"/cohorts/{other.pk}/").status_code == 404

    def test_who_no_longer_teaches_sees_nothing(self):
        own, ivan = make_cohort(), cast.ivan()
        member = make_member(own, ivan, role="instructor")
        assert list(access.cohorts_for(ivan)) == [own]
        member.left_at = member.joined_at
        member.save()
        assert not access.cohorts_for(ivan)

    def test_names_are_known_of_people_one_teaches_now(self):
        own, ivan, ada = make_cohort(), cast.ivan(), cast.ada()
        make_member(own, ivan, role="instructor")
        alice, bob = make_member(own, cast.alice()).user, cast.bob()
        assert set(access.people_for(ivan)) == {ivan, alice}
        assert set(access.people_for(bob)) == {bob}
        assert set(access.people_for(ada)) == {ivan, ada, alice, bob}

    def test_to_sit_in_a_cohort_is_not_to_teach_it(self):
        ivan = cast.ivan()
        make_member(make_cohort(), ivan)
        assert not access.cohorts_for(ivan)

    def test_a_student_reads_the_name_in_the_profile(self, client, sign_in):
        alice = sign_in(cast.alice())
        make_member(make_cohort("DVA spring"), alice)
        assert "DVA spring" in client.get("/account/").content.decode()

    @pytest.mark.parametrize("what", ["change", "archive", "code", "code/close"])
    def test_an_instructor_changes_nothing(self, client, sign_in, what):
        ivan, own = cast.ivan(), make_cohort()
        make_member(own, ivan, role="instructor")
        sign_in(ivan)
        assert client.post(f"/cohorts/{own.pk}/{what}/").status_code == 404


class ManageTests:
    def test_a_name_is_taken_once_among_the_current(self, client, sign_in):
        sign_in(cast.ada())
        make_cohort("DVA spring")
        data = {"name": "dva  Spring"}
        assert client.post("/cohorts/new/", data).status_code == 409
        Cohort.objects.update(archived_at="2026-01-01T00:00Z")
        assert client.post("/cohorts/new/", data).status_code == 302

    def test_archiving_keeps_everything_and_ends_what_opens(self, client, sign_in):
        sign_in(cast.ada())
        cohort = make_cohort(code="ABCDEFGHJK")
        make_member(cohort, cast.alice())
        make_invitation(cohort)
        client.post(f"/cohorts/{cohort.pk}/archive/")
        cohort.refresh_from_db()
        assert (cohort.join_code, cohort.memberships.count()) == (None, 1)
        assert not Invitation.objects.open().exists()
        client.post(f"/cohorts/{cohort.pk}/archive/")
        cohort.refresh_from_db()
        assert not cohort.is_archived

    def test_a_roster_is_shown_before_it_counts(self, client, sign_in):
        sign_in(cast.ada())
        file = SimpleUploadedFile("class.csv", ROSTER.encode())
        answer = client.post("/cohorts/import/", {"file": file}, follow=True)
        assert "Follow 2 rows" in answer.content.decode()
        path, _ = answer.redirect_chain[-1]
        seen = answer.context["seen"]
        client.post(f"{path}apply/", {"seen": seen})
        assert Invitation.objects.count() == 2

    def test_a_column_that_nobody_reads_is_told_of(self, client, sign_in):
        sign_in(cast.ada())
        data = b"e-mail,cohort,extra minutes\nkim@example.org,DVA,30\n"
        file = SimpleUploadedFile("class.csv", data)
        answer = client.post("/cohorts/import/", {"file": file}, follow=True)
        assert "“extra minutes”: a column of this name" in answer.content.decode()

    def test_what_is_no_roster_is_refused_beside_the_field(self, client, sign_in):
        sign_in(cast.ada())
        file = SimpleUploadedFile("x.csv", b"a,b\n1,2")
        answer = client.post("/cohorts/import/", {"file": file})
        assert answer.status_code == 400
        [error] = answer.context["form"].errors["file"]
        assert "No column is called “e-mail” and none “cohort”" in error


class AimTests:
    def aim(self, user):
        return selectors.aim_of(user, selectors.memberships_of(user))

    def test_the_persons_own_wins(self):
        alice = cast.alice(target_guide="SAA-C03", exam_date=date(2027, 1, 1))
        cohort = make_cohort(target_guide="DVA-C02", exam_date=date(2027, 2, 2))
        make_member(cohort, alice)
        aim = self.aim(alice)
        assert (aim.target_guide, aim.exam_date) == ("SAA-C03", date(2027, 1, 1))

    def test_the_cohort_fills_what_is_open_and_is_named(self):
        alice = cast.alice(target_guide="SAA-C03")
        cohort = make_cohort(target_guide="DVA-C02", exam_date=date(2027, 2, 2))
        make_member(cohort, alice)
        aim = self.aim(alice)
        assert (aim.exam_date, aim.date_from) == (date(2027, 2, 2), cohort)
        assert aim.target_from is None


class InvitationTests:
    def test_one_person_is_asked_in(self, client, sign_in):
        sign_in(cast.ada())
        cohort = make_cohort()
        path = f"/cohorts/{cohort.pk}/invitations/new/"
        client.post(path, {"email": "dana@example.org", "role": "student"})
        page = client.get(f"/cohorts/{cohort.pk}/").content.decode()
        assert "dana@example.org" in page

    def test_what_the_mail_server_refuses_is_told(self, client, sign_in):
        sign_in(cast.ada())
        cohort, told = make_cohort(), {"sent_at": None, "digest": None}
        soon = timezone.now() + timedelta(minutes=2)
        make_invitation(cohort, "dana@example.org", tries=1, try_at=soon, **told)
        make_invitation(cohort, "eve@example.org", tries=8, try_at=soon, **told)
        page = client.get(f"/cohorts/{cohort.pk}/").content.decode()
        assert page.count("Could not be delivered") == 2
        assert page.count("next try") == 1
        assert "is the address right?" in page
        assert "Invitations could not be delivered." in page

    def test_asking_again_says_that_it_was_done(self, client, sign_in):
        sign_in(cast.ada())
        cohort = make_cohort()
        path, dana = f"/cohorts/{cohort.pk}/invitations/new/", "dana@example.org"
        client.post(path, {"email": dana, "role": "student"})
        again = client.post(path, {"email": dana, "role": "student"})
        assert "invited already" in again.content.decode()

    def test_an_instructor_reads_who_changes_cohorts(self, client, sign_in):
        ivan, cohort = cast.ivan(), make_cohort()
        make_member(cohort, ivan, role="instructor")
        sign_in(ivan)
        page = client.get(f"/cohorts/{cohort.pk}/").content.decode()
        assert "Only administrators change" in page
        assert "Archive the cohort" not in page
