"""A Discord server as a community, with the real client in it and, in the bot, everything but the network."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

from bot.app import converse
from bot.core.stores import Store
from bot.opening import Bot
from bot.platforms.discord.invite import PERMISSIONS
from bot.platforms.discord.platform import DiscordPlatform
from bot.settings import Settings
from tests.servers.discord import DiscordServer, Permissions, values
from tests.servers.discord.interactions import Interaction
from tests.servers.discord.values import Channel, Guild, Message, User

if TYPE_CHECKING:
    from bot.engine.conversation import Conversation

BUTTON, SELECT = 2, 3
LISTENING = "listening"


@dataclass(eq=False, slots=True)
class DiscordSaid:
    """A message of the bot's."""

    message: Message

    @property
    def text(self) -> str:
        """Its content."""
        return self.message.text

    @property
    def buttons(self) -> Sequence[str]:
        """The labels of its buttons."""
        return [part["label"] for part in values.walk(self.message.components) if part["type"] == BUTTON]

    @property
    def choices(self) -> Sequence[str]:
        """The labels that its menus offer."""
        menus = [part for part in values.walk(self.message.components) if part["type"] == SELECT]
        return [option["label"] for menu in menus for option in menu["options"]]

    @property
    def is_private(self) -> bool:
        """Whether it is ephemeral."""
        return self.message.is_ephemeral

    @property
    def is_gone(self) -> bool:
        """Whether it was deleted."""
        return self.message.is_deleted

    @property
    def pings(self) -> bool:
        """Whether it notified anybody."""
        pings = self.message.pings
        return bool(pings.users or pings.roles or pings.everyone or pings.replied_user)


class DiscordCommunity:
    """People in one server, and the bot."""

    platform = "discord"

    def __init__(  # noqa: PLR0913 - a place and all that the bot is made of
        self, server: DiscordServer, guild: Guild, listening: Channel, *, bot: Bot, store: Store, settings: Settings
    ) -> None:
        """Gather in ``guild``; the bot remembers in ``store``."""
        self.server = server
        self.guild = guild
        self.bot = bot
        self.store = store
        self.conversation: Conversation
        self._listening = listening
        self._settings = settings
        self._running: asyncio.Task[None] | None = None

    @classmethod
    async def gather(cls, server: DiscordServer, *, bot: Bot, store: Store, listen_mode: str = "speak") -> Self:
        """Open a server with a channel to listen in, and let the bot in."""
        # What the invitation asks for, and no more.
        guild = await server.add_guild("Tea house", bot_permissions=Permissions(PERMISSIONS.value))
        listening = await guild.add_text_channel(LISTENING)
        settings = Settings.model_validate({"LISTEN_CHANNELS": str(listening.id), "LISTEN_MODE": listen_mode})
        community = cls(server, guild, listening, bot=bot, store=store, settings=settings)
        await community.start()
        return community

    async def start(self) -> None:
        """Start the bot."""
        clock = self.server.clock
        self.conversation = converse(
            self.bot, self.store, self._settings, clock=lambda: datetime.fromtimestamp(clock.now(), UTC)
        )
        platform = DiscordPlatform(self.conversation, self.store, token=self.server.token, api_url=self.server.url)
        self._running = asyncio.create_task(platform.run())
        await self.server.ready()

    async def stop(self) -> None:
        """Stop it, as a signal does."""
        if self._running is not None:
            self._running.cancel()
            with suppress(asyncio.CancelledError):
                await self._running
            self._running = None

    async def restart(self) -> None:
        """Stop it and start it again."""
        await self.stop()
        await self.start()

    def advance(self, seconds: float) -> None:
        """Move the clock."""
        self.server.clock.advance(seconds)

    def deliver_twice(self) -> None:
        """Deliver every event twice."""
        self.server.faults.repeated_events = 1.0

    async def member(self, name: str, *, is_moderator: bool = False) -> User:
        """Let somebody join."""
        return await self.guild.add_member(name, is_moderator=is_moderator)

    async def channel(self, name: str) -> Channel:
        """Open a channel, or find the one to listen in."""
        return self._listening if name == LISTENING else await self.guild.add_text_channel(name)

    async def direct(self, who: User) -> Channel:
        """The direct conversation of a person with the bot."""
        return await self.server.direct(who)

    async def thread_at(self, heard: Message) -> Channel:
        """Start a thread at a message."""
        return await self.server.start_thread(heard.author, heard.channel, "About tea", message=heard)

    async def say(  # noqa: PLR0913 - all that a message can be
        self, who: User, where: Channel, text: str = "", *, mentions_bot: bool = False,
        to: Message | None = None, mentions: Sequence[User] = (), pictures: int = 0, is_bot: bool = False,
    ) -> Message:  # fmt: skip
        """Write a message."""
        return await self.server.say(
            who, where, text, mention_bot=mentions_bot, reply_to=to, mentions=mentions, attachments=pictures,
            as_bot=is_bot,
        )  # fmt: skip

    async def edit(self, heard: Message, text: str) -> None:
        """Change a message's text and keep its mention."""
        mention = f"<@{self.server.application.id}>"
        await self.server.edit(heard, f"{mention} {text}" if mention in heard.content else text)

    async def delete(self, heard: Message) -> None:
        """Delete a message."""
        await self.server.delete(heard)

    async def reply_to(self, heard: Message) -> DiscordSaid:
        """Wait for the first message of the reply, and until all of it is there."""
        await self.server.replies_to(heard)
        return (await self.replies_to(heard))[0]

    async def replies_to(self, heard: Message) -> Sequence[DiscordSaid]:
        """The replies that are there."""
        await self._quiet()
        return [DiscordSaid(message) for message in await self.server.replies_to(heard, count=0)]

    async def in_channel(self, where: Channel) -> Sequence[DiscordSaid]:
        """What the bot said there."""
        await self._quiet()
        return [DiscordSaid(message) for message in self.server.by_bot(where)]

    async def ask(self, who: User, where: Channel, question: str) -> DiscordSaid:
        """``/faq ask``."""
        return await self._outcome(await self.server.command(who, where, "faq ask", question=question))

    async def topics(self, who: User, where: Channel) -> DiscordSaid:
        """``/faq topics``."""
        return await self._outcome(await self.server.command(who, where, "faq topics"))

    async def help(self, who: User, where: Channel) -> DiscordSaid:
        """``/faq help``."""
        return await self._outcome(await self.server.command(who, where, "faq help"))

    async def answer_from_faq(self, who: User, heard: Message) -> DiscordSaid:
        """The message command."""
        return await self._outcome(await self.server.use(who, "Answer from the FAQ", heard))

    async def press(self, who: User, said: DiscordSaid, button: str) -> DiscordSaid:
        """Press a button."""
        return await self._outcome(await self.server.press(who, said.message, button), said)

    async def choose(self, who: User, said: DiscordSaid, choice: str) -> DiscordSaid:
        """Choose from a menu."""
        return await self._outcome(await self.server.choose(who, said.message, choice), said)

    async def until(self, said: DiscordSaid, text: str) -> None:
        """Wait until a message holds a text."""
        await self.server.wait_until(lambda: text in said.text)

    async def until_gone(self, said: DiscordSaid) -> None:
        """Wait until a message is deleted."""
        await self.server.wait_until(lambda: said.is_gone)

    async def _outcome(self, interaction: Interaction, pressed: DiscordSaid | None = None) -> DiscordSaid:
        """What the person sees of it: the latest message that it made, or the one that they pressed a button on."""
        await interaction.acknowledged()
        await self._quiet()
        private = [message for message in interaction.follow_ups if message.is_ephemeral]
        made = private[-1] if private else interaction.response
        if made is None or (pressed and made is pressed.message):
            assert pressed is not None, "the command was not answered"
            return pressed
        return DiscordSaid(made)

    async def _quiet(self) -> None:
        """Wait until the bot has read every event so far and has nothing under way."""
        await self.server.delivered()
        await asyncio.sleep(0)  # what reads an event has started; now the handler has, too
        await self.conversation.idle()
