"""One question at a time: what happens to the same question waits its turn, and what is under way can be waited for."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

Claimed = Callable[[], None]
"""Called when the store has a question: its platform may acknowledge the event then."""


def ignore() -> None:
    """Do nothing: for a platform that acknowledges nothing."""


@dataclass(slots=True)
class Turn:
    """A question that something is being done about; ``is_withdrawn`` once it was deleted."""

    is_withdrawn: bool = False
    claimed: Claimed = ignore
    waiting: int = 0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Turns:
    """Serialises all that concerns one question, and knows how many are under way."""

    def __init__(self) -> None:
        """Start with nothing under way."""
        self._turns: dict[Hashable, Turn] = {}
        self._tasks: list[asyncio.Task[Any] | None] = []
        self._idle = asyncio.Event()
        self._idle.set()

    @asynccontextmanager
    async def turn(self, key: Hashable) -> AsyncIterator[Turn]:
        """Wait until nothing else is being done about ``key``, and keep it so until the end of the block."""
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
        """Tell whoever is busy with ``key`` that it is no longer wanted."""
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
        """How many questions something is being done about."""
        return len(self._turns)

    async def idle(self) -> None:
        """Return when nothing is under way."""
        await self._idle.wait()


class Recent:
    """The last so many keys, to recognise what is delivered twice even where the database is away."""

    def __init__(self, most: int = 10_000) -> None:
        """Remember ``most`` keys."""
        self._keys: OrderedDict[Hashable, None] = OrderedDict()
        self._most = most

    def is_new(self, key: Hashable) -> bool:
        """Remember ``key``; False if it was there."""
        if key in self._keys:
            return False
        self._keys[key] = None
        if len(self._keys) > self._most:
            self._keys.popitem(last=False)
        return True

    def forget(self, key: Hashable) -> None:
        """Take ``key`` for new when it comes next."""
        self._keys.pop(key, None)
