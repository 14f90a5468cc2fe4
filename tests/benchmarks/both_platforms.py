"""One process on Discord and Slack at once, with one FAQ and one database: its memory."""

import asyncio
from argparse import Namespace
from contextlib import AsyncExitStack

from tests.benchmarks import commands, discord_load, slack_load
from tests.benchmarks.discord_load import learn, megabytes_of, texts_of
from tests.benchmarks.figures import Row, Table, Unit, at_most
from tests.robustness.processes import running_module
from tests.servers.discord import DiscordServer

QUESTIONS = 1_000
CHANNELS = 100


def main() -> None:
    """Run the command."""
    summary = f"Resident memory of `run` with both platforms, after its start and after {QUESTIONS:,} questions."
    parser = commands.parser_of("both_platforms", summary=summary, examples=("cases.tsv", "cases.tsv --json"))
    commands.add_cases(parser)
    slack_load.add_scopes(parser)
    commands.run(parser, lambda arguments: asyncio.run(measure(arguments)))


async def measure(arguments: Namespace) -> Table:
    """Ask one question after the other, on either platform in turns."""
    learn(arguments)
    texts = texts_of(arguments)
    async with AsyncExitStack() as stack:
        discord = await stack.enter_async_context(DiscordServer(seed=1))
        slack = await stack.enter_async_context(slack_load.open_slack(arguments, seed=1))
        discord.limits.enabled = slack.limits.enabled = False
        on_discord = await discord_load.Crowd.gather(discord, texts, channels=CHANNELS)
        on_slack = await slack_load.Crowd.gather(slack, texts, channels=CHANNELS)
        one = await stack.enter_async_context(discord_load.starter(arguments, discord))
        other = await stack.enter_async_context(slack_load.starter(arguments, slack))
        environment = {**other.environment, **one.environment}
        bot = await stack.enter_async_context(running_module(("bot", "run"), environment))
        await bot.says("connected to Discord")
        await bot.says("connected to Slack")
        at_start = megabytes_of(bot.id)
        for _ in range(QUESTIONS // 2):
            await on_discord.is_answered(await on_discord.ask())
            await on_slack.is_answered(await on_slack.ask())
        after = megabytes_of(bot.id)
    rows = (
        Row(name="after its start", unit=Unit.MEGABYTES, values=(at_start,)),
        Row(name=f"after {QUESTIONS:,} questions", unit=Unit.MEGABYTES, values=(after,), bar=at_most(350)),
    )
    unanswered = len(on_discord.unanswered()) + len(on_slack.unanswered())
    twice = len(on_discord.answered_twice()) + len(on_slack.answered_twice())
    notes = (
        f"{QUESTIONS // 2} questions on each, in turns; {unanswered} lost, {twice} answered twice",
        "the index was kept by an earlier process",
    )
    return Table(title="Memory with both platforms", columns=("figure",), rows=rows, notes=notes)


if __name__ == "__main__":
    main()
