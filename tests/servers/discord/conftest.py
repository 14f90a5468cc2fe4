"""The server, raw requests to it, and a small bot that really is discord.py."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any

import aiohttp
import discord
import pytest
import yarl
from discord import app_commands, gateway, http

from tests.servers.discord import DiscordServer


class Echo(discord.AutoShardedClient):
    """Repeats what it reads, and has one of each kind of command."""

    def __init__(self, *, content: bool = True) -> None:
        """A client that asks for the message content intent or not."""
        intents = discord.Intents.none()
        intents.guilds = intents.guild_messages = intents.dm_messages = True
        intents.message_content = content
        super().__init__(intents=intents, allowed_mentions=discord.AllowedMentions.none(), guild_ready_timeout=0.05)
        self.tree = app_commands.CommandTree(self)
        self.read: list[discord.Message] = []
        self.edits: list[discord.RawMessageUpdateEvent] = []
        self.errors: list[Exception] = []

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Identify at once; discord.py would wait five seconds before each shard but the first."""

    async def on_message(self, message: discord.Message) -> None:
        """Answer everybody but itself, and nothing that Discord wrote."""
        # Not is_system(): it does not count the message that starts a thread, to which nobody can reply.
        if message.author == self.user or message.type not in (discord.MessageType.default, discord.MessageType.reply):
            return
        self.read.append(message)
        try:
            await message.reply(f"You said: {message.content or 'nothing'}")
        except discord.HTTPException as error:
            self.errors.append(error)

    async def on_raw_message_edit(self, event: discord.RawMessageUpdateEvent) -> None:
        """Remember it."""
        self.edits.append(event)


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DiscordServer]:
    """A server that discord.py takes for Discord."""
    async with DiscordServer(seed=7) as started:
        use(started, monkeypatch)
        yield started


def use(server: DiscordServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Point discord.py at a server; it goes to the default gateway after an invalid session."""
    monkeypatch.setattr(http.Route, "BASE", server.url)
    monkeypatch.setattr(gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(server.gateway_url))


@asynccontextmanager
async def connected(server: DiscordServer, client: discord.Client) -> AsyncIterator[discord.Client]:
    """A client that is logged in and has read all that it was told."""
    async with client:
        task = asyncio.create_task(client.start(server.token))
        try:
            await server.ready()
            yield client
        finally:
            await client.close()
            with suppress(asyncio.CancelledError):
                await task


@pytest.fixture
async def echo(server: DiscordServer) -> AsyncIterator[Echo]:
    """The small bot, connected."""
    client = Echo()
    async with connected(server, client):
        yield client


class Raw:
    """Requests without discord.py between, which would not send the wrong ones."""

    def __init__(self, server: DiscordServer, session: aiohttp.ClientSession) -> None:
        """Requests with the bot's token."""
        self.server = server
        self.session = session

    async def __call__(
        self, method: str, path: str, body: object = None, *, token: str | None = None
    ) -> tuple[int, Any]:
        """The status and the JSON that a request is answered with."""
        headers = {"Authorization": f"Bot {token or self.server.token}"}
        async with self.session.request(method, self.server.url + path, json=body, headers=headers) as response:
            return response.status, await response.json() if response.content_length else None


@pytest.fixture
async def raw(server: DiscordServer) -> AsyncIterator[Raw]:
    """Raw requests."""
    server.limits.enabled = False
    async with AsyncExitStack() as stack:
        yield Raw(server, await stack.enter_async_context(aiohttp.ClientSession()))
