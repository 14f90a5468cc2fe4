"""The tables: what is kept, and indexes so that no query reads more rows than it returns.

Each table is stored in the order of its primary key (``WITHOUT ROWID``), since nearly every call finds a row by it.
A change here needs a migration; ``migrations/README.md`` says how to make one.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Dialect,
    Double,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    text,
)
from sqlalchemy.types import TypeDecorator


class UtcTime(TypeDecorator[datetime]):
    """An aware time in UTC. SQLite keeps it as text that sorts by time, to the microsecond."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Convert any aware time to UTC, since SQLite drops the offset."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Make a time from SQLite aware; convert one from other databases, which use the session's time zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# Named, so that a migration can drop them on every database.
metadata = MetaData(naming_convention={"pk": "pk_%(table_name)s", "fk": "fk_%(table_name)s_%(referred_table_name)s"})

questions = Table(
    "questions",
    metadata,
    Column("platform", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("channel", String, nullable=False),
    Column("thread", String),
    Column("asker", String, nullable=False),
    Column("surface", String, nullable=False),
    Column("sent_at", UtcTime, nullable=False),
    Column("is_for_others", Boolean, nullable=False),
    Column("is_from_bot", Boolean, nullable=False),
    Column("has_attachments", Boolean, nullable=False),
    Column("state", String, nullable=False),
    # Not a value of the state, so that one statement can both mark a row and return the state it had.
    Column("is_removed", Boolean, nullable=False),
    Column("band", String),
    Column("entry", String),
    Column("score", Double),
    Column("settled_at", UtcTime),
    sqlite_with_rowid=False,
)

replies = Table(
    "replies",
    metadata,
    # The key finds, replaces and cascades the replies of a question, in their order.
    Column("platform", String, primary_key=True),
    Column("question", String, primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("message", String, nullable=False),
    ForeignKeyConstraint(["platform", "question"], ["questions.platform", "questions.id"], ondelete="CASCADE"),
    sqlite_with_rowid=False,
)

votes = Table(
    "votes",
    metadata,
    Column("platform", String, primary_key=True),
    Column("reply", String, primary_key=True),
    Column("entry", String, primary_key=True),
    Column("voter", String, primary_key=True),
    Column("is_helpful", Boolean, nullable=False),
    Column("cast_at", UtcTime, nullable=False),
    sqlite_with_rowid=False,
)

clicks = Table(
    "clicks",
    metadata,
    Column("platform", String, primary_key=True),
    Column("reply", String, primary_key=True),
    Column("person", String, primary_key=True),
    Column("press", String, primary_key=True),
    Column("clicked_at", UtcTime, nullable=False),
    sqlite_with_rowid=False,
)

leases = Table(
    "leases",
    metadata,
    Column("name", String, primary_key=True),
    Column("ends_at", UtcTime, nullable=False),
    sqlite_with_rowid=False,
)

notes = Table(
    "notes",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
    sqlite_with_rowid=False,
)

# Partial indexes: most questions are overheard, and those cost nothing here.
_TAKEN, _DIRECT = text("state = 'taken'"), text("surface = 'direct'")

# has_asked_in: one person's few questions; every further condition is checked on those. The platform must not come
# first: SQLite would then think the primary key as good, and read all questions of the platform.
Index("questions_of_asker", questions.c.asker)

# unsettled and direct_channels: both in order of time; the second reads the index alone.
Index("questions_unsettled", questions.c.platform, questions.c.sent_at, sqlite_where=_TAKEN, postgresql_where=_TAKEN)
Index(
    "questions_direct",
    questions.c.platform,
    questions.c.sent_at,
    questions.c.channel,
    sqlite_where=_DIRECT,
    postgresql_where=_DIRECT,
)

# find_by_reply, and has_asked_in if the thread starts at a reply.
Index("replies_by_message", replies.c.platform, replies.c.message)

# votes: reads the index alone.
Index("votes_of_entry", votes.c.entry, votes.c.is_helpful)

# forget: old rows.
Index("questions_by_time", questions.c.sent_at)
Index("votes_by_time", votes.c.cast_at)
Index("clicks_by_time", clicks.c.clicked_at)
Index("leases_by_time", leases.c.ends_at)
