"""Socket Mode: the bot connects to Slack, and needs no address of its own.

https://docs.slack.dev/apis/events-api/using-socket-mode
"""

import asyncio
import logging
from time import time
from typing import TYPE_CHECKING

from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.engine.connection import Pulse
from bot.engine.observer import Observer
from bot.errors import PlatformError
from bot.platforms.slack.errors import REFUSALS, about_app_token, error_of
from bot.platforms.slack.events import PLATFORM

if TYPE_CHECKING:
    from aiohttp import WSMessage

_log = logging.getLogger(__name__)

PING_SECONDS = 5.0
"""How often the connection is tested, and so how soon a dropped one is noticed and replaced."""
SECONDS_TO_ACKNOWLEDGE = 2.0
SECONDS_AN_ADDRESS_LASTS = 30.0
"""An address to connect to holds a ticket that expires: https://docs.slack.dev/reference/methods/apps.connections.open."""


class Socket(SocketModeClient):
    """slack_sdk's connection, which ends where Slack refuses it, and knows which events are not acknowledged yet."""

    def __init__(  # noqa: PLR0913 - what it connects to and what it connects
        self,
        app: AsyncApp,
        *,
        app_token: str,
        client: AsyncWebClient,
        pulse: Pulse,
        observer: Observer,
        ping_seconds: float = PING_SECONDS,
    ) -> None:
        """Hand everything to ``app``."""
        super().__init__(app_token, logger=client.logger, web_client=client, ping_interval=ping_seconds)
        self._app = app
        self._pulse = pulse
        self._observer = observer
        self._was_connected = False
        self._taking = 0
        self._nothing_taken = asyncio.Event()
        self._nothing_taken.set()
        self._is_stopping = False
        self._refused: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.socket_mode_request_listeners.append(self._take)
        self.on_close_listeners.append(_note_close)

    @property
    def is_open(self) -> bool:
        """Whether there is a connection."""
        return not self.closed and self.current_session is not None and not self.current_session.closed

    def take_pulse(self) -> None:
        """Look for signs of life: slack_sdk notes the time of each heartbeat that Slack has answered."""
        self._pulse.look({"socket": self.last_ping_pong_time})

    async def connect(self) -> None:
        """Connect, or reconnect."""
        while True:
            try:
                async with asyncio.timeout(SECONDS_AN_ADDRESS_LASTS):
                    await super().connect()  # type: ignore[no-untyped-call]
                break
            except TimeoutError:
                self.wss_uri = None  # it has expired, and slack_sdk would try it for ever
        if self._was_connected and self.is_open:
            self._observer.reconnected(PLATFORM)
        self._was_connected = True

    async def issue_new_wss_url(self) -> str:
        """An address to connect to; an error that no retry can help ends :meth:`serve`."""
        try:
            return await super().issue_new_wss_url()
        except SlackApiError as error:
            if error_of(error) in REFUSALS and not self._refused.done():
                self.closed = True
                self._refused.set_exception(PlatformError(about_app_token(error)))
            raise

    async def serve(self) -> None:
        """Connect, and stay connected until cancelled; raise PlatformError where Slack refuses the app."""
        await self.connect()
        if not self._refused.done():
            _log.info("connected to Slack by Socket Mode")
        await asyncio.shield(self._refused)

    async def leave(self) -> None:
        """Take nothing more, acknowledge what was taken, and close: Slack sends the rest to the next connection."""
        self._is_stopping = True
        try:
            async with asyncio.timeout(SECONDS_TO_ACKNOWLEDGE):
                await self._nothing_taken.wait()
        except TimeoutError:
            fields = {"platform": PLATFORM, "count": self._taking}
            _log.warning("some events are not acknowledged; Slack sends them again", extra={"fields": fields})
        await self.close()  # type: ignore[no-untyped-call]
        tasks = [self.message_processor, self.current_session_monitor, self.message_receiver]
        await asyncio.gather(*filter(None, tasks), return_exceptions=True)
        if self._refused.done():
            self._refused.exception()

    async def _take(self, _: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        """Pass a request to the app, and acknowledge it; once the bot is stopping, leave it to Slack."""
        self._pulse.note_event()
        if self._is_stopping:
            return
        self._taking += 1
        self._nothing_taken.clear()
        try:
            started = time()
            response = await run_async_bolt_app(self._app, request)
            await send_async_response(self, request, response, started)
        finally:
            self._taking -= 1
            if not self._taking:
                self._nothing_taken.set()


async def _note_close(_: "WSMessage") -> None:
    _log.info("Slack closed the connection; the bot reconnects")
