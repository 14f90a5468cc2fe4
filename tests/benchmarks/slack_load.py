"""What the benchmarks on Slack share: bots' processes, people who ask them, and who was answered when."""

import asyncio
import os
from argparse import Namespace
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Self

from bot.arguments import Parser
from bot.platforms.slack.delivery import METADATA_TYPE
from bot.platforms.slack.manifest import Features, manifest
from tests.benchmarks.figures import Row, Unit, at_most
from tests.benchmarks.timing import Times
from tests.robustness.processes import BotProcess, running
from tests.robustness.slack import BY_HTTP, POSTING, environment_of, request_url_of
from tests.servers.slack import Channel, Message, SlackServer, User
from tests.servers.slack.calls import Call
from tests.servers.slack.errors import Json

ASKERS_IN_CHANNEL = 2
SECONDS_UNTIL_THE_LAST_RETRY = 400.0
"""Slack delivers again at once, after a minute, and after five more; only what has no reply even then is lost."""
SECONDS_FOR_SECOND_REPLIES = 5.0


@dataclass(slots=True, kw_only=True)
class Asked:
    """A question, when it was sent, and when each reply to it arrived, in seconds."""

    message: Message
    sent_at: float
    replied_at: list[float] = field(default_factory=list)

    @property
    def id(self) -> str:
        """What the bot's log calls it."""
        return f"{self.message.channel.id}:{self.message.ts}"

    @property
    def seconds(self) -> float:
        """How long the first reply took."""
        return self.replied_at[0] - self.sent_at


class Crowd:
    """People in many channels of one workspace, who ask in turn; each question is watched for its replies."""

    def __init__(self, server: SlackServer, texts: Sequence[str]) -> None:
        """Ask these texts, again and again."""
        self.server = server
        self.asked: dict[tuple[str, str], Asked] = {}
        self._places: list[tuple[Channel, User]] = []
        self._texts = cycle(texts)
        self._turn = 0
        self._post = server.web.methods[POSTING]
        server.web.methods[POSTING] = self._watch

    @classmethod
    async def gather(cls, server: SlackServer, texts: Sequence[str], *, channels: int, direct: int = 0) -> Self:
        """Let people join: some in each channel, and some who write directly."""
        crowd = cls(server, texts)
        rooms = [await server.team.add_channel(f"channel-{number}") for number in range(channels)]
        for place in range(ASKERS_IN_CHANNEL):
            for number, room in enumerate(rooms):
                crowd._places.append((room, await server.team.add_member(f"person-{number}-{place}")))
        people = [await server.team.add_member(f"direct-{number}") for number in range(direct)]
        crowd._places += [(await server.direct(person), person) for person in people]
        return crowd

    async def ask(self) -> Asked:
        """Let the next one ask, by a mention or directly."""
        channel, person = self._places[self._turn % len(self._places)]
        self._turn += 1
        start = perf_counter()
        message = await self.server.say(person, channel, next(self._texts), mention_bot=not channel.is_direct)
        asked = self.asked[channel.id, message.ts] = Asked(message=message, sent_at=start)
        return asked

    async def is_answered(self, asked: Asked, *, timeout: float = 60.0) -> float:  # noqa: ASYNC109
        """Wait for the reply; return the seconds that it took."""
        await self.server.wait_until(lambda: bool(asked.replied_at), timeout=timeout)
        return asked.seconds

    async def all_are_answered(self) -> None:
        """Wait for the last reply, and a moment for what may come twice; not longer than Slack tries."""
        try:
            await self.server.wait_until(lambda: not self.unanswered(), timeout=SECONDS_UNTIL_THE_LAST_RETRY)
        except TimeoutError:
            return
        await asyncio.sleep(SECONDS_FOR_SECOND_REPLIES)

    def unanswered(self) -> list[Asked]:
        """The questions that have no reply so far."""
        return [asked for asked in self.asked.values() if not asked.replied_at]

    def answered_twice(self) -> list[Asked]:
        """The questions that have more than one reply."""
        return [asked for asked in self.asked.values() if len(asked.replied_at) > 1]

    def counts(self) -> str:
        """How many were answered, and how many not as they should be."""
        lost, twice = len(self.unanswered()), len(self.answered_twice())
        return f"{len(self.asked) - lost} answered, {lost} lost, {twice} answered twice"

    def _watch(self, call: Call) -> Json:
        """Note the bot's replies in passing."""
        arrived = perf_counter()
        posted = self._post(call)
        asked = self.asked.get((posted["channel"], posted["message"].get("thread_ts", "")))
        if asked and _begins_a_reply(posted["message"]):
            asked.replied_at.append(arrived)
        return posted


def _begins_a_reply(message: Json) -> bool:
    """Whether a message is no further part of a reply in several."""
    metadata = message.get("metadata") or {}
    return metadata.get("event_type") != METADATA_TYPE or metadata["event_payload"]["part"] == 0


def outcome_rows(crowd: Crowd, named: Sequence[Asked] = ()) -> tuple[Row, ...]:
    """What is lost, but for those that are named in the log, and what was said twice, beside their bars."""
    lost, twice = len(crowd.unanswered()) - len(named), len(crowd.answered_twice())
    return (
        Row(name="lost", unit=Unit.SHARE, values=(lost / len(crowd.asked),), bar=at_most(0)),
        Row(name="answered twice", unit=Unit.SHARE, values=(twice / len(crowd.asked),), bar=at_most(0)),
    )


def times_of(crowd: Crowd) -> Times:
    """How long each question waited for its first reply, of those that have one."""
    return Times(seconds=tuple(asked.seconds for asked in crowd.asked.values() if asked.replied_at))


def add_scopes(parser: Parser) -> None:
    """Add the choice of the manifest that the app is installed with."""
    parser.add_argument(
        "--least",
        action="store_true",
        help="install the app without the scopes that let it read channels, so that it cannot look for its replies",
    )


def open_slack(arguments: Namespace, *, seed: int) -> SlackServer:
    """A Slack that grants what the bot's own manifest asks for, to listen or only to be asked."""
    return SlackServer(seed=seed, manifest=manifest(Features(hears_channels=not arguments.least)))


def scopes_of(arguments: Namespace) -> str:
    """The note on what the app was granted."""
    return f"installed with “slack manifest{'' if arguments.least else ' --listen'}”"


@dataclass(frozen=True, slots=True, kw_only=True)
class Starter:
    """Starts the bot's processes on a server, each time with the same database."""

    server: SlackServer
    environment: Mapping[str, str]

    @asynccontextmanager
    async def run(self) -> AsyncIterator[BotProcess]:
        """The bot's process, connected by Socket Mode, until the end of the block."""
        async with running("slack", self.environment) as bot:
            await bot.says("connected to Slack")
            yield bot
        await self.server.wait_until(lambda: not self.server.sockets.open, timeout=60)

    @asynccontextmanager
    async def replica(self) -> AsyncIterator[tuple[BotProcess, str]]:
        """A process that takes requests by HTTP, and the address for Slack to send them to."""
        async with running("slack", {**self.environment, **BY_HTTP}) as bot:
            yield bot, await request_url_of(bot)


@asynccontextmanager
async def starter(arguments: Namespace, server: SlackServer) -> AsyncIterator[Starter]:
    """Prepares a database and the variables of the process."""
    with TemporaryDirectory(prefix="re-faq-bot-") as folder:
        environment = {
            **environment_of(server, Path(folder) / "bot.sqlite3"),
            "XDG_CACHE_HOME": os.environ["XDG_CACHE_HOME"],
            **({"FAQ_PATH": str(arguments.faq.absolute())} if arguments.faq else {}),
        }
        yield Starter(server=server, environment=environment)
