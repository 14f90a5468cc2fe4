"""A Discord server as a community, with the real client in it and, in the bot, everything but the network."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from bot.core.stores import Store
from bot.opening import Bot
from bot.platforms.discord.invite import PERMISSIONS
from bot.platforms.discord.platform import DiscordPlatform
from bot.settings import Settings
from tests.scenarios.served import LISTENING, ServedCommunity
from tests.servers.discord import DiscordServer, Permissions, values
from tests.servers.discord.interactions import Interaction
from tests.servers.discord.values import Channel, Guild, Message, User

BUTTON, SELECT = 2, 3


@dataclass(eq=False, slots=True)
class DiscordSaid:
    """A message of the bot's."""

    message: Message

    @property
    def text(self) -> str:
        return self.message.text

    @property
    def buttons(self) -> Sequence[str]:
        return [part["label"] for part in values.walk(self.message.components) if part["type"] == BUTTON]

    @property
    def choices(self) -> Sequence[str]:
        menus = [part for part in values.walk(self.message.components) if part["type"] == SELECT]
        return [option["label"] for menu in menus for option in menu["options"]]

    @property
    def is_private(self) -> bool:
        return self.message.is_ephemeral

    @property
    def is_gone(self) -> bool:
        return self.message.is_deleted

    @property
    def pings(self) -> bool:
        pings = self.message.pings
        return bool(pings.users or pings.roles or pings.everyone or pings.replied_user)


class DiscordCommunity(ServedCommunity[DiscordSaid]):
    """People in one server, and the bot."""

    platform = "discord"

    def __init__(  # noqa: PLR0913 - a place and all that the bot is made of
        self, server: DiscordServer, guild: Guild, listening: Channel, *, bot: Bot, store: Store, settings: Settings
    ) -> None:
        """Gather in ``guild``; the bot remembers in ``store``."""
        super().__init__(bot=bot, store=store, settings=settings)
        self.server: DiscordServer = server
        self.guild = guild
        self._listening = listening

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

    def said(self, message: Message) -> DiscordSaid:
        return DiscordSaid(message)

    def connect(self) -> DiscordPlatform:
        return DiscordPlatform(self.conversation, self.store, token=self.server.token, api_url=self.server.url)

    async def member(self, name: str, *, is_moderator: bool = False) -> User:
        return await self.guild.add_member(name, is_moderator=is_moderator)

    async def channel(self, name: str) -> Channel:
        return self._listening if name == LISTENING else await self.guild.add_text_channel(name)

    async def direct(self, who: User) -> Channel:
        return await self.server.direct(who)

    async def thread_at(self, heard: Message) -> Channel:
        return await self.server.start_thread(heard.author, heard.channel, "About tea", message=heard)

    async def say(  # noqa: PLR0913 - all that a message can be
        self, who: User, where: Channel, text: str = "", *, mentions_bot: bool = False,
        to: Message | None = None, mentions: Sequence[User] = (), pictures: int = 0, is_bot: bool = False,
    ) -> Message:  # fmt: skip
        return await self.server.say(
            who, where, text, mention_bot=mentions_bot, reply_to=to, mentions=mentions, attachments=pictures,
            as_bot=is_bot,
        )  # fmt: skip

    async def edit(self, heard: Message, text: str) -> None:
        mention = f"<@{self.server.application.id}>"
        await self.server.edit(heard, f"{mention} {text}" if mention in heard.content else text)

    async def in_channel(self, where: Channel) -> Sequence[DiscordSaid]:
        await self.quiet()
        return [DiscordSaid(message) for message in self.server.by_bot(where)]

    async def ask(self, who: User, where: Channel, question: str) -> DiscordSaid:
        return await self._outcome(await self.server.command(who, where, "faq ask", question=question))

    async def topics(self, who: User, where: Channel) -> DiscordSaid:
        return await self._outcome(await self.server.command(who, where, "faq topics"))

    async def help(self, who: User, where: Channel) -> DiscordSaid:
        return await self._outcome(await self.server.command(who, where, "faq help"))

    async def answer_from_faq(self, who: User, heard: Message) -> DiscordSaid:
        return await self._outcome(await self.server.use(who, "Answer from the FAQ", heard))

    async def press(self, who: User, said: DiscordSaid, button: str) -> DiscordSaid:
        return await self._outcome(await self.server.press(who, said.message, button), said)

    async def choose(self, who: User, said: DiscordSaid, choice: str) -> DiscordSaid:
        return await self._outcome(await self.server.choose(who, said.message, choice), said)

    async def _outcome(self, interaction: Interaction, pressed: DiscordSaid | None = None) -> DiscordSaid:
        """What the person sees of it: the latest message that it made, or the one that they pressed a button on."""
        await interaction.acknowledged()
        await self.quiet()
        private = [message for message in interaction.follow_ups if message.is_ephemeral]
        made = private[-1] if private else interaction.response
        if made is None or (pressed and made is pressed.message):
            assert pressed is not None, "the command was not answered"
            return pressed
        return DiscordSaid(made)
