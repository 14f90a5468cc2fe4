"""The bot on Discord: connects, serves until it is told to stop, finishes what it took, and leaves."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route
from discord.voice_client import VoiceClient

from bot.core.stores import PlatformStore
from bot.engine.connection import Connection, Pulse
from bot.engine.conversation import Conversation
from bot.errors import PlatformError
from bot.platforms.discord.client import FaqClient

_log = logging.getLogger(__name__)

SECONDS_TO_FINISH = 8.0
SECONDS_BETWEEN_NOTES = 10.0
_BAD_TOKEN = 4004

WITHOUT_CONTENT = (
    "Discord does not give this bot the text of messages that do not mention it, so it answers mentions, replies to "
    "it, direct messages, commands and buttons, but does not follow a thread without a mention, nor listen in "
    "channels. To change that, switch on “Message Content Intent” in the Developer Portal under Bot, and restart."
)
REFUSED = (
    "Discord refuses DISCORD_TOKEN. Copy the token from the Developer Portal under Bot; “Reset Token” makes a new one."
)


class _SilentError(Exception):
    """The connection is given up, and made anew by another client, whatever state this one's is in."""


class DiscordPlatform:
    """A bot's life on Discord, from logging in to leaving."""

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
        VoiceClient.warn_nacl = VoiceClient.warn_dave = False  # the bot has no voice, and nobody shall look for one

    async def run(self) -> None:
        """Serve until cancelled; raise PlatformError where Discord does not let the bot in."""
        with _refusals(Route.BASE):
            intents = await self._intents()
            is_served = False
            while not is_served:
                is_served = True
                try:
                    await self._serve(intents)
                except* discord.PrivilegedIntentsRequired:
                    intents.message_content, is_served = False, False
                except* _SilentError:
                    self._conversation.observer.reconnected(self.name)
                    is_served = False

    def connection(self) -> Connection:
        """How well Discord is heard."""
        if self._client is not None:
            self._client.take_pulse()
        is_open = self._client is not None and self._client.is_connected
        return Connection(is_open=is_open, silence=self._pulse.silence(), since_event=self._pulse.since_event())

    async def reconnect(self) -> None:
        """Connect with a new client; what is under way has its time to finish, and is else taken up by the new one."""
        self._is_given_up.set()

    async def _intents(self) -> discord.Intents:
        """What the bot asks to hear: messages, and their text if its application may have that."""
        async with discord.Client(intents=discord.Intents(guilds=True)) as probe:
            await probe.login(self._token)
            # discord.py opens a new session at Discord's own gateway, wherever the first one was told to connect.
            _, gateway, _ = await probe.http.get_bot_gateway()
            DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway).with_query(None)
            flags = probe.application_flags
        intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
        intents.message_content = flags.gateway_message_content or flags.gateway_message_content_limited
        return intents

    async def _serve(self, intents: discord.Intents) -> None:
        """Connect, and stay until cancelled or refused; then finish what was taken."""
        if not intents.message_content:
            _log.warning(WITHOUT_CONTENT)
        self._is_given_up.clear()
        async with FaqClient(self._conversation, self._store, intents=intents, pulse=self._pulse) as client:
            await client.login(self._token)
            self._client = client
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(client.recovery.resume())
                tasks.create_task(_note_time(client))
                tasks.create_task(self._end_if_given_up())
                try:
                    await client.connect()
                    raise PlatformError("Discord has closed the connection, and does not want it opened again")
                finally:
                    client.is_stopping = True
                    self._client = None
                    await self._finish()

    async def _end_if_given_up(self) -> None:
        await self._is_given_up.wait()
        raise _SilentError

    async def _finish(self) -> None:
        """Wait until all that was taken is answered, but not for ever: a supervisor would kill the process."""
        try:
            async with asyncio.timeout(SECONDS_TO_FINISH):
                await self._conversation.idle()
        except TimeoutError:
            if self._is_given_up.is_set():
                return  # only one connection ends: the other platforms' questions are under way too
            left = self._conversation.under_way()
            _log.warning("stopping with %d questions under way; the next start will answer them", left)
            await self._conversation.abandon()


async def application_id(token: str, api_url: str) -> int:
    """The id of the application that a token belongs to; PlatformError where Discord does not say."""
    Route.BASE = api_url.rstrip("/")
    with _refusals(api_url):
        async with discord.Client(intents=discord.Intents(guilds=True)) as client:
            await client.login(token)
            return client.application_id or 0


async def _note_time(client: FaqClient) -> None:
    """Remember every few seconds how far everything was heard, for the next start."""
    while True:
        await asyncio.sleep(SECONDS_BETWEEN_NOTES)
        await client.keep_alive()


@contextmanager
def _refusals(api_url: str) -> Iterator[None]:
    """Say what an operator can do about Discord's refusals."""
    try:
        yield
    except* discord.LoginFailure as errors:
        raise PlatformError(REFUSED) from errors.exceptions[0]
    except* discord.ConnectionClosed as errors:
        raise PlatformError(_about_closing(errors.exceptions[0])) from errors.exceptions[0]
    except* discord.DiscordServerError as errors:
        raise PlatformError(f"Discord cannot be reached at {api_url}: {errors.exceptions[0]}") from errors.exceptions[0]
    except* discord.HTTPException as errors:
        raise PlatformError(f"Discord refuses the bot: {errors.exceptions[0]}") from errors.exceptions[0]
    except* (discord.GatewayNotFound, aiohttp.ClientError, OSError) as errors:
        kind = type(errors.exceptions[0]).__name__
        raise PlatformError(f"Discord cannot be reached at {api_url}: {kind}") from errors.exceptions[0]


def _about_closing(error: BaseException) -> str:
    code = error.code if isinstance(error, discord.ConnectionClosed) else None
    return REFUSED if code == _BAD_TOKEN else f"Discord has closed the connection for good, with code {code}"
