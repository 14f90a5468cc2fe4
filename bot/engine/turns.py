"""Serialises events of the same question, and knows what is under way."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

Claimed = Callable[[], None]
"""Called when the store has a question: from then on its platform may acknowledge the event."""


def ignore() -> None:
    """Do nothing: for a platform that does not acknowledge events."""


@dataclass(slots=True)
class Turn:
    """A question with events under way; ``is_withdrawn`` once it was deleted.

    ``heard`` is when the bot received it, by :func:`time.perf_counter`.
    """

    is_withdrawn: bool = False
    claimed: Claimed = ignore
    waiting: int = 0
    heard: float = field(default_factory=perf_counter)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Turns:
    """One turn at a time for each question."""

    def __init__(self) -> None:
        """Start with nothing under way."""
        self._turns: dict[Hashable, Turn] = {}
        # Not a set: one task may have the turns of several questions.
        self._tasks: list[asyncio.Task[Any] | None] = []
        self._idle = asyncio.Event()
        self._idle.set()

    @asynccontextmanager
    async def turn(self, key: Hashable) -> AsyncIterator[Turn]:
        """Wait for the turns before it, then have the only turn of ``key`` until the end of the block."""
        # Waiting tasks count too, so that all share one lock and the last one removes it.
        turn = self._turns.setdefault(key, Turn())
        turn.waiting += 1
        task = asyncio.current_task()
        self._tasks.append(task)
        self._idle.clear()
        try:
            async with turn.lock:
                yield turn
        finally:
            turn.waiting -= 1
            self._tasks.remove(task)
            if not turn.waiting:
                del self._turns[key]
            if not self._turns:
                self._idle.set()

    def withdraw(self, key: Hashable) -> None:
        """Mark the turn of ``key``, if there is one: its question was deleted."""
        if turn := self._turns.get(key):
            turn.is_withdrawn = True

    def cancel(self) -> None:
        """Cancel every task that has a turn or waits for one."""
        for task in {*self._tasks}:
            if task is not None:
                task.cancel()

    def is_taken(self, key: Hashable) -> bool:
        """Whether something is being done about ``key``."""
        return key in self._turns

    def under_way(self) -> int:
        """How many questions have a turn."""
        return len(self._turns)

    async def idle(self) -> None:
        """Wait until no question has a turn."""
        await self._idle.wait()


class Recent:
    """The most recent keys, to recognise events that are delivered twice even without the database."""

    def __init__(self, most: int = 10_000) -> None:
        """Keep up to ``most`` keys."""
        self._keys: OrderedDict[Hashable, None] = OrderedDict()
        self._most = most

    def is_new(self, key: Hashable) -> bool:
        """Add ``key``; False if it was there."""
        if key in self._keys:
            return False
        self._keys[key] = None
        if len(self._keys) > self._most:
            self._keys.popitem(last=False)
        return True

    def forget(self, key: Hashable) -> None:
        """Remove ``key``: it is new when it comes again."""
        self._keys.pop(key, None)
