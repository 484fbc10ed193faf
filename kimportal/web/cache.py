"""Redis cache with the database as fallback: losing Redis slows the portal, and breaks nothing."""

import logging
import time
from typing import Any

from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

#: Seconds during which Redis is not tried again after it failed.
RETRY_DELAY = 10
log = logging.getLogger("kimportal.web.cache")


class ForgivingRedisCache(RedisCache):
    """Redis cache that uses the cache "fallback" (a database table) while Redis does not answer.

    Rate limits and one-time codes therefore still hold while Redis is down (SECURITY_BAR R12).
    """

    def __init__(self, server: str | list[str], params: dict[str, Any]) -> None:
        params.setdefault("OPTIONS", {}).update(socket_timeout=0.5, socket_connect_timeout=0.5)
        super().__init__(server, params)
        self._down_until = 0.0

    def _call(self, method: str, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= self._down_until:
            try:
                return getattr(super(), method)(*args, **kwargs)
            except (RedisError, OSError) as error:
                self._down_until = time.monotonic() + RETRY_DELAY
                log.warning("redis is away (%s); using the fallback", type(error).__name__)
        return getattr(caches["fallback"], method)(*args, **kwargs)

    def add(self, *args: Any, **kwargs: Any) -> Any:
        return self._call("add", *args, **kwargs)

    def get(self, *args: Any, **kwargs: Any) -> Any:
        return self._call("get", *args, **kwargs)

    def set(self, *args: Any, **kwargs: Any) -> Any:
        return self._call("set", *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> Any:
        return self._call("touch", *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        return self._call("delete", *args, **kwargs)

    def get_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._call("get_many", *args, **kwargs)

    def set_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._call("set_many", *args, **kwargs)

    def delete_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._call("delete_many", *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> Any:
        return self._call("has_key", *args, **kwargs)

    def incr(self, *args: Any, **kwargs: Any) -> Any:
        return self._call("incr", *args, **kwargs)

    def clear(self, *args: Any, **kwargs: Any) -> Any:
        return self._call("clear", *args, **kwargs)
