"""What SqlStore does with questions and their replies, each call within one transaction.

The first statement of whatever writes is a write: SQLite then waits for other writers, where a transaction that began
with a read would fail at once.
"""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, delete, func, insert, literal, or_, select, update
from sqlalchemy.sql.selectable import Select

from bot.core.question import Origin, Surface
from bot.core.records import Outcome, Record, State
from bot.core.reply import Band
from bot.storage.tables import questions, replies
from bot.storage.upserting import insert_new, insert_or_change

_OUTCOME = ("state", "is_removed", "band", "entry", "score", "settled_at")
_IS_KEPT = questions.c.is_removed.is_(False)

_platform = questions.c.platform == bindparam("of_platform")
_question = and_(_platform, questions.c.id == bindparam("of_question"))
_replies = and_(replies.c.platform == bindparam("of_platform"), replies.c.question == bindparam("of_question"))
_own_replies = and_(replies.c.platform == questions.c.platform, replies.c.question == questions.c.id)
_is_recent = questions.c.sent_at > bindparam("since")

_FORGET_REPLIES = delete(replies).where(_replies)
_KEEP_REPLIES = insert(replies)
_REMOVE = update(questions).where(_question, _IS_KEPT).values(is_removed=True).returning(*questions.c)
_REPLIES = select(replies.c.message).where(_replies).order_by(replies.c.position)

# Every record comes as one row for each of its replies, and so with one query.
_RECORDS = select(questions, replies.c.message).outerjoin(replies, _own_replies)
_FIND = _RECORDS.where(_question).order_by(replies.c.position)
_with_reply = (
    select(replies.c.question)
    .where(replies.c.platform == bindparam("of_platform"), replies.c.message == bindparam("of_reply"))
    .scalar_subquery()
)
_FIND_BY_REPLY = _RECORDS.where(_platform, questions.c.id.in_(_with_reply)).order_by(
    questions.c.settled_at.desc(), questions.c.id.desc(), replies.c.position
)
# The state and surface are written into the statement, so that a partial index fits before a value is known.
_UNSETTLED = _RECORDS.where(
    _platform, questions.c.state == literal(State.TAKEN.value, literal_execute=True), _IS_KEPT, _is_recent
).order_by(questions.c.sent_at, questions.c.id, replies.c.position)
_DIRECT_CHANNELS = (
    select(questions.c.channel)
    .where(_platform, questions.c.surface == literal(Surface.DIRECT.value, literal_execute=True), _is_recent)
    .group_by(questions.c.channel)
    .order_by(func.max(questions.c.sent_at).desc(), questions.c.channel)
)


def _asked_in() -> Select[int]:
    """Slack's ids are ``channel:time`` and its threads ``time`` alone, Discord's threads have the id of a message."""
    thread = bindparam("in_thread", type_=questions.c.thread.type)
    roots = (thread, questions.c.channel + ":" + thread)
    hangs_on_reply = select(literal(1)).where(_own_replies, replies.c.message.in_(roots)).exists()
    is_there = or_(questions.c.thread == thread, questions.c.id.in_(roots), hangs_on_reply)
    answered = questions.c.state.in_([State.TAKEN.value, State.ANSWERED.value])
    addressed = questions.c.surface.not_in([Surface.OVERHEARD.value, Surface.SHORTCUT.value])
    asked = questions.c.asker == bindparam("of_asker")
    return select(literal(1)).where(_platform, asked, answered, addressed, _IS_KEPT, is_there).limit(1)


_ASKED_IN = _asked_in()


def claim(connection: Connection, origin: Origin) -> bool:
    """Insert a question; False if it is there."""
    return insert_new(connection, questions, _row(origin))


def settle(connection: Connection, origin: Origin, outcome: Outcome, at: datetime) -> bool:
    """Write what came of a question, and the question where it is missing; False if it was removed."""
    row = _row(origin) | {
        "state": outcome.state.value,
        "is_removed": outcome.state is State.REMOVED,
        "band": outcome.band.value if outcome.band else None,
        "entry": outcome.entry,
        "score": outcome.score,
        "settled_at": at,
    }
    if not insert_or_change(connection, questions, row, changing=_OUTCOME, where=_IS_KEPT):
        return False
    _replace_replies(connection, origin, outcome.replies)
    return True


def remove(connection: Connection, platform: str, question: str) -> Record | None:
    """Mark a question as removed and return it as it was; None if there is none to remove."""
    key = {"of_platform": platform, "of_question": question}
    row = connection.execute(_REMOVE, key).one_or_none()
    if row is None:
        return None
    return _record(row, connection.execute(_REPLIES, key).scalars(), state=State(row.state))


def find(connection: Connection, platform: str, question: str) -> Record | None:
    """Read one question."""
    rows = connection.execute(_FIND, {"of_platform": platform, "of_question": question})
    return next(iter(_records(rows)), None)


def find_by_reply(connection: Connection, platform: str, reply: str) -> Record | None:
    """Read the question that a message replies to, the one settled last if there are several."""
    rows = connection.execute(_FIND_BY_REPLY, {"of_platform": platform, "of_reply": reply})
    return next(iter(_records(rows)), None)


def unsettled(connection: Connection, platform: str, since: datetime) -> tuple[Record, ...]:
    """Read the questions that were taken and never settled, oldest first."""
    return _records(connection.execute(_UNSETTLED, {"of_platform": platform, "since": since}))


def has_asked_in(connection: Connection, platform: str, asker: str, thread: str) -> bool:
    """Look for a question of this person's to the bot that belongs to this thread."""
    key = {"of_platform": platform, "of_asker": asker, "in_thread": thread}
    return connection.execute(_ASKED_IN, key).first() is not None


def direct_channels(connection: Connection, platform: str, since: datetime) -> tuple[str, ...]:
    """Read the channels of direct questions, the latest first."""
    return tuple(connection.execute(_DIRECT_CHANNELS, {"of_platform": platform, "since": since}).scalars())


def _replace_replies(connection: Connection, origin: Origin, messages: tuple[str, ...]) -> None:
    connection.execute(_FORGET_REPLIES, {"of_platform": origin.platform, "of_question": origin.id})
    if messages:
        key = {"platform": origin.platform, "question": origin.id}
        connection.execute(
            _KEEP_REPLIES, [key | {"position": place, "message": message} for place, message in enumerate(messages)]
        )


def _row(origin: Origin) -> dict[str, Any]:
    """The columns of a question that was just taken."""
    return {
        "platform": origin.platform,
        "id": origin.id,
        "channel": origin.channel,
        "thread": origin.thread,
        "asker": origin.asker,
        "surface": origin.surface.value,
        "sent_at": origin.sent_at,
        "is_for_others": origin.is_for_others,
        "is_from_bot": origin.is_from_bot,
        "has_attachments": origin.has_attachments,
        "state": State.TAKEN.value,
        "is_removed": False,
    }


def _records(rows: Iterable[Row[Any]]) -> tuple[Record, ...]:
    """The records of rows that come in their order, those of one question together."""
    records = []
    for _, group in groupby(rows, key=lambda row: (row.platform, row.id)):
        first, *others = group
        messages = [row.message for row in (first, *others) if row.message is not None]
        records.append(_record(first, messages, state=State.REMOVED if first.is_removed else State(first.state)))
    return tuple(records)


def _record(row: Row[Any], messages: Iterable[str], *, state: State) -> Record:
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
