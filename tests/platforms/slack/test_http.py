"""Requests by HTTP: only Slack's own are taken, and of several replicas one answers."""

import asyncio
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from time import time
from typing import Any

import aiohttp
import pytest

from bot.core import wording
from bot.storage.sql_store import SqlStore
from tests.platforms.slack.bench import ANSWER, QUESTION, Bot, Mind, ask, by_http
from tests.servers.slack import Channel, SlackServer, User

OK, UNAUTHORISED, TOO_LARGE, UNAVAILABLE = 200, 401, 413, 503


@pytest.fixture
async def bot(server: SlackServer) -> AsyncIterator[Bot]:
    """The bot, at the address that Slack knows."""
    async with by_http(server) as running:
        await server.use_http(f"{running.url}/slack/events")
        yield running


def mention(server: SlackServer, ada: User, general: Channel) -> dict[str, Any]:
    return server.event(
        type="app_mention",
        user=ada.id,
        channel=general.id,
        text=f"<@{server.bot.id}> {QUESTION}",
        ts="1764072000.000100",
    )


async def post(bot: Bot, body: bytes | BytesIO, kind: str = "application/json", **more: str) -> int:
    """Send something to the bot; the status that it is answered with."""
    url, headers = f"{bot.url}/slack/events", {"Content-Type": kind, **more}
    async with aiohttp.ClientSession() as session, session.post(url, data=body, headers=headers) as response:
        return response.status


class TestSlacksOwn:
    """What is signed as Slack signs it."""

    async def test_questions_commands_and_presses_are_answered(
        self, server: SlackServer, bot: Bot, general: Channel, ada: User
    ) -> None:
        (reply,) = await server.replies_to(await ask(server, ada, general))
        assert ANSWER in reply.text
        said = await (await server.command(ada, general, "/faq", QUESTION)).answered()
        assert said is not None
        assert ANSWER in said.text
        thanks = await (await server.press(ada, reply, wording.HELPFUL)).answered()
        assert thanks is not None
        assert thanks.text == wording.THANKS_FOR_HELPFUL
        await bot.idle()
        assert {posted.status for posted in server.posted} == {OK}

    async def test_it_is_acknowledged_before_its_reply_is_out(
        self, server: SlackServer, bot: Bot, general: Channel, ada: User
    ) -> None:
        hold = server.faults.hold("chat.postMessage")
        await ask(server, ada, general)
        await server.delivered()
        assert server.by_bot(general) == []
        hold.release()
        await bot.idle()
        assert len(server.by_bot(general)) == 1

    async def test_what_is_replayed_gets_no_second_reply(
        self, server: SlackServer, bot: Bot, general: Channel, ada: User
    ) -> None:
        await server.replies_to(await ask(server, ada, general))
        await bot.idle()
        for posted in tuple(server.posted):
            assert (await server.replay(posted)).status == OK
        await bot.idle()
        assert len(server.by_bot(general)) == 1
        assert bot.mind.matched == [QUESTION]


class TestOthers:
    """What is not Slack's, or not from now."""

    @pytest.mark.parametrize("way", ["send_forged", "send_stale", "send_unsigned"])
    async def test_it_is_refused_and_nothing_is_looked_up(
        self, server: SlackServer, bot: Bot, general: Channel, ada: User, way: str
    ) -> None:
        posted = await getattr(server, way)(mention(server, ada, general))
        assert posted.status == UNAUTHORISED
        await bot.idle()
        assert bot.mind.matched == []
        assert server.count("chat.postMessage") == 0

    @pytest.mark.parametrize(
        ("body", "kind"),
        [
            (b"\xff\xfe", "application/json"),
            (b"{", "application/json"),
            (b"[]", "application/json"),
            (b"", "application/json"),
            (b"payload=%7B", "application/x-www-form-urlencoded"),
            (b"\x00" * 100, "application/octet-stream"),
        ],
    )
    async def test_what_makes_no_sense_is_refused_too(self, bot: Bot, body: bytes, kind: str) -> None:
        assert await post(bot, body, kind) == UNAUTHORISED
        assert bot.mind.matched == []

    @pytest.mark.parametrize(
        ("signature", "timestamp", "body"),
        [
            ("v0=0", "yesterday", b"{}"),
            ("v0=0", "", b"{}"),
            ("v0=0", "9" * 400, b"{}"),
            ("v0=0", "9" * 5000, b"{}"),
            ("v0=é", "now", b"{}"),
            ("v0=0", "now", b"\xff\xfe"),
        ],
    )
    async def test_a_signature_that_cannot_be_one_is_refused_like_a_wrong_one(
        self, bot: Bot, signature: str, timestamp: str, body: bytes
    ) -> None:
        signed = {
            "X-Slack-Signature": signature,
            "X-Slack-Request-Timestamp": timestamp.replace("now", f"{time():.0f}"),
        }
        assert await post(bot, body, **signed) == UNAUTHORISED

    async def test_too_much_is_not_read(self, bot: Bot) -> None:
        assert await post(bot, BytesIO(b"x" * 2_000_000)) == TOO_LARGE

    async def test_once_it_stops_slack_is_told_to_come_again(self, server: SlackServer, bot: Bot) -> None:
        await bot.stop()
        assert await post(bot, b"{}") == UNAVAILABLE


async def test_of_two_replicas_one_answers_each_question(
    server: SlackServer, general: Channel, ada: User, tmp_path: Path
) -> None:
    stores = [SqlStore(f"sqlite:///{tmp_path / 'bot.sqlite3'}") for _ in range(2)]
    for store in stores:
        await store.open()
    async with (
        by_http(server, Mind(server, store=stores[0])) as one,
        by_http(server, Mind(server, store=stores[1])) as two,
    ):
        await server.use_http(f"{one.url}/slack/events", f"{two.url}/slack/events")
        server.faults.repeated_events = 0.5
        questions = [await ask(server, ada, general) for _ in range(40)]
        for question in questions:
            await server.replies_to(question, timeout=20)
        await asyncio.gather(one.idle(), two.idle())
        assert one.mind.matched
        assert two.mind.matched
    for store in stores:
        await store.close()
    assert sorted(reply.thread_ts or "" for reply in server.by_bot(general)) == [question.ts for question in questions]
