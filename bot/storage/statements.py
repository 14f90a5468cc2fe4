"""The SQL of ``SqlStore``: its statements, and how records become rows and rows become records again.

Statements are built once, at import or on first use: building one takes SQLAlchemy longer than running it.
"""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Table,
    and_,
    bindparam,
    delete,
    func,
    literal,
    or_,
    select,
    update,
)

from bot.core.question import Origin, Surface
from bot.core.records import Outcome, Record, State
from bot.core.reply import Band
from bot.storage.tables import clicks, leases, notes, questions, replies, votes

if TYPE_CHECKING:
    from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
    from sqlalchemy.dialects.sqlite import Insert as SqliteInsert

OUTCOME_COLUMNS = ("state", "is_removed", "band", "entry", "score", "settled_at")
IS_KEPT = questions.c.is_removed.is_(False)

_platform = questions.c.platform == bindparam("of_platform")
_question = and_(_platform, questions.c.id == bindparam("of_question"))
_replies = and_(replies.c.platform == bindparam("of_platform"), replies.c.question == bindparam("of_question"))
_own_replies = and_(replies.c.platform == questions.c.platform, replies.c.question == questions.c.id)
_is_recent = questions.c.sent_at > bindparam("since")

DELETE_REPLIES = delete(replies).where(_replies)
INSERT_REPLIES = replies.insert()
SELECT_REPLIES = select(replies.c.message).where(_replies).order_by(replies.c.position)
REMOVE = update(questions).where(_question, IS_KEPT).values(is_removed=True).returning(*questions.c)

# Each record comes as one row per reply, so that one query reads a record with its replies.
_RECORDS = select(questions, replies.c.message).outerjoin(replies, _own_replies)
FIND = _RECORDS.where(_question).order_by(replies.c.position)
_with_reply = (
    select(replies.c.question)
    .where(replies.c.platform == bindparam("of_platform"), replies.c.message == bindparam("of_reply"))
    .scalar_subquery()
)
FIND_BY_REPLY = _RECORDS.where(_platform, questions.c.id.in_(_with_reply)).order_by(
    questions.c.settled_at.desc(), questions.c.id.desc(), replies.c.position
)
# The state and the surface are literals in the statement: SQLite picks a partial index before it knows parameters.
UNSETTLED = _RECORDS.where(
    _platform, questions.c.state == literal(State.TAKEN.value, literal_execute=True), IS_KEPT, _is_recent
).order_by(questions.c.sent_at, questions.c.id, replies.c.position)
DIRECT_CHANNELS = (
    select(questions.c.channel)
    .where(_platform, questions.c.surface == literal(Surface.DIRECT.value, literal_execute=True), _is_recent)
    .group_by(questions.c.channel)
    .order_by(func.max(questions.c.sent_at).desc(), questions.c.channel)
)


def _asked_in() -> Select[int]:
    """Slack's message ids are ``channel:time``, its thread ids ``time``; Discord's threads have the id of a message."""
    thread = bindparam("in_thread", type_=questions.c.thread.type)
    roots = (thread, questions.c.channel + ":" + thread)
    starts_at_reply = select(literal(1)).where(_own_replies, replies.c.message.in_(roots)).exists()
    is_there = or_(questions.c.thread == thread, questions.c.id.in_(roots), starts_at_reply)
    answered = questions.c.state.in_([State.TAKEN.value, State.ANSWERED.value])
    addressed = questions.c.surface.not_in([Surface.OVERHEARD.value, Surface.SHORTCUT.value])
    asked = questions.c.asker == bindparam("of_asker")
    return select(literal(1)).where(_platform, asked, answered, addressed, IS_KEPT, is_there).limit(1)


ASKED_IN = _asked_in()

COUNT_VOTES = (
    select(votes.c.is_helpful, func.count().label("votes"))
    .where(votes.c.entry == bindparam("of_entry"))
    .group_by(votes.c.is_helpful)
)
LEASE_IS_OVER = leases.c.ends_at <= bindparam("now")
RELEASE = delete(leases).where(leases.c.name.in_(bindparam("names", expanding=True)))
SELECT_NOTE = select(notes.c.value).where(notes.c.name == bindparam("of_name"))
FORGET = tuple(
    delete(time.table).where(time < bindparam("before"))
    for time in (questions.c.sent_at, votes.c.cast_at, clicks.c.clicked_at, leases.c.ends_at)
)


def upsert(
    connection: Connection,
    table: Table,
    row: dict[str, Any],
    *,
    changing: tuple[str, ...] = (),
    where: ColumnElement[bool] | None = None,
) -> bool:
    """Insert a row; if there is one with its key and ``where`` holds for that, set its columns ``changing`` instead.

    Return whether anything was written. ``row`` also holds the parameters of ``where``.
    """
    return connection.execute(_upsert(connection.dialect.name, table, changing, where), row).rowcount == 1


@cache
def _upsert(
    dialect: str, table: Table, changing: tuple[str, ...], where: ColumnElement[bool] | None
) -> "SqliteInsert | PostgresInsert":
    # SQLAlchemy has ON CONFLICT once for each database, though both write it alike.
    if dialect == "postgresql":
        from sqlalchemy.dialects import postgresql

        insert: SqliteInsert | PostgresInsert = postgresql.insert(table)
    else:
        from sqlalchemy.dialects import sqlite

        insert = sqlite.insert(table)
    # SQLAlchemy promises a row count of updates and deletes only; an insert must ask for it.
    insert = insert.execution_options(preserve_rowcount=True)
    if not changing:
        return insert.on_conflict_do_nothing()
    return insert.on_conflict_do_update(
        index_elements=list(table.primary_key), set_={name: insert.excluded[name] for name in changing}, where=where
    )


def question_row(origin: Origin) -> dict[str, Any]:
    """The columns of a question that was just taken."""
    # Columns are named as fields are. Enums go in by their value, so that it does not depend on the driver.
    return asdict(origin) | {"surface": origin.surface.value, "state": State.TAKEN.value, "is_removed": False}


def outcome_row(outcome: Outcome, *, at: datetime) -> dict[str, Any]:
    """The ``OUTCOME_COLUMNS``."""
    return {
        "state": outcome.state.value,
        "is_removed": outcome.state is State.REMOVED,
        "band": outcome.band.value if outcome.band else None,
        "entry": outcome.entry,
        "score": outcome.score,
        "settled_at": at,
    }


def records_of(rows: Iterable[Row[Any]]) -> tuple[Record, ...]:
    """The records of rows in their order; rows of one question must stand together."""
    records = []
    for _, group in groupby(rows, key=lambda row: (row.platform, row.id)):
        first, *others = group
        messages = [row.message for row in (first, *others) if row.message is not None]
        records.append(record_of(first, messages, state=State.REMOVED if first.is_removed else State(first.state)))
    return tuple(records)


def record_of(row: Row[Any], messages: Iterable[str], *, state: State) -> Record:
    """The record of one question and the messages of its reply."""
    origin = Origin(
        platform=row.platform,
        id=row.id,
        channel=row.channel,
        asker=row.asker,
        surface=Surface(row.surface),
        sent_at=row.sent_at,
        thread=row.thread,
        is_for_others=row.is_for_others,
        is_from_bot=row.is_from_bot,
        has_attachments=row.has_attachments,
    )
    band = None if row.band is None else Band(row.band)
    outcome = Outcome(state=state, replies=tuple(messages), band=band, entry=row.entry, score=row.score)
    return Record(origin=origin, outcome=outcome)
