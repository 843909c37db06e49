"""A client of the API: JSON in and out, by session or by token."""

import json
import uuid
from datetime import timedelta
from typing import Any

from django.test import Client

from accounts.models import ApiToken, User
from exams.models import Attempt, Exam
from tests.exams.client import WRITER

PROBLEM = "application/problem+json"


class Caller:
    """Somebody at the API; `user` None is nobody."""

    def __init__(
        self, user: User | None = None, *, by: str = "session", **client: Any
    ) -> None:
        self.client = Client(**client)
        self.headers: dict[str, str] = {}
        if user is not None and by == "session":
            self.client.force_login(user)
        elif user is not None:
            day = timedelta(days=1)
            _, token = ApiToken.objects.create(user, expiry=day, name="test")
            self.headers["Authorization"] = f"Bearer {token}"

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(f"/api/v1/{path}", headers=self.headers | headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send(path, json.dumps(body), **headers)

    def send(self, path: str, raw: str | bytes, **headers: str) -> Any:
        """Exactly these bytes."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        kind = named.pop("Content-Type", "application/json")
        return self.client.post(
            f"/api/v1/{path}", raw, content_type=kind, headers=self.headers | named
        )

    # What a runner does:

    def start(self, exam: Exam, **headers: str) -> Any:
        body = {"exam": exam.pk, "writer": str(WRITER)}
        return self.post("attempts/", body, **headers)

    def save(self, attempt: Attempt | str, *operations: Any, **over: Any) -> Any:
        body = {"writer": str(WRITER), "operations": list(operations)} | over
        return self.post(f"attempts/{pk_of(attempt)}/operations/", body)

    def submit(self, attempt: Attempt | str, *manifest: Any, **over: Any) -> Any:
        lines = [
            dict(zip(("position", "epoch", "seq"), m, strict=True)) for m in manifest
        ]
        body = {"writer": str(WRITER), "epoch": 1, "manifest": lines} | over
        return self.post(f"attempts/{pk_of(attempt)}/submit/", body)

    def result(self, attempt: Attempt | str) -> Any:
        return self.get(f"attempts/{pk_of(attempt)}/result/")


def pk_of(attempt: Attempt | str) -> str:
    return str(getattr(attempt, "pk", attempt))


def op(position: int = 1, response: Any = None, **over: Any) -> dict[str, Any]:
    body = {"position": position, "epoch": 1, "seq": 1, "response": response}
    return {"op_id": str(uuid.uuid4())} | body | over


def problem(response: Any) -> dict[str, Any]:
    """The problem document of a refusal (RFC 9457)."""
    assert response.headers["Content-Type"].startswith(PROBLEM), response.content
    body: dict[str, Any] = response.json()
    assert body["status"] == response.status_code
    assert {"type", "title"} <= set(body)
    return body
