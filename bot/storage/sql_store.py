"""A store in a database: SQLite in one file, or another that SQLAlchemy and its driver reach, such as PostgreSQL."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Select, make_url
from sqlalchemy.exc import ArgumentError

from bot.core.question import Origin
from bot.core.records import Click, Outcome, Record, State, Vote
from bot.errors import SettingsError, StoreError
from bot.storage import statements as sql
from bot.storage import tables
from bot.storage.database import Database, Work, connect, file_of
from bot.storage.errors import explained, name_of
from bot.storage.migrations import upgrade

T = TypeVar("T")

_TIMEOUT = 10.0  # seconds for one call, including all waiting
_UPGRADE_TIMEOUT = 120.0  # seconds; other processes may be upgrading a large database


class SqlStore:
    """A store that survives its process, and that several processes may share.

    Each call is one transaction. A call that writes begins with a write: SQLite then waits for other writers, while a
    transaction that began with a read would fail at once.
    """

    def __init__(self, url: str, *, patience: float = 2.0) -> None:
        """Name the database, ``sqlite:///PATH`` for a file; wait for its other users up to ``patience`` seconds.

        Raise SettingsError if ``url`` cannot be read.
        """
        self._url = _parse(url)
        self._name = name_of(self._url)
        self._patience = patience
        self._database: Database | None = None
        self._closed = f"{self._name}: the store is not open"

    async def open(self) -> None:
        """Connect, and bring the tables to the current version; create the file and its folder if needed.

        Raise SettingsError if there is no such kind of database, or no driver for it. Until this succeeds, every other
        call raises the error that it failed with.
        """
        if self._database is None:
            try:
                self._database = await self._opened()
            except (StoreError, SettingsError) as error:
                self._closed = str(error)
                raise

    async def _opened(self) -> Database:
        with explained(self._name):
            if file := file_of(self._url):
                await asyncio.to_thread(file.parent.mkdir, parents=True, exist_ok=True)
            database = connect(self._url, self._patience)
            try:
                async with asyncio.timeout(_UPGRADE_TIMEOUT):
                    await database.run(_prepared)
            except BaseException:  # also if cancelled: the threads of an open database keep the process alive
                await database.close()
                raise
        return database

    async def close(self) -> None:
        """Close every connection; calls that run are finished first."""
        database, self._database = self._database, None
        if database is not None:
            with explained(self._name):
                await database.close()

    async def claim(self, origin: Origin) -> bool:
        """Take a question: True for the first caller of all, in any process, False for the others."""
        row = sql.question_row(origin)
        return await self._run(lambda connection: sql.upsert(connection, tables.questions, row))

    async def settle(self, origin: Origin, outcome: Outcome, *, at: datetime) -> bool:
        """Record what came of a question, taken or not; False, and nothing recorded, if it was removed."""
        row = sql.question_row(origin) | sql.outcome_row(outcome, at=at)
        messages = [
            {"platform": origin.platform, "question": origin.id, "position": position, "message": message}
            for position, message in enumerate(outcome.replies)
        ]

        def settle(connection: Connection) -> bool:
            changing = sql.OUTCOME_COLUMNS
            if not sql.upsert(connection, tables.questions, row, changing=changing, where=sql.IS_KEPT):
                return False
            connection.execute(sql.DELETE_REPLIES, {"of_platform": origin.platform, "of_question": origin.id})
            if messages:
                connection.execute(sql.INSERT_REPLIES, messages)
            return True

        return await self._run(settle)

    async def remove(self, platform: str, question: str) -> Record | None:
        """Mark a question as removed; return what was known before, None if nothing or removed already."""
        key = {"of_platform": platform, "of_question": question}

        def remove(connection: Connection) -> Record | None:
            row = connection.execute(sql.REMOVE, key).one_or_none()
            if row is None:
                return None
            messages = connection.execute(sql.SELECT_REPLIES, key).scalars()
            return sql.record_of(row, messages, state=State(row.state))

        return await self._run(remove)

    async def find(self, platform: str, question: str) -> Record | None:
        """What is known of a question."""
        found = await self._records(sql.FIND, of_platform=platform, of_question=question)
        return found[0] if found else None

    async def find_by_reply(self, platform: str, reply: str) -> Record | None:
        """What is known of the question that a message replies to, the one settled last if there are several."""
        found = await self._records(sql.FIND_BY_REPLY, of_platform=platform, of_reply=reply)
        return found[0] if found else None

    async def unsettled(self, platform: str, *, since: datetime) -> tuple[Record, ...]:
        """Questions sent after ``since`` that were taken and never settled, oldest first."""
        return await self._records(sql.UNSETTLED, of_platform=platform, since=since)

    async def has_asked_in(self, platform: str, *, asker: str, thread: str) -> bool:
        """Whether this person put a question in this thread, or the thread hangs on one of theirs or its reply."""
        key = {"of_platform": platform, "of_asker": asker, "in_thread": thread}
        return await self._run(lambda connection: connection.execute(sql.ASKED_IN, key).first() is not None)

    async def direct_channels(self, platform: str, *, since: datetime) -> tuple[str, ...]:
        """Channels in which somebody asked directly after ``since``, the latest first."""
        key = {"of_platform": platform, "since": since}
        return await self._run(lambda connection: tuple(connection.execute(sql.DIRECT_CHANNELS, key).scalars()))

    async def acquire(self, leases: Mapping[str, datetime], *, now: datetime) -> bool:
        """Hold all of these names, each until its time, if none of them is held; else hold none and return False."""

        def acquire(connection: Connection) -> bool:
            # Sorted, so that two processes take names in the same order and never wait for each other.
            for name, end in sorted(leases.items()):
                row = {"name": name, "ends_at": end, "now": now}
                if not sql.upsert(connection, tables.leases, row, changing=("ends_at",), where=sql.LEASE_IS_OVER):
                    connection.rollback()
                    return False
            return True

        return await self._run(acquire)

    async def release(self, names: Iterable[str]) -> None:
        """Give up these names before their time."""
        these = {"names": tuple(names)}
        await self._run(lambda connection: connection.execute(sql.RELEASE, these).rowcount)

    async def vote(self, vote: Vote) -> None:
        """Record a vote; a person's earlier one for the same entry on the same reply is replaced."""
        row, changing = asdict(vote), ("is_helpful", "cast_at")
        await self._run(lambda connection: sql.upsert(connection, tables.votes, row, changing=changing))

    async def votes(self, entry: str) -> tuple[int, int]:
        """How many votes an entry has: helpful, not helpful."""

        def count(connection: Connection) -> dict[bool, int]:
            return {row.is_helpful: row.votes for row in connection.execute(sql.COUNT_VOTES, {"of_entry": entry})}

        counts = await self._run(count)
        return counts.get(True, 0), counts.get(False, 0)

    async def click(self, click: Click) -> bool:
        """Record a press; False if this person had pressed the same on the same message before."""
        return await self._run(lambda connection: sql.upsert(connection, tables.clicks, asdict(click)))

    async def note(self, name: str) -> str | None:
        """The text last kept under ``name``."""
        key = {"of_name": name}
        return await self._run(lambda connection: connection.execute(sql.SELECT_NOTE, key).scalar_one_or_none())

    async def keep_note(self, name: str, value: str) -> None:
        """Keep a text under ``name``."""
        row = {"name": name, "value": value}
        await self._run(lambda connection: sql.upsert(connection, tables.notes, row, changing=("value",)))

    async def forget(self, *, before: datetime) -> int:
        """Delete questions, votes and clicks from before a time, and leases past by then; return how many rows went.

        Replies go with their questions and are not counted.
        """
        key = {"before": before}
        return await self._run(lambda connection: sum(connection.execute(each, key).rowcount for each in sql.FORGET))

    async def _records(self, statement: Select[Any], **key: object) -> tuple[Record, ...]:
        return await self._run(lambda connection: sql.records_of(connection.execute(statement, key)))

    async def _run(self, work: Work[T]) -> T:
        """Do one piece of work in its own transaction; all errors of a database come out here."""
        if self._database is None:
            raise StoreError(self._closed)
        with explained(self._name):
            async with asyncio.timeout(_TIMEOUT):
                return await self._database.run(lambda connection: work(_prepared(connection)))


def _parse(url: str) -> URL:
    try:
        return make_url(url)
    except (ArgumentError, ValueError):
        # The address is not shown and the cause not chained: it may hold a password.
        raise SettingsError(
            "DATABASE_URL cannot be read: write sqlite:///PATH or postgresql+psycopg://USER:PASSWORD@HOST/NAME"
        ) from None


def _prepared(connection: Connection) -> Connection:
    """A connection whose database has the current tables.

    Each new connection is checked, as it may lead to another file than the one before: a new one, or an old backup.
    """
    if "is ready" not in connection.info:
        upgrade(connection)
        connection.info["is ready"] = True
    return connection
