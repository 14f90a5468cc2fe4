"""Connects to a database and runs work there: a plain function of a connection, in one transaction.

A database with a blocking driver, such as Python's own for SQLite, runs in its own threads: a call is one trip there
and back, however many statements it has. One with an asyncio driver runs in the event loop, with one or two trips for
each statement. aiosqlite hides a thread behind that, and takes four times as long for a call.
"""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import AsyncAdaptedQueuePool, ConnectionPoolEntry, QueuePool

T = TypeVar("T")
Work = Callable[[Connection], T]


class ThreadDatabase:
    """A database with a blocking driver."""

    def __init__(self, url: URL, patience: float) -> None:
        """Set up, without connecting."""
        options = _options(url, patience)
        self._engine = create_engine(url, poolclass=QueuePool, **options)
        self._threads = ThreadPoolExecutor(options["pool_size"], thread_name_prefix="store")
        _set_up_each_connection(self._engine)

    async def run(self, work: Work[T]) -> T:
        """Call ``work`` in a thread, and commit; it is finished even if the caller is cancelled."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._transact, work)

    async def close(self) -> None:
        """Finish running work, and close every connection."""
        await asyncio.to_thread(self._threads.shutdown)
        await asyncio.to_thread(self._engine.dispose)

    def _transact(self, work: Work[T]) -> T:
        with self._engine.connect() as connection:
            result = work(connection)
            connection.commit()
            return result


class LoopDatabase:
    """A database with an asyncio driver."""

    def __init__(self, url: URL, patience: float) -> None:
        """Set up, without connecting."""
        from sqlalchemy.ext.asyncio import create_async_engine  # 8 MB of memory that the other kind does not need

        self._engine = create_async_engine(url, poolclass=AsyncAdaptedQueuePool, **_options(url, patience))
        _set_up_each_connection(self._engine.sync_engine)

    async def run(self, work: Work[T]) -> T:
        """Call ``work`` in the event loop, and commit; it is rolled back if the caller is cancelled."""
        async with self._engine.connect() as connection:
            result = await connection.run_sync(work)
            await connection.commit()
            return result

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()


Database = ThreadDatabase | LoopDatabase
"""Runs work; the first work connects."""


def connect(url: URL, patience: float) -> Database:
    """The database of ``url``; SQLite waits up to ``patience`` seconds for other processes that write.

    Raise ImportError if the driver is not installed, SQLAlchemyError if there is no such kind of database.
    """
    return LoopDatabase(url, patience) if url.get_dialect().is_async else ThreadDatabase(url, patience)


def _options(url: URL, patience: float) -> dict[str, Any]:
    """Arguments of the engine; ``hide_parameters`` keeps ids of people out of its error messages."""
    if url.get_backend_name() == "sqlite":
        # SQLite has one writer at a time anyway, and a database in memory ends with its connection.
        arguments = {"timeout": patience, "check_same_thread": False}
        return {"pool_size": 1, "max_overflow": 0, "connect_args": arguments, "hide_parameters": True}
    # pre_ping: servers and proxies close idle connections, and the next call must not fail for that.
    return {"pool_size": 4, "max_overflow": 0, "pool_pre_ping": True, "hide_parameters": True}


def _set_up_each_connection(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        if file := file_of(engine.url):
            _reconnect_if_replaced(engine, file)


def _set_up_sqlite(connection: Any, _entry: ConnectionPoolEntry) -> None:  # noqa: ANN401 - each driver's own
    """Set what SQLite forgets with each connection."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous = NORMAL")  # safe with a write-ahead log, and syncs less often than FULL
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _reconnect_if_replaced(engine: Engine, file: Path) -> None:
    """Reconnect if the file was deleted or moved: SQLite would keep writing to the old one, and lose all of it."""

    def note(_connection: object, entry: ConnectionPoolEntry) -> None:
        entry.info["identity"] = _identity(file)

    def compare(_connection: object, entry: ConnectionPoolEntry, _proxy: object) -> None:
        if entry.info["identity"] != _identity(file):
            raise DisconnectionError

    event.listen(engine, "connect", note)
    event.listen(engine, "checkout", compare)


def _identity(file: Path) -> tuple[int, int] | None:
    try:
        status = os.stat(file)  # noqa: PTH116 - runs before every call, and Path.stat takes twice as long
    except OSError:
        return None
    return status.st_dev, status.st_ino


def file_of(url: URL) -> Path | None:
    """The file of an SQLite database; None if it is in memory, or named by one of SQLite's own URIs."""
    is_file = url.get_backend_name() == "sqlite" and url.database and not url.database.startswith((":", "file:"))
    return Path(url.database) if is_file and url.database else None
