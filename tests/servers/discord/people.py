"""What people do in Discord: they talk, change their words, open threads, and throw the bot out."""

from collections.abc import Iterable

from tests.servers.discord import payloads, permissions, pings, posting
from tests.servers.discord.errors import Json
from tests.servers.discord.permissions import Permissions
from tests.servers.discord.stage import Stage
from tests.servers.discord.values import (
    Channel,
    ChannelKind,
    Event,
    Guild,
    Intents,
    Message,
    MessageKind,
    Reference,
    Role,
    User,
)


class NotPossibleError(AssertionError):
    """A person could not do this in Discord, so that a test which does it says nothing."""


class People(Stage):
    """The test's side of conversations."""

    async def say(  # noqa: PLR0913 - all that a message of a person can be
        self,
        who: User,
        channel: Channel,
        text: str = "",
        *,
        mention_bot: bool = False,
        role_mention_of_bot: bool = False,
        mentions: Iterable[User | Role] = (),
        reply_to: Message | None = None,
        ping_reply: bool = True,
        attachments: int = 0,
        stickers: int = 0,
        embeds: Iterable[Json] = (),
        as_bot: bool = False,
    ) -> Message:
        """Write a message; mentions go before the text, and a reply notifies its author as Discord's clients do."""
        self._check_may_write(who, channel, as_bot=as_bot)
        author = User(id=who.id, name=who.name, is_bot=True) if as_bot else who
        called = [self.world.bot] if mention_bot else []
        text = " ".join([*self._called([*called, *mentions], channel, role_of_bot=role_mention_of_bot), text]).strip()
        message = Message(id=self.world.ids.next(), channel=channel, author=author, content=text)
        message.embeds = list(embeds)
        message.attachments = [
            payloads.attachment(self.world.ids.next(), f"picture-{number}.png", 1024) for number in range(attachments)
        ]
        message.stickers = [
            {"id": str(self.world.ids.next()), "name": "wave", "format_type": 1} for _ in range(stickers)
        ]
        if reply_to is not None:
            message.kind = MessageKind.REPLY
            message.reference = self._reference(reply_to)
        self._notify(message, who, reply_to if ping_reply else None)
        posting.publish(self.world, message)
        return message

    def _check_may_write(self, who: User, channel: Channel, *, as_bot: bool) -> None:
        if channel.kind is ChannelKind.FORUM:
            raise NotPossibleError("nobody says anything in a forum: post() there")
        if channel.is_deleted:
            raise NotPossibleError(f"the channel {channel.name!r} is gone")
        allowed = permissions.of_user(who, channel)
        if not as_bot and Permissions.SEND_MESSAGES not in allowed:
            raise NotPossibleError(f"{who.name} is no member of the guild of {channel.name!r}")
        if channel.is_locked and Permissions.MANAGE_THREADS not in allowed:
            raise NotPossibleError(f"the thread {channel.name!r} is locked")

    def _called(self, called: Iterable[User | Role], channel: Channel, *, role_of_bot: bool) -> list[str]:
        texts = [f"<@&{one.id}>" if isinstance(one, Role) else f"<@{one.id}>" for one in called]
        if role_of_bot:
            assert channel.guild is not None
            texts.append(f"<@&{channel.guild.bot_role.id}>")
        return texts

    def _reference(self, message: Message) -> Reference:
        guild_id = None if message.channel.guild is None else message.channel.guild.id
        return Reference(message_id=message.id, channel_id=message.channel.id, guild_id=guild_id)

    def _notify(self, message: Message, who: User, reply_to: Message | None) -> None:
        message.pings = pings.compute(
            self.world,
            message.channel,
            [message.content],
            allowed=pings.EVERYTHING,
            author_may=permissions.of_user(who, message.channel),
            replied=None if reply_to is None else reply_to.author,
        )

    async def direct(self, who: User) -> Channel:
        """The direct conversation of a person with the bot."""
        return self.world.direct(who)

    async def edit(self, message: Message, text: str) -> None:
        """Change a message's text, and with it whom it mentions."""
        message.revisions.append(message.content)
        message.content = text
        message.edited = self.clock.now()
        self._notify(message, message.author, self._replied_with_ping(message))
        posting.revise(self.world, message)

    def _replied_with_ping(self, message: Message) -> Message | None:
        if message.reference is None or message.pings.replied_user is None:
            return None
        return message.channel.messages.get(message.reference.message_id)

    async def unfurl(self, message: Message, *, url: str = "https://example.org/") -> None:
        """Let Discord add the preview of a link: an update that is no edit of the author's."""
        message.embeds = [*message.embeds, {"type": "link", "url": url, "title": "A page"}]
        posting.revise(self.world, message)

    async def delete(self, message: Message) -> None:
        """Delete a message."""
        posting.remove(self.world, message)

    async def delete_many(self, messages: Iterable[Message]) -> None:
        """Delete messages of one channel at once, as moderators can."""
        posting.remove_many(self.world, list(messages))

    async def start_thread(self, who: User, channel: Channel, name: str, *, message: Message | None = None) -> Channel:
        """Start a thread, from a message if one is given."""
        self._check_may_write(who, channel, as_bot=False)
        return posting.open_thread(self.world, channel, name, owner=who, message=message)

    async def post(self, who: User, forum: Channel, title: str, body: str, *, mention_bot: bool = False) -> Message:
        """Post in a forum: a thread whose first message has the thread's own id; its `channel` is the thread."""
        if forum.kind is not ChannelKind.FORUM:
            raise NotPossibleError(f"{forum.name!r} is no forum")
        thread = posting.open_thread(self.world, forum, title, owner=who)
        text = f"<@{self.world.bot.id}> {body}" if mention_bot else body
        message = Message(id=thread.id, channel=thread, author=who, content=text)
        self._notify(message, who, None)
        posting.publish(self.world, message)
        return message

    async def archive(self, thread: Channel, *, locked: bool = False) -> None:
        """Archive a thread, and lock it if so asked."""
        posting.set_archived(self.world, thread, is_archived=True, is_locked=locked)

    async def lock(self, thread: Channel) -> None:
        """Lock a thread that stays open."""
        posting.set_archived(self.world, thread, is_archived=False, is_locked=True)

    async def delete_channel(self, channel: Channel) -> None:
        """Delete a channel or a thread."""
        assert channel.guild is not None
        channel.is_deleted = True
        name, group = (
            ("THREAD_DELETE", channel.guild.threads)
            if channel.is_thread
            else (
                "CHANNEL_DELETE",
                channel.guild.channels,
            )
        )
        group.pop(channel.id, None)
        data = payloads.channel(channel, self.world.bot)
        self.world.announce(name, data, guild=channel.guild, intent=Intents.GUILDS)

    async def set_permissions(self, channel: Channel, allowed: Permissions) -> None:
        """Set what the bot may do in a channel; it hears of the change, or that the channel is gone."""
        assert channel.guild is not None
        before = permissions.of_bot(channel)
        channel.bot_permissions = allowed
        after = permissions.of_bot(channel)
        name = "CHANNEL_DELETE" if before and not after else "CHANNEL_UPDATE" if before else "CHANNEL_CREATE"
        if before or after:
            data = payloads.channel(channel, self.world.bot)
            self.world.dispatch(Event(name=name, data=data, guild_id=channel.guild.id, intent=Intents.GUILDS))
        self.world.changes.touch()

    async def kick_bot(self, guild: Guild) -> None:
        """Take the bot out of a guild."""
        self.world.announce("GUILD_DELETE", {"id": str(guild.id)}, guild=guild)
        guild.has_bot = False
        self.world.changes.touch()

    async def invite_bot(self, guild: Guild) -> None:
        """Bring the bot into a guild."""
        guild.has_bot = True
        self.world.announce("GUILD_CREATE", self._joined(guild), guild=guild)
