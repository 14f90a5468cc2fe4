"""What requests to a platform come to is counted, with the real clients and what a platform may answer."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web

from bot.platforms.discord.platform import DiscordPlatform
from bot.platforms.kit.http_trace import failure_trace
from bot.platforms.slack.manifest import Features, manifest
from bot.platforms.slack.platform import BySocket, SlackPlatform, WithToken
from bot.web.metrics import Metrics
from tests.engine.talking import Talk
from tests.servers.discord import DiscordServer
from tests.servers.slack import SlackServer
from tests.web.running import running
from tests.web.watched import QUESTION, reading

SEND = "POST /channels/{channel_id}/messages"


@asynccontextmanager
async def answering(status: int, **headers: str) -> AsyncIterator[str]:
    """A server that answers everything alike; its address."""

    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status, headers=headers)

    application = web.Application()
    application.router.add_route("*", "/", answer)
    runner = web.AppRunner(application)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()


async def get(address: str, metrics: Metrics) -> None:
    async with aiohttp.ClientSession(trace_configs=[failure_trace("slack", metrics)]) as session, session.get(address):
        pass


@pytest.mark.parametrize(("status", "kind"), [(400, "refused"), (404, "refused"), (500, "server"), (503, "server")])
async def test_a_failure_counts_by_its_kind(metrics: Metrics, status: int, kind: str) -> None:
    async with answering(status) as address:
        await get(address, metrics)
    assert reading(metrics.registry, "re_faq_bot_platform_errors_total", platform="slack", kind=kind) == 1
    assert reading(metrics.registry, "re_faq_bot_platform_errors_total") == 1


@pytest.mark.parametrize("status", [101, 200, 204, 304])
async def test_what_succeeds_is_no_error(metrics: Metrics, status: int) -> None:
    async with answering(status) as address:
        await get(address, metrics)
    assert reading(metrics.registry, "re_faq_bot_platform_errors_total") == 0


@pytest.mark.parametrize(("told", "seconds"), [("7", 7), ("0.5", 0.5), ("-1", 0), ("soon", 0)])
async def test_a_rate_limit_is_a_wait_and_no_error(metrics: Metrics, told: str, seconds: float) -> None:
    async with answering(429, **{"Retry-After": told}) as address:
        await get(address, metrics)
    assert reading(metrics.registry, "re_faq_bot_rate_limits_total", platform="slack") == 1
    assert reading(metrics.registry, "re_faq_bot_rate_limit_wait_seconds_total", platform="slack") == seconds
    assert reading(metrics.registry, "re_faq_bot_platform_errors_total") == 0


async def test_a_server_that_is_not_there_is_unreachable(metrics: Metrics) -> None:
    with pytest.raises(aiohttp.ClientConnectionError):
        await get("http://127.0.0.1:9/", metrics)
    assert reading(metrics.registry, "re_faq_bot_platform_errors_total", kind="unreachable") == 1


async def test_discord_py_is_listened_to(metrics: Metrics) -> None:
    watched = Talk(observer=metrics)
    async with DiscordServer(seed=7) as server:
        guild = await server.add_guild("Tea house")
        channel, ada = await guild.add_text_channel("general"), await guild.add_member("ada")
        platform = DiscordPlatform(watched.conversation, watched.store, token=server.token, api_url=server.url)
        async with running(platform):
            await server.ready()
            server.faults.fail(SEND, status=429, retry_after=0.01)
            await server.replies_to(await server.say(ada, channel, QUESTION, mention_bot=True))
            await watched.conversation.idle()
    assert reading(metrics.registry, "re_faq_bot_rate_limits_total", platform="discord") == 1
    assert reading(metrics.registry, "re_faq_bot_questions_total", platform="discord", surface="mention") == 1
    assert reading(metrics.registry, "re_faq_bot_reply_seconds_count", platform="discord") == 1


async def test_slack_sdk_is_listened_to(metrics: Metrics) -> None:
    watched = Talk(observer=metrics)
    async with SlackServer(seed=7, manifest=manifest(Features(hears_channels=True))) as server:
        channel, ada = await server.team.add_channel("general"), await server.team.add_member("Ada")
        platform = SlackPlatform(
            watched.conversation,
            watched.store,
            reached=BySocket(app_token=server.app_token),
            installed=WithToken(token=server.bot_token),
            api_url=server.url,
        )
        async with running(platform):
            await server.ready()
            server.faults.fail("chat.postMessage", status=500)
            await server.replies_to(await server.say(ada, channel, QUESTION, mention_bot=True))
            await watched.conversation.idle()
    assert reading(metrics.registry, "re_faq_bot_platform_errors_total", platform="slack", kind="server") == 1
    assert reading(metrics.registry, "re_faq_bot_questions_total", platform="slack", band="answer") == 1
