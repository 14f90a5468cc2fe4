"""Brings the tables of a database to the current version, and refuses a database from a newer one.

Alembic, which does it, is imported only where there is something to do.
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

HEAD = "0001"
"""The newest migration; a test holds it to the scripts."""

SCRIPTS = Path(__file__).with_name("migrations")

_ATTEMPTS = 10
_LOCK = 4_127_860_113  # any number that nothing else on the server takes a lock by


def upgrade(connection: Connection) -> None:
    """Make or upgrade the tables, once, whichever process comes first; raise StoreError if they are too new."""
    is_current = _is_current(connection)
    if connection.dialect.name == "sqlite":
        _write_ahead(connection)
    if not is_current:
        with _alone(connection):
            _take_steps(connection)


def _take_steps(connection: Connection) -> None:
    # Looked at again, since another process may just have taken them.
    if not _is_current(connection):
        from alembic import command

        command.upgrade(configuration(connection), "head")


def configuration(connection: Connection) -> "Config":
    """Alembic's settings, for whatever it shall do on ``connection``."""
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("file_template", "m%%(rev)s_%%(slug)s")
    config.set_main_option("path_separator", "os")
    return config


def _is_current(connection: Connection) -> bool:
    revision = None
    if inspect(connection).has_table("alembic_version"):
        revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    if revision not in (HEAD, None) and revision not in _known_revisions(connection):
        raise StoreError(
            f"its tables have version {revision}, which this bot does not know: "
            "run the newer bot that made them, or name another database with DATABASE_URL"
        )
    return revision == HEAD


def _known_revisions(connection: Connection) -> set[str]:
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(configuration(connection))
    return {script.revision for script in scripts.walk_revisions()}


def _write_ahead(connection: Connection) -> None:
    """Let readers and the writer go on beside each other. SQLite keeps this setting in the file."""
    for _ in range(_ATTEMPTS):
        try:
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")
        except OperationalError:
            # It does not wait for other writers, as everything else does; so wait for them, and try again.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            connection.rollback()
        else:
            return


@contextmanager
def _alone(connection: Connection) -> Iterator[None]:
    """A transaction that the upgrades of other processes wait for the end of."""
    if connection.dialect.name == "sqlite":
        # A step that changes a table copies it and drops the old one, with which its replies would go.
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    elif connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    yield
    connection.commit()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA foreign_keys = ON")
