"""Rate limits over a sliding window, counted in the cache.

allauth's limiter can take a count back only through its internal modules.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from ipaddress import IPv6Network, ip_address

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

#: Seconds to wait for another request's lock on the same count, and until a lost lock expires.
MAX_WAIT = 1
LOCK_TIMEOUT = 10
RETRY_AFTER = 0.01


@dataclass(frozen=True)
class Hit:
    """One counted event, which can be taken back."""

    limit: "RateLimit"
    key: str
    timestamp: float

    def refund(self) -> None:
        with _lock(self.key) as is_locked:
            if is_locked:
                hits = [hit for hit in cache.get(self.key, []) if hit != self.timestamp]
                cache.set(self.key, hits, self.limit.seconds)


@dataclass(frozen=True)
class RateLimit:
    """At most `amount` events in `seconds` for each key."""

    name: str
    amount: int
    seconds: int

    def hit(self, key: str) -> Hit | None:
        """Count one event; return None if it is one too many."""
        cache_key = self._cache_key(key)
        with _lock(cache_key) as is_locked:
            if not is_locked:
                return None
            now = time.time()
            hits = [hit for hit in cache.get(cache_key, []) if hit > now - self.seconds]
            if len(hits) >= self.amount:
                return None
            cache.set(cache_key, [*hits, now], self.seconds)
        return Hit(self, cache_key, now)

    def is_exhausted(self, key: str) -> bool:
        """Return whether the next event would be one too many, without counting it."""
        now = time.time()
        hits = cache.get(self._cache_key(key), [])
        return sum(hit > now - self.seconds for hit in hits) >= self.amount

    def clear(self, key: str) -> None:
        """Forget the events counted for this key."""
        cache_key = self._cache_key(key)
        with _lock(cache_key) as is_locked:
            if is_locked:
                cache.delete(cache_key)

    def _cache_key(self, key: str) -> str:
        return f"rate_limit:{self.name}:{sha256(key.encode()).hexdigest()}"


def client_network(request: HttpRequest) -> str:
    """Return the client's IP address as limits count it: of IPv6 the /64 network."""
    address = ip_address(get_adapter().get_client_ip(request))
    if address.version == 4:
        return str(address)
    return str(IPv6Network((address, 64), strict=False).network_address)


@contextmanager
def _lock(cache_key: str) -> Iterator[bool]:
    """Lock a count; yield False if another request holds it for too long."""
    lock_key, deadline = f"{cache_key}:lock", time.monotonic() + MAX_WAIT
    while not cache.add(lock_key, True, LOCK_TIMEOUT):
        if time.monotonic() > deadline:
            yield False
            return
        time.sleep(RETRY_AFTER)
    try:
        yield True
    finally:
        cache.delete(lock_key)
