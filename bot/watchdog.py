"""Keeps watch over platforms: one that has gone silent is connected anew, and if that does not help, the bot ends.

Each library makes lost connections anew by itself. This is for what they do not notice or do not get out of.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from bot.core.interfaces import Clock
from bot.engine.connection import Connected, Connection
from bot.errors import BotError, PlatformError

_log = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a platform may be silent until it is connected anew, and then until the bot ends.

    Discord answers a heartbeat every 41 seconds, and discord.py gives a silent connection up after 60. Slack answers
    one every 5 seconds, and slack_sdk gives up after 20. So three minutes are four heartbeats and several attempts.
    """

    until_reconnected: timedelta = timedelta(minutes=3)
    until_ended: timedelta = timedelta(minutes=5)


class Verdict(Enum):
    """What is to be done about a platform."""

    NOTHING = auto()
    RECONNECT = auto()
    END = auto()


class Guard:
    """Judges one platform, look by look."""

    def __init__(self, patience: Patience) -> None:
        """Have ``patience``."""
        self._patience = patience
        self._reconnected: datetime | None = None

    @property
    def is_alarmed(self) -> bool:
        """Whether the platform was found silent, and was not heard since."""
        return self._reconnected is not None

    def judge(self, connection: Connection, *, now: datetime) -> Verdict:
        """Say what to do, taking for granted that it will be done."""
        if connection.silence is None or connection.silence < self._patience.until_reconnected.total_seconds():
            self._reconnected = None
        elif self._reconnected is None:
            self._reconnected = now
            return Verdict.RECONNECT
        elif now - self._reconnected >= self._patience.until_ended:
            return Verdict.END
        return Verdict.NOTHING


async def _pause() -> None:
    await asyncio.sleep(SECONDS_BETWEEN_LOOKS)


class Watchdog:
    """Looks after platforms for as long as the bot runs; run beside them, as one of them."""

    name = "watchdog"

    def __init__(
        self,
        platforms: Sequence[Connected],
        *,
        clock: Clock,
        patience: Patience | None = None,
        pause: Callable[[], Awaitable[None]] = _pause,
    ) -> None:
        """Look at ``platforms`` after each ``pause``; the time is that of ``clock``."""
        self._clock = clock
        self._pause = pause
        self._patience = patience or Patience()
        self._guards = [(platform, Guard(self._patience)) for platform in platforms]

    async def run(self) -> None:
        """Watch until cancelled; raise PlatformError where a platform stays silent whatever is done."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                await self._pause()
                for platform, guard in self._guards:
                    if self._is_to_reconnect(platform, guard):
                        tasks.create_task(self._reconnect(platform))

    def _is_to_reconnect(self, platform: Connected, guard: Guard) -> bool:
        """Look at one platform; raise PlatformError where there is nothing left to try."""
        connection, was_alarmed = platform.connection(), guard.is_alarmed
        verdict = guard.judge(connection, now=self._clock())
        if was_alarmed and not guard.is_alarmed:
            _log.info("%s is heard again", platform.name)
        if verdict is Verdict.END:
            raise PlatformError(
                f"{platform.name} was not heard for {connection.silence:.0f} seconds, and a new connection did not "
                "help: the bot ends, so that what looks after it can start it again"
            )
        if verdict is Verdict.RECONNECT:
            _log.warning("%s was not heard for %.0f seconds: connecting anew", platform.name, connection.silence)
        return verdict is Verdict.RECONNECT

    async def _reconnect(self, platform: Connected) -> None:
        """Try for as long as there is patience; then the next look says that it did not help."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._patience.until_ended.total_seconds()):
                try:
                    await platform.reconnect()
                except BotError as error:
                    _log.warning("%s could not be connected anew yet: %s", platform.name, error)
