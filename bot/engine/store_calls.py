"""How the conversation uses the store: a call that fails is logged, and costs nobody a reply."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from math import inf
from time import monotonic
from typing import TypeVar

from bot.errors import StoreError

Stored = TypeVar("Stored")

PATIENCE_SECONDS = 5.0
SECONDS_BETWEEN_EQUAL_LINES = 60.0

_log = logging.getLogger(__name__)


async def attempt(call: Awaitable[Stored], *, otherwise: Stored, patience: float | None = None) -> Stored:
    """What a call to the store returns; ``otherwise`` where it fails or takes more than ``patience`` seconds."""
    patience = PATIENCE_SECONDS if patience is None else patience
    try:
        async with asyncio.timeout(patience):
            return await call
    except TimeoutError:
        complaints.tell(f"the database did not answer within {patience:.0f} seconds")
    except StoreError as error:
        complaints.tell(str(error))
    return otherwise


class Complaints:
    """Says what is wrong with the database at once, and then once a minute: a busy bot meets it with every call."""

    def __init__(self, *, seconds: Callable[[], float] = monotonic) -> None:
        """Have said nothing; ``seconds`` tells how time passes."""
        self._seconds = seconds
        self._told: dict[str, float] = {}
        self._untold: Counter[str] = Counter()

    def tell(self, wrong: str) -> None:
        """Log it, or only count it where the same was logged within the last minute."""
        now = self._seconds()
        if now < self._told.get(wrong, -inf) + SECONDS_BETWEEN_EQUAL_LINES:
            self._untold[wrong] += 1
            return
        self._told[wrong] = now
        again = self._untold.pop(wrong, 0)
        more = f"; it was so {again} times more since this was last said" if again else ""
        _log.warning("going on without the database: %s%s", wrong, more)


complaints = Complaints()
"""Of this process, which has one database."""
