"""Writes the next migration: ``python -m bot.storage.migrations 0003 "Keep the language of a question"``."""

import sys

from alembic import command
from sqlalchemy import create_engine

from bot.storage.migrations import configuration, upgrade


def write(revision: str, message: str) -> None:
    """Write a script with the differences between ``tables.py`` and the migrations so far."""
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        upgrade(connection)
        command.revision(configuration(connection), message, autogenerate=True, rev_id=revision)
    engine.dispose()


if __name__ == "__main__":
    write(*sys.argv[1:])
