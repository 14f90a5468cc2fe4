"""The server, raw requests to it, and apps that really are Bolt."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.servers.slack import Channel, Clock, Interaction, Message, SlackServer, User
from tests.servers.slack.apps import Echo, connected
from tests.servers.slack.forms import Forms
from tests.servers.slack.raw import Raw
from tests.servers.slack.shop import BLOCKS, Shop


@pytest.fixture
async def server() -> AsyncIterator[SlackServer]:
    """A server by the real clock."""
    async with SlackServer(seed=7) as started:
        yield started


@pytest.fixture
async def still() -> AsyncIterator[SlackServer]:
    """A server whose clock stands still."""
    async with SlackServer(seed=7, clock=Clock(frozen=True)) as started:
        yield started


@pytest.fixture
async def channel(server: SlackServer) -> Channel:
    """A public channel with the bot in it."""
    return await server.team.add_channel("general")


@pytest.fixture
async def ada(server: SlackServer) -> User:
    """A person."""
    return await server.team.add_member("ada")


@pytest.fixture
async def echo(server: SlackServer) -> AsyncIterator[Echo]:
    """The small app, connected."""
    app = Echo(server)
    async with connected(server, app.app):
        yield app


@pytest.fixture
async def raw(server: SlackServer) -> AsyncIterator[Raw]:
    """Raw requests, without rate limits."""
    server.limits.enabled = False
    async with aiohttp.ClientSession() as session:
        yield Raw(server, session)


@pytest.fixture
async def trigger(raw: Raw, ada: User) -> Interaction:
    """An interaction whose trigger is good for a view."""
    return await raw.server.use(ada, "Look something up")


@pytest.fixture
async def shop(server: SlackServer) -> AsyncIterator[Shop]:
    """The app, connected."""
    app = Shop(server)
    async with connected(server, app.app):
        yield app


@pytest.fixture
async def posted(server: SlackServer, shop: Shop, channel: Channel) -> Message:
    """A message of the bot with all that can be pressed."""
    answer = await shop.app.client.chat_postMessage(channel=channel.id, text="Tea", blocks=BLOCKS)
    await server.delivered()
    return channel.messages[answer["ts"]]


@pytest.fixture
async def forms(server: SlackServer) -> AsyncIterator[Forms]:
    """The app, connected."""
    app = Forms(server)
    async with connected(server, app.app):
        yield app
