"""What requests to a platform's API come to, for whoever watches the bot; for every platform that uses aiohttp."""

from contextlib import suppress
from types import SimpleNamespace

import aiohttp

from bot.engine.observer import Observer, Trouble

_TOO_MANY = 429
_FIRST_REFUSAL, _FIRST_SERVER_ERROR = 400, 500


def tracing(platform: str, observer: Observer) -> aiohttp.TraceConfig:
    """Tells ``observer`` of every request that fails, also of those that are then repeated."""
    trace = aiohttp.TraceConfig()

    async def end(_: aiohttp.ClientSession, __: SimpleNamespace, request: aiohttp.TraceRequestEndParams) -> None:
        _note_status(platform, observer, request.response)

    async def fail(_: aiohttp.ClientSession, __: SimpleNamespace, request: aiohttp.TraceRequestExceptionParams) -> None:
        # Whatever else ends a request is the bot's own doing: it is cancelled where the bot stops.
        if isinstance(request.exception, aiohttp.ClientError | OSError):
            observer.failed(platform, Trouble.UNREACHABLE)

    trace.on_request_end.append(end)
    trace.on_request_exception.append(fail)
    return trace


def _note_status(platform: str, observer: Observer, response: aiohttp.ClientResponse) -> None:
    if response.status == _TOO_MANY:
        observer.limited(platform, _wait_of(response))
    elif response.status >= _FIRST_SERVER_ERROR:
        observer.failed(platform, Trouble.SERVER)
    elif response.status >= _FIRST_REFUSAL:
        observer.failed(platform, Trouble.REFUSED)


def _wait_of(response: aiohttp.ClientResponse) -> float:
    """The seconds that a rate limit asks for, in whole ones; none where it does not say."""
    with suppress(ValueError):
        return max(0.0, float(response.headers.get("Retry-After", "0")))
    return 0.0
