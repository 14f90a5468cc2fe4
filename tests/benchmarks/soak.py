"""A long time under load on Discord and Slack at once: whether memory, tasks, threads and descriptors stay flat."""

import asyncio
import re
import socket
from argparse import Namespace
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import aiohttp

from tests.benchmarks import commands, discord_load, slack_load
from tests.benchmarks.discord_load import learn, megabytes_of, texts_of
from tests.benchmarks.figures import Row, Table, Unit, at_most
from tests.robustness.processes import running_module
from tests.servers.discord import DiscordServer

CHANNELS = 100
SECONDS_TO_SETTLE = 120.0
SECONDS_BETWEEN_LOOKS = 15.0
SECONDS_TO_REST = 40.0
"""More than the clients keep idle connections, which is up to 30 seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What the process holds at one moment, ``seconds`` after the first question."""

    seconds: float
    megabytes: float
    descriptors: int
    threads: int
    tasks: int


def main() -> None:
    """Run the command."""
    summary = "Memory, tasks, threads and file descriptors of `run` with both platforms under steady load."
    examples = ("cases.tsv", "cases.tsv --minutes 20 --a-second 20")
    parser = commands.parser_of("soak", summary=summary, examples=examples)
    commands.add_cases(parser)
    slack_load.add_scopes(parser)
    parser.add_argument("--minutes", type=float, default=20.0, help="how long (20)")
    parser.add_argument("--a-second", type=float, default=20.0, help="questions a second, on both together (20)")
    commands.run(parser, lambda arguments: asyncio.run(measure(arguments)))


async def measure(arguments: Namespace) -> Table:
    """Ask steadily, and look at the process now and then."""
    learn(arguments)
    texts, port = texts_of(arguments), _free_port()
    async with AsyncExitStack() as stack:
        discord = await stack.enter_async_context(DiscordServer(seed=1))
        slack = await stack.enter_async_context(slack_load.open_slack(arguments, seed=1))
        discord.limits.enabled = slack.limits.enabled = False
        crowds = (
            await discord_load.Crowd.gather(discord, texts, channels=CHANNELS),
            await slack_load.Crowd.gather(slack, texts, channels=CHANNELS),
        )
        one = await stack.enter_async_context(discord_load.starter(arguments, discord))
        other = await stack.enter_async_context(slack_load.starter(arguments, slack))
        environment = {**other.environment, **one.environment, "HTTP_PORT": str(port)}
        bot = await stack.enter_async_context(running_module(("bot", "run"), environment))
        await bot.says("connected to Discord")
        await bot.says("connected to Slack")
        session = await stack.enter_async_context(aiohttp.ClientSession())
        await asyncio.sleep(SECONDS_TO_REST)
        before = await _seen(bot.id, session, port, monotonic())
        begun, looks = monotonic(), list[Look]()
        looking = asyncio.create_task(_look(bot.id, session, port, begun, looks))
        await _ask(crowds, seconds=arguments.minutes * 60, rate=arguments.a_second)
        looking.cancel()
        await asyncio.sleep(SECONDS_TO_REST)
        after = await _seen(bot.id, session, port, begun)
    return _table(before, looks, after, crowds=crowds)


async def _ask(crowds: tuple[discord_load.Crowd, slack_load.Crowd], *, seconds: float, rate: float) -> None:
    """Ask in turns on either platform, at the rate, whether or not those before are answered."""
    begun, asked = monotonic(), 0
    while monotonic() - begun < seconds:
        await crowds[asked % 2].ask()
        asked += 1
        await asyncio.sleep(max(0.0, begun + asked / rate - monotonic()))


async def _look(process: int, session: aiohttp.ClientSession, port: int, begun: float, looks: list[Look]) -> None:
    while True:
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
        looks.append(await _seen(process, session, port, begun))


async def _seen(process: int, session: aiohttp.ClientSession, port: int, begun: float) -> Look:
    async with session.get(f"http://127.0.0.1:{port}/metrics") as response:
        page = await response.text()
    tasks = re.search(r"^re_faq_bot_tasks (\S+)$", page, re.MULTILINE)
    folder = Path(f"/proc/{process}")
    return Look(
        seconds=monotonic() - begun,
        megabytes=megabytes_of(process),
        descriptors=len([*(folder / "fd").iterdir()]),
        threads=len([*(folder / "task").iterdir()]),
        tasks=int(float(tasks.group(1))) if tasks else -1,
    )


def _table(
    before: Look, looks: list[Look], after: Look, *, crowds: tuple[discord_load.Crowd, slack_load.Crowd]
) -> Table:
    """Memory from when all had settled; what is open before the first question, under load, and after the last."""
    first = next((look for look in looks if look.seconds >= SECONDS_TO_SETTLE), looks[0])
    last = looks[-1]
    growth = max(look.megabytes for look in looks if look.seconds >= first.seconds) / first.megabytes - 1
    rows = (
        Row(name=f"memory after {first.seconds:.0f} s", unit=Unit.MEGABYTES, values=(first.megabytes,)),
        Row(name=f"memory after {last.seconds:.0f} s", unit=Unit.MEGABYTES, values=(last.megabytes,)),
        Row(name="most that it grew after settling", unit=Unit.SHARE, values=(growth,), bar=at_most(0.05)),
    )
    asked = sum(len(crowd.asked) for crowd in crowds)
    lost = sum(len(crowd.unanswered()) for crowd in crowds)
    twice = sum(len(crowd.answered_twice()) for crowd in crowds)
    notes = (
        f"{asked:,} questions over both platforms; {lost} lost, {twice} answered twice",
        *(
            f"{name}: {look.descriptors} file descriptors, {look.threads} threads, {look.tasks} tasks"
            for name, look in (
                ("before the first", before),
                ("settled", first),
                ("at the end", last),
                ("after the last", after),
            )
        ),
    )
    return Table(title="Under steady load", columns=("figure",), rows=rows, notes=notes)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
