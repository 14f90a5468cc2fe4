"""Make the tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Take the step."""
    _make_questions()
    _make_replies()
    _make_votes()
    _make_clicks()
    _make_cooldowns()
    _make_notes()


def downgrade() -> None:
    """Take the step back."""
    for table in ("notes", "cooldowns", "clicks", "votes", "replies", "questions"):
        op.drop_table(table)


def _make_questions() -> None:
    op.create_table(
        "questions",
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("thread", sa.String(), nullable=True),
        sa.Column("asker", sa.String(), nullable=False),
        sa.Column("surface", sa.String(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_for_others", sa.Boolean(), nullable=False),
        sa.Column("is_from_bot", sa.Boolean(), nullable=False),
        sa.Column("has_attachments", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("is_removed", sa.Boolean(), nullable=False),
        sa.Column("band", sa.String(), nullable=True),
        sa.Column("entry", sa.String(), nullable=True),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("platform", "id", name=op.f("pk_questions")),
        sqlite_with_rowid=False,
    )
    taken = sa.text("state = 'taken'")
    direct = sa.text("surface = 'direct'")
    op.create_index("questions_by_time", "questions", ["sent_at"])
    op.create_index("questions_of_asker", "questions", ["asker"])
    op.create_index(
        "questions_unsettled", "questions", ["platform", "sent_at"], sqlite_where=taken, postgresql_where=taken
    )
    op.create_index(
        "questions_direct",
        "questions",
        ["platform", "sent_at", "channel"],
        sqlite_where=direct,
        postgresql_where=direct,
    )


def _make_replies() -> None:
    op.create_table(
        "replies",
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "question", "position", name=op.f("pk_replies")),
        sa.ForeignKeyConstraint(
            ["platform", "question"],
            ["questions.platform", "questions.id"],
            name=op.f("fk_replies_questions"),
            ondelete="CASCADE",
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("replies_by_message", "replies", ["platform", "message"])


def _make_votes() -> None:
    op.create_table(
        "votes",
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("reply", sa.String(), nullable=False),
        sa.Column("entry", sa.String(), nullable=False),
        sa.Column("voter", sa.String(), nullable=False),
        sa.Column("is_helpful", sa.Boolean(), nullable=False),
        sa.Column("cast_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("platform", "reply", "entry", "voter", name=op.f("pk_votes")),
        sqlite_with_rowid=False,
    )
    op.create_index("votes_by_time", "votes", ["cast_at"])
    op.create_index("votes_of_entry", "votes", ["entry", "is_helpful"])


def _make_clicks() -> None:
    op.create_table(
        "clicks",
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("reply", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("press", sa.String(), nullable=False),
        sa.Column("clicked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("platform", "reply", "person", "press", name=op.f("pk_clicks")),
        sqlite_with_rowid=False,
    )
    op.create_index("clicks_by_time", "clicks", ["clicked_at"])


def _make_cooldowns() -> None:
    op.create_table(
        "cooldowns",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_cooldowns")),
        sqlite_with_rowid=False,
    )
    op.create_index("cooldowns_by_time", "cooldowns", ["ends_at"])


def _make_notes() -> None:
    op.create_table(
        "notes",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_notes")),
        sqlite_with_rowid=False,
    )
