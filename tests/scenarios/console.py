"""One person in a terminal: what they type goes through a real pipe of lines, what they read is what was printed."""

import asyncio
import io
import queue
import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Self

from bot.app import converse
from bot.core.press import Press, ShowEntry, ShowSection
from bot.opening import Bot
from bot.platforms.console.platform import ConsolePlatform
from bot.settings import Settings
from bot.storage.memory_store import MemoryStore
from bot.terminal.screen import Screen

_NUMBERED = re.compile(r"^\s*(\d+)\. (.+)$", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class ConsoleSaid:
    """What was printed after a line; ``presses`` are what its numbers stand for."""

    text: str
    presses: dict[int, Press]
    is_private: bool = True
    is_gone: bool = False
    pings: bool = False

    @property
    def labels(self) -> dict[int, str]:
        """The numbered lines that can be chosen; a list in an answer has numbers of its own."""
        return {int(number): label for number, label in _NUMBERED.findall(self.text) if int(number) in self.presses}

    @property
    def buttons(self) -> Sequence[str]:
        return [label for number, label in self.labels.items() if not self._is_listed(number)]

    @property
    def choices(self) -> Sequence[str]:
        return [label for number, label in self.labels.items() if self._is_listed(number)]

    def _is_listed(self, number: int) -> bool:
        return isinstance(self.presses[number], ShowEntry | ShowSection)


@dataclass(frozen=True, kw_only=True)
class ConsoleHeard:
    """A line that was typed, and what was printed after it."""

    said: ConsoleSaid


@dataclass
class _Typed:
    """Lines as they are typed; the platform that waits for the next one is done with the last."""

    lines: queue.Queue[str | None] = field(default_factory=queue.Queue)
    is_waiting: threading.Event = field(default_factory=threading.Event)

    def __iter__(self) -> Iterator[str]:
        while True:
            self.is_waiting.set()
            line = self.lines.get()
            if line is None:
                return
            yield line


class ConsoleCommunity:
    """Somebody at a keyboard: every place is their terminal, and every message is to the bot."""

    platform = "console"

    def __init__(self, bot: Bot) -> None:
        """Let the bot answer with what ``bot`` knows."""
        self.store = MemoryStore()
        self._stream = io.StringIO()
        self._typed = _Typed()
        conversation = converse(bot, self.store, Settings(), clock=lambda: datetime.now(UTC))
        self._console = ConsolePlatform(conversation, lines=self._typed, screen=Screen(self._stream))
        self._thread = threading.Thread(target=lambda: asyncio.run(self._console.run()), daemon=True)

    @classmethod
    async def gather(cls, bot: Bot) -> Self:
        """Start the chat, and read the introduction."""
        community = cls(bot)
        community._thread.start()
        await asyncio.to_thread(community._typed.is_waiting.wait)
        return community

    async def stop(self) -> None:
        """End the input, as Ctrl-D does."""
        self._typed.lines.put(None)
        await asyncio.to_thread(self._thread.join)

    async def member(self, name: str, *, is_moderator: bool = False) -> str:
        return name

    async def channel(self, name: str) -> str:
        return name

    async def direct(self, who: str) -> str:
        return who

    async def say(self, who: str, where: str, text: str = "", *, mentions_bot: bool = False) -> ConsoleHeard:
        return ConsoleHeard(said=await self._type(text))

    async def reply_to(self, heard: ConsoleHeard) -> ConsoleSaid:
        return heard.said

    async def replies_to(self, heard: ConsoleHeard) -> Sequence[ConsoleSaid]:
        return [heard.said]

    async def in_channel(self, where: str) -> Sequence[ConsoleSaid]:
        return [ConsoleSaid(text=self._stream.getvalue(), presses={})]

    async def topics(self, who: str, where: str) -> ConsoleSaid:
        return await self._type("/topics")

    async def help(self, who: str, where: str) -> ConsoleSaid:
        return await self._type("/help")

    async def press(self, who: str, said: ConsoleSaid, button: str) -> ConsoleSaid:
        return await self._type(str(next(number for number, label in said.labels.items() if label == button)))

    choose = press

    async def until(self, said: ConsoleSaid, text: str) -> None:
        assert text in said.text

    async def _type(self, line: str) -> ConsoleSaid:
        before = len(self._stream.getvalue())
        open_before = len(self._presses) if line.isdecimal() else 0
        self._typed.is_waiting.clear()
        self._typed.lines.put(line)
        await asyncio.to_thread(self._typed.is_waiting.wait)
        presses = dict(enumerate(self._presses, start=1))
        new = {number: press for number, press in presses.items() if number > open_before}
        return ConsoleSaid(text=self._stream.getvalue()[before:], presses=new)

    @property
    def _presses(self) -> Sequence[Press]:
        return self._console.terminal.presses
