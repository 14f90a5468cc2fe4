"""The platforms that every scenario runs on."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import cast

import pytest

from bot.engine.responder import Responder
from bot.matching.encoder import Encoder
from bot.matching.index import Index
from bot.matching.matcher import FaqMatcher
from bot.opening import Bot
from bot.storage.sql_store import SqlStore
from tests.scenarios import tea_house
from tests.scenarios.community import Community
from tests.scenarios.console import ConsoleCommunity
from tests.scenarios.discord import DiscordCommunity
from tests.scenarios.slack import SlackCommunity
from tests.scenarios.slack import server as slack_server
from tests.servers.discord import DiscordServer

Gather = Callable[..., Awaitable[Community]]
PLATFORMS = ("discord", "slack", "console")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What only one platform has, in a file of its name, runs on that one alone; on the console, what is marked so."""
    items[:] = [item for item in items if _belongs(item)]


def _belongs(item: pytest.Item) -> bool:
    if not isinstance(item, pytest.Function) or item.path.parent != Path(__file__).parent:
        return True
    named, runs_on = item.path.stem.removeprefix("test_"), _platform_of(item)
    if named in PLATFORMS:
        return runs_on in {None, named}
    return runs_on != "console" or item.get_closest_marker("console") is not None


def _platform_of(item: pytest.Function) -> str | None:
    callspec = getattr(item, "callspec", None)
    return callspec.params.get("gather") if callspec else None


@pytest.fixture(scope="session")
def tea_bot(index: Index, encoder: Encoder) -> Bot:
    """The real matcher with the FAQ about tea."""
    matcher = FaqMatcher(faq=tea_house.FAQ, index=index, encoder=encoder)
    return Bot(faq=tea_house.FAQ, matcher=matcher, responder=Responder(matcher))


@pytest.fixture(params=PLATFORMS)
async def gather(request: pytest.FixtureRequest, tea_bot: Bot, tmp_path: Path) -> AsyncIterator[Gather]:
    """Opens a community on one platform after the other, with settings of its own."""
    async with AsyncExitStack() as stack:
        store = SqlStore(f"sqlite:///{tmp_path / 'bot.sqlite3'}")
        await store.open()
        stack.push_async_callback(store.close)

        async def gathered(**settings: str) -> Community:
            community: ConsoleCommunity | DiscordCommunity | SlackCommunity
            if request.param == "console":
                community = await ConsoleCommunity.gather(tea_bot)
            elif request.param == "discord":
                server = await stack.enter_async_context(DiscordServer(seed=7))
                community = await DiscordCommunity.gather(server, bot=tea_bot, store=store, **settings)
            else:
                slack = await stack.enter_async_context(slack_server())
                community = await SlackCommunity.gather(slack, bot=tea_bot, store=store, **settings)
            stack.push_async_callback(community.stop)
            return cast("Community", community)

        yield gathered


@pytest.fixture
async def community(gather: Gather) -> Community:
    """A community with the bot in it."""
    return await gather()
