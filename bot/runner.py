"""Runs platforms together until a signal stops them, and deletes old records meanwhile."""

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

_DELETION_SECONDS = 60.0
"""Patience with the database: months of records may be deleted at once."""
_BETWEEN_DELETIONS = timedelta(hours=6)
_SECONDS_TO_END = 15.0
"""Longer than a platform needs to finish its questions; both together are less than the 30 that compose.yaml grants."""


async def run_until_stopped(platforms: Sequence[Platform], conversation: Conversation, store: Store) -> None:
    """Serve every platform until SIGTERM or SIGINT; raise the first BotError that ends one of them."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    try:
        await _run(platforms, conversation, store, stopped)
    except* BotError as errors:
        # A task group raises a group; the command line shows one message.
        raise first_error(errors) from errors
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)


async def _run(platforms: Sequence[Platform], conversation: Conversation, store: Store, stopped: asyncio.Event) -> None:
    async with asyncio.TaskGroup() as tasks:
        running = [tasks.create_task(platform.run(), name=platform.name) for platform in platforms]
        running.append(tasks.create_task(_delete_old_records(conversation, store)))
        try:
            await stopped.wait()
            _log.info("Stopping: open questions are finished first")
            for task in running:
                task.cancel()
        finally:
            await _end(running)


async def _end(cancelled: Sequence[asyncio.Task[None]]) -> None:
    """Wait for cancelled tasks, and cancel those again that do not end.

    ``asyncio.wait_for`` of Python 3.11 loses a cancellation that arrives just as the awaited call ends. Both SDKs use
    it to connect, and would run for ever.
    """
    while left := (await asyncio.wait(cancelled, timeout=_SECONDS_TO_END))[1]:
        for task in left:
            task.cancel()


async def _delete_old_records(conversation: Conversation, store: Store) -> None:
    """Delete records that are older than the rules allow, now and every few hours."""
    while True:
        before = conversation.clock() - conversation.rules.retention
        count = await attempt(store.forget(before=before), otherwise=0, patience=_DELETION_SECONDS)
        if count:
            _log.info("Deleted records from before %s", before.date(), extra={"fields": {"count": count}})
        await asyncio.sleep(_BETWEEN_DELETIONS.total_seconds())
