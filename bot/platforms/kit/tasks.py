"""What a platform does for people beside its connection: tasks that have an owner, and an end that waits for them."""

import asyncio
import logging
from collections.abc import Coroutine, Mapping
from typing import Any

from bot.engine.conversation import Conversation
from bot.errors import DeliveryError

_log = logging.getLogger(__name__)

SECONDS_TO_FINISH = 8.0
"""Less than the 10 seconds after which Docker kills a container by default."""


class Tasks:
    """Tasks of one group; an error in one ends in the log and ends nothing else."""

    def __init__(self, group: asyncio.TaskGroup) -> None:
        """Start tasks in ``group``."""
        self._group = group
        self._running: set[asyncio.Task[None]] = set()

    def start(self, what: str, doing: Coroutine[Any, Any, None], *, fields: Mapping[str, object]) -> asyncio.Task[None]:
        """Start a task; the log calls it ``what``, with the ids in ``fields``."""
        task = self._group.create_task(_logged(what, doing, fields))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def done(self) -> None:
        """Return when all tasks have ended."""
        while self._running:
            await asyncio.wait(self._running)


async def finish(conversation: Conversation, *, tasks: Tasks | None = None, abandons: bool = True) -> None:
    """Wait until everything taken is answered, for a few seconds: a supervisor would kill the process.

    Then, if ``abandons``, cancel what is still under way; its claims stay, so that the next start finds them.
    """
    try:
        async with asyncio.timeout(SECONDS_TO_FINISH):
            if tasks is not None:
                await tasks.done()  # first: a task that has just started has no turn in the conversation yet
            await conversation.idle()
    except TimeoutError:
        if abandons:
            fields = {"count": conversation.under_way()}
            _log.warning("stopping with questions under way; the next start answers them", extra={"fields": fields})
            await conversation.abandon()


async def _logged(what: str, doing: Coroutine[Any, Any, None], fields: Mapping[str, object]) -> None:
    try:
        await doing
    except DeliveryError as error:
        _log.warning("%s: %s", what, error, extra={"fields": fields})
    except Exception:  # noqa: BLE001 - one failure must not end the others, and the log has its traceback
        _log.exception("%s could not be handled", what, extra={"fields": fields})
