"""What the benchmarks on Discord share: a bot's process, people who ask it, and who was answered when."""

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

from tests.benchmarks import commands
from tests.benchmarks.processes import use_of
from tests.robustness.processes import PYTHON, BotProcess, running
from tests.servers.discord import DiscordServer
from tests.servers.discord.values import Channel, Event, Message, User

ASKERS_IN_CHANNEL = 2


@dataclass(slots=True, kw_only=True)
class Asked:
    """A question, when it was sent, and when each reply to it arrived, in seconds."""

    message: Message
    sent_at: float
    replied_at: list[float] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """How long the first reply took."""
        return self.replied_at[0] - self.sent_at


class Crowd:
    """People in many channels of one server, who ask in turn; each question is watched for its replies."""

    def __init__(self, server: DiscordServer, texts: Sequence[str]) -> None:
        """Ask these texts, again and again."""
        self.server = server
        self.asked: dict[int, Asked] = {}
        self._places: list[tuple[Channel, User]] = []
        self._texts = cycle(texts)
        self._turn = 0
        self._dispatch = server.world.dispatch
        server.world.dispatch = self._watch

    @classmethod
    async def gather(cls, server: DiscordServer, texts: Sequence[str], *, channels: int, direct: int = 0) -> Self:
        """Let people join: some in each channel, and some who write directly."""
        crowd = cls(server, texts)
        guild = await server.add_guild("Tea house")
        for number in range(channels):
            channel = await guild.add_text_channel(f"channel-{number}")
            people = [await guild.add_member(f"person-{number}-{place}") for place in range(ASKERS_IN_CHANNEL)]
            crowd._places += [(channel, person) for person in people]
        people = [await guild.add_member(f"direct-{number}") for number in range(direct)]
        crowd._places += [(await server.direct(person), person) for person in people]
        # One person of each channel after the other, then the next of each.
        crowd._places.sort(key=lambda place: place[1].name[-1])
        return crowd

    @property
    def places(self) -> int:
        """How many different ways there are to ask: a person in a channel."""
        return len(self._places)

    async def ask(self) -> Asked:
        """Let the next one ask, by a mention or directly."""
        channel, person = self._places[self._turn % len(self._places)]
        self._turn += 1
        start = perf_counter()
        message = await self.server.say(person, channel, next(self._texts), mention_bot=channel.guild is not None)
        asked = self.asked[message.id] = Asked(message=message, sent_at=start)
        return asked

    async def is_answered(self, asked: Asked, *, timeout: float = 60.0) -> float:  # noqa: ASYNC109
        """Wait for the reply; return the seconds that it took."""
        await self.server.wait_until(lambda: bool(asked.replied_at), timeout=timeout)
        return asked.seconds

    def unanswered(self) -> list[Asked]:
        """The questions that have no reply so far."""
        return [asked for asked in self.asked.values() if not asked.replied_at]

    def answered_twice(self) -> list[Asked]:
        """The questions that have more than one reply."""
        return [asked for asked in self.asked.values() if len(asked.replied_at) > 1]

    def _watch(self, event: Event) -> None:
        """Note the bot's replies in passing."""
        reference = event.data.get("message_reference") if event.name == "MESSAGE_CREATE" else None
        if reference and event.data["author"]["id"] == str(self.server.application.id):
            asked = self.asked.get(int(reference["message_id"]))
            if asked:
                asked.replied_at.append(perf_counter())
        self._dispatch(event)


def texts_of(arguments: Namespace) -> list[str]:
    """The questions of a file of cases, each once."""
    _, cases = commands.open_with_cases(arguments)
    return list(dict.fromkeys(case.question for case in cases))


def learn(arguments: Namespace) -> None:
    """Let a process of its own keep the index, so that every start of the bot finds it."""
    use_of((PYTHON, "-m", "bot", "ask", "hello", *(("--faq", str(arguments.faq)) if arguments.faq else ())))


@dataclass(frozen=True, slots=True, kw_only=True)
class Starter:
    """Starts the bot's process on a server, each time with the same database."""

    server: DiscordServer
    environment: Mapping[str, str]

    @asynccontextmanager
    async def run(self) -> AsyncIterator[BotProcess]:
        """The bot's process, connected, until the end of the block."""
        async with running("discord", self.environment) as bot:
            await self.server.ready(timeout=60)
            yield bot
        await self.server.wait_until(lambda: not self.server.gateway.connections, timeout=60)


@asynccontextmanager
async def starter(arguments: Namespace, server: DiscordServer) -> AsyncIterator[Starter]:
    """Prepares a database and the variables of the process."""
    with TemporaryDirectory(prefix="re-faq-bot-") as folder:
        environment = {
            "DISCORD_TOKEN": server.token,
            "DISCORD_API_URL": server.url,
            "DATABASE_URL": f"sqlite:///{Path(folder) / 'bot.sqlite3'}",
            "HTTP_PORT": "0",
            "XDG_CACHE_HOME": os.environ["XDG_CACHE_HOME"],
            **({"FAQ_PATH": str(arguments.faq.absolute())} if arguments.faq else {}),
        }
        yield Starter(server=server, environment=environment)


def megabytes_of(process: int) -> float:
    """The resident memory of a process now, in MB; NaN where the system does not tell."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    except OSError:
        return float("nan")
    kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(kilobytes) * 1_024 / 1e6
