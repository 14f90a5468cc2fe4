"""A Slack workspace as a community, with the real Bolt in it and, in the bot, everything but the network."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import pytest

from bot.core.stores import Store
from bot.opening import Bot
from bot.platforms.slack.manifest import Features, manifest
from bot.platforms.slack.platform import BySocket, SlackPlatform, WithToken
from bot.settings import Settings
from tests.scenarios.served import LISTENING, ServedCommunity
from tests.servers.slack import Channel, Interaction, Message, SlackServer, User, View
from tests.servers.slack.elements import Offered, offered


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A channel, or a thread in it that people opened."""

    channel: Channel
    thread: Message | None = None


@dataclass(eq=False, slots=True)
class SlackSaid:
    """A message of the bot's, or a form that it opened."""

    shown: Message | View

    @property
    def text(self) -> str:
        return self.shown.text

    @property
    def buttons(self) -> Sequence[str]:
        return [_spoken(one) for one in offered(self.shown.blocks) if not one.is_option]

    @property
    def choices(self) -> Sequence[str]:
        return [one.label for one in offered(self.shown.blocks) if one.is_option]

    @property
    def is_private(self) -> bool:
        return isinstance(self.shown, View) or self.shown.is_ephemeral

    @property
    def is_gone(self) -> bool:
        return self.shown.is_closed if isinstance(self.shown, View) else self.shown.is_deleted

    @property
    def pings(self) -> bool:
        return not isinstance(self.shown, View) and bool(self.shown.pings)


class SlackCommunity(ServedCommunity[SlackSaid]):
    """People in one workspace, and the bot."""

    platform = "slack"

    def __init__(self, server: SlackServer, listening: Channel, *, bot: Bot, store: Store, settings: Settings) -> None:
        """Gather in the server's workspace; the bot remembers in ``store``."""
        super().__init__(bot=bot, store=store, settings=settings)
        self.server: SlackServer = server
        self._listening = listening
        self._threads: set[str] = set()
        self._moderators: set[str] = set()

    @classmethod
    async def gather(cls, server: SlackServer, *, bot: Bot, store: Store, listen_mode: str = "speak") -> Self:
        """Open a workspace with a channel to listen in, and let the bot in."""
        listening = await server.team.add_channel(LISTENING)
        settings = Settings.model_validate({"LISTEN_CHANNELS": listening.id, "LISTEN_MODE": listen_mode})
        community = cls(server, listening, bot=bot, store=store, settings=settings)
        await community.start()
        return community

    def said(self, message: Message) -> SlackSaid:
        return SlackSaid(message)

    def connect(self) -> SlackPlatform:
        return SlackPlatform(
            self.conversation,
            self.store,
            reached=BySocket(app_token=self.server.app_token),
            installed=WithToken(token=self.server.bot_token),
            api_url=self.server.url,
        )

    async def member(self, name: str, *, is_moderator: bool = False) -> User:
        user = await self.server.team.add_member(name.title())
        if is_moderator:
            self._moderators.add(user.id)
        return user

    async def channel(self, name: str) -> Place:
        return Place(channel=self._listening if name == LISTENING else await self.server.team.add_channel(name))

    async def direct(self, who: User) -> Place:
        return Place(channel=await self.server.direct(who))

    async def thread_at(self, heard: Message) -> Place:
        self._threads.add(heard.ts)
        return Place(channel=heard.channel, thread=heard)

    async def say(  # noqa: PLR0913 - all that a message can be
        self, who: User, where: Place, text: str = "", *, mentions_bot: bool = False,
        to: Message | None = None, mentions: Sequence[User] = (), pictures: int = 0, is_bot: bool = False,
    ) -> Message:  # fmt: skip
        return await self.server.say(
            who, where.channel, text, mention_bot=mentions_bot, mentions=mentions, thread=to or where.thread,
            files=pictures, as_bot=is_bot,
        )  # fmt: skip

    async def edit(self, heard: Message, text: str) -> None:
        await self.server.edit(heard, text)

    async def in_channel(self, where: Place) -> Sequence[SlackSaid]:
        await self.quiet()
        root = where.thread.ts if where.thread else None
        said = self.server.by_bot(where.channel)
        return [SlackSaid(one) for one in said if root == (one.thread_ts if one.thread_ts in self._threads else None)]

    async def ask(self, who: User, where: Place, question: str) -> SlackSaid:
        return await self._outcome(who, await self.server.command(who, where.channel, "/faq", question))

    async def topics(self, who: User, where: Place) -> SlackSaid:
        return await self._outcome(who, await self.server.command(who, where.channel, "/faq", "topics"))

    async def help(self, who: User, where: Place) -> SlackSaid:
        return await self._outcome(who, await self.server.command(who, where.channel, "/faq", "help"))

    async def answer_from_faq(self, who: User, heard: Message) -> SlackSaid:
        interaction = await self.server.use(who, "Answer from the FAQ", heard)
        await interaction.answered()
        return SlackSaid(await self.server.view_of(who))

    async def press(self, who: User, said: SlackSaid, button: str) -> SlackSaid:
        if button == "Remove" and who.id in self._moderators:
            pytest.skip("Slack's admins delete any message by Slack's own menu, and Slack does not tell who is one")
        found = next((one for one in offered(said.shown.blocks) if _spoken(one) == button), None)
        value = found.value if found else None
        return await self._outcome(who, await self.server.press(who, said.shown, value=value), said)

    async def choose(self, who: User, said: SlackSaid, choice: str) -> SlackSaid:
        return await self._outcome(who, await self.server.choose(who, said.shown, choice), said)

    async def _outcome(self, who: User, interaction: Interaction, pressed: SlackSaid | None = None) -> SlackSaid:
        """What the person sees of it: the latest that only they see, or what they pressed a button on."""
        await interaction.acknowledged()
        await self.quiet()
        if interaction.ephemeral:
            return SlackSaid(interaction.ephemeral[-1])
        assert pressed is not None, "the command was not answered"
        return pressed


def _spoken(button: Offered) -> str:
    """What a button says, to screen readers where it says more to them."""
    return str(button.element.get("accessibility_label") or button.label)


def server() -> SlackServer:
    """A Slack that gives the app what its own manifest asks for, with all that the bot can do."""
    return SlackServer(seed=7, manifest=manifest(Features(hears_channels=True)))
