"""Runs what runs until it is cancelled."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from bot.core.interfaces import Platform


@asynccontextmanager
async def running(platform: Platform) -> AsyncIterator[asyncio.Task[None]]:
    """Run it until the end of a block; what it raises itself is left in the task."""
    task = asyncio.create_task(platform.run())
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.wait({task})
