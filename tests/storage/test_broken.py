"""A database that cannot be used says so, with what to do, and keeps what it holds."""

import asyncio
import re
import sqlite3
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from bot.core.records import Record
from bot.errors import SettingsError, StoreError
from bot.storage.sql_store import SqlStore
from tests.storage.stores import ANSWERED, CLICK, LONG_AGO, NOON, ORIGIN, VOTE, names_in, question

WRITES: dict[str, Callable[[SqlStore], Awaitable[object]]] = {
    "claim": lambda store: store.claim(question(2)),
    "settle": lambda store: store.settle(ORIGIN, ANSWERED, at=NOON),
    "remove": lambda store: store.remove("discord", "1"),
    "acquire": lambda store: store.acquire({"ann": NOON}, now=LONG_AGO),
    "release": lambda store: store.release(["ann"]),
    "vote": lambda store: store.vote(VOTE),
    "click": lambda store: store.click(CLICK),
    "keep_note": lambda store: store.keep_note("seen", "later"),
    "forget": lambda store: store.forget(before=NOON.replace(year=2030)),
}
READS: dict[str, Callable[[SqlStore], Awaitable[object]]] = {
    "find": lambda store: store.find("discord", "1"),
    "find_by_reply": lambda store: store.find_by_reply("discord", "101"),
    "unsettled": lambda store: store.unsettled("discord", since=LONG_AGO),
    "has_asked_in": lambda store: store.has_asked_in("discord", asker="ann", thread="1"),
    "direct_channels": lambda store: store.direct_channels("discord", since=LONG_AGO),
    "votes": lambda store: store.votes("brew"),
    "note": lambda store: store.note("seen"),
}


async def fill(store: SqlStore) -> None:
    """Put in what must stay."""
    await store.settle(ORIGIN, ANSWERED, at=NOON)
    await store.keep_note("seen", "noon")


async def is_as_filled(store: SqlStore) -> bool:
    """Whether it is there, and nothing else."""
    is_there = await store.find("discord", "1") == Record(origin=ORIGIN, outcome=ANSWERED)
    return is_there and await store.note("seen") == "noon" and await store.find("discord", "2") is None


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another program that writes, and takes its time."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


async def refusal(path: Path | str, **options: Any) -> str:  # noqa: ANN401
    """What a database says that cannot be opened; nothing of it goes on running."""
    url = path if isinstance(path, str) else f"sqlite:///{path}"
    store = SqlStore(url, **options)
    with pytest.raises((StoreError, SettingsError)) as caught:
        await store.open()
    assert not [each for each in threading.enumerate() if each.name.startswith("store")]
    with pytest.raises(StoreError, match=re.escape(str(caught.value))):
        await store.claim(ORIGIN)
    return str(caught.value)


@pytest.mark.parametrize("write", WRITES)
async def test_a_locked_database_refuses_each_write_whole_and_works_again(
    sql: SqlStore, path: Path, write: str
) -> None:
    await fill(sql)
    with locked(path), pytest.raises(StoreError, match=r"bot\.db: it is locked by another program .* try again"):
        await WRITES[write](sql)
    assert await is_as_filled(sql)
    await WRITES[write](sql)


@pytest.mark.parametrize("read", READS)
async def test_a_locked_database_can_be_read(sql: SqlStore, path: Path, read: str) -> None:
    with locked(path):
        await READS[read](sql)


async def test_a_short_lock_is_waited_for(path: Path) -> None:
    store = SqlStore(f"sqlite:///{path}")
    await store.open()
    with locked(path):
        taking = asyncio.create_task(store.claim(ORIGIN))
        await asyncio.wait([taking], timeout=0.05)
        assert not taking.done()
    assert await taking
    await store.close()


async def test_a_new_file_that_another_program_is_writing_is_waited_for(tmp_path: Path) -> None:
    """The switch to a write-ahead log is the one thing that SQLite itself does not wait with."""
    store = SqlStore(f"sqlite:///{tmp_path / 'new.db'}")
    with locked(tmp_path / "new.db"):
        opening = asyncio.create_task(store.open())
        await asyncio.wait([opening], timeout=0.05)
        assert not opening.done()
    await opening
    assert await store.claim(ORIGIN)
    await store.close()


async def test_a_new_file_that_another_program_locks_is_refused(tmp_path: Path) -> None:
    with locked(tmp_path / "new.db"):
        assert "locked by another program" in await refusal(tmp_path / "new.db", patience=0.0)


@pytest.mark.parametrize("write", WRITES)
async def test_a_read_only_database_can_be_read_and_says_why_not_written(path: Path, write: str) -> None:
    first = SqlStore(f"sqlite:///{path}")
    await first.open()
    await fill(first)
    store = SqlStore(f"sqlite:///file:{path}?mode=ro&uri=true")
    await store.open()
    with pytest.raises(StoreError, match="it is read-only: let the bot write to the file and its folder"):
        await WRITES[write](store)
    assert await is_as_filled(store)
    await store.close()
    await first.close()


async def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    assert f"{tmp_path}: it cannot be opened: check that it is a file" in await refusal(tmp_path)


async def test_a_file_in_place_of_the_folder_is_refused(path: Path) -> None:
    assert "or name another database with DATABASE_URL" in await refusal(path / "bot.db")


async def test_the_folder_of_the_file_is_made(tmp_path: Path) -> None:
    store = SqlStore(f"sqlite:///{tmp_path}/a/b/bot.db")
    await store.open()
    await store.close()
    assert (tmp_path / "a" / "b" / "bot.db").is_file()


async def test_a_file_of_something_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    other = tmp_path / "letter.txt"
    other.write_text("Dear bot, " * 500)
    assert "no SQLite database: move it away" in await refusal(other)
    assert other.read_text() == "Dear bot, " * 500
    assert names_in(tmp_path) == ["letter.txt"]


def damage(path: Path) -> None:
    """Overwrite all but the first page."""
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))


async def test_a_damaged_file_is_refused(path: Path) -> None:
    damage(path)
    assert "it is damaged" in await refusal(path)


def leave_little_space(connection: Any, _entry: object) -> None:  # noqa: ANN401 - the driver's
    """Let a database grow by a few pages only."""
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages + 8}")


async def test_a_full_database_keeps_what_it_holds_and_works_again(sql: SqlStore, path: Path) -> None:
    await fill(sql)
    event.listen(Engine, "connect", leave_little_space)
    small = SqlStore(f"sqlite:///{path}")
    await small.open()
    event.remove(Engine, "connect", leave_little_space)
    with pytest.raises(StoreError, match="there is no space left: free some"):
        await small.keep_note("big", "x" * 100_000)
    assert await is_as_filled(small)
    assert await small.note("big") is None
    await small.vote(VOTE)
    await small.close()
    await sql.keep_note("big", "x" * 100_000)


@pytest.mark.parametrize("call", WRITES | READS)
async def test_a_store_that_is_not_open_says_so(path: Path, call: str) -> None:
    store = SqlStore(f"sqlite:///{path}")
    for _ in range(2):
        with pytest.raises(StoreError, match=r"bot\.db: the store is not open"):
            await (WRITES | READS)[call](store)
        await store.open()
        await store.close()


async def test_a_store_can_be_opened_again(sql: SqlStore) -> None:
    await fill(sql)
    await sql.open()
    await sql.close()
    await sql.open()
    assert await is_as_filled(sql)


@pytest.mark.parametrize("url", ["", "nonsense", "/var/bot.db", "postgresql://me:hush@host:port/bot"])
async def test_a_url_that_is_none_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(SettingsError, match="DATABASE_URL cannot be read: write sqlite:///PATH") as caught:
        SqlStore(url)
    assert "hush" not in str(caught.value)
    assert caught.value.__suppress_context__


async def test_a_kind_of_database_that_there_is_not_is_refused() -> None:
    said = await refusal("nosql://me:hush@host/bot?password=hush")
    assert said.startswith("nosql://me:***@host/bot: no such kind of database: DATABASE_URL may be sqlite:///PATH")


async def test_a_driver_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    said = await refusal("postgresql+psycopg://me:hush@host/bot?password=hush")
    assert said.startswith(
        "postgresql+psycopg://me:***@host/bot: its driver is missing: install psycopg, or name another"
    )


async def test_a_database_that_does_not_answer_is_given_up(
    path: Path, sql: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = SqlStore(f"sqlite:///{path}", patience=0.3)
    await slow.open()
    monkeypatch.setattr("bot.storage.sql_store._TIMEOUT", 0.05)
    with locked(path), pytest.raises(StoreError, match="did not answer in time"):
        await slow.claim(ORIGIN)
    await slow.close()
    await sql.find("discord", "1")


async def test_a_cancelled_call_is_done_whole_or_not_at_all(sql: SqlStore) -> None:
    for turns in range(30):
        call = asyncio.create_task(sql.settle(question(turns), ANSWERED, at=NOON))
        for _ in range(turns):
            await asyncio.sleep(0)
        call.cancel()
        await asyncio.wait([call])
        record = await sql.find("discord", str(turns))
        assert record is None or record.outcome == ANSWERED


def put(content: bytes, path: Path) -> None:
    """Put another file in the place of one."""
    other = path.with_name("other")
    other.write_bytes(content)
    other.replace(path)


def move(path: Path, to: Path) -> None:
    """Move a file or folder."""
    path.rename(to)


def delete(path: Path) -> None:
    path.unlink()


async def test_a_file_that_is_deleted_under_the_bot_is_made_again(sql: SqlStore, path: Path) -> None:
    await fill(sql)
    delete(path)
    assert await sql.note("seen") is None
    assert await sql.claim(ORIGIN)
    with closing(sqlite3.connect(path)) as again:
        assert again.execute("SELECT id FROM questions").fetchall() == [("1",)]


async def test_a_damaged_file_can_be_moved_away_under_the_bot(sql: SqlStore, path: Path) -> None:
    put(b"no database" * 1_000, path)
    with pytest.raises(StoreError, match="it is damaged, or no SQLite database: move it away"):
        await sql.claim(ORIGIN)
    move(path, path.with_name("damaged"))
    assert await sql.claim(ORIGIN)


async def test_a_folder_that_was_away_is_used_again(sql: SqlStore, path: Path) -> None:
    """As that of a disk that is unmounted for a while."""
    await fill(sql)
    move(path.parent, path.parent.with_name("away"))
    with pytest.raises(StoreError, match="it cannot be opened"):
        await sql.note("seen")
    move(path.parent.with_name("away"), path.parent)
    assert await is_as_filled(sql)
