"""What shows that a log tells nothing: a word that is in every text and name, and the log in both of its forms."""

import asyncio
import io
import logging
from collections.abc import Iterable, Sequence
from contextlib import redirect_stderr
from dataclasses import dataclass

from bot import app, logs
from bot.settings import Settings

CANARY = "zyzzogeton"
"""Part of every text and name in these tests; no code has it in it."""


class Stream(io.StringIO):
    """A stream that can be waited for."""

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self._more = asyncio.Event()

    def flush(self) -> None:
        """Tell those who wait, in the event loop, that a line is complete."""
        self._more.set()

    async def holds(self, text: str) -> None:
        """Wait for a text."""
        async with asyncio.timeout(20):
            while text not in self.getvalue():
                self._more.clear()
                await self._more.wait()


class Terminal(Stream):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """It is one."""
        return True


@dataclass(frozen=True, slots=True)
class BothLogs:
    """The same log as JSON and as a terminal has it."""

    streams: Sequence[Stream]

    async def hold(self, text: str) -> None:
        """Wait for a text."""
        for stream in self.streams:
            await stream.holds(text)

    def told(self, *parts: str, secrets: Iterable[str] = ()) -> None:
        """Show that both hold the parts, and neither the canary nor a secret."""
        hidden = (CANARY, CANARY.title(), *secrets)
        for stream in self.streams:
            missing = [part for part in parts if part not in stream.getvalue()]
            assert not missing, f"{missing} is not in the log:\n{stream.getvalue()}"
            lines = [line for line in stream.getvalue().splitlines() if any(one in line for one in hidden)]
            assert not lines, f"somebody's business is in the log: {lines}"


def log_both(settings: Settings) -> BothLogs:
    """Begin to log as the bot does with these settings, at debug: every other level tells a part of that."""
    settings = settings.model_copy(update={"log_level": "debug"})
    streams = (Stream(), Terminal())
    first, _ = [_handler(stream, settings) for stream in streams]
    logging.getLogger().addHandler(first)  # the second start took it away
    return BothLogs(streams)


def _handler(stream: Stream, settings: Settings) -> logs.LogHandler:
    with redirect_stderr(stream):
        app.start_logging(settings)
    (handler,) = (each for each in logging.getLogger().handlers if isinstance(each, logs.LogHandler))
    return handler
