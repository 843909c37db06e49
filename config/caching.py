"""What is cached: no page of a person; and a Redis that may be lost at any moment."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from django.http import HttpRequest, HttpResponse
from redis.exceptions import RedisError

logger = logging.getLogger("passline.cache")


class PrivateMiddleware:
    """What is shown to a person is kept by no cache, unless the view says otherwise."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        user = getattr(request, "user", None)
        is_personal = getattr(user, "pk", None) is not None or request.path.startswith(
            "/api/"
        )
        if is_personal and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response


class ForgivingRedisCache(RedisCache):
    """Django's Redis cache, except that an unreachable Redis is a miss.

    Limits kept here (sign-ups, mails) count nothing for the moment; failed sign-ins,
    answers and sessions are in PostgreSQL.
    """

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._or(default, super().get, key, default, version)

    def set(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> None:
        self._or(None, super().set, key, value, *args, **kwargs)

    def add(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> bool:
        return bool(self._or(1, super().add, key, value, *args, **kwargs))

    def delete(self, key: Any, version: int | None = None) -> bool:
        return bool(self._or(0, super().delete, key, version))

    def touch(self, key: Any, *args: Any, **kwargs: Any) -> bool:
        return bool(self._or(0, super().touch, key, *args, **kwargs))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        return int(self._or(delta, super().incr, key, delta, version))

    def get_many(self, keys: Any, version: int | None = None) -> dict[str, Any]:
        found: dict[str, Any] = self._or({}, super().get_many, keys, version)
        return found

    @staticmethod
    def _or(fallback: Any, method: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return method(*args, **kwargs)
        except RedisError as error:
            logger.warning("the cache is away: %s", error)
            return fallback
