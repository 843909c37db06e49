"""One address, one statement."""

import json

from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.http import require_POST

UPSERT = """
INSERT INTO benchmark_floor (person, value) VALUES (%s, %s)
ON CONFLICT (person) DO UPDATE SET value = EXCLUDED.value
"""
TABLE = "CREATE TABLE benchmark_floor (person bigint PRIMARY KEY, value text)"


@require_POST
@login_required
def upsert(request: HttpRequest) -> JsonResponse:
    value = json.loads(request.body)["value"]
    with connection.cursor() as cursor:
        cursor.execute(UPSERT, [request.user.pk, value])
    return JsonResponse({"ok": True})


urlpatterns = [path("upsert/", upsert), path("readyz", lambda _: JsonResponse({}))]
