"""Turns every error of a database into one that says what is wrong, and what to do."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, NoSuchModuleError, SQLAlchemyError

from bot.errors import SettingsError, StoreError

_ELSEWHERE = "or name another database with DATABASE_URL"
_DAMAGED = (
    f"it is damaged, or no SQLite database: move it away, or stop the bot and put a copy in its place, {_ELSEWHERE}"
)
_NO_SUCH_KIND = (
    "no such kind of database: DATABASE_URL may be sqlite:///PATH or postgresql+psycopg://USER:PASSWORD@HOST/NAME"
)
_UNREACHABLE = f"it cannot be opened: check that it is a file, in a folder that the bot may write to, {_ELSEWHERE}"
_LOCKED = "it is locked by another program for too long: stop that program, or try again later"

# By SQLite's primary result code, https://www.sqlite.org/rescode.html
_ADVICE = {
    sqlite3.SQLITE_PERM: _UNREACHABLE,
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_READONLY: f"it is read-only: let the bot write to the file and its folder, {_ELSEWHERE}",
    sqlite3.SQLITE_IOERR: "its disk fails: check the system's log, and whether the disk is still there",
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_FULL: "there is no space left: free some on its disk, and try again",
    sqlite3.SQLITE_CANTOPEN: _UNREACHABLE,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
}


@contextmanager
def explained(database: str) -> Iterator[None]:
    """Turn every error in the block into a StoreError that names ``database``; a wrong URL into a SettingsError."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise SettingsError(f"{database}: its driver is missing: install {error.name}, {_ELSEWHERE}") from error
    except NoSuchModuleError as error:
        raise SettingsError(f"{database}: {_NO_SUCH_KIND}") from error
    except StoreError as error:
        raise StoreError(f"{database}: {error}") from error
    except (SQLAlchemyError, OSError) as error:
        raise StoreError(f"{database}: {_reason(error)}") from error


def name_of(url: URL) -> str:
    """The name of a database in messages: its file, or its address without password and options."""
    if url.get_backend_name() == "sqlite":
        return url.database or "database in memory"
    return url.set(query={}).render_as_string(hide_password=True)


def _reason(error: Exception) -> str:
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        # The low byte is the primary code, the rest details. An error of the driver itself has no code.
        advice = _ADVICE.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF)
        return f"{advice} ({cause})" if advice else str(cause)
    match cause:
        case TimeoutError():
            return "it did not answer in time: check that it runs and can be reached"
        case OSError():
            return f"{cause.strerror or cause}: {cause.filename or 'check that it can be reached'}, {_ELSEWHERE}"
    return " ".join(f"{type(cause).__name__}: {cause}".split())
