"""Told to stop under load, the bot on Slack finishes what it took, takes nothing more, and ends with 0."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.platforms.slack.manifest import EVENTS_PATH
from bot.platforms.slack.workspaces import OneWorkspace, Workspace
from tests.platforms.slack.bench import QUESTION, by_http
from tests.robustness.conftest import Run
from tests.robustness.slack import SlackPlace, open_slack
from tests.robustness.test_stopped import SECONDS_TO_END, states_in
from tests.scenarios.tea_house import ABOUT_WATER
from tests.servers.slack import Clock

OK, UNAVAILABLE = 200, 503


@pytest.fixture
async def place() -> AsyncIterator[SlackPlace]:
    """A Slack whose time stands still."""
    async with open_slack(clock=Clock(frozen=True)) as server:
        yield await SlackPlace.open(server)


async def test_what_was_taken_is_answered_and_what_was_not_is_left_to_the_next_start(
    place: SlackPlace, run: Run, tmp_path: Path
) -> None:
    server = place.server
    channels = [await server.team.add_channel(f"tea-{number}") for number in range(10)]
    askers = [await server.team.add_member(f"asker {number}") for number in range(3)]
    async with run() as bot:
        await place.is_connected()
        hold = place.hold_replies()
        taken = [await place.ask(ABOUT_WATER, where, asker=who) for who in askers for where in channels]
        await server.wait_until(lambda: hold.waiting == len(taken), timeout=30)
        told = time.monotonic()
        bot.signal(signal.SIGTERM)
        await bot.says("Stopping")
        left = await place.ask("and what is asked now?")
        bot.signal(signal.SIGTERM)  # who is impatient does no harm
        hold.release()
        assert await bot.ends() == 0
    assert time.monotonic() - told < SECONDS_TO_END
    assert "Traceback" not in bot.log
    assert states_in(tmp_path / "bot.sqlite3") == ["answered"] * len(taken)
    assert [len(place.replies(question)) for question in (*taken, left)] == [*[1] * len(taken), 0]
    async with run():
        await place.comes_again()
        await place.is_answered(left)
        await place.is_at_rest()
    assert {len(place.replies(question)) for question in (*taken, left)} == {1}


async def test_a_request_that_is_still_being_read_brings_in_a_question_that_is_answered(
    place: SlackPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By HTTP, with the workspace looked up in a database; in one loop, where that can be made to take its time."""
    looking, found = asyncio.Event(), asyncio.Event()
    look_up = OneWorkspace.of

    async def slowly(workspaces: OneWorkspace, *, team: str | None, enterprise: str | None) -> Workspace | None:
        looking.set()
        await found.wait()
        return await look_up(workspaces, team=team, enterprise=enterprise)

    place.server.manifest.events.discard("message.channels")
    async with by_http(place.server) as bot:
        await place.server.use_http(f"{bot.url}{EVENTS_PATH}")
        monkeypatch.setattr(OneWorkspace, "of", slowly)
        question = await place.server.say(place.asker, place.channel, QUESTION, mention_bot=True)
        await looking.wait()
        stopping = asyncio.create_task(bot.stop())
        refused = await place.server.send_unsigned({})
        found.set()
        await stopping
    assert refused.status == UNAVAILABLE
    assert [posted.status for posted in place.server.posted if posted.delivery] == [OK]
    assert len(place.replies(question)) == 1
