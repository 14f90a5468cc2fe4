"""Runs platforms together until a signal stops them, and clears away what is too old."""

import asyncio
import logging
import signal
from collections.abc import Sequence
from datetime import timedelta

from bot.core.interfaces import Platform
from bot.core.stores import Store
from bot.engine.conversation import Conversation
from bot.engine.store_calls import attempt
from bot.errors import BotError, first_error

_log = logging.getLogger(__name__)

_PATIENCE_SECONDS = 60.0
_BETWEEN_CLEARINGS = timedelta(hours=6)
_SECONDS_TO_END = 15.0
"""More than a platform takes to finish what it took; both together are less than the 30 that compose.yaml grants."""


async def run_until_stopped(platforms: Sequence[Platform], conversation: Conversation, store: Store) -> None:
    """Serve every platform until SIGTERM or SIGINT; raise the first BotError that ends one of them."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    try:
        await _run(platforms, conversation, store, stopped)
    except* BotError as errors:
        raise first_error(errors) from errors
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)


async def _run(platforms: Sequence[Platform], conversation: Conversation, store: Store, stopped: asyncio.Event) -> None:
    async with asyncio.TaskGroup() as tasks:
        running = [tasks.create_task(platform.run(), name=platform.name) for platform in platforms]
        running.append(tasks.create_task(_clear_away(conversation, store)))
        try:
            await stopped.wait()
            _log.info("stopping: finishing what was taken")
            for task in running:
                task.cancel()
        finally:
            await _end(running)


async def _end(cancelled: Sequence[asyncio.Task[None]]) -> None:
    """Wait for tasks that were cancelled, and cancel those again that have not heard it.

    ``asyncio.wait_for`` of Python 3.11 loses a cancellation that comes as what it waits for ends. Both SDKs use it to
    connect, and would go on for ever.
    """
    while left := (await asyncio.wait(cancelled, timeout=_SECONDS_TO_END))[1]:
        for task in left:
            task.cancel()


async def _clear_away(conversation: Conversation, store: Store) -> None:
    """Delete now and then what is older than the bot has any use for."""
    while True:
        before = conversation.clock() - conversation.rules.retention
        gone = await attempt(store.forget(before=before), otherwise=0, patience=_PATIENCE_SECONDS)
        if gone:
            _log.info("deleted %d records from before %s", gone, before.date())
        await asyncio.sleep(_BETWEEN_CLEARINGS.total_seconds())
