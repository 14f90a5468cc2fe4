"""What is under way: every piece has an owner, a name, and a word in the log where it fails."""

import asyncio
import logging
from collections import Counter
from collections.abc import Coroutine
from typing import Any

from bot.errors import DeliveryError

_log = logging.getLogger(__name__)


class Work:
    """Pieces of work, each a task of one group."""

    def __init__(self, tasks: asyncio.TaskGroup) -> None:
        """Let ``tasks`` own them."""
        self._tasks = tasks
        self._names: Counter[str] = Counter()
        self._running: set[asyncio.Task[None]] = set()

    def start(self, name: str, doing: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Begin a piece of work; what it raises ends in the log, and ends nothing else."""
        task = self._tasks.create_task(_logged(name, doing))
        self._names[name] += 1
        self._running.add(task)
        task.add_done_callback(lambda done: self._end(name, done))
        return task

    def is_under_way(self, name: str) -> bool:
        """Whether work of this name is being done."""
        return name in self._names

    async def finish(self, seconds: float) -> int:
        """Wait for all of it, but not for ever; return how many things something is still being done about."""
        if self._running:
            await asyncio.wait(self._running, timeout=seconds)
        return len(self._names)

    def _end(self, name: str, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._names[name] -= 1
        if not self._names[name]:
            del self._names[name]


async def _logged(name: str, doing: Coroutine[Any, Any, None]) -> None:
    try:
        await doing
    except DeliveryError as error:
        _log.warning("%s: %s", name, error)
    except Exception:  # noqa: BLE001 - one failure must not end the others, and the log has its traceback
        _log.exception("%s could not be dealt with", name)
