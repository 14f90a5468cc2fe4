"""Rate limits (Discord's documentation, "Rate Limits")."""

import math
import time
import zlib
from dataclasses import dataclass, field

from tests.servers.discord.changes import Changes

CREATE_MESSAGE = "POST /channels/{channel_id}/messages"
# Requests and seconds, as bots have met them; Discord does not publish them.
DEFAULTS = {
    CREATE_MESSAGE: (5, 5.0),
    "PATCH /channels/{channel_id}/messages/{message_id}": (5, 5.0),
    "DELETE /channels/{channel_id}/messages/{message_id}": (5, 1.0),
    "GET /channels/{channel_id}/messages": (5, 5.0),
    "GET /channels/{channel_id}/messages/{message_id}": (5, 5.0),
    "POST /channels/{channel_id}/messages/{message_id}/threads": (50, 300.0),
    "POST /webhooks/{webhook_id}/{webhook_token}": (5, 2.0),
    "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}": (5, 2.0),
}
MAJOR = ("channel_id", "guild_id", "webhook_id", "webhook_token")
# These do not count against the global limit ("Receiving and Responding", Endpoints).
FREE = ("/interactions/", "/webhooks/")
GLOBAL_LIMIT = 50


@dataclass(slots=True)
class Bucket:
    """What is left of a limit until its window ends."""

    limit: int
    window: float
    remaining: int = 0
    reset_at: float = 0.0

    def take(self, now: float) -> float:
        """Take one request; returns 0, or the seconds to wait if none is left."""
        if now >= self.reset_at:
            self.remaining = self.limit
            self.reset_at = now + self.window
        if self.remaining == 0:
            return self.reset_at - now
        self.remaining -= 1
        return 0.0


@dataclass(slots=True, kw_only=True)
class Verdict:
    """Whether a request may pass, and the headers that say how much is left."""

    headers: dict[str, str] = field(default_factory=dict)
    retry_after: float = 0.0
    is_global: bool = False


class Limits:
    """Buckets by route and major parameter; `speed` makes their windows shorter, so that tests need not wait."""

    def __init__(self, changes: Changes) -> None:
        """Discord's limits, a hundred times as fast as there."""
        self.speed = 100.0
        self.enabled = True
        self.rules = dict(DEFAULTS)
        self.limited = 0
        self._changes = changes
        self._buckets: dict[str, Bucket] = {}
        self._global = Bucket(GLOBAL_LIMIT, 1.0 / self.speed)

    def set(self, route: str, requests: int, seconds: float) -> None:
        """Let a route have so many requests in so many seconds, before `speed`."""
        self.rules[route] = (requests, seconds)
        self._buckets = {key: bucket for key, bucket in self._buckets.items() if not key.startswith(route)}

    def check(self, route: str, parameters: dict[str, str]) -> Verdict:
        """Count a request against its bucket and the global limit."""
        if not self.enabled:
            return Verdict()
        now = time.monotonic()
        if not route.split(" ")[1].startswith(FREE):
            self._global.window = 1.0 / self.speed
            wait = self._global.take(now)
            if wait:
                return self._refuse(wait, is_global=True)
        if route not in self.rules:
            return Verdict()
        bucket = self._bucket(route, parameters)
        wait = bucket.take(now)
        headers = _headers(route, bucket, now)
        return self._refuse(wait, headers=headers) if wait else Verdict(headers=headers)

    def _bucket(self, route: str, parameters: dict[str, str]) -> Bucket:
        key = route + "".join(f":{parameters[name]}" for name in MAJOR if name in parameters)
        requests, seconds = self.rules[route]
        bucket = self._buckets.setdefault(key, Bucket(requests, seconds))
        bucket.window = seconds / self.speed
        return bucket

    def _refuse(self, wait: float, *, headers: dict[str, str] | None = None, is_global: bool = False) -> Verdict:
        self.limited += 1
        self._changes.touch()
        every = {**(headers or {}), **refusal_headers(wait, is_global=is_global)}
        return Verdict(headers=every, retry_after=wait, is_global=is_global)


def refusal_headers(wait: float, *, is_global: bool) -> dict[str, str]:
    """The headers of a 429; without `Via`, discord.py takes it for a ban by Cloudflare and gives up."""
    headers = {
        "Via": "1.1 google",
        "Retry-After": str(max(1, round(wait))),
        "X-RateLimit-Scope": "global" if is_global else "user",
    }
    return {**headers, "X-RateLimit-Global": "true"} if is_global else headers


def _headers(route: str, bucket: Bucket, now: float) -> dict[str, str]:
    left = max(0.0, bucket.reset_at - now)
    return {
        "X-RateLimit-Limit": str(bucket.limit),
        "X-RateLimit-Remaining": str(bucket.remaining),
        "X-RateLimit-Reset": f"{time.time() + left:.3f}",
        # Rounded up: a client that believes it must not come too early.
        "X-RateLimit-Reset-After": f"{math.ceil(left * 1000) / 1000:.3f}",
        "X-RateLimit-Bucket": f"{zlib.crc32(route.encode()):032x}",
    }
