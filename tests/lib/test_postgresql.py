"""Instants are read by psycopg's compiled loader, and mean what they meant."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from psycopg.pq import Format

from accounts.models import User
from tests import cast

pytestmark = pytest.mark.django_db

MINUTE_IN_INDIA = "SELECT '2026-10-25 01:30:00.25+05:30'::timestamptz"


class InstantTests:
    def test_an_instant_is_read_in_utc(self) -> None:
        with connection.cursor() as cursor:
            [read] = cursor.execute(MINUTE_IN_INDIA).fetchone()
        assert read == datetime(2026, 10, 24, 20, 0, 0, 250_000, tzinfo=UTC)
        assert read.tzinfo is UTC

    def test_what_reads_it_is_compiled(self) -> None:
        connection.ensure_connection()
        adapters = connection.connection.adapters
        oid = adapters.types["timestamptz"].oid
        loader = adapters.get_loader(oid, Format.TEXT)
        assert loader.__module__ == "psycopg_binary._psycopg"

    def test_it_comes_back_as_it_was_saved(self) -> None:
        alice, at = (
            cast.alice(),
            datetime(1999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
        )
        User.objects.filter(pk=alice.pk).update(joined_at=at)
        alice.refresh_from_db()
        assert alice.joined_at == at

    def test_a_cursor_of_the_server_reads_the_same(self) -> None:
        alice = cast.alice()
        since = User.objects.filter(joined_at__lte=alice.joined_at)
        assert [row.joined_at for row in since.iterator(1)] == [alice.joined_at]
