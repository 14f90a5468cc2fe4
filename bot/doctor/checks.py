"""What a check found, and how checks are run: side by side, each within its time, none stopping another."""

import asyncio
import logging
import os
import shutil
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from bot.core.interfaces import Clock
from bot.errors import PlatformError
from bot.matching.encoder import MODEL

_log = logging.getLogger(__name__)

NETWORK = "see that this machine reaches it: its network, its DNS, a firewall or proxy between"
_TRY_AGAIN = "try again in a minute; if it stays so, see this machine's network, and the platform's status page"


class Status(StrEnum):
    """How grave it is: all is well, something is left out, or something does not work."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What was looked at, what was found, and what to do about it; ``mend`` is empty where nothing is to be done."""

    id: str
    status: Status
    message: str
    mend: str = ""


Checks = tuple[Check, ...]
Look = Coroutine[Any, Any, Checks]


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What is looked at besides the settings, so that a test can hand in its own.

    ``free`` tells the bytes that are left on the disk of a folder, ``seconds`` how long one answer is waited for.
    """

    clock: Clock = lambda: datetime.now(UTC)
    free: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free
    model: Path = MODEL
    seconds: float = 10.0


def ok(name: str, message: str) -> Check:
    """A check that found nothing wrong."""
    return Check(id=name, status=Status.OK, message=message)


def warning(name: str, message: str, *, mend: str) -> Check:
    """A check that found something that the bot can do without."""
    return Check(id=name, status=Status.WARNING, message=message, mend=mend)


def failed(name: str, message: str, *, mend: str) -> Check:
    """A check that found something that does not work."""
    return Check(id=name, status=Status.FAILED, message=message, mend=mend)


async def side_by_side(*looks: Look) -> Checks:
    """Run checks at the same time; what they found, in their order."""
    async with asyncio.TaskGroup() as tasks:
        running = [tasks.create_task(look) for look in looks]
    return tuple(check for task in running for check in task.result())


async def guarded(name: str, look: Look, *, seconds: float, mend: str = NETWORK) -> Checks:
    """What a check finds; whatever it raises, and that it takes too long, is a finding under ``name`` too."""
    try:
        async with asyncio.timeout(seconds):
            return await look
    except TimeoutError:
        return (failed(name, f"no answer within {seconds:g} seconds", mend=mend),)
    except PlatformError as error:
        return (failed(name, str(error), mend=_TRY_AGAIN),)
    except Exception as error:  # noqa: BLE001 - one check that fails must not keep the others from being told
        _log.exception("the check %s itself failed", name)
        what = f"the check itself failed: {type(error).__name__}"  # whose text may hold anything
        return (failed(name, what, mend="report it, with the version of the bot"),)


def nearest_folder(path: Path) -> Path:
    """The folder that ``path`` is in, or would be made in: the first above it that is there."""
    return next(parent for parent in path.absolute().parents if parent.exists())


def may_write_to(folder: Path) -> bool:
    """Whether files can be made in a folder; a read-only file system counts too."""
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)
