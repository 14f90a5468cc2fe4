"""A small Bolt app for a process of its own: it repeats mentions in their thread."""

import asyncio
import os
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient


async def run() -> None:
    """Connect to the server that the environment names, and go on until the process ends."""
    client = AsyncWebClient(os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"])
    app = AsyncApp(client=client)

    async def repeat(event: dict[str, Any], say: Any) -> None:  # noqa: ANN401 - Bolt's
        await say(text=f"You said: {event['text']}", thread_ts=event["ts"])

    async def ignore() -> None:
        """The twin of a mention."""

    app.event("app_mention")(repeat)
    app.event("message")(ignore)
    handler: Any = AsyncSocketModeHandler(app, os.environ["SLACK_APP_TOKEN"])
    await handler.start_async()


if __name__ == "__main__":
    asyncio.run(run())
