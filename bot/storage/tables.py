"""The tables: what is kept, and the indexes thanks to which no query reads more rows than it is about.

Each table is stored in the order of its primary key (``WITHOUT ROWID``), since nearly every call names a row by it.
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
    """A time, UTC and aware on the way in and out; SQLite keeps it as text that sorts by time, to the microsecond."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Turn any aware time to UTC, as SQLite drops the offset."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Say that what comes back is UTC; other databases answer in the time zone of the session."""
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
    # Beside the state and not one of its values, so that one statement both marks a row and returns it as it was.
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

cooldowns = Table(
    "cooldowns",
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

# Each of these three holds only the rows that count, and costs nothing for the others, most of which were overheard.
_TAKEN, _DIRECT = text("state = 'taken'"), text("surface = 'direct'")

# has_asked_in: one person's questions, of which there are few; every further condition is checked on those.
# SQLite adds the primary key; with the platform in front it would take that key for as good, and read a whole platform.
Index("questions_of_asker", questions.c.asker)

# unsettled and direct_channels: both in the order of time, the second without a look at the table.
Index("questions_unsettled", questions.c.platform, questions.c.sent_at, sqlite_where=_TAKEN, postgresql_where=_TAKEN)
Index(
    "questions_direct",
    questions.c.platform,
    questions.c.sent_at,
    questions.c.channel,
    sqlite_where=_DIRECT,
    postgresql_where=_DIRECT,
)

# find_by_reply, and has_asked_in where the thread hangs on a reply.
Index("replies_by_message", replies.c.platform, replies.c.message)

# votes: both counts come from the index alone.
Index("votes_of_entry", votes.c.entry, votes.c.is_helpful)

# forget: what is old.
Index("questions_by_time", questions.c.sent_at)
Index("votes_by_time", votes.c.cast_at)
Index("clicks_by_time", clicks.c.clicked_at)
Index("cooldowns_by_time", cooldowns.c.ends_at)
