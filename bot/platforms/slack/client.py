"""Calls Slack's Web API and response URLs, and repeats calls that fail, unless a message could be posted twice."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.http_retry.builtin_interval_calculators import BackoffRetryIntervalCalculator
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.errors import DeliveryError
from bot.platforms.slack.errors import delivery_error, delivery_error_of_response

Done = TypeVar("Done")

_log = logging.getLogger(__name__)

TRIES = 4
PATIENCE_SECONDS = 60.0
"""For one call, with all its tries and the waits that Slack's rate limits ask for."""
SECONDS_A_REQUEST = 20.0
FIRST_WAIT = 0.5
"""Seconds before the second try; doubled before each further one."""
_POSTING = "chat.postMessage"
_LOST = (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError, TimeoutError)
_OK = 200
_FIRST_SERVER_ERROR = 500


class _FailureRetryHandler(AsyncRetryHandler):
    """Repeats requests after a lost connection or a 5xx, except posts: ``delivery`` first looks whether they are there.

    slack_sdk has a handler for each of the two, but the one for servers knows only 500 and 503.
    """

    async def _can_retry_async(
        self,
        *,
        state: RetryState,  # noqa: ARG002 - as in its base
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        if request.url.endswith(_POSTING):
            return False
        return isinstance(error, _LOST) or (response is not None and response.status_code >= _FIRST_SERVER_ERROR)


def retry_handlers() -> list[AsyncRetryHandler]:
    """What slack_sdk repeats by itself. Rate limits are waited for as long as PATIENCE_SECONDS allow."""
    return [
        AsyncRateLimitErrorRetryHandler(max_retry_count=50),
        _FailureRetryHandler(TRIES - 1, BackoffRetryIntervalCalculator(FIRST_WAIT)),
    ]


def open_session(trace: aiohttp.TraceConfig) -> aiohttp.ClientSession:
    """Open the session that all requests share."""
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS_A_REQUEST), trace_configs=[trace])


def make_client(session: aiohttp.ClientSession, api_url: str, token: str | None = None) -> AsyncWebClient:
    """A client of the Web API at ``api_url``."""
    return AsyncWebClient(
        token=token, base_url=api_url, session=session, retry_handlers=retry_handlers(), logger=library_log("slack_sdk")
    )


def library_log(name: str, least: int = logging.INFO) -> logging.Logger:
    """The log of one of Slack's libraries, without its debug level, at which it logs the texts of messages."""
    log = logging.getLogger(name)
    log.setLevel(max(log.level, least))
    return log


async def carried_out(call: Callable[[], Awaitable[Done]]) -> Done:
    """The result of a request that may be repeated; DeliveryError, with what to do, where it fails."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await call()
    except (SlackClientError, aiohttp.ClientError, OSError) as error:
        raise delivery_error(error) from error


async def pause(attempt: int) -> None:
    """Wait after a failed try; ``attempt`` counts from 0."""
    await asyncio.sleep(FIRST_WAIT * 2**attempt)


async def respond(session: aiohttp.ClientSession, url: str, body: Mapping[str, Any], *, may_repeat: bool) -> None:
    """Post to a response URL; ``may_repeat`` unless everybody could see the post twice.

    https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
    """
    rate_limits, _ = retry_handlers()
    webhook = AsyncWebhookClient(url, session=session, retry_handlers=[rate_limits], logger=library_log("slack_sdk"))
    failure = DeliveryError("Slack was not asked")
    for attempt in range(TRIES if may_repeat else 1):
        if attempt:
            await pause(attempt - 1)
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                response = await webhook.send_dict(dict(body))
        except (SlackApiError, aiohttp.ClientError, OSError) as error:
            failure = delivery_error(error)
            continue
        if response.status_code == _OK:
            return
        failure = delivery_error_of_response(response.status_code, response.body)
        if response.status_code < _FIRST_SERVER_ERROR:
            break
    raise failure
