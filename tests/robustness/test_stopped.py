"""Told to stop, the bot finishes what it took, takes nothing more, and ends with 0."""

import signal
import sqlite3
import time
from pathlib import Path

import pytest

from tests.robustness.conftest import Run
from tests.robustness.discord import DiscordPlace
from tests.scenarios.tea_house import ABOUT_WATER

SECONDS_TO_END = 10


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_what_was_taken_is_answered_and_what_was_not_is_left_to_the_next_start(
    place: DiscordPlace, run: Run, tmp_path: Path, number: signal.Signals
) -> None:
    channels = [await place.guild.add_text_channel(f"tea-{index}") for index in range(10)]
    async with run() as bot:
        await place.is_connected()
        hold = place.hold_replies()
        askers = [await place.guild.add_member(f"asker {index}") for index in range(3)]
        questions = [await place.ask(ABOUT_WATER, where, asker=who) for who in askers for where in channels]
        await place.server.wait_until(lambda: hold.waiting >= len(channels))
        told = time.monotonic()
        bot.signal(number)
        await bot.says("Stopping")
        questions.append(await place.ask("and what is asked now?"))
        bot.signal(number)  # who is impatient does no harm
        hold.release()
        assert await bot.ends() == 0
    assert time.monotonic() - told < SECONDS_TO_END
    assert "Traceback" not in bot.log
    states = states_in(tmp_path / "bot.sqlite3")
    assert set(states) == {"answered"}
    assert sum(len(place.replies(question)) for question in questions) == len(states)
    async with run():
        await place.is_answered(*questions)
        await place.is_at_rest()
    assert {len(place.replies(question)) for question in questions} == {1}


async def test_while_discord_keeps_it_waiting_at_the_door(place: DiscordPlace, run: Run) -> None:
    hold = place.server.faults.hold("GET /users/@me")
    async with run() as bot:
        await place.server.wait_until(lambda: hold.waiting == 1, timeout=30)
        bot.signal(signal.SIGTERM)
        assert await bot.ends(timeout=SECONDS_TO_END) == 0
    assert "Traceback" not in bot.log


def states_in(database: Path) -> list[str]:
    """How far each question came that the bot took."""
    with sqlite3.connect(database) as connection:
        states = [state for (state,) in connection.execute("SELECT state FROM questions")]
    connection.close()
    return states
