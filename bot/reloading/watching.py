"""Notices that the files of an FAQ have changed, wherever they lie and however they are changed.

It looks at them once a second, which costs some 50 µs, instead of waiting for events of the file system. Folders that
are mounted into a container on macOS and Windows, network drives and others send none; and what is watched by events
is lost when an editor, git or Kubernetes puts another file, folder or link in its place.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path

from bot.content.files import ENDINGS

SECONDS_BETWEEN_LOOKS = 1.0

Look = tuple[tuple[str, tuple[int, ...]], ...]
"""The files by name, each with all of its state that changes when it is written or replaced."""


class Watch:
    """Watches the FAQ file, or the folder of FAQ files, at a path."""

    def __init__(self, path: Path, *, seconds: float = SECONDS_BETWEEN_LOOKS) -> None:
        """Look at ``path`` every so many ``seconds``."""
        self.path = path
        self._seconds = seconds
        self._asked = asyncio.Event()

    def ask(self) -> None:
        """Take the files for changed, whatever they look like."""
        self._asked.set()

    async def changes(self) -> AsyncIterator[bool]:
        """Yield once at the beginning, when somebody asked, and after each change; True if somebody asked.

        A change counts when two looks in a row have seen the same, so that several quick ones are one.
        """
        settled: Look | None = None
        before = await asyncio.to_thread(look_at, self.path)
        while True:
            is_asked = await self._pause()
            now = await asyncio.to_thread(look_at, self.path)
            if is_asked or (now == before and now != settled):
                settled = now
                yield is_asked
            before = now

    async def _pause(self) -> bool:
        """Wait for the next look; return at once, and True, if somebody asks for it."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._seconds):
                await self._asked.wait()
        is_asked = self._asked.is_set()
        self._asked.clear()
        return is_asked


def look_at(path: Path) -> Look:
    """The state of an FAQ's files; of what is not there, or cannot be seen, why that is."""
    try:
        return tuple(sorted(_states(path)))
    except OSError as error:
        return ((str(path), (error.errno or 0,)),)


def _states(path: Path) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Links are followed, since it is what they lead to that is read."""
    if not path.is_dir():
        yield path.name, _state(path.stat())
        return
    with os.scandir(path) as found:
        for file in found:
            if file.name.lower().endswith(ENDINGS) and not file.name.startswith("."):
                with suppress(FileNotFoundError):  # gone since, or a link that leads nowhere
                    yield file.name, _state(file.stat())


def _state(status: os.stat_result) -> tuple[int, ...]:
    return (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
