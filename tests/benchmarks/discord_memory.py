"""The memory of the bot's process with Discord connected, after its start and after many questions."""

import asyncio
from argparse import Namespace

from tests.benchmarks import commands
from tests.benchmarks.discord_load import Crowd, learn, megabytes_of, starter, texts_of
from tests.benchmarks.figures import Row, Table, Unit, at_most
from tests.servers.discord import DiscordServer

QUESTIONS = 1_000
CHANNELS = 100


def main() -> None:
    """Run the command."""
    summary = f"Resident memory of `run discord`, after its start and after {QUESTIONS:,} questions."
    parser = commands.parser_of("discord_memory", summary=summary, examples=("cases.tsv", "cases.tsv --json"))
    commands.add_cases(parser)
    commands.run(parser, lambda arguments: asyncio.run(measure(arguments)))


async def measure(arguments: Namespace) -> Table:
    """Ask one question after the other."""
    learn(arguments)
    texts = texts_of(arguments)
    async with DiscordServer(seed=1) as server, starter(arguments, server) as start, start.run() as bot:
        server.limits.enabled = False
        crowd = await Crowd.gather(server, texts, channels=CHANNELS)
        await bot.says("connected to Discord")
        at_start = megabytes_of(bot.id)
        for _ in range(QUESTIONS):
            await crowd.is_answered(await crowd.ask())
        after = megabytes_of(bot.id)
    rows = (
        Row(name="after its start", unit=Unit.MEGABYTES, values=(at_start,)),
        Row(name=f"after {QUESTIONS:,} questions", unit=Unit.MEGABYTES, values=(after,), bar=at_most(250)),
    )
    notes = ("the bar is that of `run` with both platforms", "the index was kept by an earlier process")
    return Table(title="Memory with Discord connected", columns=("figure",), rows=rows, notes=notes)


if __name__ == "__main__":
    main()
