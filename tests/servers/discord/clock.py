"""The server's time, and ids that carry it."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

# The first second of 2015, in milliseconds (Discord's documentation, "API Reference", Snowflakes).
EPOCH = 1_420_070_400_000


class Clock:
    """Seconds since 1970 that run like the real ones, or stand still, and that a test can move forward."""

    def __init__(self, start: float | None = None, *, frozen: bool = False) -> None:
        """A clock that begins at `start`, or now; a frozen one moves only when it is told to."""
        self._frozen = frozen
        self._offset = 0.0 if start is None else start - (0.0 if frozen else time.time())
        if frozen and start is None:
            self._offset = time.time()
        self._watchers: list[Callable[[], None]] = []

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

    def timestamp(self) -> str:
        """The present moment, as Discord writes it."""
        return iso(self.now())


class Snowflakes:
    """Ids that are unique, increasing, and made of the time at which they were given out."""

    def __init__(self, clock: Clock) -> None:
        """Ids by this clock."""
        self._clock = clock
        self._last = 0

    def next(self) -> int:
        """An id larger than every one before it."""
        milliseconds = int(self._clock.now() * 1000) - EPOCH
        self._last = max(self._last + 1, milliseconds << 22)
        return self._last


def iso(seconds: float) -> str:
    """Seconds since 1970 in the form of Discord's timestamps."""
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def made_at(snowflake: int) -> float:
    """The second since 1970 at which an id was given out."""
    return ((snowflake >> 22) + EPOCH) / 1000
