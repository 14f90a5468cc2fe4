"""Tasks of a platform, and the end that waits for them."""

import asyncio

import pytest

from bot.errors import DeliveryError
from bot.platforms.kit import tasks as tasks_module
from bot.platforms.kit.tasks import Tasks, finish
from tests.engine.talking import Talk
from tests.logged import logged

FIELDS = {"platform": "town square", "question": "q1"}


@pytest.mark.parametrize(
    ("error", "told"),
    [(DeliveryError("the channel is gone"), "press: the channel is gone"), (KeyError(), "press could not be handled")],
)
async def test_an_error_ends_in_the_log_and_ends_no_other_task(
    error: Exception, told: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail() -> None:
        raise error

    async with asyncio.TaskGroup() as group:
        tasks = Tasks(group)
        other = tasks.start("press", asyncio.sleep(0), fields={})
        tasks.start("press", fail(), fields=FIELDS)
        await tasks.done()
    assert logged(caplog) == [(told, FIELDS)]
    assert not other.cancelled()


async def test_the_end_waits_for_tasks_that_have_only_just_started() -> None:
    conversation, has_finished = Talk().conversation, asyncio.Event()

    async def work() -> None:
        async with conversation.busy("q1"):
            await asyncio.sleep(0)
            has_finished.set()

    async with asyncio.TaskGroup() as group:
        tasks = Tasks(group)
        tasks.start("press", work(), fields=FIELDS)
        await finish(conversation, tasks=tasks)
        assert has_finished.is_set()


@pytest.mark.parametrize("abandons", [True, False])
async def test_the_end_does_not_wait_for_ever(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, *, abandons: bool
) -> None:
    """What is under way is cancelled, unless it goes on in another connection."""
    monkeypatch.setattr(tasks_module, "SECONDS_TO_FINISH", 0.01)
    conversation, begun, may_end = Talk().conversation, asyncio.Event(), asyncio.Event()

    async def work() -> None:
        async with conversation.busy("q1"):
            begun.set()
            await may_end.wait()

    working = asyncio.create_task(work())
    await begun.wait()
    await finish(conversation, abandons=abandons)
    may_end.set()
    await asyncio.wait({working})
    assert working.cancelled() is abandons
    told = ("stopping with questions under way; the next start answers them", {"count": 1})
    assert logged(caplog) == [told] * abandons
