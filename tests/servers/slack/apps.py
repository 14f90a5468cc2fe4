"""Bolt as the tests use it: a small app, connected in either mode."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.servers.slack import SlackServer


class Echo:
    """An app that repeats mentions in their thread and keeps what it hears."""

    def __init__(self, server: SlackServer) -> None:
        """An app that is not connected yet."""
        client = AsyncWebClient(server.bot_token, base_url=server.url)
        self.app = AsyncApp(client=client, signing_secret=server.signing_secret, logger=silent())
        self.heard: list[dict[str, Any]] = []
        self.bodies: list[dict[str, Any]] = []
        self.app.event("app_mention")(self._mentioned)
        self.app.event("message")(self._hear)

    async def _mentioned(self, event: dict[str, Any], body: dict[str, Any], say: Any) -> None:  # noqa: ANN401 - Bolt's
        await self._hear(event, body)
        await say(text=f"You said: {event['text']}", thread_ts=event.get("thread_ts", event["ts"]))

    async def _hear(self, event: dict[str, Any], body: dict[str, Any]) -> None:
        self.heard.append(event)
        self.bodies.append(body)

    def types(self) -> list[str]:
        """What it heard, by type and subtype."""
        return [event.get("subtype", event["type"]) for event in self.heard]


def silent() -> logging.Logger:
    """A logger that says nothing of connections that a test cuts."""
    logger = logging.getLogger("bolt of a test")
    logger.setLevel(logging.CRITICAL)
    return logger


@asynccontextmanager
async def connected(server: SlackServer, app: AsyncApp, *, ping_interval: float = 10) -> AsyncIterator[None]:
    """An app that is connected in Socket Mode."""
    handler: Any = AsyncSocketModeHandler(app, server.app_token, ping_interval=ping_interval)
    before = len(server.sockets.open)
    await handler.connect_async()
    try:
        await server.ready(connections=before + 1)
        yield
    finally:
        await handler.close_async()


@asynccontextmanager
async def served(app: AsyncApp) -> AsyncIterator[str]:
    """An app that listens for requests; yields its request URL."""

    async def answer(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    application = web.Application()
    application.router.add_post("/slack/events", answer)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    finally:
        await runner.cleanup()
