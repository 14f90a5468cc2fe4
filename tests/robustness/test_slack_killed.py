"""Killed at any moment and started again, the bot answers each question on Slack once, or its log says why not."""

import json
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.core import wording
from tests.robustness.conftest import Run
from tests.robustness.slack import POSTING, SlackPlace, open_slack
from tests.scenarios.tea_house import ABOUT_STEEPING, ABOUT_WATER
from tests.servers.slack import Clock, Message

LOOKING = "conversations.replies"


@pytest.fixture
async def place(request: pytest.FixtureRequest) -> AsyncIterator[SlackPlace]:
    """A Slack whose time stands still; it lets the app read channels unless told otherwise."""
    async with open_slack(clock=Clock(frozen=True), hears_channels=getattr(request, "param", True)) as server:
        yield await SlackPlace.open(server)


@contextmanager
def locked(database: Path) -> Iterator[None]:
    """Let nobody else write into a database."""
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")
        connection.close()


async def test_at_every_moment_of_a_question(place: SlackPlace, run: Run, tmp_path: Path) -> None:
    """Killed a second time while it looks for what it left, too."""
    server = place.server
    direct = await server.direct(place.asker)
    questions: dict[str, Message] = {}
    async with run() as bot:
        await place.is_connected()
        looking = server.faults.hold(LOOKING)
        server.faults.fail(POSTING, status=500, after=True)
        questions["its reply is out and not settled"] = await place.ask(ABOUT_WATER)
        await place.is_answered(*questions.values())
        server.faults.fail(POSTING, status=500)
        questions["its reply was refused once"] = await place.ask(ABOUT_WATER)
        await place.has_tried(2)
        posting = place.hold_replies()
        questions["its reply is on its way"] = await place.ask(ABOUT_WATER)
        await server.wait_until(lambda: posting.waiting == 1)
        with locked(tmp_path / "bot.sqlite3"):
            questions["it is not claimed"] = await place.ask(ABOUT_WATER)
            await bot.kill()
        posting.release()
        looking.release()
    questions["asked while the bot is away"] = await place.ask(ABOUT_STEEPING)
    questions["asked directly while the bot is away"] = await place.ask(ABOUT_STEEPING, direct)
    looking = server.faults.hold(LOOKING)
    async with run() as bot:
        await server.wait_until(lambda: looking.waiting == 1, timeout=30)
        await bot.kill()
        looking.release()
    async with run():
        await place.comes_again()
        await place.is_answered(*questions.values())
        await place.is_at_rest()
    assert {name: len(place.replies(question)) for name, question in questions.items()} == dict.fromkeys(questions, 1)


@pytest.mark.parametrize("place", [False], indirect=True, ids=["least scopes"])
async def test_what_it_cannot_read_again_is_not_passed_over(place: SlackPlace, run: Run) -> None:
    """Who asked in a channel is asked to repeat it; what only the killed process could answer is named in the log."""
    server = place.server
    direct = await server.direct(place.asker)
    async with run() as bot:
        await place.is_connected()
        posting, responding = place.hold_replies(), server.faults.hold("response_url")
        in_channel = await place.ask(ABOUT_WATER)
        directly = await place.ask(ABOUT_WATER, direct)
        command = await server.command(place.asker, place.channel, "/faq", ABOUT_WATER)
        await server.wait_until(lambda: posting.waiting == 2 and responding.waiting == 1)
        server.faults.fail(POSTING, status=500, times=2)
        await bot.kill()
        posting.release()
        responding.release()
        await server.wait_until(lambda: server.web.in_flight == 0)
    async with run() as bot:
        await place.is_answered(in_channel, directly)
        assert json.loads(await bot.says("stays without a reply"))["question"] == command.trigger_id
        await place.is_at_rest()
    (sorry,), (reply,) = place.replies(in_channel), place.replies(directly)
    assert wording.FAILED in sorry.text
    assert "80 °C" in reply.text
