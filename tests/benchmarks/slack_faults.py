"""A thousand questions while Slack repeats events, fails, limits and disconnects: what is lost, what said twice."""

import asyncio
from argparse import Namespace
from itertools import cycle

from tests.benchmarks import commands
from tests.benchmarks.discord_load import learn, texts_of
from tests.benchmarks.figures import Row, Table, Unit
from tests.benchmarks.slack_load import Crowd, add_scopes, open_slack, outcome_rows, scopes_of, starter, times_of
from tests.servers.slack import SlackServer

CHANNELS = 100
SECONDS_BETWEEN_RECONNECTS = 10.0


def main() -> None:
    """Run the command."""
    summary = (
        "Questions in 100 channels with 5 % of events delivered twice, 2 % of requests answered with a 5xx (half of "
        "them carried out all the same) and 2 % with a 429, Slack's rate limits, and a connection that is cut or "
        "withdrawn every 10 s."
    )
    parser = commands.parser_of("slack_faults", summary=summary, examples=("cases.tsv", "cases.tsv --least"))
    commands.add_cases(parser)
    add_scopes(parser)
    parser.add_argument("--questions", type=int, default=1_000, help="how many are asked (1000)")
    parser.add_argument("--per-second", type=float, default=10.0, help="how fast they are asked (10)")
    parser.add_argument("--speed", type=float, default=1.0, help="how much faster than Slack's its limits are (1)")
    commands.run(parser, lambda arguments: asyncio.run(measure(arguments)))


async def measure(arguments: Namespace) -> Table:
    """Ask, disturb, and wait for what is left."""
    learn(arguments)
    texts = texts_of(arguments)
    async with open_slack(arguments, seed=20261123) as server, starter(arguments, server) as start:
        crowd = await Crowd.gather(server, texts, channels=CHANNELS)
        server.limits.speed = arguments.speed
        async with start.run():
            _disturb(server)
            await _ask(crowd, arguments)
            await crowd.all_are_answered()
    return table(crowd, arguments)


def _disturb(server: SlackServer) -> None:
    server.faults.repeated_events = 0.05
    server.faults.errors_before = server.faults.errors_after = 0.01
    server.faults.rate_limited = 0.02


async def _ask(crowd: Crowd, arguments: Namespace) -> None:
    """Ask at a steady pace; disconnect in one of three ways every few seconds."""
    reconnecting = asyncio.create_task(_reconnect(crowd.server))
    try:
        for _ in range(arguments.questions):
            await crowd.ask()
            await asyncio.sleep(1 / arguments.per_second)
    finally:
        reconnecting.cancel()


async def _reconnect(server: SlackServer) -> None:
    """A request to reconnect, a connection that is cut, and one that is closed, in turns."""
    for way in cycle((server.ask_to_reconnect, server.drop_connections, server.close_connections)):
        await asyncio.sleep(SECONDS_BETWEEN_RECONNECTS)
        await way()


def table(crowd: Crowd, arguments: Namespace) -> Table:
    """The figures, counts among the notes."""
    server, times = crowd.server, times_of(crowd)
    waits = tuple(
        Row(name=f"seconds to reply, {name}", unit=Unit.SECONDS, values=(times.milliseconds(share) / 1_000,))
        for name, share in (("p50", 0.5), ("p95", 0.95), ("max", 1.0))
    )
    events = server.deliveries.all
    tries = [attempt for event in events for attempt in event.attempts]
    answered_late = sum(seconds > 30 for seconds in times.seconds)
    notes = (
        f"{len(crowd.asked)} asked in {CHANNELS} channels, {arguments.per_second:g} a second: {crowd.counts()}",
        (
            f"{len(events)} events in {len(tries)} deliveries; {sum(one.status >= 500 for one in server.requests)} "
            f"requests answered with a 5xx, {sum(one.status == 429 for one in server.requests)} with a 429, "
            f"{server.limited} of these for a limit; {len(server.connections)} connections"
        ),
        f"{answered_late} were asked while there was no connection, and delivered by Slack's try a minute later",
        f"rate limits {arguments.speed:g} times as fast as Slack's; {scopes_of(arguments)}",
    )
    return Table(title="Slack at its worst", columns=("figure",), rows=(*outcome_rows(crowd), *waits), notes=notes)


if __name__ == "__main__":
    main()
