"""Rename cooldowns to leases: the table also holds what processes share their work by."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Take the step."""
    _move("cooldowns", "leases")


def downgrade() -> None:
    """Take the step back."""
    _move("leases", "cooldowns")


def _move(old: str, new: str) -> None:
    """Copy a table and drop the old one: renamed, the key and the index would keep their old names."""
    op.create_table(
        new,
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f(f"pk_{new}")),
        sqlite_with_rowid=False,
    )
    op.execute(f"INSERT INTO {new} (name, ends_at) SELECT name, ends_at FROM {old}")  # noqa: S608 - two constants
    op.drop_table(old)
    op.create_index(f"{new}_by_time", new, ["ends_at"])
