"""Runs the migrations on the connection that Alembic's settings hold; Alembic executes this file for each command."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from bot.storage.tables import UtcTime, metadata


def _write_type(kind: str, thing: Any, _autogenerate: AutogenContext) -> str | Literal[False]:  # noqa: ANN401
    """Write the type of a column as SQLAlchemy's own, so that a migration stays as it is when the bot changes."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(thing, UtcTime) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_item=_write_type,
    render_as_batch=True,  # SQLite changes a column only by copying the table
)
with context.begin_transaction():
    context.run_migrations()
