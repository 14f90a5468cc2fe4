"""A bot that is well: its files on this machine, and what it finds on Discord and Slack; faults are planted into it."""

import socket
from collections.abc import Awaitable, Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

import discord
from discord.http import Route

from bot.platforms.discord.doctor import own_commands
from bot.platforms.discord.invite import PERMISSIONS
from bot.platforms.kit.checks import Check, Checks, Status
from tests.servers import slack
from tests.servers.discord import DiscordServer, Permissions
from tests.servers.discord.values import Channel, Guild

ASKED_FOR = Permissions(PERMISSIONS.value)
FAQ = """\
source: {title: Tea FAQs, author: A. Curator, url: https://example.org/tea}
sections:
  - {id: brewing, title: How is tea brewed?, anchor: how-is-tea-brewed}
entries:
  - id: steeping-time
    section: brewing
    question: How long should tea steep?
    answer: Three minutes.
    examples: [how many minutes for black tea, when do I take the bag out, is five minutes too long]
"""
Place = TypeVar("Place")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault(Generic[Place]):
    """What is wrong once it is planted: the check that finds it, how grave it is, what it says and how to fix it.

    ``follows`` are checks that fail because of it.
    """

    plant: Callable[[Place], Awaitable[object] | object]
    check: str
    says: str
    fix: str
    status: Status = Status.FAILED
    follows: tuple[str, ...] = ()

    def assert_is_found_in(self, checks: Checks, *, channel: object = "") -> None:
        """It is named, with its fix, and nothing else is."""
        name = self.check.format(channel=channel)
        expected = sorted([name, *(each.format(channel=channel) for each in self.follows)])
        assert sorted(each.id for each in unwell(checks)) == expected
        found = by_id(checks)[name]
        assert found.status is self.status
        assert self.says in found.message
        assert self.fix in found.fix


@dataclass(eq=False, slots=True, kw_only=True)
class Home:
    """The folder that the bot is started in, and its variables."""

    folder: Path
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def faq(self) -> Path:
        """The FAQ in use."""
        return self.folder / "tea.yaml"

    @property
    def database(self) -> Path:
        """The database in use."""
        return self.folder / "bot.sqlite3"


@dataclass(eq=False, slots=True, kw_only=True)
class OnDiscord:
    """A server with the bot in it, and a channel that it is to listen in."""

    server: DiscordServer
    guild: Guild
    channel: Channel
    variables: dict[str, str]


@dataclass(eq=False, slots=True, kw_only=True)
class OnSlack:
    """A workspace with the app installed, and a channel that it is to listen in."""

    server: slack.SlackServer
    channel: slack.Channel
    variables: dict[str, str]


async def settle_on_discord(server: DiscordServer) -> OnDiscord:
    """Invite the bot with what it asks for, and register its commands, as its first start does."""
    guild = await server.add_guild("Tea house", bot_permissions=ASKED_FOR)
    channel = await guild.add_text_channel("kettle")
    Route.BASE = server.url  # conftest.py puts it back
    async with discord.Client(intents=discord.Intents(guilds=True)) as client:
        await client.login(server.token)
        await own_commands(client).sync()
    variables = {
        "DISCORD_TOKEN": server.token,
        "DISCORD_API_URL": server.url,
        "LISTEN_CHANNELS": str(channel.id),
    }
    return OnDiscord(server=server, guild=guild, channel=channel, variables=variables)


async def settle_on_slack(server: slack.SlackServer) -> OnSlack:
    """Install the app, and invite the bot."""
    channel = await server.team.add_channel("kettle")
    variables = {
        "SLACK_BOT_TOKEN": server.bot_token,
        "SLACK_APP_TOKEN": server.app_token,
        "SLACK_API_URL": server.url,
        "LISTEN_CHANNELS": channel.id,
    }
    return OnSlack(server=server, channel=channel, variables=variables)


def closed_port() -> int:
    """A port at which nothing listens."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        port: int = listener.getsockname()[1]
        return port


def by_id(checks: Checks) -> Mapping[str, Check]:
    """Each check by its id, which no other has."""
    found = {check.id: check for check in checks}
    assert len(found) == len(checks)
    return found


def unwell(checks: Checks) -> Checks:
    """The checks that found something; each says how to fix it."""
    found = tuple(check for check in checks if check.status is not Status.OK)
    assert all(check.fix for check in found)
    assert not any(check.fix for check in checks if check.status is Status.OK)
    return found
