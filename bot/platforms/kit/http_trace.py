"""Counts the requests to a platform's API that fail, for platforms whose SDK uses aiohttp."""

from contextlib import suppress
from http import HTTPStatus
from types import SimpleNamespace

import aiohttp

from bot.engine.observer import Observer, Trouble


def failure_trace(platform: str, observer: Observer) -> aiohttp.TraceConfig:
    """Tell ``observer`` of every request that fails, even if it is then repeated with success."""
    trace = aiohttp.TraceConfig()

    async def end(_: aiohttp.ClientSession, __: SimpleNamespace, request: aiohttp.TraceRequestEndParams) -> None:
        status = request.response.status
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            observer.limited(platform, _wait_of(request.response))
        elif status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            observer.failed(platform, Trouble.SERVER)
        elif status >= HTTPStatus.BAD_REQUEST:
            observer.failed(platform, Trouble.REFUSED)

    async def fail(_: aiohttp.ClientSession, __: SimpleNamespace, request: aiohttp.TraceRequestExceptionParams) -> None:
        # Other exceptions are the bot's own: requests are cancelled when it stops.
        if isinstance(request.exception, aiohttp.ClientError | OSError):
            observer.failed(platform, Trouble.UNREACHABLE)

    trace.on_request_end.append(end)
    trace.on_request_exception.append(fail)
    return trace


def _wait_of(response: aiohttp.ClientResponse) -> float:
    """The seconds to wait that a rate limit names, 0 if it names none."""
    with suppress(ValueError):
        return max(0.0, float(response.headers.get("Retry-After", "0")))
    return 0.0
