"""Redis, with the database to fall back on: losing Redis slows the portal and breaks nothing."""

import logging
import time

from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

#: Seconds during which Redis is not asked again after it failed to answer.
PAUSE = 10
log = logging.getLogger("kimportal.web.cache")


class ForgivingRedisCache(RedisCache):
    """Each act goes to Redis; where that fails, to the cache "spare" (a table of the database).

    Rate limits and one-time codes therefore still hold while Redis is away (SECURITY_BAR R12).
    """

    def __init__(self, server, params):
        params.setdefault("OPTIONS", {}).update(socket_timeout=0.5, socket_connect_timeout=0.5)
        super().__init__(server, params)
        self._away_until = 0.0

    def _ask(self, action, *args, **kwargs):
        if time.monotonic() >= self._away_until:
            try:
                return getattr(super(), action)(*args, **kwargs)
            except (RedisError, OSError) as error:
                self._away_until = time.monotonic() + PAUSE
                log.warning("redis is away (%s); using the spare cache", type(error).__name__)
        return getattr(caches["spare"], action)(*args, **kwargs)

    def add(self, *args, **kwargs):
        return self._ask("add", *args, **kwargs)

    def get(self, *args, **kwargs):
        return self._ask("get", *args, **kwargs)

    def set(self, *args, **kwargs):
        return self._ask("set", *args, **kwargs)

    def touch(self, *args, **kwargs):
        return self._ask("touch", *args, **kwargs)

    def delete(self, *args, **kwargs):
        return self._ask("delete", *args, **kwargs)

    def get_many(self, *args, **kwargs):
        return self._ask("get_many", *args, **kwargs)

    def set_many(self, *args, **kwargs):
        return self._ask("set_many", *args, **kwargs)

    def delete_many(self, *args, **kwargs):
        return self._ask("delete_many", *args, **kwargs)

    def has_key(self, *args, **kwargs):
        return self._ask("has_key", *args, **kwargs)

    def incr(self, *args, **kwargs):
        return self._ask("incr", *args, **kwargs)

    def clear(self):
        return self._ask("clear")
