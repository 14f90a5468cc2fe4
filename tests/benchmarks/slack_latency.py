"""How much later than a bare Bolt app, which answers a constant, the bot replies on Slack."""

import asyncio
from argparse import Namespace
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path

from tests.benchmarks import commands
from tests.benchmarks.discord_latency import CHANNELS, PAUSE, WARM_UP
from tests.benchmarks.discord_load import learn, texts_of
from tests.benchmarks.figures import Row, Table, Unit, at_most
from tests.benchmarks.slack_bare import KEPT
from tests.benchmarks.slack_load import Crowd, add_scopes, open_slack, scopes_of, starter
from tests.benchmarks.timing import Times
from tests.robustness.processes import running_module
from tests.robustness.slack import environment_of

BARE = "tests.benchmarks.slack_bare"
APPS = ("the bot", "bare Bolt", "bare Bolt, connection kept")


def main() -> None:
    """Run the command."""
    summary = (
        "Time from an event to its reply's chat.postMessage against bare Bolt apps, question by question in turns."
    )
    parser = commands.parser_of("slack_latency", summary=summary, examples=("cases.tsv", "cases.tsv --json"))
    commands.add_cases(parser)
    add_scopes(parser)
    parser.add_argument("--questions", type=int, default=300, help="how many are put to each of the three (300)")
    commands.run(parser, lambda arguments: asyncio.run(measure(arguments)))


async def measure(arguments: Namespace) -> Table:
    """Start the bot and two bare apps, each on a server of its own in this process, and ask them in turns."""
    learn(arguments)
    texts = texts_of(arguments)
    async with AsyncExitStack() as stack:
        servers = [await stack.enter_async_context(open_slack(arguments, seed=seed)) for seed, _ in enumerate(APPS)]
        crowds = [await Crowd.gather(server, texts, channels=CHANNELS) for server in servers]
        for server in servers:
            server.limits.enabled = False
        start = await stack.enter_async_context(starter(arguments, servers[0]))
        await stack.enter_async_context(start.run())
        for server, options in zip(servers[1:], ((), (KEPT,)), strict=True):
            environment = environment_of(server, Path("none"))
            await stack.enter_async_context(running_module((BARE, *options), environment))
            await server.wait_until(lambda server=server: bool(server.sockets.open), timeout=60)  # type: ignore[misc]
        for _ in range(WARM_UP):
            await _ask_each(crowds)
        times = [await _ask_each(crowds) for _ in range(arguments.questions)]
    taken = [Times(seconds=seconds) for seconds in zip(*times, strict=True)]
    return table(taken, arguments, texts=len(texts))


async def _ask_each(crowds: Sequence[Crowd]) -> tuple[float, ...]:
    seconds = []
    for crowd in crowds:
        seconds.append(await crowd.is_answered(await crowd.ask()))
        await asyncio.sleep(PAUSE)
    return tuple(seconds)


def table(taken: Sequence[Times], arguments: Namespace, *, texts: int) -> Table:
    """The figures of all, and what is between them."""
    rows = [
        Row(name=f"{name}, p{share:.0%}".rstrip("%"), unit=Unit.MILLISECONDS, values=(times.milliseconds(share),))
        for name, times in zip(APPS, taken, strict=True)
        for share in (0.5, 0.95)
    ]
    mine, bare, kept = (times.milliseconds(0.5) for times in taken)
    rows += [
        Row(name=f"p50 above {name}", unit=Unit.MILLISECONDS, values=(mine - other,), bar=at_most(8))
        for name, other in zip(APPS[1:], (bare, kept), strict=True)
    ]
    notes = (
        f"{arguments.questions} questions to each, of {texts} texts, one at a time, in turns; rate limits off",
        "each has a test server of its own, all in one process",
        scopes_of(arguments),
    )
    return Table(title="From event in to reply out on Slack", columns=("figure",), rows=tuple(rows), notes=notes)


if __name__ == "__main__":
    main()
