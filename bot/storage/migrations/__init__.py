"""Brings the tables of a database to the current version, and refuses a database of a newer bot.

Alembic runs the scripts in ``versions``; it is imported only if there is something to do.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import OperationalError

from bot.errors import StoreError

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0002"
"""The newest migration; a test compares it with the scripts."""

SCRIPTS = Path(__file__).parent


def upgrade(connection: Connection) -> None:
    """Create or upgrade the tables, in one process at a time; raise StoreError if they are too new."""
    is_current = version_of(connection) == HEAD
    if connection.dialect.name == "sqlite":
        _switch_to_write_ahead_log(connection)
    if is_current:
        return
    with _locked(connection):
        # Checked again, since another process may have upgraded the tables in the meantime.
        if version_of(connection) != HEAD:
            from alembic import command

            command.upgrade(configuration(connection), "head")


def version_of(connection: Connection) -> str | None:
    """The version of the tables, None if there are none; raise StoreError if this bot does not know it."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    if version not in (HEAD, None):
        from alembic.script import ScriptDirectory

        scripts = ScriptDirectory.from_config(configuration(connection))
        if version in {script.revision for script in scripts.walk_revisions()}:
            return version
        raise StoreError(
            f"its tables have version {version}, which this bot does not know: "
            "run the newer bot that made them, or name another database with DATABASE_URL"
        )
    return version


def configuration(connection: Connection) -> "Config":
    """Alembic's settings, for any of its commands on ``connection``."""
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("file_template", "m%%(rev)s_%%(slug)s")
    config.set_main_option("path_separator", "os")
    return config


def _switch_to_write_ahead_log(connection: Connection) -> None:
    """Let readers and a writer work at the same time. SQLite keeps this setting in the file."""
    for _ in range(10):
        try:
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")
        except OperationalError:
            # Unlike everything else, this statement does not wait for other writers. A transaction does.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            connection.rollback()
        else:
            return


@contextmanager
def _locked(connection: Connection) -> Iterator[None]:
    """A transaction that upgrades in other processes wait for."""
    if connection.dialect.name == "sqlite":
        # A migration that changes a table copies it and drops the old one; the drop would cascade to its replies.
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    elif connection.dialect.name == "postgresql":
        # An arbitrary number that nothing else on the server is likely to lock.
        connection.execute(text("SELECT pg_advisory_xact_lock(4127860113)"))
    yield
    connection.commit()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA foreign_keys = ON")
