"""What Discord says of a token, its application and channels: plain values, for a doctor to judge.

By REST, and a greeting of the gateway without logging in there, so that nothing is changed, not even who is online.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import aiohttp
import discord
import yarl
from discord.http import Route
from discord.voice_client import VoiceClient

from bot.engine.conversation import Conversation
from bot.errors import PlatformError
from bot.platforms.discord.commands import command_tree
from bot.platforms.discord.invite import PERMISSIONS, invite_link

_HELLO = 10
_FORUM_POSTS = "send_messages"
_COMPARED = (
    "type", "name", "description", "required", "autocomplete", "min_length", "max_length", "choices", "nsfw",
    "contexts", "integration_types", "options",
)  # fmt: skip
"""What is told of a command; Discord adds ids, a version and defaults of its own."""


class RefusedTokenError(PlatformError):
    """Discord does not take the token."""


class UnknownChannelError(PlatformError):
    """There is no channel with this id."""


class HiddenChannelError(PlatformError):
    """The bot does not see the channel, or is not in its server."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """The application that the token belongs to; ``may_read_text`` also of messages that do not mention it."""

    name: str
    invite: str
    may_read_text: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Commands:
    """The names of commands that Discord does not offer, or in another form, or that are no longer the bot's."""

    missing: tuple[str, ...]
    outdated: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sessions:
    """How many connections Discord still lets the bot begin, and in how long all of them again."""

    remaining: int
    total: int
    shards: int
    until_reset: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A channel, and which of the bot's permissions it lacks there, as Discord's settings call them."""

    name: str
    server: str
    missing: tuple[str, ...]


class Examination:
    """Questions to Discord with a token that it takes; each may raise PlatformError."""

    def __init__(self, client: discord.Client) -> None:
        """Ask with ``client``, which is logged in and not connected."""
        self._client = client

    @property
    def application(self) -> Application:
        """Whose token it is."""
        flags = self._client.application_flags
        return Application(
            name=self._client.user.name if self._client.user else "",
            invite=invite_link(self._client.application_id or 0),
            may_read_text=flags.gateway_message_content or flags.gateway_message_content_limited,
        )

    async def servers(self) -> tuple[str, ...]:
        """The names of the servers that the bot is in, of the first 200."""
        with _explained():
            return tuple([guild.name async for guild in self._client.fetch_guilds(with_counts=False)])

    async def commands(self, conversation: Conversation) -> Commands:
        """Compare the commands that ``conversation`` would be offered by with those that Discord offers."""
        tree = command_tree(self._client, conversation)
        own = [*tree.get_commands(), *tree.get_commands(type=discord.AppCommandType.message)]
        told = {command.name: command.to_dict(tree) for command in own}
        with _explained():
            answer = await self._client.http.get_global_commands(self._client.application_id or 0)
        offered: dict[str, Any] = {command["name"]: command for command in answer}
        return Commands(
            missing=tuple(name for name in told if name not in offered),
            outdated=tuple(name for name in offered if not _is_same(told.get(name), offered[name])),
        )

    async def sessions(self) -> Sessions:
        """Ask for the gateway, and connect to it without logging in."""
        with _explained():
            shards, address, limit = await self._client.http.get_bot_gateway()
            await _greet(address)
        return Sessions(
            remaining=limit["remaining"],
            total=limit["total"],
            shards=shards,
            until_reset=timedelta(milliseconds=limit["reset_after"]),
        )

    async def channel(self, channel_id: int) -> Channel:
        """A channel, and what the bot may do in it; UnknownChannelError or HiddenChannelError where it sees none."""
        with _explained():
            found = await self._found(channel_id)
            guild = await self._client.fetch_guild(found.guild.id, with_counts=False)
            place = await guild.fetch_channel(found.parent_id if isinstance(found, discord.Thread) else found.id)
            me = await guild.fetch_member(self._client.user.id if self._client.user else 0)
        missing = () if isinstance(place, discord.Thread) else _missing(place, me)
        return Channel(name=found.name, server=guild.name, missing=missing)

    async def _found(self, channel_id: int) -> discord.abc.GuildChannel | discord.Thread:
        try:
            found = await self._client.fetch_channel(channel_id)
        except discord.NotFound as error:
            raise UnknownChannelError("Discord knows no such channel") from error
        except discord.Forbidden as error:
            raise HiddenChannelError("the bot does not see the channel") from error
        if isinstance(found, discord.abc.PrivateChannel):
            raise UnknownChannelError("it is a direct conversation, where the bot answers anyway")
        return found


def _missing(place: discord.abc.GuildChannel, me: discord.Member) -> tuple[str, ...]:
    """The names of permissions that the bot asks for and lacks."""
    allowed = place.permissions_for(me)
    is_forum = isinstance(place, discord.ForumChannel)  # where this one is the right to begin posts
    lacking = [
        name
        for name, is_needed in PERMISSIONS
        if is_needed and not getattr(allowed, name) and not (is_forum and name == _FORUM_POSTS)
    ]
    if "read_messages" in lacking or "view_channel" in lacking:
        return ("View Channel",)
    return tuple(name.replace("_", " ").title().replace(" In ", " in ") for name in lacking)


@asynccontextmanager
async def logged_in(token: str, api_url: str) -> AsyncIterator[Examination]:
    """Ask Discord at ``api_url`` with ``token``; RefusedTokenError where it does not take that."""
    Route.BASE = api_url.rstrip("/")
    VoiceClient.warn_nacl = VoiceClient.warn_dave = False  # as where the bot runs
    async with discord.Client(intents=discord.Intents(guilds=True)) as client:
        with _explained():
            await client.login(token)
        yield Examination(client)


async def _greet(address: str) -> None:
    """Wait for the gateway's first word: https://discord.com/developers/docs/events/gateway#hello-event."""
    url = yarl.URL(address).update_query(v="10", encoding="json")
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as gateway:
        first = await gateway.receive()
        if first.type is not aiohttp.WSMsgType.TEXT or first.json().get("op") != _HELLO:
            raise PlatformError("Discord's gateway does not greet")


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except discord.LoginFailure as error:
        raise RefusedTokenError("Discord refuses DISCORD_TOKEN") from error
    except discord.HTTPException as error:
        raise PlatformError(f"Discord answers with {error.status}: {error.text or 'no reason'}") from error
    except TimeoutError:  # for whoever set the time
        raise
    except (discord.GatewayNotFound, aiohttp.ClientError, OSError) as error:
        raise PlatformError(f"Discord or its gateway cannot be reached: {type(error).__name__}") from error


def _is_same(told: object, offered: object) -> bool:
    """Whether Discord offers what it was told; what is not set it may leave out, and lists of numbers are sets."""
    match told, offered:
        case dict(), dict():
            return all(_is_same(told.get(key), offered.get(key)) for key in _COMPARED)
        case list(), list() if all(isinstance(item, int) for item in (*told, *offered)):
            return set(told) == set(offered)
        case list(), list():
            return len(told) == len(offered) and all(map(_is_same, told, offered))
    return told == offered or (not told and not offered)
