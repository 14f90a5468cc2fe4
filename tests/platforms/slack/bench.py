"""The bot with a small FAQ, and a Slack around it: in the same loop, with the real Bolt between them."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.core.question import Surface
from bot.core.reply import Reply
from bot.core.rules import Limits, Rules
from bot.core.stores import Store
from bot.engine.composer import Composer
from bot.engine.conversation import Conversation
from bot.engine.responder import Responder
from bot.platforms.slack.platform import ByHttp, BySocket, SlackPlatform, WithOAuth, WithToken
from bot.rate_limit import PerMinute
from bot.storage.memory_store import MemoryStore
from bot.web.server import WebServer, make_application
from tests.fuzzy_matcher import FuzzyMatcher
from tests.servers.slack import Channel, Message, SlackServer, User
from tests.small_faq import FAQ

QUESTION = "what temperature for green tea"
ANSWER = "80 °C for green tea"
OTHER_QUESTION = "how many minutes do the leaves stay in"
OTHER_ANSWER = "Three minutes"
PING_SECONDS = 0.05
"""So short that a connection that was cut is noticed at once."""


class Mind:
    """A conversation out of the small FAQ, by a Slack's clock; ``matched`` are the texts that were looked up."""

    def __init__(
        self,
        server: SlackServer,
        *,
        store: Store | None = None,
        listen_channels: frozenset[str] = frozenset(),
        is_shadow: bool = False,
    ) -> None:
        """Remember in ``store``."""
        matcher = FuzzyMatcher(FAQ)
        self._responder = Responder(matcher)
        self.matched: list[str] = []
        self.fault: Exception | None = None
        self.store = store or MemoryStore()

        def clock() -> datetime:
            return datetime.fromtimestamp(server.clock.now(), UTC)

        self.conversation = Conversation(
            composer=Composer(faq=lambda: FAQ, respond=self._respond, complete=lambda _, __: ()),
            store=self.store,
            rules=Rules(listen_channels=listen_channels, is_shadow=is_shadow),
            limits=Limits(
                people=PerMinute(most=10_000, clock=clock),
                channels=PerMinute(most=10_000, clock=clock),
                reminders=PerMinute(most=1, clock=clock),
            ),
            clock=clock,
        )

    async def _respond(self, text: str, *, surface: Surface) -> Reply:
        self.matched.append(text)
        if self.fault:
            raise self.fault
        return self._responder.respond(text, is_overheard=surface is Surface.OVERHEARD)


@dataclass(eq=False, slots=True, kw_only=True)
class Bot:
    """A bot that runs; ``url`` is where it takes requests, if it does."""

    server: SlackServer
    mind: Mind
    platform: SlackPlatform
    running: asyncio.Task[None]
    url: str = ""

    async def idle(self) -> None:
        """Return when all that Slack told so far is dealt with."""
        await self.server.delivered()
        await self.mind.conversation.idle()

    async def stop(self) -> None:
        """Stop it, as a signal does."""
        self.running.cancel()
        with suppress(asyncio.CancelledError):
            await self.running


@asynccontextmanager
async def by_socket(server: SlackServer, mind: Mind | None = None) -> AsyncIterator[Bot]:
    """A bot that is connected by Socket Mode."""
    mind = mind or Mind(server)
    platform = SlackPlatform(
        mind.conversation,
        mind.store,
        reached=BySocket(app_token=server.app_token, ping_seconds=PING_SECONDS),
        installed=WithToken(token=server.bot_token),
        api_url=server.url,
    )
    bot = Bot(server=server, mind=mind, platform=platform, running=asyncio.create_task(platform.run()))
    try:
        await _unless_it_ends(bot, server.ready(connections=len(server.sockets.open) + 1))
        yield bot
    finally:
        await bot.stop()


@asynccontextmanager
async def by_http(
    server: SlackServer, mind: Mind | None = None, *, installed: WithToken | WithOAuth | None = None
) -> AsyncIterator[Bot]:
    """A bot that listens for requests, which Slack does not know of yet."""
    mind = mind or Mind(server)
    platform = SlackPlatform(
        mind.conversation,
        mind.store,
        reached=ByHttp(signing_secret=server.signing_secret),
        installed=installed or WithToken(token=server.bot_token),
        api_url=server.url,
    )
    web = WebServer(make_application(platform.routes), host="127.0.0.1", port=0)
    serving = asyncio.create_task(web.run())
    bot = Bot(server=server, mind=mind, platform=platform, running=asyncio.create_task(platform.run()))
    try:
        await web.listening()
        bot.url = f"http://127.0.0.1:{web.port}"
        await _unless_it_ends(bot, platform.ready())
        yield bot
    finally:
        await bot.stop()
        serving.cancel()
        with suppress(asyncio.CancelledError):
            await serving


async def _unless_it_ends(bot: Bot, ready: Coroutine[None, None, None]) -> None:
    """Wait until the bot is ready; what ends it before that is raised."""
    waiting = asyncio.ensure_future(ready)
    await asyncio.wait({bot.running, waiting}, return_when=asyncio.FIRST_COMPLETED)
    if bot.running.done():
        waiting.cancel()
        await bot.running
    await waiting


async def ask(server: SlackServer, who: User, channel: Channel, text: str = QUESTION) -> Message:
    """Ask by a mention; directly, simply by writing."""
    return await server.say(who, channel, text, mention_bot=not channel.is_direct)
