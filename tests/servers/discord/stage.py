"""What the parts of the test's side share: the world, and looking for what the bot did."""

from collections.abc import Awaitable, Callable

from tests.servers.discord import payloads, permissions
from tests.servers.discord.calls import Request
from tests.servers.discord.faults import Faults
from tests.servers.discord.gateway import Gateway, Login
from tests.servers.discord.limits import Limits
from tests.servers.discord.permissions import Permissions
from tests.servers.discord.rest import Rest
from tests.servers.discord.values import Application, Channel, Guild, Message, MessageKind
from tests.servers.discord.world import World


class Stage:
    """A world with its gateway and REST side, before anybody acts in it."""

    def __init__(self, world: World, *, shards: int) -> None:
        """A stage for a bot of so many shards."""
        self.world = world
        self.clock = world.clock
        self.faults = Faults(world.random, world.changes)
        self.limits = Limits(world.changes)
        self.gateway = Gateway(world, self.faults, shards=shards)
        self.rest = Rest(world, self.faults, self.limits)
        world.clock.watch(world.changes.touch)

    @property
    def application(self) -> Application:
        """The bot's application."""
        return self.world.application

    @property
    def token(self) -> str:
        """The bot's token."""
        return self.world.application.token

    @property
    def requests(self) -> list[Request]:
        """Every REST request so far."""
        return self.rest.requests

    @property
    def unknown_requests(self) -> list[Request]:
        """The requests to routes that the server does not have."""
        return self.rest.unknown_requests

    @property
    def limited(self) -> int:
        """How many requests came although their limit was used up."""
        return self.limits.limited

    @property
    def connections(self) -> list[Login]:
        """Every IDENTIFY and RESUME so far."""
        return self.gateway.logins

    async def add_guild(
        self, name: str, *, bot_permissions: Permissions = permissions.MEMBER, has_bot: bool = True
    ) -> Guild:
        """Open a guild, with the bot in it or not; guilds belong to the bot's shards in turn."""
        guild = self.world.make_guild(name, bot_permissions=bot_permissions, has_bot=has_bot)
        if has_bot:
            self.world.announce("GUILD_CREATE", self._joined(guild), guild=guild)
        return guild

    def _joined(self, guild: Guild) -> dict[str, object]:
        data = payloads.guild(guild)
        del data["unavailable"]
        return data

    async def wait_until(self, holds: Callable[[], bool], *, timeout: float = 20.0) -> None:  # noqa: ASYNC109
        """Return as soon as it holds; looks again at each change of anything the server knows."""
        try:
            await self.world.changes.wait_until(holds, timeout=timeout)
        except TimeoutError:
            raise TimeoutError(f"it did not come true in {timeout} s; {self._recent()}") from None

    def _recent(self) -> str:
        lines = [f"{one.method} {one.path} {one.status}" for one in self.requests[-8:]]
        return f"{len(self.connections)} logins; the last requests: {'; '.join(lines) or 'none'}"

    async def ready(self, *, timeout: float = 10.0) -> None:  # noqa: ASYNC109 - reads as asked
        """Wait until every shard of the bot is connected and has read all that it was told."""
        await self.wait_until(lambda: self._connected() >= self.gateway.shards, timeout=timeout)
        await self.delivered(timeout=timeout)

    def _connected(self) -> int:
        return len({one.shard for one in self.gateway.sessions.values() if one.connection is not None})

    async def delivered(self, *, timeout: float = 20.0) -> None:  # noqa: ASYNC109 - reads as asked
        """Wait until the bot has read every event that was sent so far.

        Each client is asked for a heartbeat (op 1) and answers it with the number of the last event that it read.
        It answers in order, so that discord.py has by then started a handler for each event; whether the handlers
        are done, only what they do can tell.
        """
        asked = self.gateway.ask_for_beats()
        await self.wait_until(
            lambda: all(one.socket.closed or (one.acknowledged or 0) >= number for one, number in asked),
            timeout=timeout,
        )

    async def quiet(
        self,
        sentinel: Callable[[], Awaitable[Message]],
        *,
        timeout: float = 20.0,  # noqa: ASYNC109 - reads as asked
    ) -> Message:
        """Make sure that nothing more comes of what was sent so far; returns the answer to the sentinel.

        `sentinel` asks something that the bot answers for certain, as late as possible in its order of work (in the
        same channel). When its answer is there and no request is under way, what came before it was dealt with too.
        """
        await self.delivered(timeout=timeout)
        answers = await self.replies_to(await sentinel(), timeout=timeout)
        await self.wait_until(lambda: self.rest.in_flight == 0, timeout=timeout)
        return answers[0]

    async def replies_to(self, message: Message, count: int = 1, *, timeout: float = 20.0) -> list[Message]:  # noqa: ASYNC109
        """Wait for the bot's answers to a message: replies to it, and what it says in the message's thread."""
        await self.wait_until(lambda: len(self._replies(message)) >= count, timeout=timeout)
        return self._replies(message)

    def _replies(self, message: Message) -> list[Message]:
        own = self.by_bot(message.channel)
        found = [one for one in own if one.reference is not None and one.reference.message_id == message.id]
        thread = self.world.channels.get(message.id)
        if thread is not None and thread.is_thread:
            found += [one for one in self.by_bot(thread) if one not in found]
        return found

    def messages(self, channel: Channel) -> list[Message]:
        """The messages of a channel, the oldest first."""
        return list(channel.messages.values())

    def by_bot(self, channel: Channel) -> list[Message]:
        """What the bot itself said in a channel for all to see, the oldest first."""
        by_discord = (MessageKind.THREAD_CREATED, MessageKind.THREAD_STARTER)
        bot = self.world.bot
        return [one for one in channel.messages.values() if one.author is bot and one.kind not in by_discord]

    def count(self, route: str) -> int:
        """How many requests there were to a route, such as "POST /channels/{channel_id}/messages"."""
        return sum(1 for one in self.requests if one.route == route)
