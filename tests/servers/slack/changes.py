"""Waiting for something to become true without sleeping."""

import asyncio
from collections.abc import Callable


class Changes:
    """Wakes those who wait, at each change of anything the server knows."""

    def __init__(self) -> None:
        """Nobody waits yet."""
        self._waiting: list[asyncio.Future[None]] = []

    def touch(self) -> None:
        """Say that something changed."""
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            if not future.done():
                future.set_result(None)

    async def wait_until(self, holds: Callable[[], bool], *, timeout: float) -> None:  # noqa: ASYNC109 - reads as asked
        """Return as soon as it holds; raises TimeoutError after so many seconds of the real clock."""
        async with asyncio.timeout(timeout):
            while not holds():
                future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
                self._waiting.append(future)
                await future
