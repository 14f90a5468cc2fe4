"""Limits how often one person or one channel may use the bot in any minute."""

from collections import OrderedDict
from datetime import UTC, datetime, timedelta

from pyrate_limiter import InMemoryBucket, Rate, RateItem

from bot.core.interfaces import Clock
from bot.core.rules import CHANNEL_FACTOR, QUESTIONS_A_MINUTE, Limits

MINUTE = timedelta(minutes=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


class PerMinute:
    """A Limiter that admits ``most`` uses of each key in any sliding minute, both of its ends included.

    A refused use is not counted, so trying again does not extend the wait. With more than ``most_keys`` keys within a
    minute, the longest unused are dropped: if new keys were refused instead, a crowd of strangers could lock everybody
    out. Not thread-safe; the event loop is its only caller.
    """

    # 10,000 keys take about 10 MB, and are more people than ask within one minute.
    def __init__(self, *, most: int, clock: Clock, most_keys: int = 10_000) -> None:
        """Admit ``most`` uses, at least one, by the time of ``clock``."""
        self._rates = [Rate(most, MINUTE // _MILLISECOND)]
        self._clock = clock
        self._most_keys = most_keys
        self._latest = 0
        self._buckets = OrderedDict[str, InMemoryBucket]()  # by key; the key with the oldest last use comes first

    def __len__(self) -> int:
        """How many keys are in memory."""
        return len(self._buckets)

    def admits(self, key: str) -> bool:
        """Count one use by ``key``; whether it is within the limit."""
        now = self._now()
        self._drop_before(now)
        bucket = self._buckets.get(key) or InMemoryBucket(self._rates)
        bucket.leak(now)  # the library calls this from a thread of its own, which the bot does not start
        if not bucket.put(RateItem(key, now)):
            return False
        self._buckets[key] = bucket
        self._buckets.move_to_end(key)
        if len(self._buckets) > self._most_keys:
            self._buckets.popitem(last=False)
        return True

    def _now(self) -> int:
        """The time in milliseconds; it never goes back, since a bucket needs its uses in order.

        A clock that is set back by more than a minute was wrong before: all counts are dropped, or nobody would be
        admitted until that time comes again.
        """
        now = (self._clock() - _EPOCH) // _MILLISECOND
        if now < self._latest - self._rates[0].interval:
            self._buckets.clear()
            self._latest = now
        self._latest = max(self._latest, now)
        return self._latest

    def _drop_before(self, now: int) -> None:
        """Drop the keys whose last use is more than a minute old."""
        while self._buckets:
            key, bucket = next(iter(self._buckets.items()))
            last = bucket.peek(0)
            if last is not None and last.timestamp >= now - self._rates[0].interval:
                return
            del self._buckets[key]


def limits(clock: Clock, *, a_minute: int = QUESTIONS_A_MINUTE) -> Limits:
    """Limits that admit ``a_minute`` questions of each person; a person or channel hears of theirs once a minute."""
    return Limits(
        people=PerMinute(most=a_minute, clock=clock),
        channels=PerMinute(most=CHANNEL_FACTOR * a_minute, clock=clock),
        reminders=PerMinute(most=1, clock=clock),
    )
