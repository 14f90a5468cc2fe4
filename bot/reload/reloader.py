"""Reloads a changed FAQ: learns a good version in another process and switches to it, and reports a broken one.

The files are checked once a second, which costs some 50 µs, instead of waiting for events of the file system. Folders
mounted into a container on macOS and Windows, and network drives, send no events; and a watch is lost when an editor,
git or Kubernetes replaces a file, folder or link.
"""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Generic, Protocol, TypeVar

from bot.content.files import ENDINGS, FaqFiles, read_files
from bot.core.entries import Faq
from bot.errors import BotError, FaqError, Problem
from bot.reload.learner import learn_aside

Learn = Callable[[FaqFiles], Awaitable[tuple[Problem, ...]]]
FileStates = tuple[tuple[str, tuple[int, ...]], ...]
"""The files by name, each with everything about it that changes when it is written or replaced."""

SECONDS_BETWEEN_CHECKS = 1.0
MOST_PROBLEMS = 20

_log = logging.getLogger(__name__)


class Version(Protocol):
    """A version of the bot, ready to answer."""

    @property
    def faq(self) -> Faq:
        """What it answers from."""
        ...

    @property
    def digest(self) -> str:
        """The digest of the files that it was made of."""
        ...


Made = TypeVar("Made", bound=Version)


class Watcher:
    """Watches the FAQ file, or the folder of FAQ files, at a path."""

    def __init__(self, path: Path, *, seconds: float = SECONDS_BETWEEN_CHECKS) -> None:
        """Check ``path`` every so many ``seconds``."""
        self.path = path
        self._seconds = seconds
        self._requested = asyncio.Event()

    def request_check(self) -> None:
        """Report a change at once, even if the files look the same."""
        self._requested.set()

    async def changes(self) -> AsyncIterator[bool]:
        """Yield once at the start, after each change, and on request; True if it was requested.

        A change counts once two checks in a row have found the same, so that several quick changes are one.
        """
        reported: FileStates | None = None
        before = await asyncio.to_thread(states_of, self.path)
        while True:
            is_requested = await self._pause()
            now = await asyncio.to_thread(states_of, self.path)
            # Equal to the check before: an editor or git may be in the middle of writing several files.
            if is_requested or (now == before and now != reported):
                reported = now
                yield is_requested
            before = now

    async def _pause(self) -> bool:
        """Wait for the next check; return at once, and True, if one is requested."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._seconds):
                await self._requested.wait()
        is_requested = self._requested.is_set()
        self._requested.clear()
        return is_requested


class Reloader(Generic[Made]):
    """Keeps the bot on the newest good version of its FAQ, as long as it runs; SIGHUP makes it check at once."""

    name = "faq"

    def __init__(
        self,
        watcher: Watcher,
        *,
        in_use: Made,
        open_version: Callable[[FaqFiles], Made],
        switch: Callable[[Made | None], None],
        learn: Learn = learn_aside,
    ) -> None:
        """Learn changed files with ``learn``, open them with ``open_version`` in a thread, and pass that to ``switch``.

        ``switch`` receives None for each change that cannot be used.
        """
        self._watcher = watcher
        self._in_use = in_use
        self._open = open_version
        self._switch = switch
        self._learn = learn
        self._loading: asyncio.Task[None] | None = None
        self._digest = ""
        self._is_broken = False
        self._has_terminal = sys.stderr.isatty()

    async def run(self) -> None:
        """Follow the files until cancelled."""
        self._log_version_in_use()
        loop = asyncio.get_running_loop()
        async with asyncio.TaskGroup() as tasks:
            loop.add_signal_handler(signal.SIGHUP, self._on_hangup)
            try:
                async for is_requested in self._watcher.changes():
                    await self._check(tasks, is_requested=is_requested)
            finally:
                loop.remove_signal_handler(signal.SIGHUP)

    async def _check(self, tasks: asyncio.TaskGroup, *, is_requested: bool) -> None:
        """Read the files as they are now, and start to load them if they are new."""
        try:
            files = await asyncio.to_thread(read_files, self._watcher.path)
        except FaqError as error:
            await self._cancel_loading()
            self._reject(error, digest="")
            return
        # A request repeats the problems of a rejected version, but does not interrupt a version that is still loading.
        if files.digest == self._digest and not (is_requested and self._loading is None):
            return
        await self._cancel_loading()
        self._digest = files.digest
        if files.digest == self._in_use.digest:
            self._keep(is_requested=is_requested)
        else:
            self._loading = tasks.create_task(self._load(files))

    async def _load(self, files: FaqFiles) -> None:
        start = monotonic()
        _log.info("The FAQ has changed: checking and learning version %s", short(files.digest))
        try:
            warnings = await self._learn(files)
            version = await asyncio.to_thread(self._open, files)
        except BotError as error:
            self._reject(error, digest=files.digest)
        except Exception:  # noqa: BLE001 - the bot must keep answering after any failure; the log has the traceback
            _log.exception("The changed FAQ cannot be loaded; version %s stays in use", short(self._in_use.digest))
            self._is_broken = True
            self._switch(None)
        else:
            self._switch(version)
            self._in_use = version
            self._is_broken = False
            details = f", ready after {monotonic() - start:.1f} s"
            if warnings:
                details += f"; re-faq-bot check has {len(warnings)} warning{'' if len(warnings) == 1 else 's'} about it"
            self._log_version_in_use(details)
        self._loading = None

    def _log_version_in_use(self, details: str = "") -> None:
        entries = len(self._in_use.faq.entries)
        _log.info("The FAQ in use is version %s: %d entries%s", short(self._in_use.digest), entries, details)

    def _keep(self, *, is_requested: bool) -> None:
        """The files are those in use, still or again."""
        if self._is_broken:
            _log.info("The FAQ is in order again: version %s stays in use", short(self._in_use.digest))
        elif is_requested:
            _log.info("The FAQ has not changed: version %s stays in use", short(self._in_use.digest))
        self._is_broken = False

    def _reject(self, error: BotError, *, digest: str) -> None:
        """Log what is wrong and where, one problem a line."""
        self._is_broken, self._digest = True, digest
        self._switch(None)
        found = error.problems if isinstance(error, FaqError) else (Problem(message=str(error)),)
        problems = [problem for problem in found if not problem.is_warning]
        for problem in problems[:MOST_PROBLEMS]:
            _log.error("%s", problem)
        left = f", {len(problems) - MOST_PROBLEMS} more problems" if len(problems) > MOST_PROBLEMS else ""
        _log.error("The changed FAQ cannot be used%s; version %s stays in use", left, short(self._in_use.digest))

    async def _cancel_loading(self) -> None:
        """Stop loading a version, since there is a newer one."""
        if self._loading is not None:
            _log.info("The FAQ has changed again: version %s is dropped", short(self._digest))
            self._loading.cancel()
            await asyncio.wait([self._loading])
            self._loading = None

    def _on_hangup(self) -> None:
        """Check the files; but end if the terminal was closed, which sends the same signal."""
        if self._has_terminal and not sys.stderr.isatty():
            os.kill(os.getpid(), signal.SIGTERM)
        else:
            self._watcher.request_check()


def states_of(path: Path) -> FileStates:
    """The state of an FAQ's files; if they are missing or cannot be read, the number of that error."""
    try:
        return tuple(sorted(_each_state(path)))
    except OSError as error:
        return ((str(path), (error.errno or 0,)),)


def _each_state(path: Path) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Links are followed, since their targets are what the bot reads."""
    if not path.is_dir():
        yield path.name, _state(path.stat())
        return
    with os.scandir(path) as found:
        for file in found:
            if file.name.lower().endswith(ENDINGS) and not file.name.startswith("."):
                with suppress(FileNotFoundError):  # deleted since, or a broken link
                    yield file.name, _state(file.stat())


def _state(status: os.stat_result) -> tuple[int, ...]:
    return (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def short(digest: str) -> str:
    """The beginning of a digest, by which the log and the health page name a version."""
    return digest[:12]
