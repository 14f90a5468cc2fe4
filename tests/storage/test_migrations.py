"""The migrations make the tables that the store uses, once, and a newer database is left alone."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text

from bot.errors import StoreError
from bot.storage.migrations import HEAD, SCRIPTS, configuration, upgrade
from bot.storage.migrations.__main__ import write
from bot.storage.sql_store import SqlStore
from bot.storage.tables import metadata
from tests.storage.stores import NOON, ORIGIN, content, make_template, names_in, rows


@pytest.fixture
def connection(path: Path) -> Iterator[Connection]:
    """A connection to a database that the migrations made."""
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def definitions(connection: Connection) -> dict[str, str]:
    """How the database itself would write its tables and indexes."""
    found = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
    return {name: " ".join(sql.split()) for name, sql in found if name != "alembic_version"}


def test_the_migrations_make_the_tables_that_the_store_uses(connection: Connection) -> None:
    context = MigrationContext.configure(connection, opts={"compare_server_default": True})
    assert compare_metadata(context, metadata) == []


def test_the_migrations_write_every_table_and_index_exactly_as_the_metadata_does(connection: Connection) -> None:
    engine = create_engine("sqlite://")
    with engine.connect() as other:
        metadata.create_all(other)
        assert definitions(connection) == definitions(other)
    engine.dispose()


def test_the_newest_migration_is_the_one_that_the_store_asks_for() -> None:
    assert ScriptDirectory(str(SCRIPTS)).get_current_head() == HEAD


def test_the_steps_can_be_taken_back(connection: Connection) -> None:
    command.downgrade(configuration(connection), "base")
    assert definitions(connection) == {}
    connection.commit()
    upgrade(connection)
    assert definitions(connection)


def test_the_next_migration_writes_itself_and_is_empty_while_nothing_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    scripts = tmp_path / "migrations"
    (scripts / "versions").mkdir(parents=True)
    for each in SCRIPTS.rglob("*"):
        if each.suffix in {".py", ".mako"}:
            (scripts / each.relative_to(SCRIPTS)).write_text(each.read_text())
    monkeypatch.setattr("bot.storage.migrations.SCRIPTS", scripts)
    write("0003", "Keep more")
    assert "m0003_keep_more.py" in capsys.readouterr().out
    written = (scripts / "versions" / "m0003_keep_more.py").read_text()
    assert 'down_revision = "0002"' in written.replace("'", '"')
    assert written.count("    pass\n") == 2


async def test_leases_outlive_the_renaming_of_their_table(path: Path, connection: Connection) -> None:
    end = NOON + timedelta(minutes=1)
    command.downgrade(configuration(connection), "0001")
    connection.execute(text("INSERT INTO cooldowns VALUES ('tea', '2026-03-01 12:01:00.123456')"))
    connection.commit()
    assert "leases" not in rows(path)
    store = SqlStore(f"sqlite:///{path}")
    await store.open()
    assert not await store.acquire({"tea": end}, now=NOON)
    assert await store.acquire({"tea": end}, now=end)
    await store.close()
    assert "cooldowns" not in rows(path)


async def test_a_database_from_a_newer_version_is_refused_and_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("UPDATE alembic_version SET version_num = '9999'")
        other.execute("DROP TABLE notes")
        other.commit()
        other.execute("PRAGMA journal_mode = DELETE")
    before = content(path)
    with pytest.raises(StoreError, match=r"bot\.db: its tables have version 9999.*run the newer bot.*DATABASE_URL"):
        await SqlStore(f"sqlite:///{path}").open()
    assert content(path) == before
    assert names_in(path.parent) == ["bot.db"]


async def test_an_upgrade_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    """Here another program's table stands in the way of the third one that is made."""
    path = tmp_path / "bot.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE votes (mine)")
    with pytest.raises(StoreError, match=r"bot\.db: table votes already exists"):
        await SqlStore(f"sqlite:///{path}").open()
    assert set(rows(path)) == {"votes"}


async def test_foreign_keys_hold_right_after_an_upgrade(tmp_path: Path) -> None:
    store = SqlStore(f"sqlite:///{tmp_path / 'new.db'}")
    await store.open()
    await store.claim(ORIGIN)
    assert store._database is not None  # noqa: SLF001
    setting = await store._database.run(lambda each: each.exec_driver_sql("PRAGMA foreign_keys").scalar())  # noqa: SLF001
    await store.close()
    assert setting == 1


async def test_a_database_is_written_ahead_also_where_its_copy_was_not(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        other.execute("PRAGMA journal_mode = DELETE")
    store = SqlStore(f"sqlite:///{path}")
    await store.open()
    await store.close()
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)


async def test_a_database_in_memory_needs_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for url in ("sqlite://", "sqlite:///:memory:", "sqlite+aiosqlite://"):
        store = SqlStore(url)
        await store.open()
        assert await store.claim(ORIGIN)
        assert not await store.claim(ORIGIN)
        await store.close()
    assert names_in(tmp_path) == []


async def test_an_asyncio_driver_makes_the_tables_too(tmp_path: Path) -> None:
    path = tmp_path / "bot.db"
    store = SqlStore(f"sqlite+aiosqlite:///{path}")
    await store.open()
    await store.close()
    await make_template(tmp_path / "other.db")
    assert rows(path) == rows(tmp_path / "other.db")


def test_neither_alembic_nor_an_asyncio_driver_is_loaded_for_a_database_that_is_current(path: Path) -> None:
    program = (
        "import asyncio, sys; from bot.storage.sql_store import SqlStore; store = SqlStore(sys.argv[1]);"
        "asyncio.run(store.open()); print({'alembic', 'aiosqlite', 'mako', 'sqlalchemy.orm'} & set(sys.modules))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, f"sqlite:///{path}"], capture_output=True, text=True, check=True
    )
    assert run.stdout == "set()\n"
