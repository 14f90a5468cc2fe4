"""Rate limits (docs.slack.dev, "Rate limits")."""

import math
import time
from dataclasses import dataclass

from tests.servers.slack.changes import Changes


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """So many requests in so many seconds, and how many may come at once."""

    requests: float
    seconds: float
    burst: int


TIERS = {
    1: Rule(requests=1, seconds=60, burst=10),
    2: Rule(requests=20, seconds=60, burst=20),
    3: Rule(requests=50, seconds=60, burst=50),
    4: Rule(requests=100, seconds=60, burst=100),
}
# "Generally one message per second per channel", with short bursts.
POSTING = Rule(requests=1, seconds=1, burst=3)
# auth.test, chat.getPermalink and assistant.threads.setStatus have limits of their own that nobody reaches.
MANY = Rule(requests=600, seconds=60, burst=600)
DEFAULTS = {
    "apps.connections.open": TIERS[1],
    "apps.uninstall": TIERS[1],
    "assistant.threads.setStatus": MANY,
    "auth.test": MANY,
    "bots.info": TIERS[3],
    "chat.delete": TIERS[3],
    "chat.getPermalink": MANY,
    "chat.postEphemeral": TIERS[4],
    "chat.postMessage": POSTING,
    "chat.update": TIERS[3],
    "conversations.join": TIERS[3],
    "conversations.list": TIERS[2],
    "oauth.v2.access": TIERS[4],
    "users.info": TIERS[4],
    "views.open": TIERS[4],
    "views.publish": TIERS[4],
    "views.push": TIERS[4],
    "views.update": TIERS[4],
}
BY_CHANNEL = frozenset({"chat.postMessage"})


@dataclass(slots=True, kw_only=True)
class Bucket:
    """What is left of a limit at a moment of the real clock."""

    left: float
    at: float


class Limits:
    """Buckets by method, workspace and, for posting, channel; `speed` makes their windows shorter."""

    def __init__(self, changes: Changes) -> None:
        """Slack's limits, a hundred times as fast as there."""
        self.speed = 100.0
        self.enabled = True
        self.rules = dict(DEFAULTS)
        self.limited = 0
        self._changes = changes
        self._buckets: dict[tuple[str, str, str], Bucket] = {}

    def set(self, method: str, requests: float, seconds: float, *, burst: int = 1) -> None:
        """Let a method have so many requests in so many seconds, before `speed`, and so many at once."""
        self.rules[method] = Rule(requests=requests, seconds=seconds, burst=burst)
        self._buckets = {key: bucket for key, bucket in self._buckets.items() if key[0] != method}

    def check(self, method: str, team: str, channel: str) -> int:
        """Count a request; returns 0, or the whole seconds of the `Retry-After` that it is refused with."""
        if not self.enabled:
            return 0
        rule = self.rules.get(method, TIERS[3])
        wait = self._take(rule, (method, team, channel if method in BY_CHANNEL else ""))
        if wait == 0:
            return 0
        self.limited += 1
        self._changes.touch()
        return max(1, math.ceil(wait))

    def _take(self, rule: Rule, key: tuple[str, str, str]) -> float:
        now = time.monotonic()
        a_second = rule.requests / rule.seconds * self.speed
        bucket = self._buckets.setdefault(key, Bucket(left=rule.burst, at=now))
        bucket.left = min(rule.burst, bucket.left + (now - bucket.at) * a_second)
        bucket.at = now
        if bucket.left >= 1:
            bucket.left -= 1
            return 0
        return (1 - bucket.left) / a_second
