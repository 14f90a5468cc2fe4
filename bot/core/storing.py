"""How the conversation uses the store: a call that fails is logged, and costs nobody a reply."""

import asyncio
import logging
from collections.abc import Awaitable
from typing import TypeVar

from bot.errors import StoreError

Stored = TypeVar("Stored")

PATIENCE_SECONDS = 5.0

_log = logging.getLogger(__name__)


async def attempt(call: Awaitable[Stored], *, otherwise: Stored) -> Stored:
    """What a call to the store returns; ``otherwise`` where it fails or takes too long."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await call
    except TimeoutError:
        _log.warning("the database did not answer within %.0f seconds; going on without it", PATIENCE_SECONDS)
    except StoreError as error:
        _log.warning("going on without the database: %s", error)
    return otherwise
