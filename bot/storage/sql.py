"""Remembers in a database: SQLite in one file, or another that SQLAlchemy and its driver reach: PostgreSQL."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError

from bot.core.question import Origin
from bot.core.records import Click, Outcome, Record, Vote
from bot.errors import SettingsError, StoreError
from bot.storage import questions, tallies
from bot.storage.connecting import Database, connect, file_of
from bot.storage.explaining import explained, name_of
from bot.storage.upgrading import upgrade

P = ParamSpec("P")
T = TypeVar("T")

_TIMEOUT = 10.0  # seconds for one call, all waiting included
_TIMEOUT_OF_UPGRADE = 120.0
_IS_READY = "is ready"


class SqlStore:
    """A store that survives its process, and that several processes may share."""

    def __init__(self, url: str, *, patience: float = 2.0, connect: Callable[[URL, float], Database] = connect) -> None:
        """Name the database, ``sqlite:///PATH`` for a file; wait for its other users up to ``patience`` seconds.

        Raise SettingsError if ``url`` is none.
        """
        self._url = _parse(url)
        self._name = name_of(self._url)
        self._connect = partial(connect, self._url, patience)
        self._database: Database | None = None
        self._closed = f"{self._name}: the store is not open"

    async def open(self) -> None:
        """Connect, and bring the tables to the current version; a file is made, and its folder.

        Raise SettingsError where there is no such kind of database, or no driver for it. Until it succeeds, every other
        call raises what was wrong.
        """
        if self._database is None:
            try:
                self._database = await self._opened()
            except (StoreError, SettingsError) as error:
                self._closed = str(error)
                raise

    async def _opened(self) -> Database:
        with explained(self._name):
            await asyncio.to_thread(_make_folder, self._url)
            database = self._connect()
            try:
                async with asyncio.timeout(_TIMEOUT_OF_UPGRADE):
                    await database.run(_made_ready)
            except BaseException:
                await database.close()
                raise
        return database

    async def close(self) -> None:
        """Let go of every connection; what runs is finished first."""
        database, self._database = self._database, None
        if database is not None:
            with explained(self._name):
                await database.close()

    async def claim(self, origin: Origin) -> bool:
        """Claim a question: True for the first caller of all, in whichever process, False for the others."""
        return await self._run(questions.claim, origin)

    async def settle(self, origin: Origin, outcome: Outcome, *, at: datetime) -> bool:
        """Note what came of a question, taken or not; False, and nothing noted, if it was removed."""
        return await self._run(questions.settle, origin, outcome, at)

    async def remove(self, platform: str, question: str) -> Record | None:
        """Mark a question as removed; return what was known before, None if nothing or removed already."""
        return await self._run(questions.remove, platform, question)

    async def find(self, platform: str, question: str) -> Record | None:
        """What is known of a question."""
        return await self._run(questions.find, platform, question)

    async def find_by_reply(self, platform: str, reply: str) -> Record | None:
        """What is known of the question that a message replies to, the one settled last if there are several."""
        return await self._run(questions.find_by_reply, platform, reply)

    async def unsettled(self, platform: str, *, since: datetime) -> tuple[Record, ...]:
        """Questions sent after ``since`` that were taken and never settled, oldest first."""
        return await self._run(questions.unsettled, platform, since)

    async def has_asked_in(self, platform: str, *, asker: str, thread: str) -> bool:
        """Whether this person put a question in this thread, or the thread hangs on one of theirs or its reply."""
        return await self._run(questions.has_asked_in, platform, asker, thread)

    async def direct_channels(self, platform: str, *, since: datetime) -> tuple[str, ...]:
        """Channels in which somebody asked directly after ``since``, the latest first."""
        return await self._run(questions.direct_channels, platform, since)

    async def acquire(self, cooldowns: Mapping[str, datetime], *, now: datetime) -> bool:
        """Start all of these cooldowns if none of them is running; else start none and return False."""
        return await self._run(tallies.acquire, cooldowns, now)

    async def release(self, names: Iterable[str]) -> None:
        """Let these cooldowns be over."""
        await self._run(tallies.release, tuple(names))

    async def vote(self, vote: Vote) -> None:
        """Record a vote; a person's earlier one for the same entry on the same reply is replaced."""
        await self._run(tallies.vote, vote)

    async def votes(self, entry: str) -> tuple[int, int]:
        """How many votes an entry has: helpful, not helpful."""
        return await self._run(tallies.count_votes, entry)

    async def click(self, click: Click) -> bool:
        """Record a press; False if this person had pressed the same on the same message before."""
        return await self._run(tallies.click, click)

    async def note(self, name: str) -> str | None:
        """What was last kept under ``name``."""
        return await self._run(tallies.note, name)

    async def keep_note(self, name: str, value: str) -> None:
        """Keep a short text."""
        await self._run(tallies.keep_note, name, value)

    async def forget(self, *, before: datetime) -> int:
        """Delete questions, votes and clicks from before a time, and cooldowns past by then; return how many went."""
        return await self._run(tallies.forget, before)

    async def _run(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do one piece of work in a transaction of its own; the only place where a database's errors come out."""
        if self._database is None:
            raise StoreError(self._closed)
        with explained(self._name):
            async with asyncio.timeout(_TIMEOUT):
                return await self._database.run(lambda connection: work(_made_ready(connection), *args, **kwargs))


def _parse(url: str) -> URL:
    try:
        return make_url(url)
    except (ArgumentError, ValueError):
        # Neither named nor chained: there may be a password in it.
        raise SettingsError(
            "DATABASE_URL cannot be read: write sqlite:///PATH or postgresql+psycopg://USER:PASSWORD@HOST/NAME"
        ) from None


def _made_ready(connection: Connection) -> Connection:
    """A connection whose database has the current tables; a later one may lead to another file, or a backup of it."""
    if _IS_READY not in connection.info:
        upgrade(connection)
        connection.info[_IS_READY] = True
    return connection


def _make_folder(url: URL) -> None:
    if file := file_of(url):
        file.parent.mkdir(parents=True, exist_ok=True)
