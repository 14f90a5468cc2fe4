"""The bot as a process of its own, whose log is read while it runs; which platform it serves, its environment says."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Self

REPOSITORY = Path(__file__).parents[2]
PYTHON = sys.executable
SECONDS_TO_START = 60.0


class BotProcess:
    """A process; its log is in ``lines``."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        """Read the log of ``process``."""
        self.lines: list[str] = []
        self._process = process
        self._heard = asyncio.Condition()
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def start(cls, arguments: Sequence[str], environment: Mapping[str, str]) -> Self:
        """Start a module of Python; ``environment`` are the variables that differ from those of the tests."""
        process = await asyncio.create_subprocess_exec(
            PYTHON, "-m", *arguments,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY), **environment},
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        return cls(process)

    @property
    def id(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def log(self) -> str:
        """All that it logged so far."""
        return "\n".join(self.lines)

    @property
    def is_running(self) -> bool:
        """Whether it has not ended yet."""
        return self._process.returncode is None

    async def says(self, text: str, *, timeout: float = SECONDS_TO_START, times: int = 1) -> str:  # noqa: ASYNC109
        """Wait for a line of the log that holds a text, the first one or a later one; return it."""

        def found() -> list[str]:
            return [line for line in self.lines if text in line]

        await self._wait(lambda: len(found()) >= times, f"“{text}” was not logged", timeout)
        return found()[times - 1]

    async def ends(self, *, timeout: float = SECONDS_TO_START) -> int:  # noqa: ASYNC109 - reads as asked
        """Wait until it has ended and its log is read; return its exit code."""
        async with asyncio.timeout(timeout):
            await self._reading
            return await self._process.wait()

    async def kill(self) -> None:
        """End it without a warning, as a machine that fails does."""
        self.signal(signal.SIGKILL)
        await self.ends()

    def signal(self, number: signal.Signals) -> None:
        """Send a signal, if it still runs."""
        if self.is_running:
            self._process.send_signal(number)

    async def _read(self) -> None:
        assert self._process.stderr is not None
        async for line in self._process.stderr:
            self.lines.append(line.decode().rstrip("\n"))
            async with self._heard:
                self._heard.notify_all()
        async with self._heard:
            self._heard.notify_all()

    async def _wait(self, holds: Callable[[], bool], otherwise: str, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds), self._heard:
                await self._heard.wait_for(lambda: holds() or self._process.stderr is None or self._at_end())
        except TimeoutError:
            raise AssertionError(f"{otherwise} within {seconds} s:\n{self.log}") from None
        assert holds(), f"{otherwise} before the process ended:\n{self.log}"

    def _at_end(self) -> bool:
        assert self._process.stderr is not None
        return self._process.stderr.at_eof()


@asynccontextmanager
async def running_module(arguments: Sequence[str], environment: Mapping[str, str]) -> AsyncIterator[BotProcess]:
    """A process that is gone afterwards, however it ended."""
    bot = await BotProcess.start(arguments, environment)
    try:
        yield bot
    finally:
        await bot.kill()


def running(platform: str, environment: Mapping[str, str]) -> AbstractAsyncContextManager[BotProcess]:
    """The bot's process, on one platform."""
    return running_module(("bot", "run", platform), environment)
