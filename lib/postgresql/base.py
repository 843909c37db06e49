"""Django's PostgreSQL, but psycopg's own compiled loader reads the instants.

Django's loader is Python that puts its zone into what psycopg has read: 3.4 µs for each
instant instead of 0.2, and a page may read thousands. psycopg takes the zone of the
connection, which Django has set to the same one.
"""

from functools import cache
from typing import Any

from django.db.backends.postgresql import base
from psycopg.adapt import AdaptersMap
from psycopg.types.datetime import TimestamptzLoader


class DatabaseWrapper(base.DatabaseWrapper):
    """Found by its name: the ENGINE of the settings is this package."""

    def get_connection_params(self) -> dict[str, Any]:
        params: dict[str, Any] = super().get_connection_params()
        return params | {"context": _with_compiled(params["context"])}

    def create_cursor(self, name: str | None = None) -> Any:
        """As Django does, but without asking the loader of instants for its zone."""
        if name is None:
            return self.connection.cursor()
        server_side: Any = base.ServerSideCursor  # the stubs know no arguments of it
        # Outside a transaction it must outlive the statement that declares it.
        is_held = self.connection.autocommit
        return server_side(
            self.connection, name=name, scrollable=False, withhold=is_held
        )


@cache
def _with_compiled(django: AdaptersMap) -> AdaptersMap:
    adapters = AdaptersMap(django)
    adapters.register_loader("timestamptz", TimestamptzLoader)
    return adapters
