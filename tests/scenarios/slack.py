"""A Slack workspace as a community, with the real Bolt in it and, in the bot, everything but the network."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

import pytest

from bot.app import converse
from bot.core.stores import Store
from bot.opening import Bot
from bot.platforms.slack.manifest import Features, manifest
from bot.platforms.slack.platform import BySocket, SlackPlatform, WithToken
from bot.settings import Settings
from tests.servers.slack import Channel, Interaction, Message, SlackServer, User, View
from tests.servers.slack.elements import Offered, offered

if TYPE_CHECKING:
    from bot.engine.conversation import Conversation

LISTENING = "listening"


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
        """All that can be read in it."""
        return self.shown.text

    @property
    def buttons(self) -> Sequence[str]:
        """The labels of its buttons."""
        return [_spoken(one) for one in offered(self.shown.blocks) if not one.is_option]

    @property
    def choices(self) -> Sequence[str]:
        """The labels that its menus offer."""
        return [one.label for one in offered(self.shown.blocks) if one.is_option]

    @property
    def is_private(self) -> bool:
        """Whether only one person sees it."""
        return isinstance(self.shown, View) or self.shown.is_ephemeral

    @property
    def is_gone(self) -> bool:
        """Whether it was deleted, or closed."""
        return self.shown.is_closed if isinstance(self.shown, View) else self.shown.is_deleted

    @property
    def pings(self) -> bool:
        """Whether it notified anybody."""
        return not isinstance(self.shown, View) and bool(self.shown.pings)


class SlackCommunity:
    """People in one workspace, and the bot."""

    platform = "slack"

    def __init__(self, server: SlackServer, listening: Channel, *, bot: Bot, store: Store, settings: Settings) -> None:
        """Gather in the server's workspace; the bot remembers in ``store``."""
        self.server = server
        self.bot = bot
        self.store = store
        self.conversation: Conversation
        self._listening = listening
        self._settings = settings
        self._threads: set[str] = set()
        self._moderators: set[str] = set()
        self._running: asyncio.Task[None] | None = None

    @classmethod
    async def gather(cls, server: SlackServer, *, bot: Bot, store: Store, listen_mode: str = "speak") -> Self:
        """Open a workspace with a channel to listen in, and let the bot in."""
        listening = await server.team.add_channel(LISTENING)
        settings = Settings.model_validate({"LISTEN_CHANNELS": listening.id, "LISTEN_MODE": listen_mode})
        community = cls(server, listening, bot=bot, store=store, settings=settings)
        await community.start()
        return community

    async def start(self) -> None:
        """Start the bot."""
        clock = self.server.clock
        self.conversation = converse(
            self.bot, self.store, self._settings, clock=lambda: datetime.fromtimestamp(clock.now(), UTC)
        )
        platform = SlackPlatform(
            self.conversation,
            self.store,
            reached=BySocket(app_token=self.server.app_token),
            installed=WithToken(token=self.server.bot_token),
            api_url=self.server.url,
        )
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
        """Let somebody join, under the name that they choose to be shown."""
        user = await self.server.team.add_member(name.title())
        if is_moderator:
            self._moderators.add(user.id)
        return user

    async def channel(self, name: str) -> Place:
        """Open a channel, or find the one to listen in."""
        return Place(channel=self._listening if name == LISTENING else await self.server.team.add_channel(name))

    async def direct(self, who: User) -> Place:
        """The direct conversation of a person with the bot."""
        return Place(channel=await self.server.direct(who))

    async def thread_at(self, heard: Message) -> Place:
        """The thread of a message: it is there as soon as somebody writes in it."""
        self._threads.add(heard.ts)
        return Place(channel=heard.channel, thread=heard)

    async def say(  # noqa: PLR0913 - all that a message can be
        self, who: User, where: Place, text: str = "", *, mentions_bot: bool = False,
        to: Message | None = None, mentions: Sequence[User] = (), pictures: int = 0, is_bot: bool = False,
    ) -> Message:  # fmt: skip
        """Write a message."""
        return await self.server.say(
            who, where.channel, text, mention_bot=mentions_bot, mentions=mentions, thread=to or where.thread,
            files=pictures, as_bot=is_bot,
        )  # fmt: skip

    async def edit(self, heard: Message, text: str) -> None:
        """Change a message's text and keep its mention."""
        await self.server.edit(heard, text)

    async def delete(self, heard: Message) -> None:
        """Delete a message."""
        await self.server.delete(heard)

    async def reply_to(self, heard: Message) -> SlackSaid:
        """Wait for the first message of the reply, and until all of it is there."""
        await self.server.replies_to(heard)
        return (await self.replies_to(heard))[0]

    async def replies_to(self, heard: Message) -> Sequence[SlackSaid]:
        """The replies that are there."""
        await self._quiet()
        return [SlackSaid(message) for message in await self.server.replies_to(heard, count=0)]

    async def in_channel(self, where: Place) -> Sequence[SlackSaid]:
        """What the bot said there: in replies to what was said in the channel, or in a thread that people opened."""
        await self._quiet()
        root = where.thread.ts if where.thread else None
        said = self.server.by_bot(where.channel)
        return [SlackSaid(one) for one in said if root == (one.thread_ts if one.thread_ts in self._threads else None)]

    async def ask(self, who: User, where: Place, question: str) -> SlackSaid:
        """``/faq …``."""
        return await self._outcome(who, await self.server.command(who, where.channel, "/faq", question))

    async def topics(self, who: User, where: Place) -> SlackSaid:
        """``/faq topics``."""
        return await self._outcome(who, await self.server.command(who, where.channel, "/faq", "topics"))

    async def help(self, who: User, where: Place) -> SlackSaid:
        """``/faq help``."""
        return await self._outcome(who, await self.server.command(who, where.channel, "/faq", "help"))

    async def answer_from_faq(self, who: User, heard: Message) -> SlackSaid:
        """The message shortcut, which opens a form."""
        interaction = await self.server.use(who, "Answer from the FAQ", heard)
        await interaction.answered()
        return SlackSaid(await self.server.view_of(who))

    async def press(self, who: User, said: SlackSaid, button: str) -> SlackSaid:
        """Press a button."""
        if button == "Remove" and who.id in self._moderators:
            pytest.skip("Slack's admins delete any message by Slack's own menu, and Slack does not tell who is one")
        found = next((one for one in offered(said.shown.blocks) if _spoken(one) == button), None)
        value = found.value if found else None
        return await self._outcome(who, await self.server.press(who, said.shown, value=value), said)

    async def choose(self, who: User, said: SlackSaid, choice: str) -> SlackSaid:
        """Choose from a menu."""
        return await self._outcome(who, await self.server.choose(who, said.shown, choice), said)

    async def until(self, said: SlackSaid, text: str) -> None:
        """Wait until a message holds a text."""
        await self.server.wait_until(lambda: text in said.text)

    async def until_gone(self, said: SlackSaid) -> None:
        """Wait until a message is deleted."""
        await self.server.wait_until(lambda: said.is_gone)

    async def _outcome(self, who: User, interaction: Interaction, pressed: SlackSaid | None = None) -> SlackSaid:
        """What the person sees of it: the latest that only they see, or what they pressed a button on."""
        await interaction.acknowledged()
        await self._quiet()
        if interaction.ephemeral:
            return SlackSaid(interaction.ephemeral[-1])
        assert pressed is not None, "the command was not answered"
        return pressed

    async def _quiet(self) -> None:
        """Wait until the bot has read every event so far and has nothing under way."""
        await self.server.delivered()
        await self.conversation.idle()


def _spoken(button: Offered) -> str:
    """What a button says, to screen readers where it says more to them."""
    return str(button.element.get("accessibility_label") or button.label)


def server() -> SlackServer:
    """A Slack that gives the app what its own manifest asks for, with all that the bot can do."""
    return SlackServer(seed=7, manifest=manifest(Features(hears_channels=True)))
