"""A Slack with one channel and one person, for an app with the bot's own manifest."""

from collections.abc import AsyncIterator

import pytest

from bot.platforms.slack.manifest import Features, manifest
from tests.platforms.slack.bench import Bot, by_socket
from tests.servers.slack import Channel, Clock, SlackServer, User

LEAST = manifest(Features())
FULL = manifest(Features(hears_channels=True))


@pytest.fixture
async def server() -> AsyncIterator[SlackServer]:
    """A Slack that lets the app hear its channels."""
    async with SlackServer(seed=7, manifest=FULL) as started:
        yield started


@pytest.fixture
async def reserved() -> AsyncIterator[SlackServer]:
    """A Slack that grants the app the least it can do with."""
    async with SlackServer(seed=7, manifest=LEAST) as started:
        yield started


@pytest.fixture
async def still() -> AsyncIterator[SlackServer]:
    """A Slack whose clock stands still."""
    async with SlackServer(seed=7, manifest=FULL, clock=Clock(frozen=True)) as started:
        yield started


@pytest.fixture
async def general(server: SlackServer) -> Channel:
    """A channel with the bot in it."""
    return await server.team.add_channel("general")


@pytest.fixture
async def ada(server: SlackServer) -> User:
    """A person."""
    return await server.team.add_member("Ada")


@pytest.fixture
async def bot(server: SlackServer) -> AsyncIterator[Bot]:
    """The bot, connected."""
    async with by_socket(server) as running:
        yield running
