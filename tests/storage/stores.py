"""Every kind of store, and the questions, outcomes, votes and clicks that tests put into them."""

import shutil
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from bot.core.question import Origin, Surface
from bot.core.records import Click, Outcome, State, Vote
from bot.core.reply import Band
from bot.core.stores import Store
from bot.storage.memory_store import MemoryStore
from bot.storage.sql_store import SqlStore

NOON = datetime(2026, 3, 1, 12, 0, 0, 123_456, UTC)
LONG_AGO = NOON - timedelta(days=365)

ORIGIN = Origin(
    platform="discord", id="1", channel="10", asker="ann", surface=Surface.MENTION, sent_at=NOON, has_attachments=True
)
ANSWERED = Outcome(state=State.ANSWERED, replies=("101", "102"), band=Band.ANSWER, entry="brew", score=0.1 + 0.2)
VOTE = Vote(platform="discord", reply="101", entry="brew", voter="bob", is_helpful=True, cast_at=NOON)
CLICK = Click(platform="discord", reply="101", person="bob", press="pick:brew:ann", clicked_at=NOON)

KINDS = ("memory", "sqlite", "reopened")
SHARED_KINDS = (*KINDS, "asyncio driver")


def question(number: int, **changes: Any) -> Origin:  # noqa: ANN401 - any field
    """The question with this number, asked as many minutes after noon."""
    return replace(ORIGIN, id=str(number), sent_at=NOON + timedelta(minutes=number), **changes)


def make_store(kind: str, path: Path) -> Store:
    """A store of one of the ``SHARED_KINDS``, the database in the file ``path``."""
    match kind:
        case "memory":
            return MemoryStore()
        case "sqlite":
            return SqlStore(f"sqlite:///{path}")
        case "asyncio driver":
            return SqlStore(f"sqlite+aiosqlite:///{path}")
    return cast("Store", Reopened(f"sqlite:///{path}"))


class Reopened:
    """A store that is opened for each call, and closed after it: all it knows comes from the file."""

    def __init__(self, url: str) -> None:
        """Name the database."""
        self._url = url

    def __getattr__(self, name: str) -> Callable[..., Awaitable[object]]:
        """The method of a store that nobody has used before."""

        async def call(*args: object, **kwargs: object) -> object:
            store = SqlStore(self._url)
            await store.open()
            try:
                return await getattr(store, name)(*args, **kwargs)
            finally:
                await store.close()

        return call


async def make_template(path: Path) -> None:
    """Make a database with empty tables in one plain file, to be copied: four times as fast as making the tables."""
    store = SqlStore(f"sqlite:///{path}")
    await store.open()
    await store.close()


def copy(template: Path, path: Path) -> Path:
    """A database with empty tables."""
    return Path(shutil.copyfile(template, path))


def content(path: Path) -> bytes:
    """The bytes of a file."""
    return path.read_bytes()


def names_in(folder: Path) -> list[str]:
    """The names of the files in a folder."""
    return sorted(each.name for each in folder.iterdir())


def rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """All that a database holds, by table, read without the bot."""
    with closing(sqlite3.connect(path)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
        return {name: connection.execute(f"SELECT * FROM {name}").fetchall() for (name,) in tables}  # noqa: S608
