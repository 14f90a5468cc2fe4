"""Keeps one person or one channel from taking all of the bot: so many uses in any minute, and no more."""

from collections import OrderedDict
from datetime import UTC, datetime, timedelta

from pyrate_limiter import InMemoryBucket, Rate, RateItem

from bot.core.interfaces import Clock

MINUTE = timedelta(minutes=1)
MOST_KEYS = 10_000
"""Keys that are remembered at once, some 10 MB of them; more than a community has people asking within a minute."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


class PerMinute:
    """A Limiter that admits ``most`` uses of each key in any minute, which slides and has both its ends included.

    A refused use is not counted: who keeps trying is admitted as soon as the oldest of the admitted uses is a minute
    past, and is not kept out by trying. Of more than ``most_keys`` keys within a minute, those longest unused are
    forgotten, since to refuse newcomers would let a crowd of strangers shut everybody out. For one thread, as an event
    loop is.
    """

    def __init__(self, *, most: int, clock: Clock, most_keys: int = MOST_KEYS) -> None:
        """Admit ``most`` uses, at least one; ``clock`` tells the time of each."""
        self._rates = [Rate(most, MINUTE // _MILLISECOND)]
        self._clock = clock
        self._most_keys = most_keys
        self._latest = 0
        self._buckets: OrderedDict[str, InMemoryBucket] = OrderedDict()
        """By key, those whose last admitted use is longest past first."""

    def __len__(self) -> int:
        """How many keys are remembered."""
        return len(self._buckets)

    def admits(self, key: str) -> bool:
        """Count one use by ``key``, and say whether it is within the limit."""
        now = self._now()
        self._forget_before(now)
        bucket = self._buckets.get(key) or InMemoryBucket(self._rates)
        bucket.leak(now)
        is_admitted = bucket.put(RateItem(key, now))
        if is_admitted:
            self._remember(key, bucket)
        return is_admitted

    def _remember(self, key: str, bucket: InMemoryBucket) -> None:
        self._buckets[key] = bucket
        self._buckets.move_to_end(key)
        if len(self._buckets) > self._most_keys:
            self._buckets.popitem(last=False)

    def _now(self) -> int:
        """The time in milliseconds, which a clock that is set back only holds still, as uses have to be in order.

        Set back by more than a minute, it had been wrong: what was counted by it is forgotten, or nobody would be
        admitted until it is that late again.
        """
        now = (self._clock() - _EPOCH) // _MILLISECOND
        if now < self._latest - self._rates[0].interval:
            self._buckets.clear()
            self._latest = now
        self._latest = max(self._latest, now)
        return self._latest

    def _forget_before(self, now: int) -> None:
        """Drop the keys that were last used more than a minute before."""
        while self._buckets:
            key, bucket = next(iter(self._buckets.items()))
            last = bucket.peek(0)
            if last is not None and last.timestamp >= now - self._rates[0].interval:
                return
            del self._buckets[key]
