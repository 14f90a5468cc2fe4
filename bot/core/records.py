"""What the bot remembers of a conversation: ids, times and outcomes, never the text of a question."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core.question import Origin
from bot.core.reply import Band


class State(StrEnum):
    """How far a question has come."""

    TAKEN = "taken"  # received, and no reply is known to be posted yet
    ANSWERED = "answered"  # replied to, in any band
    QUIET = "quiet"  # overheard, and not answered
    FAILED = "failed"  # no reply could be given; the log says why
    REMOVED = "removed"  # the question or the reply was deleted


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a question; ``replies`` are the ids of the messages that the reply consists of.

    An answer has its ``entry``, and the ``score`` that the matcher gave it; None if a person picked it.
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
    """A button that a person pressed, except votes; ``press`` in its encoded form."""

    platform: str
    reply: str
    person: str
    press: str
    clicked_at: datetime
