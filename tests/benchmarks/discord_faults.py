"""A thousand questions while Discord repeats events, fails, limits and disconnects: what is lost, what said twice."""

import asyncio
from argparse import Namespace
from itertools import cycle

from tests.benchmarks import commands
from tests.benchmarks.discord_load import Crowd, learn, starter, texts_of
from tests.benchmarks.figures import Row, Table, Unit, at_most
from tests.benchmarks.timing import Times
from tests.servers.discord import DiscordServer

CHANNELS = 100
SECONDS_BETWEEN_RECONNECTS = 10.0
MOST_SECONDS_AFTERWARDS = 180.0
"""As long as the bot may take for the last ones; only what has no reply even then is lost."""


def main() -> None:
    """Run the command."""
    summary = (
        "Questions in 100 channels with 5 % of events delivered twice, 2 % of requests answered with a 5xx (half of "
        "them carried out all the same), Discord's rate limits, and a forced reconnect every 10 s."
    )
    parser = commands.parser_of("discord_faults", summary=summary, examples=("cases.tsv", "cases.tsv --speed 10"))
    commands.add_cases(parser)
    parser.add_argument("--questions", type=int, default=1_000, help="how many are asked (1000)")
    parser.add_argument("--per-second", type=float, default=10.0, help="how fast they are asked (10)")
    parser.add_argument("--speed", type=float, default=1.0, help="how much shorter than Discord's its limits are (1)")
    commands.run(parser, lambda arguments: asyncio.run(measure(arguments)))


async def measure(arguments: Namespace) -> Table:
    """Ask, disturb, and wait for what is left."""
    learn(arguments)
    texts = texts_of(arguments)
    async with DiscordServer(seed=20261123) as server, starter(arguments, server) as start:
        crowd = await Crowd.gather(server, texts, channels=CHANNELS)
        server.limits.speed = arguments.speed
        async with start.run() as bot:
            await bot.says("connected to Discord")
            counted = Counted(server)
            _disturb(server)
            await _ask(crowd, arguments)
            await _wait_for_the_last(crowd)
    return table(crowd, counted, arguments)


class Counted:
    """What the server did to the bot since the count began."""

    def __init__(self, server: DiscordServer) -> None:
        """Begin to count."""
        self.server = server
        self.repeated = 0
        self._logins, self._requests = len(server.connections), len(server.requests)
        deliveries = server.faults.deliveries

        def counting(event: str) -> int:
            times = deliveries(event)
            self.repeated += times > 1
            return times

        server.faults.deliveries = counting  # type: ignore[method-assign]

    @property
    def errors(self) -> int:
        """Requests that were answered with a 5xx."""
        return sum(one.status >= 500 for one in self.server.requests[self._requests :])

    def logins(self, kind: str) -> int:
        """How often a session was begun, or resumed."""
        return sum(one.kind == kind for one in self.server.connections[self._logins :])


def _disturb(server: DiscordServer) -> None:
    server.faults.repeated_events = 0.05
    server.faults.errors_before = server.faults.errors_after = 0.01
    server.faults.statuses = (500, 502, 503)


async def _ask(crowd: Crowd, arguments: Namespace) -> None:
    """Ask at a steady pace; disconnect in one of three ways every few seconds."""
    reconnecting = asyncio.create_task(_reconnect(crowd.server))
    try:
        for _ in range(arguments.questions):
            await crowd.ask()
            await asyncio.sleep(1 / arguments.per_second)
    finally:
        reconnecting.cancel()


async def _reconnect(server: DiscordServer) -> None:
    """A request to reconnect, a connection that is cut, and a session that is no longer valid, in turns."""
    for way in cycle((server.ask_to_reconnect, server.drop_connections, server.invalidate_sessions)):
        await asyncio.sleep(SECONDS_BETWEEN_RECONNECTS)
        await way()


async def _wait_for_the_last(crowd: Crowd) -> None:
    try:
        await crowd.server.wait_until(lambda: not crowd.unanswered(), timeout=MOST_SECONDS_AFTERWARDS)
    except TimeoutError:
        return
    await asyncio.sleep(5)  # for what may come twice


def table(crowd: Crowd, counted: Counted, arguments: Namespace) -> Table:
    """The figures, counts among the notes."""
    asked, lost, twice = len(crowd.asked), len(crowd.unanswered()), len(crowd.answered_twice())
    times = Times(seconds=tuple(one.seconds for one in crowd.asked.values() if one.replied_at))
    rows = (
        Row(name="lost", unit=Unit.SHARE, values=(lost / asked,), bar=at_most(0)),
        Row(name="answered twice", unit=Unit.SHARE, values=(twice / asked,), bar=at_most(0)),
        *(
            Row(name=f"seconds to reply, {name}", unit=Unit.SECONDS, values=(times.milliseconds(share) / 1_000,))
            for name, share in (("p50", 0.5), ("p95", 0.95), ("max", 1.0))
        ),
    )
    notes = (
        (
            f"{asked} asked in {CHANNELS} channels, {arguments.per_second:g} a second: "
            f"{asked - lost} answered, {lost} lost, {twice} answered twice"
        ),
        (
            f"{counted.repeated} events delivered twice, {counted.errors} requests answered with a 5xx, "
            f"{crowd.server.limited} with a 429; {counted.logins('identify')} sessions begun anew, "
            f"{counted.logins('resume')} resumed"
        ),
        f"rate limits {arguments.speed:g} times as fast as Discord's",
    )
    return Table(title="Discord at its worst", columns=("figure",), rows=rows, notes=notes)


if __name__ == "__main__":
    main()
