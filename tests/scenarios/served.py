"""What a community does alike on every platform that has a server in ``tests/servers``."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Generic

from bot.app import converse
from bot.core.interfaces import Platform
from bot.core.stores import Store
from bot.engine.conversation import Conversation
from bot.opening import Bot
from bot.settings import Settings
from tests.scenarios.community import SaidThere

LISTENING = "listening"


class ServedCommunity(ABC, Generic[SaidThere]):
    """A bot that talks to a server of the tests; a subclass adds the people and places of its platform."""

    server: Any
    conversation: Conversation

    def __init__(self, *, bot: Bot, store: Store, settings: Settings) -> None:
        """Answer with what ``bot`` knows, and remember in ``store``."""
        self.bot = bot
        self.store = store
        self._settings = settings
        self._running: asyncio.Task[None] | None = None

    @abstractmethod
    def connect(self) -> Platform:
        """The platform, which reaches the server."""

    @abstractmethod
    def said(self, message: Any) -> SaidThere:  # noqa: ANN401 - a message of the platform's server
        """A message of the bot's, as members see it."""

    async def start(self) -> None:
        clock = self.server.clock
        self.conversation = converse(
            self.bot, self.store, self._settings, clock=lambda: datetime.fromtimestamp(clock.now(), UTC)
        )
        self._running = asyncio.create_task(self.connect().run())
        await self.server.ready()

    async def stop(self) -> None:
        """Stop the bot, as a signal does."""
        if self._running is not None:
            self._running.cancel()
            with suppress(asyncio.CancelledError):
                await self._running
            self._running = None

    async def restart(self) -> None:
        await self.stop()
        await self.start()

    def advance(self, seconds: float) -> None:
        self.server.clock.advance(seconds)

    def deliver_twice(self) -> None:
        self.server.faults.repeated_events = 1.0

    async def delete(self, heard: Any) -> None:  # noqa: ANN401 - as above
        await self.server.delete(heard)

    async def reply_to(self, heard: Any) -> SaidThere:  # noqa: ANN401 - as above
        """Wait for the first message of the reply, and until all of it is there."""
        await self.server.replies_to(heard)
        return (await self.replies_to(heard))[0]

    async def replies_to(self, heard: Any) -> Sequence[SaidThere]:  # noqa: ANN401 - as above
        await self.quiet()
        return [self.said(message) for message in await self.server.replies_to(heard, count=0)]

    async def until(self, said: SaidThere, text: str) -> None:
        await self.server.wait_until(lambda: text in said.text)

    async def until_gone(self, said: SaidThere) -> None:
        await self.server.wait_until(lambda: said.is_gone)

    async def quiet(self) -> None:
        """Wait until the bot has read every event so far and has nothing under way."""
        await self.server.delivered()
        await asyncio.sleep(0)  # what reads an event has started; now the handler has, too
        await self.conversation.idle()
