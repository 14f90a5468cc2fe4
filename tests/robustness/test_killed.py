"""Killed at any moment and started again, the bot answers each question to it once, or its log says why not."""

import json
import signal
import sqlite3
from pathlib import Path

import pytest

from tests.robustness.conftest import Run
from tests.robustness.discord import HISTORY, SEND, DiscordPlace
from tests.scenarios.tea_house import ABOUT_STEEPING, ABOUT_TINS, ABOUT_WATER

CALLBACK = "POST /interactions/{webhook_id}/{webhook_token}/callback"
PARTS_OF_ANSWER_ON_TINS = 3


async def test_before_it_could_claim_the_question(place: DiscordPlace, run: Run, tmp_path: Path) -> None:
    async with run() as bot:
        await place.is_connected()
        await place.is_answered(await place.ask("hello"))
        with sqlite3.connect(tmp_path / "bot.sqlite3", isolation_level=None) as other:
            other.execute("BEGIN IMMEDIATE")  # nobody else can write now
            question = await place.ask(ABOUT_WATER)
            await place.server.delivered()
            await bot.kill()
            other.execute("ROLLBACK")
        other.close()
    async with run():
        await place.is_answered(question)
        await place.is_at_rest()
    assert len(place.replies(question)) == 1


async def test_when_the_question_is_claimed_and_its_reply_not_out(place: DiscordPlace, run: Run) -> None:
    async with run() as bot:
        await place.is_connected()
        place.server.faults.fail(SEND, status=500)  # discord.py waits a second before it sends again
        question = await place.ask(ABOUT_WATER)
        await place.has_tried()
        await bot.kill()
    async with run():
        await place.is_answered(question)
        await place.is_at_rest()
    assert len(place.replies(question)) == 1


async def test_when_the_reply_is_on_its_way(place: DiscordPlace, run: Run) -> None:
    async with run() as bot:
        await place.is_connected()
        hold = place.hold_replies()
        question = await place.ask(ABOUT_WATER)
        await place.server.wait_until(lambda: hold.waiting == 1)
        await bot.kill()
        hold.release()
    async with run():
        await place.is_answered(question)
        await place.is_at_rest()
    assert len(place.replies(question)) == 1


@pytest.mark.parametrize("seconds_away", [0, 300], ids=["at once", "when Discord has forgotten the nonce"])
async def test_when_the_reply_is_out_and_not_yet_settled(place: DiscordPlace, run: Run, seconds_away: float) -> None:
    async with run() as bot:
        await place.is_connected()
        place.server.faults.fail(SEND, status=500, after=True)
        question = await place.ask(ABOUT_WATER)
        await place.is_answered(question)
        await bot.kill()
    place.server.clock.advance(seconds_away)
    async with run():
        await place.is_at_rest()
    assert len(place.replies(question)) == 1


@pytest.mark.parametrize("seconds_away", [0, 300], ids=["at once", "when Discord has forgotten the nonces"])
async def test_in_the_middle_of_an_answer_in_several_parts(place: DiscordPlace, run: Run, seconds_away: float) -> None:
    """What is missing of it follows; none of it comes twice."""
    place.server.limits.set(SEND, 2, 3600 * place.server.limits.speed)
    async with run() as bot:
        await place.is_connected()
        question = await place.ask(ABOUT_TINS)
        await place.server.wait_until(lambda: len(place.server.by_bot(place.channel)) == 2)
        await bot.kill()
    place.server.limits.set(SEND, 5, 5)
    place.server.clock.advance(seconds_away)
    async with run():
        await place.server.wait_until(
            lambda: len(place.server.by_bot(place.channel)) == PARTS_OF_ANSWER_ON_TINS, timeout=30
        )
        await place.is_at_rest()
    *parts, _ = [message.text for message in place.server.by_bot(place.channel)]
    assert [f"({number}/3)" in part for number, part in enumerate(parts, 1)] == [True] * PARTS_OF_ANSWER_ON_TINS
    assert len(place.replies(question)) == 1


async def test_what_is_asked_while_it_is_away_is_found(place: DiscordPlace, run: Run) -> None:
    """By mention, directly by somebody it knows, in a thread that it answered in, and in a forum."""
    direct, forum = await place.server.direct(place.asker), await place.guild.add_forum("help")
    async with run() as bot:
        await place.is_connected()
        before = [await place.ask(ABOUT_WATER), await place.ask(ABOUT_WATER, direct)]
        await place.is_answered(*before)
        thread = await place.server.start_thread(place.asker, place.channel, "Tea", message=before[0])
        await place.is_at_rest()
        await bot.kill()
    questions = [
        await place.ask(ABOUT_STEEPING),
        await place.ask(ABOUT_STEEPING, direct),
        await place.server.say(place.asker, thread, ABOUT_STEEPING),
        await place.server.post(place.asker, forum, "Steeping", ABOUT_STEEPING, mention_bot=True),
    ]
    overheard = await place.server.say(place.asker, place.channel, ABOUT_STEEPING)
    async with run() as bot:
        await place.is_answered(*questions)
        await bot.says("looked for questions")
        await place.is_at_rest()
    assert [len(place.replies(question)) for question in (*before, *questions, overheard)] == [1, 1, 1, 1, 1, 1, 0]


async def test_killed_again_while_it_looks_for_what_it_missed(place: DiscordPlace, run: Run) -> None:
    async with run() as bot:
        await place.is_connected()
        await place.is_at_rest()
        bot.signal(signal.SIGSTOP)
        question = await place.ask(ABOUT_WATER)
        await bot.kill()
    hold = place.server.faults.hold(HISTORY)
    async with run() as bot:
        await place.server.wait_until(lambda: hold.waiting == 1, timeout=30)
        await bot.kill()
        hold.release()
    async with run():
        await place.is_answered(question)
        await place.is_at_rest()
    assert len(place.replies(question)) == 1


async def test_a_command_that_only_it_could_answer_is_named_in_the_log(place: DiscordPlace, run: Run) -> None:
    async with run() as bot:
        await place.is_connected()
        hold = place.server.faults.hold(CALLBACK)
        interaction = await place.server.command(place.asker, place.channel, "faq ask", question=ABOUT_WATER)
        await place.server.wait_until(lambda: hold.waiting == 1)
        await bot.kill()
    async with run() as bot:
        line = await bot.says("stays without a reply")
    assert json.loads(line)["question"] == str(interaction.id)
