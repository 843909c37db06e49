"""The audit log: who did what, and whether the chain holds."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from accounts import services
from accounts.models import Role
from accounts.selectors import AuditRow
from lib.models import AuditEvent
from tests import cast
from tests.factories import make_cohort

pytestmark = pytest.mark.django_db
CHAIN = "ALTER TABLE lib_auditevent {} TRIGGER audit_append_only"


@pytest.fixture
def ada(client, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    found = cast.ada()
    client.force_login(found)
    return found


def act(actor, user, role=Role.INSTRUCTOR):
    services.change_role(actor=actor, user=user, role=role, reason="a test")


def rows(client, query=""):
    return client.get(f"/audit/{query}").context["page"].rows


def forge():
    """What somebody with the database in their hands might do."""
    with connection.cursor() as cursor:
        cursor.execute(CHAIN.format("DISABLE"))
        cursor.execute("UPDATE lib_auditevent SET action = 'nothing'")
        cursor.execute(CHAIN.format("ENABLE"))


class AuditLogTests:
    def test_it_names_who_did_it_and_to_whom(self, client, ada):
        act(ada, cast.bob())
        [row] = rows(client)
        assert (row.actor, row.thing) == ("Ada", "Bob")

    def test_it_shows_erased_people_by_their_number(self, client, ada):
        bob = cast.bob()
        act(ada, bob)
        pk = bob.pk
        bob.delete()
        assert rows(client)[0].thing == f"user {pk}"

    @pytest.mark.parametrize(
        ("query", "count"),
        [
            ("?actor=ada", 1),
            ("?actor=bob", 0),
            ("?action=role.changed", 1),
            ("?object_type=user&object_id=0", 0),
            ("?since=2020-01-01&until=2021-01-01", 0),
            ("?since=2020-01-01", 1),
            ("?after=x&since=yesterday", 1),
        ],
    )
    def test_it_filters(self, client, ada, query, count):
        act(ada, cast.bob())
        assert len(rows(client, query)) == count

    def test_it_pages_from_the_newest_on(self, client, ada):
        bob = cast.bob()
        for n in range(52):
            act(ada, bob, Role.STUDENT if n % 2 else Role.INSTRUCTOR)
        first = client.get("/audit/").context["page"]
        second = rows(client, first.next)
        assert first.rows[0].event.pk > first.rows[-1].event.pk > second[0].event.pk
        assert len(second) == 2


class DetailTests:
    def test_it_tells_a_change_as_one_and_the_reason_last(self, client, ada):
        act(ada, cast.bob())
        [row] = rows(client)
        assert row.details == [
            ("change", "student → instructor"),
            ("reason", "a test"),
        ]

    def test_it_says_values_as_people_do_and_leaves_out_what_is_empty(self) -> None:
        told = {
            "is_cut_by_close": False,
            "opens_at": "2026-11-19T13:00:00+00:00",
            "instructions": "",
            "remind_hours": None,
            "counts": {"made": 2, "left": None},
            "questions": ["a", "b"],
        }
        row = AuditRow(AuditEvent(detail=told), actor="", thing="", person_id=None)
        assert row.details == [
            ("is cut by close", "no"),
            ("opens at", "19 Nov 2026, 13:00 UTC"),
            ("counts", "made 2"),
            ("questions", "a, b"),
        ]

    def test_it_names_cohorts(self, client, ada):
        cohort = make_cohort("DVA spring")
        services.archive_cohort(actor=ada, cohort=cohort, now=timezone.now())
        assert rows(client)[0].thing == "cohort DVA spring"


class CheckTests:
    def test_it_counts_the_links_that_hold(self, client, ada):
        act(ada, cast.bob())
        assert "1 link holds" in client.post("/audit/check/").content.decode()

    def test_it_names_the_first_that_does_not(self, client, ada):
        act(ada, cast.bob())
        forge()
        told = client.post("/audit/check/").content.decode()
        assert f"broken at event {AuditEvent.objects.get().pk}" in told

    def test_the_command_says_the_same(self, ada, capsys):
        act(ada, cast.bob())
        call_command("audit", "check")
        assert "whole" in capsys.readouterr().out
        forge()
        with pytest.raises(CommandError, match="broken"):
            call_command("audit", "check")
