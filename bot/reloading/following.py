"""Follows the FAQ: what changed is checked, learned aside and taken at once; what is broken is told, and not taken."""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Generic, Protocol, TypeVar

from bot.content.files import FaqFiles, read_files
from bot.core.entries import Faq
from bot.errors import BotError, FaqError, Problem
from bot.reloading.learning import learn_aside
from bot.reloading.watching import Watch

Learn = Callable[[FaqFiles], Awaitable[tuple[Problem, ...]]]

MOST_PROBLEMS = 20
_SHORT = 12

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


class Following(Generic[Made]):
    """Keeps the bot in step with the files of its FAQ, for as long as it runs; SIGHUP makes it look at once."""

    name = "faq"

    def __init__(
        self,
        watch: Watch,
        *,
        in_use: Made,
        open_version: Callable[[FaqFiles], Made],
        hear: Callable[[Made | None], None],
        learn: Learn = learn_aside,
    ) -> None:
        """Hand to ``hear`` what ``open_version``, in another thread, makes of files that ``learn`` has dealt with.

        None is handed over for each change that cannot be used.
        """
        self._watch = watch
        self._in_use = in_use
        self._open = open_version
        self._hear = hear
        self._learn = learn
        self._loading: asyncio.Task[None] | None = None
        self._digest = ""
        self._is_broken = False
        self._has_terminal = _has_terminal()

    async def run(self) -> None:
        """Follow the files until cancelled."""
        self._tell_what_is_in_use("")
        async with asyncio.TaskGroup() as tasks:
            with self._obeying_hangups():
                async for is_asked in self._watch.changes():
                    await self._consider(tasks, is_asked=is_asked)

    async def _consider(self, tasks: asyncio.TaskGroup, *, is_asked: bool) -> None:
        """Look at the files as they are now, and begin to load them if they are news."""
        try:
            files = await asyncio.to_thread(read_files, self._watch.path)
        except FaqError as error:
            await self._abandon()
            self._tell_what_is_wrong(error, digest="")
            return
        is_known = files.digest == self._digest and not (is_asked and self._loading is None)
        if is_known:
            return
        await self._abandon()
        self._digest = files.digest
        if files.digest == self._in_use.digest:
            self._stay(is_asked=is_asked)
        else:
            self._loading = tasks.create_task(self._load(files))

    async def _load(self, files: FaqFiles) -> None:
        start = monotonic()
        _log.info("the FAQ has changed: checking and learning version %s", _short(files.digest))
        try:
            warnings = await self._learn(files)
            version = await asyncio.to_thread(self._open, files)
        except BotError as error:
            self._tell_what_is_wrong(error, digest=files.digest)
        except Exception:  # noqa: BLE001 - whatever it is, questions are still answered and the log has the traceback
            _log.exception("the changed FAQ cannot be loaded; version %s stays in use", _short(self._in_use.digest))
            self._is_broken = True
            self._hear(None)
        else:
            self._use(version, f", ready after {monotonic() - start:.1f} s{_counted(len(warnings))}")
        self._loading = None

    def _use(self, version: Made, how: str) -> None:
        self._hear(version)
        self._in_use = version
        self._is_broken = False
        self._tell_what_is_in_use(how)

    def _tell_what_is_in_use(self, how: str) -> None:
        version = self._in_use
        _log.info("the FAQ in use is version %s: %d entries%s", _short(version.digest), len(version.faq.entries), how)

    def _stay(self, *, is_asked: bool) -> None:
        """The files are again, or still, those in use."""
        if self._is_broken:
            _log.info("the FAQ is in order again: version %s stays in use", _short(self._in_use.digest))
        elif is_asked:
            _log.info("the FAQ has not changed: version %s stays in use", _short(self._in_use.digest))
        self._is_broken = False

    def _tell_what_is_wrong(self, error: BotError, *, digest: str) -> None:
        """Say what is wrong, a problem a line, and where."""
        self._is_broken, self._digest = True, digest
        self._hear(None)
        found = error.problems if isinstance(error, FaqError) else (Problem(message=str(error)),)
        problems = [problem for problem in found if not problem.is_warning]
        for problem in problems[:MOST_PROBLEMS]:
            _log.error("%s", problem)
        left = f", {len(problems) - MOST_PROBLEMS} more problems" if len(problems) > MOST_PROBLEMS else ""
        _log.error("the changed FAQ cannot be used%s; version %s stays in use", left, _short(self._in_use.digest))

    async def _abandon(self) -> None:
        """Give up what is being loaded, since there is something newer."""
        if self._loading is not None:
            _log.info("the FAQ has changed again: version %s is given up", _short(self._digest))
            self._loading.cancel()
            await asyncio.wait([self._loading])
            self._loading = None

    @contextmanager
    def _obeying_hangups(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGHUP, self._hear_hangup)
        try:
            yield
        finally:
            loop.remove_signal_handler(signal.SIGHUP)

    def _hear_hangup(self) -> None:
        """Look at the files; but a terminal that was closed sends the same signal, and means the end."""
        if self._has_terminal and not _has_terminal():
            os.kill(os.getpid(), signal.SIGTERM)
        else:
            self._watch.ask()


def _has_terminal() -> bool:
    return sys.stderr.isatty()


def _counted(warnings: int) -> str:
    return f"; re-faq-bot check has {warnings} warning{'' if warnings == 1 else 's'} about it" if warnings else ""


def _short(digest: str) -> str:
    """A digest as the log shows it."""
    return digest[:_SHORT]
