"""The bot is killed again and again while it answers on Slack: what is lost, and what said twice."""

import asyncio
import random
from argparse import Namespace

from tests.benchmarks import commands
from tests.benchmarks.discord_kills import BURST, CHANNELS, DIRECT, LONGEST_LIFE, LONGEST_WAIT, PER_SECOND
from tests.benchmarks.discord_load import learn, texts_of
from tests.benchmarks.figures import Table
from tests.benchmarks.slack_load import Crowd, add_scopes, open_slack, outcome_rows, scopes_of, starter


def main() -> None:
    """Run the command."""
    summary = "SIGKILL at random moments under load, and at once a new start: each question gets one reply."
    parser = commands.parser_of("slack_kills", summary=summary, examples=("cases.tsv", "cases.tsv --kills 10"))
    commands.add_cases(parser)
    add_scopes(parser)
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
    async with open_slack(arguments, seed=arguments.seed) as server, starter(arguments, server) as start:
        crowd = await Crowd.gather(server, texts, channels=CHANNELS, direct=DIRECT)
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
            await crowd.all_are_answered()
        logs.append(bot.log)
    named = [one for one in crowd.unanswered() if any(f"question {one.id} stays" in log for log in logs)]
    notes = (
        f"{arguments.kills} kills, each within {LONGEST_WAIT:g} s of {BURST} questions; one more while it is away",
        f"{len(crowd.asked)} asked: {crowd.counts()}; {len(named)} of the lost are named in the log",
        f"{under_way} of the {arguments.kills * BURST} just asked were without a reply when it was killed",
        scopes_of(arguments),
    )
    return Table(
        title="Killed while it answers on Slack", columns=("figure",), rows=outcome_rows(crowd, named), notes=notes
    )


async def _live(crowd: Crowd, seconds: float) -> None:
    """Let people ask for a while."""
    for _ in range(int(seconds * PER_SECOND)):
        await crowd.ask()
        await asyncio.sleep(1 / PER_SECOND)


if __name__ == "__main__":
    main()
