"""Opens the database; where that fails, again and again, so that a bot that started without it comes to use it."""

import asyncio
import logging

from bot.core.stores import Store
from bot.errors import StoreError

SECONDS_BETWEEN_TRIES = 30.0

_log = logging.getLogger(__name__)


class Reopening:
    """Keeps at it until the database is open; each thing that is wrong with it is told once."""

    name = "database"

    def __init__(self, store: Store, *, seconds: float = SECONDS_BETWEEN_TRIES) -> None:
        """Open ``store``, trying every so many seconds."""
        self._store = store
        self._seconds = seconds
        self._told = ""

    async def begin(self) -> None:
        """Try for the first time."""
        await self._try()

    async def run(self) -> None:
        """Try until it is open."""
        while self._told:
            await asyncio.sleep(self._seconds)
            await self._try()

    async def _try(self) -> None:
        try:
            await self._store.open()
        except StoreError as error:
            self._tell(str(error))
        else:
            if self._told:
                _log.info("the database is open: what is asked from now on is remembered")
            self._told = ""

    def _tell(self, wrong: str) -> None:
        if wrong != self._told:
            _log.error("%s. The bot answers without it, remembers nothing, and tries again", wrong)
        self._told = wrong
