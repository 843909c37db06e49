"""Invitations: mailed after the commit, opened once, by whom they are for."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import services
from accounts.models import Invitation, Membership, Role, User
from lib.problems import Problem
from tests import cast
from tests.accounts.doors import is_in
from tests.exams.threads import at_once
from tests.factories import make_cohort, make_invitation

PASSWORD = "a-long-enough-word"


def accept(token, **over):
    fields = {"name": "Dana", "password": PASSWORD, "time_zone": "UTC"} | over
    return services.accept_as_new(token=token, now=timezone.now(), **fields)


@pytest.mark.django_db
class SendInvitationsTests:
    def waiting(self, **over):
        cohort = over.pop("cohort", None) or make_cohort()
        return make_invitation(cohort, sent_at=None, digest=None, **over)[0]

    def test_the_mail_has_a_link_of_this_site_and_no_row_has_its_secret(
        self, settings, mailoutbox
    ):
        settings.BASE_URL = "https://exams.example.org"
        self.waiting()
        services.send_invitations(now=timezone.now())
        [mail] = mailoutbox
        token = mail.body.split("https://exams.example.org/invitations/")[1][:43]
        assert token not in str(Invitation.objects.values())
        assert accept(token).email == "dana@example.org"

    def test_each_is_sent_once(self, mailoutbox):
        self.waiting()
        assert services.send_invitations(now=timezone.now()) == 1
        assert services.send_invitations(now=timezone.now()) == 0
        assert len(mailoutbox) == 1

    def test_with_mail_away_it_waits(self, settings):
        settings.EMAIL_BACKEND = "tests.accounts.services.broken.MailBackend"
        waiting = self.waiting()
        assert services.send_invitations(now=timezone.now()) == 0
        waiting.refresh_from_db()
        assert waiting.sent_at is None

    def test_one_that_cannot_be_mailed_holds_up_nobody(self, mailoutbox):
        broken = self.waiting(email="eve@example.org\nbcc: mallory")
        self.waiting(cohort=broken.cohort)
        assert services.send_invitations(now=timezone.now()) == 1
        assert mailoutbox[0].to == ["dana@example.org"]
        broken.refresh_from_db()
        assert (broken.sent_at, broken.digest, broken.tries) == (None, None, 1)

    def test_what_is_refused_is_tried_again(self, settings):
        settings.EMAIL_BACKEND = "tests.accounts.services.broken.RefusingBackend"
        first = self.waiting(email="eve@example.org")
        self.waiting(cohort=first.cohort)
        now = timezone.now()
        assert services.send_invitations(now=now) == 0
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        assert services.send_invitations(now=now) == 0
        assert services.send_invitations(now=now + timedelta(minutes=1)) == 2

    def test_what_is_always_refused_waits_longer_and_then_stays(self, settings):
        settings.EMAIL_BACKEND = "tests.accounts.services.broken.RefusingBackend"
        waiting, now, waits = self.waiting(), timezone.now(), []
        while not waiting.is_given_up:
            services.send_invitations(now=now)
            waiting.refresh_from_db()
            waits.append((waiting.try_at - now) / timedelta(minutes=1))
            now = waiting.try_at
        assert waits == [1, 2, 4, 8, 16, 32, 64, 128]
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        assert services.send_invitations(now=now) == 0

    def test_sending_again_begins_anew(self, mailoutbox):
        waiting, now = self.waiting(tries=8), timezone.now()
        services.renew_invitation(actor=cast.ada(), invitation=waiting, now=now)
        assert services.send_invitations(now=now) == 1

    def test_a_name_of_two_lines_is_told_in_one(self, mailoutbox):
        cohort = make_cohort(name="Cloud\nAcademy")
        make_invitation(cohort, sent_at=None, digest=None)
        services.send_invitations(now=timezone.now())
        assert mailoutbox[0].subject.endswith("You are invited to Cloud Academy")

    def test_sending_again_ends_the_old_link(self, mailoutbox):
        invitation, token = make_invitation(make_cohort())
        now = timezone.now()
        services.renew_invitation(actor=cast.ada(), invitation=invitation, now=now)
        services.send_invitations(now=now)
        with pytest.raises(Problem):
            accept(token)
        assert len(mailoutbox) == 1


@pytest.mark.django_db
class AcceptInvitationTests:
    def test_a_stranger_gets_an_account_a_place_and_the_granted_time(self):
        cohort = make_cohort()
        grant = {"time_multiplier": "1.5", "extra_minutes": 0}
        _, token = make_invitation(cohort, **grant)
        dana = accept(token)
        dana.refresh_from_db()
        assert float(dana.time_multiplier) == 1.5
        assert Membership.objects.get(user=dana).cohort == cohort

    def test_an_invited_instructor_is_one(self):
        _, token = make_invitation(make_cohort(), role="instructor")
        assert accept(token).role == Role.INSTRUCTOR

    def test_a_link_works_once(self):
        _, token = make_invitation(make_cohort())
        accept(token)
        with pytest.raises(Problem, match="works once"):
            accept(token)

    @pytest.mark.parametrize("ended", ["expires_at", "withdrawn_at"])
    def test_what_is_over_opens_nothing(self, ended):
        past = timezone.now() - timedelta(seconds=1)
        _, token = make_invitation(make_cohort(), **{ended: past})
        with pytest.raises(Problem, match="works once"):
            accept(token)

    def test_another_person_cannot_use_it(self):
        _, token = make_invitation(make_cohort())
        with pytest.raises(Problem, match="was sent to dana"):
            services.accept_invitation(user=cast.bob(), token=token, now=timezone.now())

    def test_a_students_account_is_not_made_an_instructors(self):
        _, token = make_invitation(make_cohort(), "bob@example.org", role="instructor")
        with pytest.raises(Problem, match="Ask an administrator"):
            services.accept_invitation(user=cast.bob(), token=token, now=timezone.now())

    def test_it_signs_in_whom_it_lets_in(self, client):
        _, token = make_invitation(make_cohort())
        data = {"name": "Dana", "password": PASSWORD, "time_zone": "UTC"}
        answer = client.post(f"/invitations/{token}/", data)
        assert answer.status_code == 302
        assert is_in(client)

    def test_it_takes_no_weak_password(self, client):
        _, token = make_invitation(make_cohort())
        data = {"name": "Dana", "password": "password", "time_zone": "UTC"}
        answer = client.post(f"/invitations/{token}/", data)
        assert answer.status_code == 200
        assert not User.objects.filter(email="dana@example.org").exists()


@pytest.mark.django_db(transaction=True)
class AcceptAtOnceTests:
    def test_of_many_with_one_link_one_comes_in(self):
        _, token = make_invitation(make_cohort())
        results = at_once(*[lambda: accept(token)] * 5)
        assert sum(isinstance(r, User) for r in results) == 1
        assert Membership.objects.count() == 1
