"""The check of the database: whether it opens, is undamaged, can be written to, and has tables that this bot knows.

It is not changed: none is created, and no migration runs.
"""

import asyncio
from pathlib import Path

from sqlalchemy import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError

from bot.doctor.machine import may_write_to, nearest_folder
from bot.errors import SettingsError, StoreError
from bot.platforms.kit.checks import Check, Checks, failed, ok, warning
from bot.storage.database import connect, file_of
from bot.storage.errors import explained, name_of
from bot.storage.migrations import HEAD, version_of

_NAME = "database"
_PATIENCE = 2.0  # seconds, for other programs that write
_OTHERWISE = "or name another database with DATABASE_URL"


async def check_database(address: str, *, seconds: float) -> Checks:
    """Check the database at ``address``, which has ``seconds`` to answer."""
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        fix = "write sqlite:///PATH or postgresql+psycopg://USER:PASSWORD@HOST/NAME"
        return (failed(_NAME, "DATABASE_URL cannot be read", fix=fix),)
    file = file_of(url)
    if file is not None and not file.exists():
        return (_about_place(file),)
    name = name_of(url)
    try:
        version = await _version_of(url, seconds=seconds)
    except (StoreError, SettingsError) as error:
        # Its text reads “name: what is wrong: what to do”.
        what, _, fix = str(error).removeprefix(f"{name}: ").partition(": ")
        return (failed(_NAME, f"{name}: {what}", fix=fix or f"fix that, {_OTHERWISE}"),)
    # SQLite makes its journal beside the file.
    if file is not None and not may_write_to(file.absolute().parent):
        return (_about_place(file),)
    return (_about_version(name, version),)


def _about_place(file: Path) -> Check:
    """Whether SQLite can create files in the folder of a database."""
    folder = nearest_folder(file)
    if may_write_to(folder):
        return ok(_NAME, f"{file} does not exist yet: the next “re-faq-bot run” creates it")
    what = f"{file}: its folder cannot be written to: {folder}"
    return failed(_NAME, what, fix=f"allow the bot to make folders and files there, {_OTHERWISE}")


async def _version_of(url: URL, *, seconds: float) -> str | None:
    """The version of its tables, None if it has none; StoreError where it cannot be used."""
    if url.get_driver_name() in {"psycopg", "psycopg2"} and "connect_timeout" not in url.query:
        # libpq must stop by itself: its thread cannot be stopped from outside.
        url = url.update_query_dict({"connect_timeout": str(max(2, int(seconds)))})
    with explained(name_of(url)):
        database = connect(url, _PATIENCE)
        try:
            async with asyncio.timeout(seconds):
                return await database.run(_look)
        finally:
            await database.close()


def _look(connection: Connection) -> str | None:
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite and connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one() != "ok":
        raise StoreError(f"it is damaged: move it away, or stop the bot and put a copy in its place, {_OTHERWISE}")
    version = version_of(connection)
    if is_sqlite:
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # succeeds on a read-only database, so a table is tried too
        connection.exec_driver_sql("CREATE TABLE doctors_try (it INTEGER)")
        connection.rollback()
    elif connection.exec_driver_sql("SHOW transaction_read_only").scalar_one() == "on":
        raise StoreError(f"it is read-only: name the server that takes writes, {_OTHERWISE}")
    return version


def _about_version(name: str, version: str | None) -> Check:
    if version == HEAD:
        return ok(_NAME, f"{name}: it can be written to, and its tables have the current version, {version}")
    if version is None:
        return ok(_NAME, f"{name}: it can be written to; the next “re-faq-bot run” creates its tables")
    fix = "make a backup; the next “re-faq-bot run” brings them up to date"
    return warning(_NAME, f"{name}: its tables have version {version}, and the current one is {HEAD}", fix=fix)
