"""Several processes take Slack's requests by HTTP and share a database: each question has one reply all the same."""

import signal
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from pathlib import Path

import pytest

from bot.platforms.kit.recover import AGE_OF_LEFT
from tests.robustness.processes import BotProcess, running
from tests.robustness.slack import BY_HTTP, SECONDS_TO_NEXT_TRY, SlackPlace, open_slack, request_url_of
from tests.scenarios.tea_house import ABOUT_STEEPING, ABOUT_WATER
from tests.servers.slack import Clock

Replica = Callable[[], AbstractAsyncContextManager[BotProcess]]
OK = 200


@pytest.fixture
async def place() -> AsyncIterator[SlackPlace]:
    """A Slack."""
    async with open_slack(clock=Clock(time.time())) as server:
        yield await SlackPlace.open(server)


@pytest.fixture
def replica(environment: Mapping[str, str], place: SlackPlace) -> Replica:
    """Runs a process that Slack sends to as well as to those that run already."""

    @asynccontextmanager
    async def run() -> AsyncIterator[BotProcess]:
        async with running(place.platform, {**environment, **BY_HTTP}) as bot:
            url = await request_url_of(bot)
            await place.server.use_http(*place.server.webhooks.urls, url)
            yield bot

    return run


def let_it_be_old(database: Path) -> None:
    """Let what was taken be so old that whoever took it must have ended."""
    older = f"-{AGE_OF_LEFT.total_seconds() + 1} seconds"
    with closing(sqlite3.connect(database)) as connection:
        changed = connection.execute(
            "UPDATE questions SET sent_at = strftime('%Y-%m-%d %H:%M:%f000', sent_at, ?)", (older,)
        )
        assert changed.rowcount == 1
        connection.commit()


async def test_of_two_each_question_gets_one_reply_even_where_one_is_stopped(
    place: SlackPlace, replica: Replica
) -> None:
    """What is sent to both, or replayed to the other one, is no second question."""
    server = place.server
    server.faults.repeated_events = 0.3
    askers = [await server.team.add_member(f"asker {number}") for number in range(8)]
    async with replica() as one, replica():
        questions = [await place.ask(ABOUT_WATER, asker=askers[number % 8]) for number in range(40)]
        await server.wait_until(lambda: len(server.by_bot(place.channel)) >= 10, timeout=30)
        one.signal(signal.SIGTERM)
        questions += [await place.ask(ABOUT_WATER, asker=askers[number % 8]) for number in range(40)]
        assert await one.ends() == 0
        del server.webhooks.urls[0]  # as a balancer does that finds nobody there
        await server.wait_until(lambda: not server.deliveries.in_flight, timeout=30)
        server.clock.advance(SECONDS_TO_NEXT_TRY)
        await place.is_answered(*questions)
        for posted in server.posted[:20]:
            posted.url = server.webhooks.urls[0]
            assert (await server.replay(posted)).status == OK
        await place.is_at_rest()
    assert "Traceback" not in one.log
    assert {len(place.replies(question)) for question in questions} == {1}


async def test_what_one_took_and_did_not_live_to_answer_another_answers(
    place: SlackPlace, replica: Replica, tmp_path: Path
) -> None:
    async with replica() as one:
        hold = place.hold_replies()
        question = await place.ask(ABOUT_WATER)
        await place.server.wait_until(lambda: hold.waiting == 1, timeout=30)
        await one.kill()
    del place.server.webhooks.urls[0]
    place.server.faults.fail("chat.postMessage", status=500)  # the killed one's, which was not carried out
    hold.release()
    let_it_be_old(tmp_path / "bot.sqlite3")
    async with replica():
        await place.is_answered(question)
        other = await place.ask(ABOUT_STEEPING)
        await place.is_answered(other)
        await place.is_at_rest()
    assert len(place.replies(question)) == 1
