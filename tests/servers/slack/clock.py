"""The server's time, what happens at a later time, and the timestamps that name messages."""

import asyncio
import heapq
import itertools
import time
from collections.abc import Callable


class Clock:
    """Seconds since 1970 that run like the real ones, or stand still, and that a test can move forward."""

    def __init__(self, start: float | None = None, *, frozen: bool = False) -> None:
        """A clock that begins at `start`, or now; a frozen one moves only when it is told to."""
        self._frozen = frozen
        self._offset = 0.0 if start is None else start - (0.0 if frozen else time.time())
        if frozen and start is None:
            self._offset = time.time()
        self._watchers: list[Callable[[], None]] = []

    @property
    def is_frozen(self) -> bool:
        """Whether it moves only when it is told to."""
        return self._frozen

    def now(self) -> float:
        """Seconds since 1970."""
        return self._offset + (0.0 if self._frozen else time.time())

    def advance(self, seconds: float) -> None:
        """Let this many seconds pass at once."""
        self._offset += seconds
        for watcher in self._watchers:
            watcher()

    def watch(self, watcher: Callable[[], None]) -> None:
        """Call this whenever the clock is moved."""
        self._watchers.append(watcher)


class Alarm:
    """Something that is to happen at a time, unless it is cancelled before."""

    __slots__ = ("ring",)

    def __init__(self, ring: Callable[[], None]) -> None:
        """An alarm that calls this."""
        self.ring: Callable[[], None] | None = ring

    def cancel(self) -> None:
        """Let it not happen."""
        self.ring = None


class Alarms:
    """What happens later by the server's clock, whether that runs or is moved."""

    def __init__(self, clock: Clock) -> None:
        """Nothing is to happen yet."""
        self._clock = clock
        self._waiting: list[tuple[float, int, Alarm]] = []
        self._numbers = itertools.count()
        self._timer: asyncio.TimerHandle | None = None
        clock.watch(self._ring)

    def after(self, seconds: float, ring: Callable[[], None]) -> Alarm:
        """Call this when so many seconds have passed."""
        alarm = Alarm(ring)
        heapq.heappush(self._waiting, (self._clock.now() + seconds, next(self._numbers), alarm))
        self._set_timer()
        return alarm

    def clear(self) -> None:
        """Let nothing happen any more."""
        self._waiting.clear()
        self._set_timer()

    def _ring(self) -> None:
        while self._waiting and self._waiting[0][0] <= self._clock.now():
            _, _, alarm = heapq.heappop(self._waiting)
            ring, alarm.ring = alarm.ring, None
            if ring is not None:
                ring()
        self._set_timer()

    def _set_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        while self._waiting and self._waiting[0][2].ring is None:
            heapq.heappop(self._waiting)
        if self._waiting and not self._clock.is_frozen:
            # A millisecond late, so that it is not found too early and set again.
            delay = max(0.0, self._waiting[0][0] - self._clock.now()) + 0.001
            self._timer = asyncio.get_running_loop().call_later(delay, self._ring)


class Stamps:
    """Timestamps such as "1700000000.000100": unique, increasing, and the ids of messages."""

    def __init__(self, clock: Clock) -> None:
        """Timestamps by this clock."""
        self._clock = clock
        self._last = 0

    def next(self) -> str:
        """A timestamp later than every one before it."""
        self._last = max(self._last + 1, int(self._clock.now() * 1_000_000))
        return written(self._last)


def written(microseconds: int) -> str:
    """A timestamp as Slack writes it."""
    return f"{microseconds // 1_000_000}.{microseconds % 1_000_000:06d}"
