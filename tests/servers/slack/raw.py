"""Requests without slack_sdk between, which would not send the wrong ones."""

from typing import Any

import aiohttp

from tests.servers.slack import SlackServer


class Raw:
    """Web API requests with JSON arguments."""

    def __init__(self, server: SlackServer, session: aiohttp.ClientSession) -> None:
        """Requests with the bot's token."""
        self.server = server
        self.session = session

    async def __call__(self, method: str, *, token: str | None = None, **args: object) -> dict[str, Any]:
        """What a request with JSON arguments is answered with."""
        headers = {"Authorization": f"Bearer {self.server.bot_token if token is None else token}"}
        async with self.session.post(self.server.url + method, json=args, headers=headers) as response:
            data: dict[str, Any] = await response.json()
            return data
