"""A cache that may be lost at any moment: without Redis, everything is a miss."""

import logging
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger("passline.cache")


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
