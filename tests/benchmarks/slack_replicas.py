"""Two processes take Slack's requests by HTTP and share one database; in the middle one of them is killed."""

import asyncio
from argparse import Namespace
from contextlib import AsyncExitStack

from tests.benchmarks import commands
from tests.benchmarks.discord_load import learn, texts_of
from tests.benchmarks.figures import Row, Table, Unit
from tests.benchmarks.slack_load import (
    Crowd,
    Starter,
    add_scopes,
    open_slack,
    outcome_rows,
    scopes_of,
    starter,
    times_of,
)
from tests.robustness.processes import BotProcess
from tests.servers.slack import SlackServer

CHANNELS = 100
REPLICAS = 2
BURST = 20


def main() -> None:
    """Run the command."""
    summary = "Questions spread over two replicas in HTTP mode on one database, 5 % of events sent to both."
    parser = commands.parser_of("slack_replicas", summary=summary, examples=("cases.tsv", "cases.tsv --kill"))
    commands.add_cases(parser)
    add_scopes(parser)
    parser.add_argument("--questions", type=int, default=1_000, help="how many are asked (1000)")
    parser.add_argument("--per-second", type=float, default=20.0, help="how fast they are asked (20)")
    parser.add_argument("--kill", action="store_true", help="kill one replica in the middle, while it answers")
    commands.run(parser, lambda arguments: asyncio.run(measure(arguments)))


async def measure(arguments: Namespace) -> Table:
    """Ask, and kill if that is wanted, then wait for what is left."""
    learn(arguments)
    texts = texts_of(arguments)
    async with (
        open_slack(arguments, seed=1) as server,
        starter(arguments, server) as start,
        AsyncExitStack() as stack,
    ):
        crowd = await Crowd.gather(server, texts, channels=CHANNELS)
        bots = await _start_replicas(stack, start, server)
        server.faults.repeated_events = 0.05
        half = arguments.questions // 2
        await _ask(crowd, half, arguments)
        under_way = await _kill(crowd, bots[0]) if arguments.kill else 0
        await _ask(crowd, arguments.questions - half, arguments)
        await crowd.all_are_answered()
    return table(crowd, arguments, under_way=under_way)


async def _ask(crowd: Crowd, times: int, arguments: Namespace) -> None:
    """Ask at a steady pace."""
    for _ in range(times):
        await crowd.ask()
        await asyncio.sleep(1 / arguments.per_second)


async def _kill(crowd: Crowd, bot: BotProcess) -> int:
    """Kill the first replica while both answer a burst; return how many of its questions were without a reply."""
    burst = [await crowd.ask() for _ in range(BURST)]
    await crowd.server.wait_until(lambda: any(asked.replied_at for asked in burst), timeout=30)
    await bot.kill()
    del crowd.server.webhooks.urls[0]
    return sum(not asked.replied_at for asked in burst)


async def _start_replicas(stack: AsyncExitStack, start: Starter, server: SlackServer) -> list[BotProcess]:
    started = [await stack.enter_async_context(start.replica()) for _ in range(REPLICAS)]
    await server.use_http(*(url for _, url in started))
    return [bot for bot, _ in started]


def table(crowd: Crowd, arguments: Namespace, *, under_way: int) -> Table:
    """The figures, counts among the notes."""
    posted, times = crowd.server.posted, times_of(crowd)
    waits = tuple(
        Row(name=f"seconds to reply, {name}", unit=Unit.SECONDS, values=(times.milliseconds(share) / 1_000,))
        for name, share in (("p50", 0.5), ("p95", 0.95), ("max", 1.0))
    )
    by_replica = [sum(one.url == url for one in posted) for url in dict.fromkeys(one.url for one in posted)]
    notes = (
        f"{len(crowd.asked)} asked, {arguments.per_second:g} a second: {crowd.counts()}",
        f"{' and '.join(map(str, by_replica))} requests to the replicas",
        *(
            (f"one was killed after half of them, with {under_way} without a reply, and not sent to again",)
            if arguments.kill
            else ()
        ),
        scopes_of(arguments),
    )
    return Table(title="Two replicas", columns=("figure",), rows=(*outcome_rows(crowd), *waits), notes=notes)


if __name__ == "__main__":
    main()
