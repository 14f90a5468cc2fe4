"""The state of a platform's connection: whether it is open, and when the platform last sent anything."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.core.interfaces import Clock, Platform


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """The state of a platform's connection; durations in seconds.

    ``silence`` is the time since a heartbeat was answered, or since the start; None where the platform keeps no
    connection but sends requests. ``since_event`` is the time since people did something, which may be long in a quiet
    place; None before the first event.
    """

    is_open: bool
    silence: float | None
    since_event: float | None


class Connected(Platform, Protocol):
    """A platform that knows the state of its connection."""

    def connection(self) -> Connection:
        """The state now."""
        ...

    async def reconnect(self) -> None:
        """Connect again, or begin to; raise PlatformError if that fails."""
        ...


class Pulse:
    """Measures the silence of a platform, which may have several connections, and the time since its last event.

    It uses the clock of the conversation, so that time in which the machine sleeps counts as silence.
    """

    def __init__(self, clock: Clock) -> None:
        """Measure from now on."""
        self._clock = clock
        self._alive = clock()
        self._seen: dict[Hashable, tuple[object, datetime]] = {}
        self._event: datetime | None = None

    def note_event(self) -> None:
        """Note that an event arrived."""
        self._event = self._clock()

    def look(self, signs: Mapping[Hashable, object]) -> None:
        """Compare a sign of life of each connection with the last look: one whose sign has changed is alive.

        A sign is any value that changes with every heartbeat; None before the first. Between two connections there are
        no signs, and the silence goes on.
        """
        if signs:
            self._seen = {name: self._look_at(name, sign) for name, sign in signs.items()}
            self._alive = min(alive for _, alive in self._seen.values())

    def silence(self) -> float:
        """Seconds since the quietest connection gave a sign."""
        return self._seconds_since(self._alive)

    def since_event(self) -> float | None:
        """Seconds since the last event."""
        return None if self._event is None else self._seconds_since(self._event)

    def _look_at(self, name: Hashable, sign: object) -> tuple[object, datetime]:
        before = self._seen.get(name, (None, self._alive))
        return before if sign in (None, before[0]) else (sign, self._clock())

    def _seconds_since(self, moment: datetime) -> float:
        """Never below 0, since a clock may be set back."""
        return max(0.0, (self._clock() - moment).total_seconds())
