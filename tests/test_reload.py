"""A changed FAQ is taken while the bot answers; a broken one is told, and nothing else changes."""

import asyncio
import logging
import os
import random
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.app import converse
from bot.content.check import check_faq
from bot.content.files import FaqFiles, read_files
from bot.content.parser import parse
from bot.core.entries import Faq
from bot.core.question import Origin, Question, Surface
from bot.core.reply import Answer
from bot.engine.responder import Responder
from bot.errors import BotError, FaqError, Problem
from bot.matching.encoder import Encoder
from bot.matching.index import Index
from bot.matching.index_cache import index_path
from bot.matching.matcher import FaqMatcher
from bot.opening import Bot, LiveBot, open_learned
from bot.reload import reloader
from bot.reload.learner import learn_aside
from bot.reload.reloader import Reloader, Watcher, states_of
from bot.settings import Settings
from bot.storage.memory_store import MemoryStore
from tests.engine.talking import START
from tests.matching import tea
from tests.robustness.discord import DiscordPlace
from tests.robustness.processes import running
from tests.servers.discord import DiscordServer
from tests.small_faq import BROKEN_FILE, write_faq

SECONDS_BETWEEN_LOOKS = 0.01
SECONDS = 30.0
QUESTION = "How long should tea steep?"
ABOUT_CUPS = """\
source: {title: Cup FAQs, url: https://example.org/cups}
sections: [{id: cups, title: Which cup?}]
entries: [{id: cup, section: cups, question: Which cup is best?, answer: A big one., examples: [which cup]}]
"""


def write(path: Path, answer: str = "Three minutes.") -> None:
    """Write the small FAQ with another answer, as editors do: a new file takes the place of the old one."""
    beside = write_faq(path.with_suffix(".new"))
    beside.write_text(beside.read_text("utf-8").replace("Three minutes.", answer), "utf-8")
    beside.replace(path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A version that takes no time to make."""

    faq: Faq
    digest: str

    @property
    def answer(self) -> str:
        """What it says about steeping."""
        return self.faq.by_id["steeping-time"].answer


def make(files: FaqFiles) -> Made:
    return Made(faq=parse(files), digest=files.digest)


async def check(files: FaqFiles) -> tuple[Problem, ...]:
    """Check as ``learn_aside`` does, and learn nothing."""
    problems = check_faq(files)
    if not all(problem.is_warning for problem in problems):
        raise FaqError(problems)
    return problems


class Log(logging.Handler):
    """What was logged, to be waited for."""

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self.lines: list[str] = []
        self._more = asyncio.Event()

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())
        self._more.set()

    async def says(self, text: str, *, times: int = 1) -> str:
        """Wait for a line that holds a text."""
        async with asyncio.timeout(SECONDS):
            while len(found := [line for line in self.lines if text in line]) < times:
                self._more.clear()
                await self._more.wait()
        return found[-1]


class Learning:
    """A stand-in for learning that ends when it is told to."""

    def __init__(self) -> None:
        """Begin with nothing to learn."""
        self.begun: asyncio.Queue[str] = asyncio.Queue()
        self.may_end = asyncio.Event()
        self.given_up = 0

    async def __call__(self, files: FaqFiles) -> tuple[Problem, ...]:
        problems = await check(files)
        self.begun.put_nowait(files.digest)
        try:
            await self.may_end.wait()
        except asyncio.CancelledError:
            self.given_up += 1
            raise
        return problems


class Follower:
    """The FAQ at a path, followed; ``taken`` are the versions that were taken, by what they say about steeping."""

    def __init__(self, path: Path, learn: Callable[[FaqFiles], Awaitable[tuple[Problem, ...]]] = check) -> None:
        """Follow ``path``."""
        self.taken: list[str] = []
        self.log = Log()
        self.watcher = Watcher(path, seconds=SECONDS_BETWEEN_LOOKS)
        self.reloader = Reloader(
            self.watcher, in_use=make(read_files(path)), open_version=make, switch=self._switch, learn=learn
        )

    def _switch(self, version: Made | None) -> None:
        if version is not None:
            self.taken.append(version.answer)

    async def is_at_rest(self) -> None:
        """Wait until all that was changed so far is seen."""
        before = sum("has not changed" in line for line in self.log.lines)
        self.watcher.request_check()
        await self.log.says("has not changed", times=before + 1)


@asynccontextmanager
async def started(follower: Follower) -> AsyncIterator[None]:
    """Run a follower, and collect what it logs."""
    logger = logging.getLogger("bot.reload")
    logger.addHandler(follower.log)
    logger.setLevel(logging.INFO)
    running = asyncio.create_task(follower.reloader.run())
    try:
        yield
    finally:
        running.cancel()
        await asyncio.wait([running])
        logger.removeHandler(follower.log)
        logger.setLevel(logging.NOTSET)


@asynccontextmanager
async def followed(follower: Follower) -> AsyncIterator[Follower]:
    async with started(follower):
        await follower.log.says("in use is version")
        await follower.is_at_rest()
        yield follower


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that is no person's own, in which an FAQ that was learned once is kept."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A folder with an FAQ in it."""
    folder = tmp_path / "faq"
    folder.mkdir()
    write(folder / "tea.yaml")
    return folder


@pytest.fixture
async def follower(path: Path) -> AsyncIterator[Follower]:
    async with followed(Follower(path)) as follower:
        yield follower


class TestNoticing:
    """A change is noticed, however it is made."""

    async def test_a_file_is_replaced(self, follower: Follower, path: Path) -> None:
        write(path / "tea.yaml", "Four minutes.")
        line = await follower.log.says("3 entries, ready after")
        assert follower.taken == ["Four minutes."]
        assert read_files(path).digest[:12] in line

    async def test_a_file_is_written_in_place_with_as_many_bytes(self, follower: Follower, path: Path) -> None:
        file = path / "tea.yaml"
        file.write_bytes(file.read_bytes().replace(b"Three minutes", b"Seven minutes"))
        await follower.log.says("ready after")
        assert follower.taken == ["Seven minutes."]

    async def test_a_file_is_added_and_taken_away(self, follower: Follower, path: Path) -> None:
        (path / "cups.yaml").write_text(ABOUT_CUPS)
        await follower.log.says("4 entries, ready after")
        (path / "cups.yaml").unlink()
        await follower.log.says("3 entries, ready after")

    async def test_a_single_file_is_followed_too(self, path: Path) -> None:
        async with followed(Follower(path / "tea.yaml")) as follower:
            write(path / "tea.yaml", "Four minutes.")
            await follower.log.says("ready after")
            assert follower.taken == ["Four minutes."]

    @pytest.mark.parametrize("name", ["", "tea.yaml"], ids=["folder", "file"])
    async def test_a_link_is_turned_to_another_folder(self, path: Path, name: str) -> None:
        """As Kubernetes does with the files of a ConfigMap."""
        newer, link = path.parent / "newer", path.parent / "..data"
        newer.mkdir()
        write(newer / "tea.yaml", "Four minutes.")
        link.symlink_to(path)
        async with followed(Follower(link / name)) as follower:
            (beside := path.parent / "..data_tmp").symlink_to(newer)
            beside.replace(link)
            await follower.log.says("ready after")
            assert follower.taken == ["Four minutes."]

    async def test_what_is_only_touched_is_not_loaded_again(self, follower: Follower, path: Path) -> None:
        before = [*follower.log.lines]
        os.utime(path / "tea.yaml", (1, 1))
        await follower.is_at_rest()
        assert [line for line in follower.log.lines if line not in before] == []

    async def test_a_change_before_the_watch_began_is_found(self, path: Path) -> None:
        follower = Follower(path)
        write(path / "tea.yaml", "Four minutes.")
        async with started(follower):
            await follower.log.says("ready after")
        assert follower.taken == ["Four minutes."]

    async def test_several_quick_changes_are_one(self, monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
        looks, seen = iter("aaabcdeee"), list[str]()

        def look(_: Path) -> str:
            seen.append(next(looks))
            return seen[-1]

        monkeypatch.setattr(reloader, "states_of", look)
        changes = Watcher(path, seconds=0).changes()
        for expected in ("aa", "aaabcdee"):
            assert await anext(changes) is False
            assert "".join(seen) == expected

    def test_hidden_files_and_links_that_lead_nowhere_are_not_looked_at(self, path: Path) -> None:
        before = states_of(path)
        (path / ".#tea.yaml").symlink_to("nobody@nowhere")
        (path / "lost.yaml").symlink_to("nowhere")
        (path / "tea.yaml~").touch()
        assert states_of(path) == before


class TestBroken:
    """A broken file changes nothing; the log says where it is wrong, and when it is fixed."""

    async def test_the_last_good_version_stays_until_it_is_fixed(self, follower: Follower, path: Path) -> None:
        (path / "tea.yaml").write_text(BROKEN_FILE)
        await follower.log.says("The changed FAQ cannot be used")
        assert f"{path / 'tea.yaml'}:6: entry" in "\n".join(follower.log.lines)
        assert follower.taken == []
        write(path / "tea.yaml", "Four minutes.")
        await follower.log.says("ready after")
        assert follower.taken == ["Four minutes."]

    async def test_taken_back_it_is_in_order_again(self, follower: Follower, path: Path) -> None:
        good = (path / "tea.yaml").read_bytes()
        (path / "tea.yaml").write_text(BROKEN_FILE)
        await follower.log.says("cannot be used")
        (path / "tea.yaml").write_bytes(good)
        await follower.log.says("in order again")
        assert follower.taken == []

    async def test_what_check_finds_is_an_error_too(self, follower: Follower, path: Path) -> None:
        write(path / "tea.yaml", "x" * 5_000)
        await follower.log.says("answer is too long")

    async def test_an_empty_folder_is_no_faq(self, follower: Follower, path: Path) -> None:
        (path / "tea.yaml").unlink()
        await follower.log.says("holds no FAQ")
        write(path / "tea.yaml")
        await follower.log.says("in order again")

    async def test_what_nobody_foresaw_is_logged_and_changes_nothing(self, path: Path) -> None:
        async def fail(_: FaqFiles) -> tuple[Problem, ...]:
            raise ZeroDivisionError

        async with followed(Follower(path, learn=fail)) as follower:
            write(path / "tea.yaml", "Four minutes.")
            await follower.log.says("cannot be loaded")
            write(path / "tea.yaml")
            await follower.log.says("in order again")

    async def test_asked_again_it_says_so_again(self, follower: Follower, path: Path) -> None:
        (path / "tea.yaml").write_text(BROKEN_FILE)
        await follower.log.says("cannot be used")
        follower.watcher.request_check()
        await follower.log.says("cannot be used", times=2)


class TestOvertaken:
    """A change while another is being learned."""

    async def test_only_the_newer_one_is_taken(self, path: Path) -> None:
        learning = Learning()
        async with followed(Follower(path, learn=learning)) as follower:
            write(path / "tea.yaml", "Four minutes.")
            await learning.begun.get()
            write(path / "tea.yaml", "Five minutes.")
            await learning.begun.get()
            learning.may_end.set()
            await follower.log.says("ready after")
            assert (follower.taken, learning.given_up) == (["Five minutes."], 1)

    async def test_taken_back_nothing_is_taken(self, path: Path) -> None:
        learning = Learning()
        async with followed(Follower(path, learn=learning)) as follower:
            write(path / "tea.yaml", "Four minutes.")
            await learning.begun.get()
            write(path / "tea.yaml")
            await follower.log.says("is dropped")
            await follower.is_at_rest()
            assert (follower.taken, learning.given_up) == ([], 1)

    async def test_asked_to_look_again_it_goes_on_with_what_it_learns(self, path: Path) -> None:
        learning = Learning()
        async with followed(Follower(path, learn=learning)) as follower:
            write(path / "tea.yaml", "Four minutes.")
            await learning.begun.get()
            follower.watcher.request_check()
            os.utime(path / "tea.yaml", (1, 1))
            learning.may_end.set()
            await follower.log.says("ready after")
            assert learning.given_up == 0

    async def test_stopping_ends_what_is_being_learned(self, path: Path) -> None:
        learning = Learning()
        async with followed(Follower(path, learn=learning)):
            write(path / "tea.yaml", "Four minutes.")
            await learning.begun.get()
        assert learning.given_up == 1


class TestLearningAside:
    """The other process."""

    @pytest.fixture(autouse=True)
    def _own_cache(self, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("XDG_CACHE_HOME", str(cache))

    async def test_it_leaves_an_index_that_is_opened_without_learning(self, path: Path, encoder: Encoder) -> None:
        files = read_files(path)
        assert all(problem.is_warning for problem in await learn_aside(files))
        index = index_path(files.digest)
        written = index.stat().st_mtime_ns
        bot = open_learned(files, encoder)
        assert (bot.digest, index.stat().st_mtime_ns) == (files.digest, written)
        reply = bot.responder.respond(QUESTION)
        assert isinstance(reply, Answer)
        assert reply.entry.id == "steeping-time"

    async def test_errors_are_those_that_check_reports(self, path: Path) -> None:
        (path / "tea.yaml").write_text(BROKEN_FILE)
        files = read_files(path)
        with pytest.raises(FaqError) as raised:
            await learn_aside(files)
        assert raised.value.problems == check_faq(files)

    async def test_cancelled_it_ends_the_process(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        started = asyncio.Queue[asyncio.subprocess.Process]()
        start = asyncio.create_subprocess_exec

        async def noted(*command: str, **options: object) -> asyncio.subprocess.Process:
            process = await start(*command, **options)  # type: ignore[arg-type]
            started.put_nowait(process)
            return process

        monkeypatch.setattr(asyncio, "create_subprocess_exec", noted)
        learning = asyncio.create_task(learn_aside(read_files(path)))
        process = await started.get()
        learning.cancel()
        await asyncio.wait([learning])
        assert process.returncode == -signal.SIGKILL

    @pytest.mark.parametrize(
        ("does", "told"), [("echo why >&2; exit 3", "exit code 3:\nwhy"), ("kill -9 $$", "is there enough memory")]
    )
    async def test_a_process_that_fails_is_reported(
        self, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, does: str, told: str
    ) -> None:
        (python := tmp_path / "python").write_text(f"#!/bin/sh\n{does}\n")
        python.chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(python))
        with pytest.raises(BotError, match=told):
            await learn_aside(read_files(path))

    async def test_a_process_that_cannot_be_started_is_reported(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sys, "executable", str(path / "nowhere"))
        with pytest.raises(BotError, match="no process could be started"):
            await learn_aside(read_files(path))


class TestAnswering:
    """Questions while the FAQ changes."""

    async def test_none_fails_and_no_reply_mixes_two_versions(self, index: Index, encoder: Encoder) -> None:
        versions = [version(number, index, encoder) for number in range(20)]
        live = LiveBot(versions[0])
        composer = converse(live, MemoryStore(), Settings()).composer
        asked = [asyncio.create_task(composer.reply(question())) for _ in range(5)]
        chance = random.Random(1)  # noqa: S311 - repeatable, not secret
        for _ in range(300):
            asked.append(asyncio.create_task(composer.reply(question())))
            if chance.random() < 0.5:
                live.replace(chance.choice(versions))
            await asyncio.wait([chance.choice(asked)] if chance.random() < 0.2 else [asyncio.create_task(turn())])
        for post in await asyncio.gather(*asked):
            assert isinstance(post.saying, Answer)
            assert {post.saying.entry.answer} == {entry.answer for entry in post.see_also}

    async def test_one_in_flight_finishes_with_the_version_it_began_with(self, index: Index, encoder: Encoder) -> None:
        live = LiveBot(version(1, index, encoder))
        composer = converse(live, MemoryStore(), Settings()).composer
        asked = asyncio.create_task(composer.reply(question()))
        await turn()
        live.replace(version(2, index, encoder))
        answers = [(await asked).saying, (await composer.reply(question())).saying]
        assert [said.entry.answer for said in answers if isinstance(said, Answer)] == ["Version 1", "Version 2"]


def version(number: int, index: Index, encoder: Encoder) -> Bot:
    """A version of the FAQ about tea in which every answer says which one it is, and leads on to another."""
    entries = (replace(one, answer=f"Version {number}", see_also=("plant",)) for one in tea.FAQ.entries)
    faq = replace(tea.FAQ, entries=tuple(entries))
    matcher = FaqMatcher(faq=faq, index=index, encoder=encoder)
    return Bot(faq=faq, matcher=matcher, responder=Responder(matcher), digest=f"{number:064}")


def question() -> Question:
    """A question of somebody, on a platform where questions are matched in a thread."""
    origin = Origin(
        platform="square", id="1", channel="c", asker="ada", surface=Surface.MENTION, sent_at=START
    )  # fmt: skip
    return Question(text=QUESTION, origin=origin)


async def turn() -> None:
    """Let the loop go round once."""
    await asyncio.sleep(0)


@pytest.fixture
async def place() -> AsyncIterator[DiscordPlace]:
    async with DiscordServer(seed=7) as server:
        yield await DiscordPlace.open(server)


@pytest.fixture
def environment(path: Path, cache: Path, tmp_path: Path, place: DiscordPlace) -> Mapping[str, str]:
    """The variables of a bot's process there, with the FAQ of the test."""
    own = {"FAQ_PATH": str(path), "XDG_CACHE_HOME": str(cache)}
    return {**own, **place.environment(tmp_path / "bot.sqlite3")}


async def answer_in(place: DiscordPlace) -> str:
    """What the bot says about steeping now."""
    asked = await place.ask(QUESTION)
    await place.is_answered(asked)
    return place.replies(asked)[0].text


async def test_a_running_bot_obeys_sighup_and_follows_its_files(
    place: DiscordPlace, environment: Mapping[str, str], path: Path
) -> None:
    async with running(place.platform, environment) as bot:
        await place.is_connected()
        bot.signal(signal.SIGHUP)
        await bot.says("The FAQ has not changed")
        write(path / "tea.yaml", "Four minutes.")
        bot.signal(signal.SIGHUP)
        await bot.says("ready after")
        assert "Four minutes." in await answer_in(place)
        (path / "tea.yaml").write_text(BROKEN_FILE)
        await bot.says(f"{path / 'tea.yaml'}:6: entry")
        assert "Four minutes." in await answer_in(place)
        write(path / "tea.yaml", "Four minutes.")
        await bot.says("in order again")
        bot.signal(signal.SIGTERM)
        assert await bot.ends() == 0
    assert "Traceback" not in bot.log


async def test_a_terminal_that_is_closed_ends_the_bot(place: DiscordPlace, environment: Mapping[str, str]) -> None:
    """It sends the signal that asks for a look at the files, too."""
    controller, terminal = os.openpty()
    bot = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", place.platform, env={**os.environ, **environment},
        stdin=terminal, stdout=terminal, stderr=terminal,
    )  # fmt: skip
    try:
        os.close(terminal)
        await place.is_connected()
        await place.is_at_rest()
        os.close(controller)
        bot.send_signal(signal.SIGHUP)
        assert await asyncio.wait_for(bot.wait(), SECONDS) == 0
    finally:
        if bot.returncode is None:
            bot.kill()
            await bot.wait()
