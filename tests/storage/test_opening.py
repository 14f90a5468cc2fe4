"""A database that cannot be opened at the start is opened later, and each fault is logged once."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.engine.store_calls import StoreOpener
from bot.errors import SettingsError, StoreError
from bot.storage.migrations import HEAD
from bot.storage.sql_store import SqlStore
from tests.storage.stores import ORIGIN


class Watched(SqlStore):
    """A store that counts the tries to open it."""

    def __init__(self, path: Path) -> None:
        """Wait for no other user of the file."""
        super().__init__(f"sqlite:///{path}", patience=0.01)
        self.tries = asyncio.Semaphore(0)

    async def open(self) -> None:
        try:
            await super().open()
        finally:
            self.tries.release()


@pytest.fixture
async def store(path: Path) -> AsyncIterator[Watched]:
    """A store that is not open yet."""
    store = Watched(path)
    yield store
    await store.close()


async def test_it_is_opened_once_it_can_be_and_each_fault_is_logged_once(
    store: Watched, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    opener = StoreOpener(store, seconds=0.01)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        other.execute("UPDATE alembic_version SET version_num = '9999'")
        await opener.begin()
        running = asyncio.create_task(opener.run())
        for _ in range(3):
            await store.tries.acquire()
        with pytest.raises(StoreError, match="locked by another program"):
            await store.claim(ORIGIN)
        other.execute("COMMIT")
    while len(caplog.records) < 2:
        await store.tries.acquire()
    with closing(sqlite3.connect(path)) as other:
        other.execute("DELETE FROM alembic_version")
        other.execute("INSERT INTO alembic_version VALUES (?)", (HEAD,))
        other.commit()
    await running
    locked, newer, opened = caplog.messages
    assert "locked by another program" in locked
    assert "The bot answers without its database" in locked
    assert "version 9999" in newer
    assert opened == "The database is open: the bot remembers questions from now on"
    assert await store.claim(ORIGIN)


async def test_one_that_opens_at_once_is_not_logged(store: Watched, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    opener = StoreOpener(store)
    await opener.begin()
    await opener.run()
    assert not caplog.messages
    assert await store.claim(ORIGIN)


async def test_an_unknown_kind_of_database_ends_the_bot() -> None:
    with pytest.raises(SettingsError, match="no such kind of database"):
        await StoreOpener(SqlStore("nosql://host/bot")).begin()
