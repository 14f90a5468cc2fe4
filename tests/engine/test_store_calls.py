"""A store that fails costs nobody a reply."""

import asyncio

import pytest

from bot.engine.store_calls import SECONDS_BETWEEN_EQUAL_LINES, Complaints, attempt
from bot.errors import StoreError


async def given(value: str) -> str:
    return value


async def failing(error: Exception) -> str:
    raise error


async def hanging() -> str:
    """A store that does not answer."""
    await asyncio.get_running_loop().create_future()
    return "never"


async def test_what_the_store_returns_is_returned() -> None:
    assert await attempt(given("kept"), otherwise="lost") == "kept"


async def test_a_store_that_fails_is_gone_on_without_and_said_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    assert await attempt(failing(StoreError("the disk is full")), otherwise="lost") == "lost"
    assert "the disk is full" in caplog.text


async def test_a_store_that_hangs_is_given_up_and_said_in_the_log(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.engine.store_calls.PATIENCE_SECONDS", 0.0)
    assert await attempt(hanging(), otherwise="lost") == "lost"
    assert "did not answer" in caplog.text


async def test_a_busy_bot_says_each_fault_once_a_minute_and_how_often_it_was(caplog: pytest.LogCaptureFixture) -> None:
    now = 0.0
    complaints = Complaints(seconds=lambda: now)
    for wrong in ["it is locked", "the disk is full"] * 1_000:
        complaints.log(wrong)
    first, second = caplog.messages
    assert (first, second) == (
        "Continuing without the database: it is locked",
        "Continuing without the database: the disk is full",
    )
    now += SECONDS_BETWEEN_EQUAL_LINES
    complaints.log("it is locked")
    assert caplog.messages[2] == f"{first}; the same happened 999 more times since this was last logged"
    now += SECONDS_BETWEEN_EQUAL_LINES
    complaints.log("it is locked")
    assert caplog.messages[3:] == [first]


async def test_equal_faults_of_many_calls_are_one_line(caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(10):
        await attempt(failing(StoreError("the disk is full")), otherwise="lost")
    assert len(caplog.messages) == 1


async def test_a_mistake_of_ours_is_not_taken_for_a_store_that_fails() -> None:
    with pytest.raises(ZeroDivisionError):
        await attempt(failing(ZeroDivisionError()), otherwise="lost")


async def test_a_cancelled_call_does_not_go_on() -> None:
    waiting = asyncio.create_task(attempt(hanging(), otherwise="lost"))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
