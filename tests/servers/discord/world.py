"""All that exists, and the places where it begins to exist."""

import random
from typing import TYPE_CHECKING

from tests.servers.discord import payloads, permissions
from tests.servers.discord.changes import Changes
from tests.servers.discord.clock import EPOCH, Clock, Snowflakes
from tests.servers.discord.errors import Json
from tests.servers.discord.permissions import Permissions
from tests.servers.discord.values import (
    Application,
    Channel,
    ChannelKind,
    Event,
    Guild,
    Intents,
    Member,
    Message,
    Role,
    User,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.servers.discord.interactions import Interaction

DAY = 86_400


class World:
    """All that exists, and the places where it begins to exist."""

    def __init__(self, *, seed: int, clock: Clock, message_content: bool) -> None:
        """An empty world with one application in it."""
        self.random = random.Random(seed)  # noqa: S311 - faults are to be repeatable, not secret
        self.clock = clock
        self.changes = Changes()
        self.ids = Snowflakes(clock)
        bot = User(id=self.ids.next(), name="faq-bot", is_bot=True)
        token = f"{bot.id:x}.{self.random.randbytes(16).hex()}"
        self.application = Application(user=bot, token=token, message_content_enabled=message_content)
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.directs: dict[int, Channel] = {}
        self.interactions: dict[str, Interaction] = {}
        self.nonces: dict[tuple[int, str], tuple[float, Message]] = {}
        self.commands: dict[int | None, list[Json]] = {None: []}
        self.dispatch: Callable[[Event], None] = lambda _: None
        # A multiple of every number of shards up to ten, so that guilds go to the shards in turn.
        first = int((clock.now() - 30 * DAY) * 1000) - EPOCH
        self._next_guild = first - first % 2520
        self.owner = self.make_user("owner")

    @property
    def bot(self) -> User:
        """The bot's user."""
        return self.application.user

    def user(self, user_id: int) -> User | None:
        """The person or bot with this id."""
        return self.bot if user_id == self.bot.id else self.users.get(user_id)

    def make_user(self, name: str, *, is_bot: bool = False) -> User:
        """A new person."""
        user = User(id=self.ids.next(), name=name, is_bot=is_bot)
        self.users[user.id] = user
        return user

    def make_guild(self, name: str, *, bot_permissions: Permissions, has_bot: bool) -> Guild:
        """A new guild with the roles that each has, and its owner and the bot as members."""
        guild_id = self._next_guild << 22
        self._next_guild += 1
        everyone = Role(id=guild_id, name="@everyone", permissions=permissions.MEMBER, position=0)
        role = Role(id=self.ids.next(), name=self.bot.name, permissions=bot_permissions, is_of_bot=True)
        guild = Guild(
            world=self,
            id=guild_id,
            name=name,
            owner=self.owner,
            everyone=everyone,
            bot_role=role,
            bot_permissions=bot_permissions,
            has_bot=has_bot,
            joined=self.clock.now(),
            roles=[everyone, role],
        )
        guild.members[self.owner.id] = Member(user=self.owner, joined=self.clock.now())
        self.guilds[guild_id] = guild
        return guild

    def make_role(
        self, guild: Guild, name: str, *, is_mentionable: bool = False, allowed: Permissions = permissions.NONE
    ) -> Role:
        """A new role, which the bot hears of."""
        role = Role(id=self.ids.next(), name=name, permissions=allowed, is_mentionable=is_mentionable)
        guild.roles.append(role)
        self.announce("GUILD_ROLE_CREATE", {"guild_id": str(guild.id), "role": payloads.role(role)}, guild=guild)
        return role

    def join(self, guild: Guild, user: User, *, is_moderator: bool) -> None:
        """Make somebody a member, and a moderator if so asked."""
        member = Member(user=user, joined=self.clock.now())
        if is_moderator:
            roles = [role for role in guild.roles if role.name == "moderator"]
            member.roles += roles or [self.make_role(guild, "moderator", allowed=permissions.MODERATOR)]
        guild.members[user.id] = member
        data = {**payloads.member(member), "guild_id": str(guild.id)}
        self.announce("GUILD_MEMBER_ADD", data, guild=guild, intent=Intents.GUILD_MEMBERS)

    def open_channel(
        self, guild: Guild, name: str, *, kind: ChannelKind, bot_permissions: Permissions | None
    ) -> Channel:
        """A new channel, which the bot hears of if it may see it."""
        channel = Channel(
            id=self.ids.next(),
            kind=kind,
            name=name,
            guild=guild,
            bot_permissions=bot_permissions,
            position=len(guild.channels),
        )
        guild.channels[channel.id] = self.channels[channel.id] = channel
        if Permissions.VIEW_CHANNEL in permissions.of_bot(channel):
            self.announce("CHANNEL_CREATE", payloads.channel(channel, self.bot), guild=guild)
        self.changes.touch()
        return channel

    def direct(self, user: User) -> Channel:
        """The direct conversation between a person and the bot."""
        if user.id not in self.directs:
            channel = Channel(id=self.ids.next(), kind=ChannelKind.DIRECT, recipient=user)
            self.directs[user.id] = self.channels[channel.id] = channel
        return self.directs[user.id]

    def announce(self, name: str, data: Json, *, guild: Guild, intent: Intents = Intents.GUILDS) -> None:
        """Tell the bot of a change in a guild that it is in."""
        if guild.has_bot:
            self.dispatch(Event(name=name, data=data, guild_id=guild.id, intent=intent))
        self.changes.touch()
