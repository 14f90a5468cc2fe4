"""Platforms run together, and stop together in order."""

import asyncio
import os
import signal
from collections.abc import Callable
from contextlib import nullcontext, suppress
from datetime import datetime, timedelta

import pytest

from bot.errors import BotError, PlatformError, StoreError
from bot.runner import run_until_stopped
from bot.storage.memory_store import MemoryStore
from tests.engine.talking import Talk


class Serving:
    """A platform that serves until it is cancelled, and then finishes its work."""

    def __init__(self, name: str = "serving") -> None:
        """Start without work."""
        self.name = name
        self.begun = asyncio.Event()
        self.has_finished = False

    async def run(self) -> None:
        self.begun.set()
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            await asyncio.sleep(0)
            self.has_finished = True


class Doing:
    """A platform that does one thing, and ends."""

    name = "doing"

    def __init__(self, what: Callable[[], None], *, after: asyncio.Event | None = None) -> None:
        """Do ``what`` when ``after`` has happened."""
        self._what = what
        self._after = after

    async def run(self) -> None:
        if self._after:
            await self._after.wait()
        self._what()


class Clearing(MemoryStore):
    """A store that tells when it was cleared ``times`` times."""

    def __init__(self, *, times: int = 1, error: Exception | None = None) -> None:
        """Fail with ``error`` afterwards, if there is one."""
        super().__init__()
        self.done = asyncio.Event()
        self._times = times
        self._error = error

    async def forget(self, *, before: datetime) -> int:
        gone = await super().forget(before=before)
        self._times -= 1
        if not self._times:
            self.done.set()
        if self._error:
            raise self._error
        return gone


def stop(number: signal.Signals = signal.SIGTERM) -> None:
    """Send a signal to this very process."""
    os.kill(os.getpid(), number)


def fail(error: Exception) -> Callable[[], None]:

    def failing() -> None:
        raise error

    return failing


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_stops_all_platforms_when_they_have_finished_their_work(number: signal.Signals) -> None:
    platforms = [Serving("one"), Serving("two")]
    stopping = Doing(lambda: stop(number), after=platforms[1].begun)
    await run_until_stopped([*platforms, stopping], Talk().conversation, MemoryStore())
    assert [platform.has_finished for platform in platforms] == [True, True]


async def test_a_second_signal_changes_nothing() -> None:
    serving = Serving()

    def stop_twice() -> None:
        stop()
        stop(signal.SIGINT)

    await run_until_stopped([serving, Doing(stop_twice, after=serving.begun)], Talk().conversation, MemoryStore())
    assert serving.has_finished


class Deaf(Serving):
    """A platform whose library loses the first cancellation."""

    async def run(self) -> None:
        """Serve, and go on serving."""
        self.begun.set()
        with suppress(asyncio.CancelledError):
            await asyncio.get_running_loop().create_future()
        await super().run()


@pytest.mark.parametrize("error", [None, PlatformError("no token")], ids=["by a signal", "by another's error"])
async def test_a_cancellation_that_a_library_lost_is_repeated(
    monkeypatch: pytest.MonkeyPatch, error: PlatformError | None
) -> None:
    monkeypatch.setattr("bot.runner._SECONDS_TO_END", 0.01)
    deaf = Deaf()
    ending = Doing(fail(error) if error else stop, after=deaf.begun)
    with pytest.raises(PlatformError) if error else nullcontext():
        await run_until_stopped([deaf, ending], Talk().conversation, MemoryStore())
    assert deaf.has_finished


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_afterwards_signals_are_no_longer_listened_to(number: signal.Signals) -> None:
    await run_until_stopped([Doing(stop)], Talk().conversation, MemoryStore())
    assert not asyncio.get_running_loop().remove_signal_handler(number)


async def test_a_platform_that_ends_by_itself_leaves_the_others_serving() -> None:
    serving, has_ended = Serving(), asyncio.Event()
    await run_until_stopped(
        [serving, Doing(has_ended.set, after=serving.begun), Doing(stop, after=has_ended)],
        Talk().conversation,
        MemoryStore(),
    )
    assert serving.has_finished


NESTED = ExceptionGroup("all", [ExceptionGroup("of shard 1", [PlatformError("no token")]), PlatformError("later")])


@pytest.mark.parametrize("error", [PlatformError("no token"), NESTED], ids=["alone", "in a group"])
async def test_the_first_error_that_ends_a_platform_is_raised_by_itself(error: Exception) -> None:
    with pytest.raises(BotError, match=r"^no token$"):
        await run_until_stopped([Doing(fail(error))], Talk().conversation, MemoryStore())


async def test_an_error_of_one_platform_lets_the_others_finish() -> None:
    serving = Serving()
    failing = Doing(fail(PlatformError("no token")), after=serving.begun)
    with pytest.raises(PlatformError):
        await run_until_stopped([serving, failing], Talk().conversation, MemoryStore())
    assert serving.has_finished


async def test_a_mistake_of_ours_keeps_its_traceback() -> None:
    with pytest.raises(ExceptionGroup) as raised:
        await run_until_stopped([Doing(fail(ZeroDivisionError()))], Talk().conversation, MemoryStore())
    assert raised.group_contains(ZeroDivisionError)


async def run_until_cleared(talk: Talk, store: Clearing) -> None:
    """Run until the store has been cleared as often as it was to be."""
    await run_until_stopped([Doing(stop, after=store.done)], talk.conversation, store)


@pytest.mark.parametrize(("days", "is_kept"), [(89, True), (91, False)])
async def test_what_is_older_than_its_retention_is_cleared_away(days: int, *, is_kept: bool) -> None:
    store = Clearing()
    talk = Talk(store=store)
    origin = talk.asked("does old tea go bad", name="old").origin
    assert origin
    await store.claim(origin)
    talk.clock.advance(days=days)
    await run_until_cleared(talk, store)
    assert (await store.find("town square", "old") is not None) is is_kept


async def test_how_much_was_cleared_away_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    store = Clearing()
    talk = Talk(store=store)
    origin = talk.asked("does old tea go bad").origin
    assert origin
    await store.claim(origin)
    talk.clock.advance(days=91)
    await run_until_cleared(talk, store)
    logged = {record.getMessage(): record.__dict__.get("fields") for record in caplog.records}
    assert logged["Deleted records from before 2026-11-26"] == {"count": 1}


async def test_it_is_cleared_away_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.runner._BETWEEN_DELETIONS", timedelta(0))
    store = Clearing(times=3)
    await run_until_cleared(Talk(store=store), store)


async def test_a_store_that_cannot_be_cleared_does_not_stop_the_bot(caplog: pytest.LogCaptureFixture) -> None:
    store = Clearing(error=StoreError("the disk is full"))
    await run_until_cleared(Talk(store=store), store)
    assert "the disk is full" in caplog.text
