"""Checks of the doctor: what one found and how to fix it, how several run together, and the check of an API.

They change nothing, and nothing that one of them raises keeps the others from being reported.
"""

import asyncio
import logging
import shutil
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from http import HTTPStatus
from pathlib import Path
from typing import Any

from bot.core.interfaces import Clock
from bot.errors import PlatformError

_log = logging.getLogger(__name__)

NETWORK = "check that this machine reaches it: its network, its DNS, a firewall or proxy between"
_TRY_AGAIN = "try again in a minute; if it fails again, check this machine's network and the platform's status page"
SECONDS_OFF, TOO_MANY_SECONDS_OFF = 5.0, 60.0
"""What the clock may be off. Signatures count as forged when they are five minutes old, and the network takes time."""


class Status(StrEnum):
    """How serious it is: all is well, the bot can do without it, or something does not work."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What was checked, what was found, and how to fix it; ``fix`` is empty where there is nothing to fix."""

    id: str
    status: Status
    message: str
    fix: str = ""


Checks = tuple[Check, ...]
Look = Coroutine[Any, Any, Checks]


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What checks depend on besides the settings, so that a test can pass its own.

    ``free`` tells how many bytes are left on the disk of a folder, ``seconds`` is how long one answer is waited for,
    and ``model`` is the folder of the encoder, None for the one in the package.
    """

    clock: Clock = lambda: datetime.now(UTC)
    free: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free
    model: Path | None = None
    seconds: float = 10.0


def ok(name: str, message: str) -> Check:
    """A check that found nothing wrong."""
    return Check(id=name, status=Status.OK, message=message)


def warning(name: str, message: str, *, fix: str) -> Check:
    """A check that found something that the bot can do without."""
    return Check(id=name, status=Status.WARNING, message=message, fix=fix)


def failed(name: str, message: str, *, fix: str) -> Check:
    """A check that found something that does not work."""
    return Check(id=name, status=Status.FAILED, message=message, fix=fix)


async def side_by_side(*looks: Look) -> Checks:
    """Run checks at the same time, and return what they found in their order."""
    async with asyncio.TaskGroup() as tasks:
        running = [tasks.create_task(look) for look in looks]
    return tuple(check for task in running for check in task.result())


async def guarded(name: str, look: Look, *, seconds: float, fix: str = NETWORK) -> Checks:
    """What a check finds; an error or a timeout becomes a failed check under ``name``."""
    try:
        async with asyncio.timeout(seconds):
            return await look
    except TimeoutError:
        return (failed(name, f"no answer within {seconds:g} seconds", fix=fix),)
    except PlatformError as error:
        return (failed(name, str(error), fix=_TRY_AGAIN),)
    except Exception as error:  # noqa: BLE001 - one check that fails must not stop the others
        _log.exception("The check %s itself failed", name)
        what = f"the check itself failed: {type(error).__name__}"  # its text may hold a token
        return (failed(name, what, fix="report it, with the version of the bot"),)


async def check_api(platform: str, address: str, *, url: str, status_page: str, surroundings: Surroundings) -> Checks:
    """Whether a platform's API answers, and whether the clocks agree; the first check is OK where it answers.

    ``address`` is asked, which needs no token; ``url`` is the API as the settings have it.
    """
    import aiohttp

    name, title, variable = f"{platform}.api", platform.title(), f"{platform.upper()}_API_URL"
    timeout = aiohttp.ClientTimeout(total=surroundings.seconds)
    before = surroundings.clock()
    try:
        async with aiohttp.ClientSession(timeout=timeout) as session, session.get(address) as response:
            status, date = response.status, response.headers.get("Date", "")
    except (aiohttp.ClientError, OSError) as error:
        what = f"{title} cannot be reached at {url}: {type(error).__name__}"
        return (failed(name, what, fix=f"{NETWORK}; and {variable}, if you have set it"),)
    # The header holds the time at which the response was made, somewhere between the request and its end.
    clock = check_clock(platform, date, now=before + (surroundings.clock() - before) / 2)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        what = f"{title} has a problem of its own: it answers with {status}"
        return (failed(name, what, fix=f"wait, and see {status_page}"), *clock)
    if status == HTTPStatus.NOT_FOUND:
        fix = f"remove {variable} from the settings, or correct it"
        return (failed(name, f"there is no API of {title} at {url}", fix=fix), *clock)
    return (ok(name, f"{title} answers at {url}"), *clock)


def check_clock(platform: str, date: str, *, now: datetime) -> Checks:
    """Compare the clock of this machine at ``now`` with the Date header of a response that came at the same time."""
    try:
        off = (now - parsedate_to_datetime(date)).total_seconds()
    except (TypeError, ValueError):  # no date, or one without a time zone
        return ()
    name, title = f"{platform}.clock", platform.title()
    if abs(off) <= SECONDS_OFF:
        return (ok(name, f"this machine's clock agrees with {title}'s"),)
    what = f"this machine's clock is {abs(off):,.0f} seconds {'ahead of' if off > 0 else 'behind'} {title}'s"
    fix = "set the clock over the network (NTP): a wrong one breaks signatures and rate limits"
    grade = failed if abs(off) >= TOO_MANY_SECONDS_OFF else warning
    return (grade(name, what, fix=fix),)
