"""What is remembered of a conversation: no text of a question, only ids, times and what came of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core.question import Origin
from bot.core.reply import Band


class State(StrEnum):
    """How far a question has come."""

    TAKEN = "taken"  # seen, and its reply not yet known to be out
    ANSWERED = "answered"  # replied to, in whichever band
    QUIET = "quiet"  # overheard, and nothing said
    FAILED = "failed"  # no reply could be given; the log says why
    REMOVED = "removed"  # the question or the reply was taken back


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a question; ``replies`` are the ids of the messages that the reply consists of.

    An answer has the ``entry`` that it gives, and the ``score`` with which that was found; None where it was picked.
    """

    state: State
    replies: tuple[str, ...] = ()
    band: Band | None = None
    entry: str | None = None
    score: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A question that was taken, and what came of it."""

    origin: Origin
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """What a person thinks of an answer; ``reply`` is the message that they pressed a button on."""

    platform: str
    reply: str
    entry: str
    voter: str
    is_helpful: bool
    cast_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Click:
    """A button that a person pressed, other than to vote; ``press`` as it is encoded."""

    platform: str
    reply: str
    person: str
    press: str
    clicked_at: datetime
