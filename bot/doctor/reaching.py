"""Whether a platform's API answers at all, and what its time is."""

import asyncio

import aiohttp

from bot.doctor.checks import NETWORK, Checks, Status, Surroundings, failed, ok
from bot.doctor.machine import about_clock

_NOT_FOUND, _FIRST_SERVER_ERROR = 404, 500
_STATUS_PAGES = {"discord": "https://discordstatus.com", "slack": "https://slack-status.com"}


async def examine_reach(platform: str, address: str, *, url: str, surroundings: Surroundings) -> Checks:
    """Ask ``address``, which needs no token, and compare clocks; ``url`` is the API as the settings have it."""
    name, title, variable = f"{platform}.api", platform.title(), f"{platform.upper()}_API_URL"
    before = surroundings.clock()
    try:
        status, date = await _ask(address, surroundings.seconds)
    except (aiohttp.ClientError, OSError) as error:
        what = f"{title} cannot be reached at {url}: {type(error).__name__}"
        return (failed(name, what, mend=f"{NETWORK}; and {variable}, if you have set it"),)
    middle = before + (surroundings.clock() - before) / 2
    return (*_about_status(name, status, url, platform), *about_clock(platform, date, now=middle))


def is_reached(checks: Checks) -> bool:
    """Whether there is anybody to ask more."""
    return checks[0].status is Status.OK


async def _ask(address: str, seconds: float) -> tuple[int, str]:
    """The status, and the Date header."""
    timeout = aiohttp.ClientTimeout(total=seconds)
    async with (
        asyncio.timeout(seconds),
        aiohttp.ClientSession(timeout=timeout) as session,
        session.get(address) as response,
    ):
        return response.status, response.headers.get("Date", "")


def _about_status(name: str, status: int, url: str, platform: str) -> Checks:
    title = platform.title()
    if status >= _FIRST_SERVER_ERROR:
        what = f"{title} has a trouble of its own: it answers with {status}"
        return (failed(name, what, mend=f"wait, and see {_STATUS_PAGES[platform]}"),)
    if status == _NOT_FOUND:
        mend = f"take {platform.upper()}_API_URL out of the settings, or mend it"
        return (failed(name, f"there is no API of {title} at {url}", mend=mend),)
    return (ok(name, f"{title} answers at {url}"),)
