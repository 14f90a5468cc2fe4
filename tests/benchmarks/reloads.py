"""Questions at a steady rate while the FAQ is changed again and again: how many fail, and how long they wait."""

import asyncio
import logging
from argparse import Namespace
from array import array
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import count, cycle
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from bot.app import be_prompt, converse
from bot.core.question import Origin, Question, Surface
from bot.core.reply import Answer, Declined, Suggestions
from bot.engine.conversation import Conversation
from bot.errors import BotError
from bot.opening import Bot, LiveBot, open_bot, open_learned
from bot.reload.reloader import Reloader, Watcher
from bot.settings import Settings
from bot.storage.sql_store import SqlStore
from tests.benchmarks import commands
from tests.benchmarks.figures import Row, Table, Unit, at_most
from tests.benchmarks.timing import Times
from tests.engine.talking import Channel
from tests.small_faq import write_faq

BROKEN = b"entries: [{id: a, section: nowhere, question: x, answer: ''}]\n"
SECONDS_BETWEEN_LOOKS = 0.05
SECONDS_AT_REST = 20.0
_EVERY = 10
"""A broken file comes before every so many reloads."""


def main() -> None:
    """Run the command."""
    summary = "Wait of questions asked at a steady rate while the FAQ is reloaded, with broken files in between."
    examples = ("", "--faq faq/research-engineering.yaml --reloads 10 --versions 5", "--versions 100 --json")
    parser = commands.parser_of("reloads", summary=summary, examples=examples)
    parser.add_argument("--faq", type=Path, metavar="FILE", help="the FAQ; a small one about tea if not given")
    parser.add_argument("--reloads", type=int, default=100, help="how often it changes (100)")
    parser.add_argument("--versions", type=int, default=10, help="versions that take turns, each learned once (10)")
    parser.add_argument("--rate", type=float, default=50.0, help="questions a second (50)")
    logging.getLogger("bot").addHandler(logging.NullHandler())  # the broken files are meant to be broken
    commands.run(parser, lambda arguments: asyncio.run(measure(arguments)))


async def measure(arguments: Namespace) -> Table:
    """Ask while nothing happens, then while the FAQ is reloaded."""
    with TemporaryDirectory() as folder:
        changing = Changing.of(arguments.faq, Path(folder) / "faq.yaml", versions=arguments.versions)
        bot = await asyncio.to_thread(open_bot, changing.path)
        live = LiveBot(bot)
        store = SqlStore(f"sqlite:///{folder}/bot.sqlite3")
        await store.open()
        asking = Asking(converse(live, store, Settings()), bot, rate=arguments.rate)
        await asking.during(asyncio.sleep(1))  # the first questions load the model
        be_prompt()  # as ``serve`` is
        at_rest = await asking.during(asyncio.sleep(SECONDS_AT_REST))
        reloading = await asking.during(changing.go_through(live, reloads=arguments.reloads))
        await store.close()
    rows = _rows(reloading, at_rest, changing.seconds)
    notes = (
        f"{arguments.reloads} reloads of {len(bot.faq.entries)} entries under {arguments.rate:g} questions a second",
        f"{arguments.versions} versions, each learned in another process; {changing.broken} broken files in between",
    )
    return Table(title="Reloading", columns=("reloading", "at rest"), rows=rows, notes=notes)


@dataclass(kw_only=True)
class Changing:
    """A file that changes, and the seconds that each change took until the new version was in use."""

    path: Path
    versions: Sequence[bytes]
    seconds: list[float] = field(default_factory=list)
    broken: int = 0
    news: asyncio.Queue[Bot | None] = field(default_factory=asyncio.Queue)

    @classmethod
    def of(cls, faq: Path | None, path: Path, *, versions: int) -> "Changing":
        """Versions that differ in a comment, which is enough to make each a version of its own."""
        content = (faq or write_faq(path)).read_bytes()
        path.write_bytes(content)
        return cls(path=path, versions=[b"%b\n# version %d\n" % (content, number) for number in range(versions)])

    async def go_through(self, live: LiveBot, *, reloads: int) -> None:
        """Let the bot follow so many changes."""

        def hear(bot: Bot | None) -> None:
            if bot is not None:
                live.replace(bot)
            self.news.put_nowait(bot)

        watcher = Watcher(self.path, seconds=SECONDS_BETWEEN_LOOKS)
        following = Reloader(
            watcher,
            in_use=live.in_use,
            open_version=partial(open_learned, encoder=live.in_use.matcher.encoder),
            switch=hear,
        )
        task = asyncio.create_task(following.run())
        for number, content in zip(range(reloads), cycle(self.versions), strict=False):
            if number % _EVERY == 0:
                await self._break(live)
            await self._change(content)
        task.cancel()
        await asyncio.wait([task])

    async def _change(self, content: bytes) -> None:
        start = perf_counter()
        self._write(content)
        if await self.news.get() is None:
            raise BotError("an FAQ in order was not taken")
        self.seconds.append(perf_counter() - start)

    async def _break(self, live: LiveBot) -> None:
        before = live.in_use
        self._write(BROKEN)
        if await self.news.get() is not None or live.in_use is not before:
            raise BotError("a broken file was taken for an FAQ")
        self.broken += 1

    def _write(self, content: bytes) -> None:
        beside = self.path.with_suffix(".new")
        beside.write_bytes(content)
        beside.replace(self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """How long questions waited from the moment they were due, and how many got no reply."""

    times: Times
    failed: int


class Asking:
    """Asks at a steady rate, whether or not earlier questions are answered."""

    def __init__(self, conversation: Conversation, bot: Bot, *, rate: float) -> None:
        """Ask what the FAQ's own examples ask."""
        self._conversation = conversation
        texts = [f"{text} please" for entry in bot.faq.entries for text in entry.examples]
        self._questions = zip(count(), cycle(texts))
        self._pause = 1 / rate

    async def during(self, what: Coroutine[None, None, None]) -> Waits:
        """Ask until something is done; only seconds are kept of it, since Python looks for cycles in all else."""
        task = asyncio.create_task(what)
        seconds = array("d")
        start = perf_counter()
        async with asyncio.TaskGroup() as asked:
            for number in count():
                if task.done():
                    break
                due = start + number * self._pause
                await asyncio.sleep(max(due - perf_counter(), 0))
                asked.create_task(self._ask(due, seconds))
        await task
        return Waits(times=Times(seconds=tuple(seconds)), failed=number - len(seconds))

    async def _ask(self, due: float, seconds: "array[float]") -> None:
        """Ask one, and put down the seconds from when it was due to its reply; nothing where there is none."""
        number, text = next(self._questions)
        origin = Origin(
            platform="square", id=f"{number}", channel=f"{number}", asker=f"{number}", surface=Surface.MENTION,
            sent_at=datetime.now(UTC),
        )  # fmt: skip
        channel = Channel()
        await self._conversation.take(Question(text=text, origin=origin), channel)
        is_answered = any(isinstance(saying, Answer | Suggestions | Declined) for saying in channel.said)
        if is_answered:
            seconds.append(perf_counter() - due)


def _rows(reloading: Waits, at_rest: Waits, seconds: Sequence[float]) -> tuple[Row, ...]:
    both = (reloading, at_rest)
    failed = tuple(each.failed / (each.failed + len(each.times.seconds)) for each in both)
    waits = [
        Row(
            name=name, unit=Unit.MILLISECONDS, values=tuple(each.times.milliseconds(share) for each in both), bar=bar
        )
        for name, share, bar in (("p50", 0.5, None), ("p99", 0.99, None), ("slowest wait", 1.0, at_most(100)))
    ]  # fmt: skip
    return (
        Row(name="questions that failed", unit=Unit.SHARE, values=failed, bar=at_most(0)),
        *waits,
        Row(name="from a change to its use, median", unit=Unit.SECONDS, values=(median(seconds), None)),
        Row(name="… slowest", unit=Unit.SECONDS, values=(max(seconds), None)),
    )


if __name__ == "__main__":
    main()
