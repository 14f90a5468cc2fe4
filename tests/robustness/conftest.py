"""A place with a bot in it: as a process of its own, or in the tests' own loop where a process shows nothing more."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from bot.opening import Bot, open_bot
from bot.storage.sql_store import SqlStore
from tests.robustness.discord import DiscordPlace
from tests.robustness.processes import BotProcess, running
from tests.robustness.tea_file import write_tea_faq
from tests.scenarios.discord import DiscordCommunity
from tests.servers.discord import DiscordServer

Run = Callable[[], AbstractAsyncContextManager[BotProcess]]
Gather = Callable[..., Awaitable[DiscordCommunity]]


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """The variables that lead to an FAQ, and to a cache that is no person's own."""
    folder = tmp_path_factory.mktemp("robustness")
    return {"FAQ_PATH": str(write_tea_faq(folder / "tea.yaml")), "XDG_CACHE_HOME": str(folder / "cache")}


@pytest.fixture(scope="session")
def bot(kept: Mapping[str, str]) -> Bot:
    """A bot in this process; what it learns is in the cache, so that other processes start fast."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", kept["XDG_CACHE_HOME"])
        return open_bot(Path(kept["FAQ_PATH"]))


@pytest.fixture
async def place() -> AsyncIterator[DiscordPlace]:
    """A community on Discord."""
    async with DiscordServer(seed=7) as server:
        yield await DiscordPlace.open(server)


@pytest.fixture
def environment(bot: Bot, kept: Mapping[str, str], place: DiscordPlace, tmp_path: Path) -> Mapping[str, str]:
    """The variables of a bot's process in that community."""
    return {**kept, **place.environment(tmp_path / "bot.sqlite3")}


@pytest.fixture
def run(environment: Mapping[str, str], place: DiscordPlace) -> Run:
    """Runs the bot there, with the same database each time, until the end of a block."""

    @asynccontextmanager
    async def run_there() -> AsyncIterator[BotProcess]:
        async with running(place.platform, environment) as bot:
            yield bot
        await place.is_left()

    return run_there


@pytest.fixture
async def gather(bot: Bot, tmp_path: Path) -> AsyncIterator[Gather]:
    """Lets the bot of this process into communities."""
    async with AsyncExitStack() as stack:
        store = SqlStore(f"sqlite:///{tmp_path / 'bot.sqlite3'}")
        await store.open()
        stack.push_async_callback(store.close)

        async def gathered(*, shards: int = 1, has_content: bool = True) -> DiscordCommunity:
            server = await stack.enter_async_context(DiscordServer(seed=7, shards=shards, message_content=has_content))
            community = await DiscordCommunity.gather(server, bot=bot, store=store)
            stack.push_async_callback(community.stop)
            return community

        yield gathered


@pytest.fixture
async def community(gather: Gather) -> DiscordCommunity:
    """A community with the bot in it."""
    return await gather()
