"""The bot on Discord: it connects, serves until it is stopped, finishes what it took, and disconnects."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route
from discord.voice_client import VoiceClient

from bot.core.stores import PlatformStore
from bot.engine.connection import Connection, Pulse
from bot.engine.conversation import Conversation
from bot.errors import PlatformError, first_error
from bot.platforms.discord.client import FaqClient
from bot.platforms.kit.tasks import finish

_log = logging.getLogger(__name__)

# https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
_BAD_TOKEN = 4004
_ERRORS = (
    discord.LoginFailure, discord.ConnectionClosed, discord.HTTPException, discord.GatewayNotFound,
    aiohttp.ClientError, OSError,
)  # fmt: skip

WITHOUT_CONTENT = (
    "Discord does not give this bot the text of messages that do not mention it, so it answers mentions, replies to "
    "it, direct messages, commands and buttons, but does not follow a thread without a mention, nor listen in "
    "channels. To change that, switch on “Message Content Intent” in the Developer Portal under Bot, and restart."
)
REFUSED = (
    "Discord refuses DISCORD_TOKEN. Copy the token from the Developer Portal under Bot; “Reset Token” makes a new one."
)


class _SilentError(Exception):
    """The connection is given up, and another client connects."""


class DiscordPlatform:
    """Runs the bot on Discord."""

    name = "discord"

    def __init__(self, conversation: Conversation, store: PlatformStore, *, token: str, api_url: str) -> None:
        """Log in with ``token`` to the REST API at ``api_url``; it says where the gateway is."""
        self._conversation = conversation
        self._store = store
        self._token = token
        self._pulse = Pulse(conversation.clock)
        self._client: FaqClient | None = None
        self._is_given_up = asyncio.Event()
        Route.BASE = api_url.rstrip("/")
        VoiceClient.warn_nacl = VoiceClient.warn_dave = False  # the bot needs no voice

    async def run(self) -> None:
        """Serve until cancelled; raise PlatformError where Discord refuses the bot."""
        with _platform_errors(Route.BASE):
            intents = await self._intents()
            while True:
                try:
                    await self._serve(intents)
                except* discord.PrivilegedIntentsRequired:
                    intents.message_content = False
                except* _SilentError:
                    self._conversation.observer.reconnected(self.name)

    def connection(self) -> Connection:
        """How well the bot is connected."""
        is_open = False
        if self._client is not None:
            self._client.take_pulse()
            is_open = self._client.is_connected
        return Connection(is_open=is_open, silence=self._pulse.silence(), since_event=self._pulse.since_event())

    async def reconnect(self) -> None:
        """Connect with a new client; what is under way has its time to finish, or is resumed by the new one."""
        self._is_given_up.set()

    async def _intents(self) -> discord.Intents:
        """The events that the bot asks for: messages, and their text if its application may have it."""
        async with discord.Client(intents=discord.Intents(guilds=True)) as probe:
            await probe.login(self._token)
            # discord.py connects new sessions to this default, and not to the gateway of the first one.
            _, gateway, _ = await probe.http.get_bot_gateway()
            DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway).with_query(None)
            flags = probe.application_flags
        intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
        # The limited flag is that of bots in fewer than 100 servers, which need no approval.
        intents.message_content = flags.gateway_message_content or flags.gateway_message_content_limited
        return intents

    async def _serve(self, intents: discord.Intents) -> NoReturn:
        """Stay connected until cancelled, given up or refused; then finish what was taken."""
        if not intents.message_content:
            _log.warning(WITHOUT_CONTENT)
        self._is_given_up.clear()
        async with FaqClient(self._conversation, self._store, intents=intents, pulse=self._pulse) as client:
            await client.login(self._token)
            self._client = client
            async with asyncio.TaskGroup() as tasks:
                # A token has one process: a second one would receive every message, too.
                tasks.create_task(client.recovery.watch(is_alone=True))
                tasks.create_task(client.recovery.keep_heartbeat(client.has_heard_all))
                tasks.create_task(self._end_if_given_up())
                try:
                    await client.connect()
                    raise PlatformError("Discord has closed the connection for good")
                finally:
                    client.is_stopping = True
                    self._client = None
                    # Where only this connection ends, questions on other platforms are under way, too.
                    await finish(self._conversation, abandons=not self._is_given_up.is_set())

    async def _end_if_given_up(self) -> None:
        await self._is_given_up.wait()
        raise _SilentError


async def application_id(token: str, api_url: str) -> int:
    """The id of the application that a token belongs to; PlatformError where Discord does not say."""
    Route.BASE = api_url.rstrip("/")
    with _platform_errors(api_url):
        async with discord.Client(intents=discord.Intents(guilds=True)) as client:
            await client.login(token)
            return client.application_id or 0


@contextmanager
def _platform_errors(api_url: str) -> Iterator[None]:
    """Raise PlatformError, with what an operator can do, where Discord refuses the bot or cannot be reached."""
    try:
        yield
    except* _ERRORS as errors:
        error = first_error(errors)
        raise PlatformError(_meaning_of(error, api_url)) from error


def _meaning_of(error: Exception, api_url: str) -> str:
    match error:
        case discord.LoginFailure():
            return REFUSED
        case discord.ConnectionClosed(code=code):
            return REFUSED if code == _BAD_TOKEN else f"Discord has closed the connection for good, with code {code}"
        case discord.DiscordServerError():
            return f"Discord cannot be reached at {api_url}: {error}"
        case discord.HTTPException():
            return f"Discord refuses the bot: {error}"
    return f"Discord cannot be reached at {api_url}: {type(error).__name__}"
