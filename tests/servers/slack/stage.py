"""What the parts of the test's side share: the world, waiting, and looking for what the bot did."""

from collections.abc import Awaitable, Callable

from tests.servers.slack import (
    assistants,
    methods_app,
    methods_chat,
    methods_conversations,
    methods_views,
    payloads,
)
from tests.servers.slack.calls import Request
from tests.servers.slack.deliveries import Deliveries
from tests.servers.slack.faults import Faults
from tests.servers.slack.limits import Limits
from tests.servers.slack.manifest import Manifest
from tests.servers.slack.response_urls import ResponseUrls
from tests.servers.slack.sockets import Connection, Sockets
from tests.servers.slack.values import Channel, Message, Team, User
from tests.servers.slack.web_api import WebApi
from tests.servers.slack.webhooks import Posted, Webhooks
from tests.servers.slack.world import App, World


class NotPossibleError(AssertionError):
    """A person could not do this in Slack, so that a test which does it says nothing."""


class Stage:
    """A world with its ways to the app and from it, before anybody acts in it."""

    def __init__(self, world: World) -> None:
        """A stage with one workspace, in which the app is installed."""
        self.world = world
        self.clock = world.clock
        self.faults = Faults(world.random, world.changes)
        self.limits = Limits(world.changes)
        self.sockets = Sockets(world)
        self.webhooks = Webhooks(world)
        self.deliveries = Deliveries(world, self.faults, self.sockets)
        self.sockets.deliveries = self.webhooks.deliveries = self.deliveries
        self.web = WebApi(world, self.faults, self.limits)
        self.response_urls = ResponseUrls(world, self.faults, self.web.requests)
        for methods in (
            methods_app.methods(self.sockets.issue),
            methods_chat.METHODS,
            methods_conversations.METHODS,
            methods_views.METHODS,
            assistants.METHODS,
        ):
            self.web.add(methods)
        self.team = world.make_team("Tea house", is_installed=True)

    @property
    def app(self) -> App:
        """The app under test, with its secrets."""
        return self.world.app

    @property
    def manifest(self) -> Manifest:
        """What the app may do; a test may change it."""
        return self.world.manifest

    @property
    def bot_token(self) -> str:
        """The bot token of the first workspace."""
        return self.team.bot_token

    @property
    def app_token(self) -> str:
        """The app-level token for Socket Mode."""
        return self.app.app_token

    @property
    def signing_secret(self) -> str:
        """What requests in HTTP mode are signed with."""
        return self.app.signing_secret

    @property
    def client_id(self) -> str:
        """The app's id for OAuth."""
        return self.app.client_id

    @property
    def client_secret(self) -> str:
        """The app's secret for OAuth."""
        return self.app.client_secret

    @property
    def bot(self) -> User:
        """The bot user of the first workspace."""
        return self.team.bot

    @property
    def requests(self) -> list[Request]:
        """Every Web API request and every use of a response URL so far."""
        return self.web.requests

    @property
    def unknown_requests(self) -> list[Request]:
        """The requests to methods that the server does not have."""
        return self.web.unknown_requests

    @property
    def limited(self) -> int:
        """How many requests came although their limit was used up."""
        return self.limits.limited

    @property
    def connections(self) -> list[Connection]:
        """Every Socket Mode connection so far."""
        return self.sockets.connections

    @property
    def posted(self) -> list[Posted]:
        """Every request to the app so far, in HTTP mode."""
        return self.webhooks.posted

    @property
    def remarks(self) -> list[str]:
        """What Slack lets pass although it is hardly meant so."""
        return self.world.remarks

    async def add_team(self, name: str, *, is_installed: bool = True) -> Team:
        """Another workspace, with the app installed in it or not."""
        return self.world.make_team(name, is_installed=is_installed)

    # Waiting

    async def wait_until(self, holds: Callable[[], bool], *, timeout: float = 20.0) -> None:  # noqa: ASYNC109
        """Return as soon as it holds; looks again at each change of anything the server knows."""
        try:
            await self.world.changes.wait_until(holds, timeout=timeout)
        except TimeoutError:
            raise TimeoutError(f"it did not come true in {timeout} s; {self._recent()}") from None

    def _recent(self) -> str:
        lines = [f"{one.method} {one.status} {one.error}".strip() for one in self.requests[-8:]]
        under_way = f"{len(self.sockets.open)} connections, {len(self.deliveries.open)} deliveries under way"
        return f"{under_way}; the last requests: {'; '.join(lines) or 'none'}"

    async def ready(self, *, connections: int = 1, timeout: float = 10.0) -> None:  # noqa: ASYNC109 - reads as asked
        """Wait until the app is connected, in HTTP mode until it has a request URL, and nothing waits."""
        await self.wait_until(
            lambda: bool(self.webhooks.urls) or len(self.sockets.open) >= connections, timeout=timeout
        )
        await self.wait_until(lambda: not self.deliveries.in_flight, timeout=timeout)

    async def delivered(self, *, timeout: float = 20.0) -> None:  # noqa: ASYNC109 - reads as asked
        """Wait until the app has acknowledged all that was sent so far, or Slack gave up on it.

        Bolt acknowledges an event before its listeners run, so that they have started by then and may still be at work.
        """
        sent = self.deliveries.open
        await self.wait_until(lambda: not any(map(self.deliveries.is_open, sent)), timeout=timeout)

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
        await self.wait_until(lambda: self.web.in_flight == 0, timeout=timeout)
        return answers[0]

    async def replies_to(self, message: Message, count: int = 1, *, timeout: float = 20.0) -> list[Message]:  # noqa: ASYNC109
        """Wait for the bot's answers to a message: in its thread, and in a direct conversation also beside it."""
        await self.wait_until(lambda: len(self._replies(message)) >= count, timeout=timeout)
        return self._replies(message)

    def _replies(self, message: Message) -> list[Message]:
        channel, bot = message.channel, message.channel.team.bot
        first = channel.messages.get(message.thread_ts or "", message)
        found = [one for one in payloads.replies_in(first) if one.author is bot and one.ts > message.ts]
        if channel.is_direct and message.thread_ts is None:
            found += [one for one in _after(message) if one.author is bot and one.thread_ts is None]
        return found

    # Looking

    def messages(self, channel: Channel) -> list[Message]:
        """The messages of a channel, those in threads too, the oldest first."""
        return list(channel.messages.values())

    def by_bot(self, channel: Channel) -> list[Message]:
        """The bot's messages in a channel that are there for all, the oldest first."""
        return [
            one
            for one in channel.messages.values()
            if one.author is channel.team.bot and one.subtype != "assistant_app_thread"
        ]

    def ephemerals(self, user: User, channel: Channel) -> list[Message]:
        """The messages in a channel that only this person sees, the oldest first."""
        return [one for one in channel.ephemerals if one.visible_to is user]

    def count(self, method: str) -> int:
        """How many requests there were to a method, such as "chat.postMessage"."""
        return sum(1 for one in self.requests if one.method == method)

    # The connection's faults

    async def drop_connections(self) -> None:
        """Cut every Socket Mode connection without a word."""
        self.sockets.drop_all()

    async def close_connections(self) -> None:
        """Close every Socket Mode connection in order."""
        await self.sockets.close_all()

    async def ask_to_reconnect(self, reason: str = "refresh_requested") -> None:
        """Send every connection a `disconnect` with "warning", "refresh_requested" or "link_disabled"."""
        self.sockets.announce_disconnect(reason)


def _after(message: Message) -> list[Message]:
    """The messages of the conversation that came later, the oldest first."""
    found = []
    for one in reversed(message.channel.messages.values()):
        if one.ts <= message.ts:
            break
        found.append(one)
    return found[::-1]
