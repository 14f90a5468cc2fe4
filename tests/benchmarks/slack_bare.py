"""The least that a Slack app can be: Bolt, and the same answer to whoever mentions it; see ``slack_latency``.

It reads SLACK_BOT_TOKEN, SLACK_APP_TOKEN and SLACK_API_URL, as the bot itself does; with the argument ``kept`` it keeps
its connection to the Web API open, which Bolt by itself does not.
"""

import asyncio
import os
import sys
from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import Any

import aiohttp
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

ANSWER = "I say the same to everybody."
KEPT = "kept"


async def run(*arguments: str) -> None:
    """Serve until killed."""
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession()) if KEPT in arguments else None
        client = AsyncWebClient(os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"], session=session)
        app = AsyncApp(client=client)
        app.event("app_mention")(_answer)
        app.event("message")(_ignore)
        handler: Any = AsyncSocketModeHandler(app, os.environ["SLACK_APP_TOKEN"])
        await handler.start_async()


async def _answer(event: Mapping[str, str], say: Any) -> None:  # noqa: ANN401 - Bolt's
    await say(text=ANSWER, thread_ts=event["ts"])


async def _ignore() -> None:
    """The twin of a mention, and what the app itself said."""


if __name__ == "__main__":
    asyncio.run(run(*sys.argv[1:]))
