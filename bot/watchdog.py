"""Watches the platforms: reconnects one that has gone silent, and ends the bot if that does not help.

The platforms' libraries reconnect by themselves. This is for failures that they do not notice or cannot leave.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a platform may be silent until it is reconnected, and after that until the bot ends.

    Discord answers a heartbeat every 41 seconds, and discord.py drops a silent connection after 60. Slack answers one
    every 5 seconds, and slack_sdk gives up after 20. So three minutes are four heartbeats and several attempts.
    """

    until_reconnected: timedelta = timedelta(minutes=3)
    until_ended: timedelta = timedelta(minutes=5)


class Verdict(Enum):
    """What to do about a platform."""

    NOTHING = auto()
    RECOVERED = auto()
    RECONNECT = auto()
    END = auto()


class Guard:
    """Judges one platform, at one check after another."""

    def __init__(self, patience: Patience) -> None:
        """Wait as long as ``patience`` says."""
        self._patience = patience
        self._reconnected: datetime | None = None

    def judge(self, connection: Connection, *, now: datetime) -> Verdict:
        """Decide what to do; the next decision assumes that it was done."""
        reconnected = self._reconnected
        if connection.silence is None or connection.silence < self._patience.until_reconnected.total_seconds():
            self._reconnected = None
            return Verdict.NOTHING if reconnected is None else Verdict.RECOVERED
        if reconnected is None:
            self._reconnected = now
            return Verdict.RECONNECT
        return Verdict.END if now - reconnected >= self._patience.until_ended else Verdict.NOTHING


async def _pause() -> None:
    await asyncio.sleep(10.0)


class Watchdog:
    """Checks the platforms as long as the bot runs; it runs beside them, as one of them."""

    name = "watchdog"

    def __init__(
        self,
        platforms: Sequence[Connected],
        *,
        clock: Clock,
        patience: Patience | None = None,
        pause: Callable[[], Awaitable[None]] = _pause,
    ) -> None:
        """Check ``platforms`` after each ``pause``, by the time of ``clock``."""
        self._clock = clock
        self._pause = pause
        self._patience = patience or Patience()
        self._guards = [(platform, Guard(self._patience)) for platform in platforms]

    async def run(self) -> None:
        """Watch until cancelled; raise PlatformError if a platform stays silent after a reconnection."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                await self._pause()
                for platform, guard in self._guards:
                    if self._must_reconnect(platform, guard):
                        # In its own task, so that the other platforms are checked in the meantime.
                        tasks.create_task(self._reconnect(platform))

    def _must_reconnect(self, platform: Connected, guard: Guard) -> bool:
        """Check one platform; raise PlatformError if there is nothing left to try."""
        connection = platform.connection()
        match guard.judge(connection, now=self._clock()):
            case Verdict.RECOVERED:
                _log.info("The platform is heard again", extra={"fields": {"platform": platform.name}})
            case Verdict.RECONNECT:
                fields = {"platform": platform.name, "seconds": connection.silence}
                _log.warning("The platform has gone silent: reconnecting", extra={"fields": fields})
                return True
            case Verdict.END:
                raise PlatformError(
                    f"{platform.name} was not heard for {connection.silence:.0f} seconds, and reconnecting did not "
                    "help: the bot ends, so that its supervisor can start it again"
                )
        return False

    async def _reconnect(self, platform: Connected) -> None:
        """Try as long as the patience lasts; after that, the next check finds that it did not help."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._patience.until_ended.total_seconds()):
                try:
                    await platform.reconnect()
                except BotError as error:
                    _log.warning("Reconnecting failed: %s", error, extra={"fields": {"platform": platform.name}})
