"""One question at a time, and what was lately seen."""

import asyncio

import pytest

from bot.engine.turns import Recent, Turns


class Work:
    """Something done in a turn, for as long as the test wants."""

    def __init__(self, turns: Turns, key: str, log: list[str], name: str) -> None:
        """Do it in ``turns`` about ``key``; note beginning and end in ``log``."""
        self.turns = turns
        self.key = key
        self.log = log
        self.name = name
        self.begun = asyncio.Event()
        self.may_end = asyncio.Event()
        self.is_withdrawn = False

    async def run(self) -> None:
        """Begin, wait for leave to end, end."""
        async with self.turns.turn(self.key) as turn:
            self.log.append(f"{self.name} begins")
            self.begun.set()
            await self.may_end.wait()
            self.is_withdrawn = turn.is_withdrawn
            self.log.append(f"{self.name} ends")


async def test_what_concerns_one_question_happens_one_after_the_other_in_order() -> None:
    turns, log = Turns(), list[str]()
    works = [Work(turns, "q", log, name) for name in "abc"]
    async with asyncio.TaskGroup() as tasks:
        for work in works:
            work.may_end.set()
            tasks.create_task(work.run())
    assert log == [f"{name} {what}" for name in "abc" for what in ("begins", "ends")]


async def test_different_questions_do_not_wait_for_each_other() -> None:
    turns, log = Turns(), list[str]()
    slow, quick = Work(turns, "q1", log, "slow"), Work(turns, "q2", log, "quick")
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(slow.run())
        await slow.begun.wait()
        quick.may_end.set()
        await quick.run()
        slow.may_end.set()
    assert log == ["slow begins", "quick begins", "quick ends", "slow ends"]


async def test_a_question_is_under_way_from_its_first_turn_to_its_last() -> None:
    turns, log = Turns(), list[str]()
    first, second = Work(turns, "q", log, "first"), Work(turns, "q", log, "second")
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(first.run())
        tasks.create_task(second.run())
        await first.begun.wait()
        assert turns.under_way() == 1
        first.may_end.set()
        await second.begun.wait()
        assert turns.under_way() == 1
        second.may_end.set()
    assert turns.under_way() == 0


async def test_it_is_idle_where_nothing_was_begun() -> None:
    await Turns().idle()


async def test_it_is_idle_only_when_the_last_has_ended() -> None:
    turns = Turns()
    first, last = Work(turns, "q1", [], "first"), Work(turns, "q2", [], "last")
    async with asyncio.TaskGroup() as tasks:
        doing_first, doing_last = tasks.create_task(first.run()), tasks.create_task(last.run())
        await last.begun.wait()
        idle = tasks.create_task(turns.idle())
        first.may_end.set()
        await doing_first
        assert not idle.done()
        last.may_end.set()
        await doing_last
        await idle


async def test_a_turn_in_progress_sees_that_its_question_is_withdrawn() -> None:
    turns = Turns()
    work = Work(turns, "q", [], "work")
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(work.run())
        await work.begun.wait()
        turns.withdraw("q")
        work.may_end.set()
    assert work.is_withdrawn


async def test_a_waiting_turn_sees_that_its_question_is_withdrawn() -> None:
    turns = Turns()
    busy, waiting = Work(turns, "q", [], "busy"), Work(turns, "q", [], "waiting")
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(busy.run())
        tasks.create_task(waiting.run())
        await busy.begun.wait()
        turns.withdraw("q")
        busy.may_end.set()
        waiting.may_end.set()
    assert waiting.is_withdrawn


@pytest.mark.parametrize("withdrawn", ["another", "q"])
async def test_a_withdrawal_concerns_only_what_is_under_way_about_that_question(withdrawn: str) -> None:
    turns = Turns()
    if withdrawn == "q":
        turns.withdraw("q")
    async with turns.turn("q") as turn:
        if withdrawn == "another":
            turns.withdraw("another")
        assert not turn.is_withdrawn


async def test_a_failure_ends_its_turn_and_no_other() -> None:
    turns = Turns()
    with pytest.raises(ZeroDivisionError):
        async with turns.turn("q"):
            raise ZeroDivisionError
    async with turns.turn("q"):
        assert turns.under_way() == 1
    await turns.idle()


async def test_a_turn_that_stops_waiting_leaves_its_place_to_the_next() -> None:
    turns, log = Turns(), list[str]()
    busy, impatient, patient = (Work(turns, "q", log, name) for name in ("busy", "impatient", "patient"))
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(busy.run())
        await busy.begun.wait()
        leaving = tasks.create_task(impatient.run())
        tasks.create_task(patient.run())
        await asyncio.sleep(0)
        leaving.cancel()
        busy.may_end.set()
        patient.may_end.set()
    assert log == ["busy begins", "busy ends", "patient begins", "patient ends"]
    assert turns.under_way() == 0


def test_a_key_is_new_once() -> None:
    recent = Recent()
    assert [recent.is_new(key) for key in ("a", "b", "a")] == [True, True, False]


def test_what_is_forgotten_is_new_again() -> None:
    recent = Recent()
    recent.is_new("a")
    recent.forget("a")
    recent.forget("never seen")
    assert recent.is_new("a")


def test_only_the_latest_keys_are_remembered() -> None:
    recent = Recent(most=2)
    for key in ("a", "b", "c"):
        recent.is_new(key)
    assert [recent.is_new(key) for key in ("c", "b")] == [False, False]
    assert recent.is_new("a")


async def test_what_is_under_way_and_what_waits_for_its_turn_can_be_cancelled() -> None:
    turns, log = Turns(), list[str]()
    first, second = Work(turns, "q", log, "first"), Work(turns, "q", log, "second")
    tasks = [asyncio.create_task(first.run()), asyncio.create_task(second.run())]
    await first.begun.wait()
    turns.cancel()
    await turns.idle()
    assert [type(error) for error in await asyncio.gather(*tasks, return_exceptions=True)] == [
        asyncio.CancelledError
    ] * 2
