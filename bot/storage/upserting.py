"""Inserts that meet a row with their key: SQLite and PostgreSQL write them alike, SQLAlchemy has one for each."""

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, Table

if TYPE_CHECKING:
    from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
    from sqlalchemy.dialects.sqlite import Insert as SqliteInsert


def insert_new(connection: Connection, table: Table, row: dict[str, Any]) -> bool:
    """Insert a row; False, and nothing changed, if there is one with its key."""
    return connection.execute(_new(connection.dialect.name, table), row).rowcount == 1


def insert_or_change(
    connection: Connection,
    table: Table,
    row: dict[str, Any],
    *,
    changing: tuple[str, ...],
    where: ColumnElement[bool] | None = None,
) -> bool:
    """Insert a row, or give the one with its key these values; False, and nothing changed, if that is not as ``where``.

    ``row`` also holds the values of the parameters in ``where``.
    """
    statement = _new_or_changed(connection.dialect.name, table, changing, where)
    return connection.execute(statement, row).rowcount == 1


# Made once, since making a statement takes longer than running it.
@cache
def _new(dialect: str, table: Table) -> "SqliteInsert | PostgresInsert":
    return _insert(dialect, table).on_conflict_do_nothing()


@cache
def _new_or_changed(
    dialect: str, table: Table, changing: tuple[str, ...], where: ColumnElement[bool] | None
) -> "SqliteInsert | PostgresInsert":
    insert = _insert(dialect, table)
    return insert.on_conflict_do_update(
        index_elements=list(table.primary_key), set_={name: insert.excluded[name] for name in changing}, where=where
    )


def _insert(dialect: str, table: Table) -> "SqliteInsert | PostgresInsert":
    """An insert that says how many rows it wrote, which SQLAlchemy else only promises of updates and deletions."""
    if dialect == "postgresql":
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table).execution_options(preserve_rowcount=True)
    from sqlalchemy.dialects import sqlite

    return sqlite.insert(table).execution_options(preserve_rowcount=True)
