"""What SqlStore does with votes, clicks, cooldowns and notes, and with what is old; each call is one transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, select

from bot.core.records import Click, Vote
from bot.storage.tables import clicks, cooldowns, notes, questions, votes
from bot.storage.upserting import insert_new, insert_or_change

_COUNTS = (
    select(votes.c.is_helpful, func.count().label("votes"))
    .where(votes.c.entry == bindparam("of_entry"))
    .group_by(votes.c.is_helpful)
)
_IS_OVER = cooldowns.c.ends_at <= bindparam("now")
_END = delete(cooldowns).where(cooldowns.c.name.in_(bindparam("these", expanding=True)))
_NOTE = select(notes.c.value).where(notes.c.name == bindparam("of_name"))
_OLD = tuple(
    delete(time.table).where(time < bindparam("before"))
    for time in (questions.c.sent_at, votes.c.cast_at, clicks.c.clicked_at, cooldowns.c.ends_at)
)


def vote(connection: Connection, vote: Vote) -> None:
    """Write a vote in place of the earlier one."""
    row = {
        "platform": vote.platform,
        "reply": vote.reply,
        "entry": vote.entry,
        "voter": vote.voter,
        "is_helpful": vote.is_helpful,
        "cast_at": vote.cast_at,
    }
    insert_or_change(connection, votes, row, changing=("is_helpful", "cast_at"))


def count_votes(connection: Connection, entry: str) -> tuple[int, int]:
    """Count the votes of an entry: helpful, not helpful."""
    rows = connection.execute(_COUNTS, {"of_entry": entry})
    counts = {row.is_helpful: row.votes for row in rows}
    return counts.get(True, 0), counts.get(False, 0)


def click(connection: Connection, click: Click) -> bool:
    """Write a press; False if it is there."""
    row = {
        "platform": click.platform,
        "reply": click.reply,
        "person": click.person,
        "press": click.press,
        "clicked_at": click.clicked_at,
    }
    return insert_new(connection, clicks, row)


def acquire(connection: Connection, ends: Mapping[str, datetime], now: datetime) -> bool:
    """Write all of these cooldowns, or none if one of them is running."""
    # In one order everywhere, so that two processes never wait for each other.
    for name, end in sorted(ends.items()):
        row = {"name": name, "ends_at": end, "now": now}
        if not insert_or_change(connection, cooldowns, row, changing=("ends_at",), where=_IS_OVER):
            connection.rollback()
            return False
    return True


def release(connection: Connection, names: Sequence[str]) -> None:
    """Delete these cooldowns."""
    connection.execute(_END, {"these": names})


def note(connection: Connection, name: str) -> str | None:
    """Read a note."""
    return connection.execute(_NOTE, {"of_name": name}).scalar_one_or_none()


def keep_note(connection: Connection, name: str, value: str) -> None:
    """Write a note in place of the earlier one."""
    insert_or_change(connection, notes, {"name": name, "value": value}, changing=("value",))


def forget(connection: Connection, before: datetime) -> int:
    """Delete what is from before a time, replies with their questions and not counted; return how many rows went."""
    return sum(connection.execute(statement, {"before": before}).rowcount for statement in _OLD)
