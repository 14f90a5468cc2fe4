"""How much later than a bare discord.py bot, which answers a constant, the bot replies."""

import asyncio
from argparse import Namespace
from contextlib import AsyncExitStack

from tests.benchmarks import commands
from tests.benchmarks.discord_load import Crowd, learn, starter, texts_of
from tests.benchmarks.figures import Row, Table, Unit, at_most
from tests.benchmarks.timing import Times
from tests.robustness.processes import running_module
from tests.servers.discord import DiscordServer

CHANNELS = 20
WARM_UP = 20
PAUSE = 0.02
"""Seconds between two questions, so that what a bot does after its reply is not put down to the next one."""


def main() -> None:
    """Run the command."""
    summary = (
        "Time from MESSAGE_CREATE to the reply's POST against a bare discord.py bot, question by question in turns."
    )
    parser = commands.parser_of("discord_latency", summary=summary, examples=("cases.tsv", "cases.tsv --json"))
    commands.add_cases(parser)
    parser.add_argument("--questions", type=int, default=300, help="how many are put to each of the two (300)")
    commands.run(parser, lambda arguments: asyncio.run(measure(arguments)))


async def measure(arguments: Namespace) -> Table:
    """Start both bots, each on a server of its own in this process, and ask them in turns."""
    learn(arguments)
    texts = texts_of(arguments)
    async with AsyncExitStack() as stack:
        servers = [await stack.enter_async_context(DiscordServer(seed=seed)) for seed in (1, 2)]
        crowds = [await Crowd.gather(server, texts, channels=CHANNELS) for server in servers]
        for server in servers:
            server.limits.enabled = False
        start = await stack.enter_async_context(starter(arguments, servers[0]))
        await stack.enter_async_context(start.run())
        bare = {"DISCORD_TOKEN": servers[1].token, "DISCORD_API_URL": servers[1].url}
        await stack.enter_async_context(running_module(("tests.benchmarks.discord_bare",), bare))
        await servers[1].ready(timeout=60)
        await asyncio.sleep(2)  # both say that they are ready a second after they are
        for _ in range(WARM_UP):
            await _ask_both(crowds)
        times = [await _ask_both(crowds) for _ in range(arguments.questions)]
    mine, others = (Times(seconds=seconds) for seconds in zip(*times, strict=True))
    return table(mine, others, texts=len(texts))


async def _ask_both(crowds: list[Crowd]) -> tuple[float, ...]:
    seconds = []
    for crowd in crowds:
        seconds.append(await crowd.is_answered(await crowd.ask()))
        await asyncio.sleep(PAUSE)
    return tuple(seconds)


def table(mine: Times, others: Times, *, texts: int) -> Table:
    """The figures of both, and what is between them."""
    rows = [
        Row(name=f"{name}, p{share:.0%}".rstrip("%"), unit=Unit.MILLISECONDS, values=(times.milliseconds(share),))
        for name, times in (("the bot", mine), ("a bare bot", others))
        for share in (0.5, 0.95)
    ]
    between = mine.milliseconds(0.5) - others.milliseconds(0.5)
    rows.append(Row(name="p50 above p50", unit=Unit.MILLISECONDS, values=(between,), bar=at_most(8)))
    notes = (
        f"{len(mine.seconds)} questions to each, of {texts} texts, one at a time; rate limits off",
        "each has a test server of its own in one and the same process",
    )
    return Table(title="From event in to reply out", columns=("figure",), rows=tuple(rows), notes=notes)


if __name__ == "__main__":
    main()
