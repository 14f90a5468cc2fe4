"""The bot is killed again and again while it answers: what is lost, and what said twice."""

import asyncio
import random
from argparse import Namespace
from collections.abc import Sequence

from tests.benchmarks import commands
from tests.benchmarks.discord_load import Asked, Crowd, learn, starter, texts_of
from tests.benchmarks.figures import Row, Table, Unit, at_most
from tests.servers.discord import DiscordServer

CHANNELS, DIRECT = 40, 10
BURST = 8
PER_SECOND = 5
LONGEST_LIFE = 3.0
"""Seconds for which it is asked at a steady pace, at most, before the burst."""
LONGEST_WAIT = 0.12
"""Seconds within which it is killed after the burst, the time that it needs for so many questions."""
MOST_SECONDS_AFTERWARDS = 120.0


def main() -> None:
    """Run the command."""
    summary = "SIGKILL at random moments under load, and at once a new start: each question gets one reply."
    parser = commands.parser_of("discord_kills", summary=summary, examples=("cases.tsv", "cases.tsv --kills 10"))
    commands.add_cases(parser)
    parser.add_argument("--kills", type=int, default=50, help="how often it is killed (50)")
    parser.add_argument("--seed", type=int, default=1, help="settles the moments (1)")
    commands.run(parser, lambda arguments: asyncio.run(measure(arguments)))


async def measure(arguments: Namespace) -> Table:
    """Kill and start again, then wait for what is left."""
    learn(arguments)
    texts = texts_of(arguments)
    chance = random.Random(arguments.seed)  # noqa: S311 - to be repeatable, not secret
    logs: list[str] = []
    under_way = 0
    async with DiscordServer(seed=arguments.seed) as server, starter(arguments, server) as start:
        crowd = await Crowd.gather(server, texts, channels=CHANNELS, direct=DIRECT)
        async with start.run():  # those who write directly must have done so before: Discord does not list them
            for _ in range(crowd.places):
                await crowd.is_answered(await crowd.ask())
        for _ in range(arguments.kills):
            async with start.run() as bot:
                await _live(crowd, chance.uniform(0, LONGEST_LIFE))
                burst = [await crowd.ask() for _ in range(BURST)]
                await asyncio.sleep(chance.uniform(0, LONGEST_WAIT))
                await bot.kill()
            under_way += sum(not asked.replied_at for asked in burst)
            await crowd.ask()  # while it is away
            logs.append(bot.log)
        async with start.run() as bot:
            await _wait_for_the_last(crowd)
        logs.append(bot.log)
    return table(crowd, logs, under_way=under_way, kills=arguments.kills)


async def _live(crowd: Crowd, seconds: float) -> None:
    """Let people ask for a while."""
    for _ in range(int(seconds * PER_SECOND)):
        await crowd.ask()
        await asyncio.sleep(1 / PER_SECOND)


async def _wait_for_the_last(crowd: Crowd) -> None:
    try:
        await crowd.server.wait_until(lambda: not crowd.unanswered(), timeout=MOST_SECONDS_AFTERWARDS)
    except TimeoutError:
        return
    await asyncio.sleep(5)  # for what may come twice


def table(crowd: Crowd, logs: Sequence[str], *, under_way: int, kills: int) -> Table:
    """The figures, counts among the notes."""
    asked, twice = len(crowd.asked), len(crowd.answered_twice())
    named = [one for one in crowd.unanswered() if _is_named(one, logs)]
    lost = len(crowd.unanswered()) - len(named)
    rows = (
        Row(name="lost without a word", unit=Unit.SHARE, values=(lost / asked,), bar=at_most(0)),
        Row(name="answered twice", unit=Unit.SHARE, values=(twice / asked,), bar=at_most(0)),
    )
    notes = (
        f"{kills} kills, each within {LONGEST_WAIT:g} s of {BURST} questions; one more is asked while the bot is away",
        (
            f"{asked} asked: {asked - lost - len(named)} answered, {twice} of them twice, {lost} lost without a word, "
            f"{len(named)} named in the log as without a reply"
        ),
        f"{under_way} of the {kills * BURST} just asked were without a reply when it was killed",
    )
    return Table(title="Killed while it answers", columns=("figure",), rows=rows, notes=notes)


def _is_named(asked: Asked, logs: Sequence[str]) -> bool:
    return any(f"question {asked.message.id} " in log for log in logs)


if __name__ == "__main__":
    main()
