"""How the bot uses the store: a call that fails is logged and prevents no reply; opening the store is retried."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from math import inf
from time import monotonic
from typing import TypeVar

from bot.core.stores import Store
from bot.errors import StoreError

Stored = TypeVar("Stored")

PATIENCE_SECONDS = 5.0
SECONDS_BETWEEN_EQUAL_LINES = 60.0
SECONDS_BETWEEN_TRIES = 30.0

_log = logging.getLogger(__name__)


async def attempt(call: Awaitable[Stored], *, otherwise: Stored, patience: float | None = None) -> Stored:
    """What a call to the store returns; ``otherwise`` if it fails or takes more than ``patience`` seconds."""
    patience = PATIENCE_SECONDS if patience is None else patience
    try:
        async with asyncio.timeout(patience):
            return await call
    except TimeoutError:
        complaints.log(f"the database did not answer within {patience:.0f} seconds")
    except StoreError as error:
        complaints.log(str(error))
    return otherwise


class Complaints:
    """Logs what is wrong with the database at once, and then once a minute: a busy bot meets it with every call."""

    def __init__(self, *, seconds: Callable[[], float] = monotonic) -> None:
        """Begin with nothing logged; ``seconds`` is the clock."""
        self._seconds = seconds
        self._logged_at: dict[str, float] = {}
        self._skipped: Counter[str] = Counter()

    def log(self, wrong: str) -> None:
        """Log it, or only count it if the same was logged within the last minute."""
        now = self._seconds()
        if now < self._logged_at.get(wrong, -inf) + SECONDS_BETWEEN_EQUAL_LINES:
            self._skipped[wrong] += 1
            return
        self._logged_at[wrong] = now
        skipped = self._skipped.pop(wrong, 0)
        more = f"; the same happened {skipped} more times since this was last logged" if skipped else ""
        _log.warning("Continuing without the database: %s%s", wrong, more)


complaints = Complaints()
"""Of this process, which has one database."""


class StoreOpener:
    """Opens the store, and retries until that succeeds: the bot can start, and answer, before its database is up."""

    name = "database"

    def __init__(self, store: Store, *, seconds: float = SECONDS_BETWEEN_TRIES) -> None:
        """Open ``store``, with so many seconds between tries."""
        self._store = store
        self._seconds = seconds
        self._logged = ""

    async def begin(self) -> None:
        """Try once; raise SettingsError if DATABASE_URL names no possible database."""
        await self._try()

    async def run(self) -> None:
        """Retry until the store is open."""
        while self._logged:
            await asyncio.sleep(self._seconds)
            await self._try()

    async def _try(self) -> None:
        try:
            await self._store.open()
        except StoreError as error:
            if str(error) != self._logged:
                _log.error("%s. The bot answers without its database, remembers nothing, and keeps trying", error)
            self._logged = str(error)
        else:
            if self._logged:
                _log.info("The database is open: the bot remembers questions from now on")
            self._logged = ""
