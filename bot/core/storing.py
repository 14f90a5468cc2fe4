"""How the conversation uses the store: a call that fails is logged, and costs nobody a reply."""

import asyncio
import logging
from collections.abc import Awaitable
from typing import TypeVar

from bot.errors import StoreError

Stored = TypeVar("Stored")

PATIENCE_SECONDS = 5.0

_log = logging.getLogger(__name__)


async def attempt(call: Awaitable[Stored], *, otherwise: Stored, patience: float | None = None) -> Stored:
    """What a call to the store returns; ``otherwise`` where it fails or takes more than ``patience`` seconds."""
    patience = PATIENCE_SECONDS if patience is None else patience
    try:
        async with asyncio.timeout(patience):
            return await call
    except TimeoutError:
        _log.warning("the database did not answer within %.0f seconds; going on without it", patience)
    except StoreError as error:
        _log.warning("going on without the database: %s", error)
    return otherwise
