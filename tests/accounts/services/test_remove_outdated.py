"""What is kept long enough goes at night, and what administrators choose counts."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone

from accounts import selectors, services
from accounts.models import Invitation, KnownDevice, PersonExport, RosterImport
from accounts.retention import RULES
from lib.models import AuditEvent
from lib.problems import Problem
from tests import cast, factories
from tests.accounts import doors

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(client, client_of, settings, tmp_path):
    """Of each rule one record but of the admin site."""
    settings.MEDIA_ROOT = tmp_path
    alice = factories.make_confirmed(cast.alice())
    doors.sign_in(client, alice)
    doors.fail(client_of(), alice, 1)
    doors.begin_guest(client.session)
    factories.make_export(alice)
    now = timezone.now()
    factories.make_invitation(factories.make_cohort(), accepted_at=now)
    factories.make_roster(cast.ada())


def gone_after(days):
    removed = services.remove_outdated(now=timezone.now() + timedelta(days=days))
    return {name for name, count in removed.items() if count}


class RemoveOutdatedTests:
    def test_it_leaves_what_is_young(self, kept):
        assert gone_after(0.9) == set()

    @pytest.mark.parametrize(
        ("days", "gone"),
        [
            (2, {"failures"}),
            (8, {"failures", "exports"}),
            (31, {"failures", "exports", "guests", "rosters"}),
            (181, set(RULES) - {"admin-entries"}),
        ],
    )
    def test_each_kind_goes_after_its_days(self, kept, days, gone):
        assert gone_after(days) == gone

    def test_the_file_of_an_export_goes_with_it(self, kept):
        name = PersonExport.objects.get().file.name
        gone_after(8)
        assert not default_storage.exists(name)

    def test_an_open_invitation_stays_until_it_has_expired(self):
        factories.make_invitation(factories.make_cohort())
        assert gone_after(100) == set()
        assert gone_after(14 + 91) == {"invitations"}
        assert not Invitation.objects.exists()

    def test_the_audit_log_says_how_much_went(self, kept):
        gone_after(8)
        event = AuditEvent.objects.get(action="retention.removed")
        assert event.detail == {"failures": 1, "exports": 1}

    def test_a_night_without_anything_is_not_recorded(self):
        gone_after(0)
        assert not AuditEvent.objects.exists()


class ChangeRetentionTests:
    def test_what_is_chosen_counts(self, kept):
        services.change_retention(actor=cast.person("boss"), days={"rosters": 3})
        assert "rosters" in gone_after(4)
        assert not RosterImport.objects.exists()

    def test_it_is_recorded(self):
        services.change_retention(actor=cast.ada(), days={"rosters": 3, "exports": 7})
        event = AuditEvent.objects.get()
        assert (event.object_id, event.detail) == (
            "rosters",
            {"before": 30, "after": 3},
        )

    @pytest.mark.parametrize("days", [0, 181])
    def test_nobody_can_keep_too_short_or_too_long(self, days):
        with pytest.raises(Problem, match="30 to 180"):
            services.change_retention(actor=cast.ada(), days={"browsers": days})

    def test_every_rule_says_what_would_go(self, kept):
        rows = selectors.kept_rows(timezone.now() + timedelta(days=8))
        due = {row.rule.name: row.due for row in rows}
        assert due["exports"] == 1
        assert due["browsers"] == 0


class CommandTests:
    def test_dry_it_removes_nothing(self, kept, capsys):
        KnownDevice.objects.update(seen_at=timezone.now() - timedelta(days=400))
        call_command("retention", "--dry-run")
        assert "Known browsers, kept 180 days: 1 due" in capsys.readouterr().out
        assert KnownDevice.objects.exists()

    def test_it_says_what_it_removed(self, kept, capsys):
        KnownDevice.objects.update(seen_at=timezone.now() - timedelta(days=400))
        call_command("retention")
        assert "Known browsers, kept 180 days: 1 removed" in capsys.readouterr().out
