"""/healthz: the process answers. /readyz: it could serve a student now."""

from typing import Any

import redis
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import Error
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from accounts.access import public


@public
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@public
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """503 without the database or with migrations to run.

    Redis away is reported but is no reason to refuse: only latency is lost.
    """
    database = _database()
    body = {"database": database, "redis": _redis()}
    return JsonResponse(body, status=200 if database == "ok" else 503)


def _database() -> str:
    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error:
        return "away"
    return "migrations to run" if plan else "ok"


def _redis() -> str:
    cache: dict[str, Any] = settings.CACHES["default"]
    try:
        # With its timeouts: a proxy that waits for this does not wait for Redis.
        with redis.Redis.from_url(cache["LOCATION"], **cache["OPTIONS"]) as client:
            client.ping()
    except redis.RedisError:
        return "away"
    return "ok"
