"""Discord as a place where a bot of another process is asked: all that the tests of processes know of a platform."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

from tests.servers.discord import DiscordServer
from tests.servers.discord.faults import Hold
from tests.servers.discord.values import Channel, Guild, Message, User

SEND = "POST /channels/{channel_id}/messages"
HISTORY = "GET /channels/{channel_id}/messages"


class DiscordPlace:
    """A Discord server with one community, and what a bot's process is told of it."""

    platform = "discord"

    def __init__(self, server: DiscordServer, guild: Guild, channel: Channel, asker: User) -> None:
        """Let ``asker`` ask in ``channel`` of ``guild``."""
        self.server = server
        self.guild = guild
        self.channel = channel
        self.asker = asker

    @classmethod
    async def open(cls, server: DiscordServer) -> Self:
        """Open a community with one channel and one member."""
        guild = await server.add_guild("Tea house")
        return cls(server, guild, await guild.add_text_channel("general"), await guild.add_member("ada"))

    def environment(self, database: Path) -> Mapping[str, str]:
        """The variables that lead a process here."""
        return {
            "DISCORD_TOKEN": self.server.token,
            "DISCORD_API_URL": self.server.url,
            "DATABASE_URL": f"sqlite:///{database}",
            "HTTP_PORT": "0",
        }

    async def ask(self, text: str, where: Channel | None = None, *, asker: User | None = None) -> Message:
        """Ask by a mention; in a direct conversation simply by writing."""
        channel = where or self.channel
        return await self.server.say(asker or self.asker, channel, text, mention_bot=channel.guild is not None)

    async def is_connected(self) -> None:
        """Wait until the bot is connected and has read all that it was told."""
        await self.server.ready(timeout=60)

    async def is_answered(self, *questions: Message) -> None:
        """Wait until each of these questions has a reply."""
        await self.server.wait_until(lambda: all(map(self.replies, questions)), timeout=30)

    async def is_left(self) -> None:
        """Wait until the bot is known to be away."""
        await self.server.wait_until(lambda: not self.server.gateway.connections, timeout=30)

    async def is_at_rest(self) -> None:
        """Wait until the bot has dealt with everything so far, as a last question shows."""
        await self.is_connected()
        await self.server.quiet(lambda: self.ask("hello"), timeout=30)

    def replies(self, question: Message) -> Sequence[Message]:
        """The messages that reply to a question, of which there should be one; further parts of it are no replies."""
        return [
            one
            for one in self.server.by_bot(question.channel)
            if one.reference is not None and one.reference.message_id == question.id
        ]

    def hold_replies(self) -> Hold:
        """Let the bot's replies wait before they are carried out."""
        return self.server.faults.hold(SEND)

    async def has_tried(self, times: int = 1) -> None:
        """Wait until the bot has tried to send so many messages."""
        await self.server.wait_until(lambda: self.server.count(SEND) >= times, timeout=30)
