"""What ``run`` serves by HTTP, whichever platform it runs on, from its start to its end."""

import asyncio
import os
import re
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from bot.app import serve
from bot.content.files import read_files
from bot.engine.responder import Responder
from bot.errors import SettingsError
from bot.matching.matcher import FaqMatcher
from bot.opening import Bot
from bot.platforms.discord.spec import DISCORD
from bot.settings import Settings, load_settings
from tests.servers.discord import DiscordServer
from tests.small_faq import BROKEN_FILE, write_faq
from tests.web.watched import until

Page = Callable[[str], Awaitable[tuple[int, str]]]


@pytest.fixture
def faq(tmp_path: Path) -> Path:
    """A file with an FAQ."""
    return write_faq(tmp_path / "tea.yaml")


def settings_for(server: DiscordServer, folder: Path, *, port: int = 0) -> Settings:
    return load_settings(
        {
            "DISCORD_TOKEN": server.token,
            "DISCORD_API_URL": server.url,
            "DATABASE_URL": f"sqlite:///{folder / 'bot.sqlite3'}",
            "HTTP_PORT": str(port),
        }
    )


@asynccontextmanager
async def served(
    server: DiscordServer, matcher: FaqMatcher, faq: Path, caplog: pytest.LogCaptureFixture
) -> AsyncIterator[Page]:
    """A bot that runs on Discord, and what reads its pages."""
    bot = Bot(faq=matcher.faq, matcher=matcher, responder=Responder(matcher), digest=read_files(faq).digest)
    running = asyncio.create_task(serve(bot, settings_for(server, faq.parent), [DISCORD], faq=faq))
    listening = re.compile(r"Listening at 127\.0\.0\.1, port (\d+)")
    await until(lambda: running.done() or bool(listening.search(caplog.text)))
    (port,) = listening.findall(caplog.text)
    async with aiohttp.ClientSession() as session:

        async def page(path: str) -> tuple[int, str]:
            async with session.get(f"http://127.0.0.1:{port}{path}") as response:
                return response.status, await response.text()

        yield page
    os.kill(os.getpid(), signal.SIGTERM)
    await running


def spoil(faq: Path) -> None:
    """Make a mistake in an FAQ."""
    faq.write_text(BROKEN_FILE, encoding="utf-8")


async def shows(page: Page, path: str, expected: str) -> None:
    """Read a page until it shows something."""
    async with asyncio.timeout(60):
        while expected not in (await page(path))[1]:
            pass


async def test_it_serves_health_and_metrics_from_the_start(
    matcher: FaqMatcher, faq: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    async with DiscordServer(seed=7) as server:
        guild = await server.add_guild("Tea house")
        channel, ada = await guild.add_text_channel("general"), await guild.add_member("ada")
        async with served(server, matcher, faq, caplog) as page:
            assert await page("/livez") == (200, "alive\n")
            status, told = await page("/readyz")
            assert (status, "discord is not connected" in told) == (503, True)
            await shows(page, "/readyz", '"ready":true')
            await server.replies_to(await server.say(ada, channel, "How hot should the water be?", mention_bot=True))
            await shows(page, "/metrics", 're_faq_bot_reply_seconds_count{platform="discord",surface="mention"} 1.0')
            spoil(faq)
            await shows(page, "/metrics", 're_faq_bot_reloads_total{result="refused"} 1.0')


async def test_a_port_that_is_taken_ends_it_with_what_to_do(matcher: FaqMatcher, faq: Path) -> None:
    bot = Bot(faq=matcher.faq, matcher=matcher, responder=Responder(matcher))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        async with DiscordServer(seed=7) as server:
            settings = settings_for(server, faq.parent, port=taken.getsockname()[1])
            with pytest.raises(SettingsError, match=r"HTTP_PORT: cannot listen .* HTTP_PORT to another port, or to 0"):
                await serve(bot, settings, [DISCORD], faq=faq)
    assert SettingsError.exit_code == 2


async def test_it_answers_without_a_database_that_cannot_be_used_and_leaves_it_as_it_is(
    matcher: FaqMatcher, faq: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    damaged = faq.parent / "bot.sqlite3"
    damaged.write_bytes(b"no database " * 1_000)
    async with DiscordServer(seed=7) as server:
        guild = await server.add_guild("Tea house")
        channel, ada = await guild.add_text_channel("general"), await guild.add_member("ada")
        async with served(server, matcher, faq, caplog) as page:
            await shows(page, "/readyz", '"connected":true')
            server.faults.repeated_events = 1.0
            asked = await server.say(ada, channel, "How hot should the water be?", mention_bot=True)
            (reply,) = await server.replies_to(asked)
            assert "About water-temperature" in reply.content
            status, told = await page("/readyz")
            assert (status, "the database does not answer" in told) == (503, True)
    assert re.search(
        r"bot\.sqlite3: it is damaged, .* DATABASE_URL.* The bot answers without its database", caplog.text
    )
    assert damaged.read_bytes() == b"no database " * 1_000
