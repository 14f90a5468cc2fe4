"""How well a platform is connected, as it reports of itself: whether, and when anything was last heard from it."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.core.interfaces import Clock, Platform


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """The state of a platform's connection; durations in seconds.

    ``silence`` is how long not even a heartbeat was answered, since the start where none ever was; None where the
    platform keeps no connection, but sends requests when it has something to say. ``since_event`` is how long nothing
    was heard of what people do, which may be a long time in a quiet place; None where nothing ever was.
    """

    is_open: bool
    silence: float | None
    since_event: float | None


class Connected(Platform, Protocol):
    """A platform that knows of its connection."""

    def connection(self) -> Connection:
        """How it is now."""
        ...

    async def reconnect(self) -> None:
        """Connect again, or begin to; raise PlatformError if that fails."""
        ...


class Pulse:
    """Notes when a platform was heard: each of its lines by a sign of life, and what people do.

    It uses the clock of the conversation, so that time in which the machine sleeps counts as silence.
    """

    def __init__(self, clock: Clock) -> None:
        """Nothing was heard before now."""
        self._clock = clock
        self._heard = clock()
        self._lines: dict[Hashable, tuple[object, datetime]] = {}
        self._event: datetime | None = None

    def note_event(self) -> None:
        """Something happened on the platform."""
        self._event = self._clock()

    def look(self, signs: Mapping[Hashable, object]) -> None:
        """Compare the signs of life of all lines with those at the last look: a line is alive whose sign has changed.

        None is the sign of a line that has not answered yet. Without lines, as between two connections, nothing is
        forgotten.
        """
        if signs:
            self._lines = {line: self._looked_at(line, sign) for line, sign in signs.items()}
            self._heard = min(heard for _, heard in self._lines.values())

    def silence(self) -> float:
        """Seconds since the quietest line was heard."""
        return self._seconds_since(self._heard)

    def since_event(self) -> float | None:
        """Seconds since something happened."""
        return None if self._event is None else self._seconds_since(self._event)

    def _looked_at(self, line: Hashable, sign: object) -> tuple[object, datetime]:
        before = self._lines.get(line, (None, self._heard))
        return before if sign in (None, before[0]) else (sign, self._clock())

    def _seconds_since(self, moment: datetime) -> float:
        """Never less than none, as a clock may be set back."""
        return max(0.0, (self._clock() - moment).total_seconds())
